"""The fields that lead to transcripts: names of operators, which stand in transcripts only, wait for them."""

import functools
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.info import Info

T = TypeVar("T")

_TRANSCRIPT = "chatTranscript"


def leading_to_transcripts(resolver: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., Coroutine[Any, Any, T]]:
    """A resolver under whose value engagements may be, or transcripts; it has to take the `info`."""

    @functools.wraps(resolver)
    def called(*args: Any, **kwargs: Any) -> Coroutine[Any, Any, T]:
        return watched(kwargs["info"], functools.partial(resolver, *args, **kwargs))

    return called


def watched(info: Info, resolve: Callable[[], Coroutine[Any, Any, T]]) -> Coroutine[Any, Any, T]:
    """The field, counted as pending from now on where names wait for such fields."""
    pending = info.context.pending
    if pending.watched is None:
        pending.watched = _selects_transcripts(info.operation, info._raw_info.fragments)
    return pending.watch(resolve) if pending.watched else resolve()


def _selects_transcripts(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> bool:
    """Also where `@include` leaves them out: then names wait for nothing that the answer would not wait for."""
    sets: list[SelectionSetNode | None] = [operation.selection_set]
    spread: set[str] = set()
    while sets:
        selections = sets.pop()
        for node in () if selections is None else selections.selections:
            if isinstance(node, FragmentSpreadNode):
                if node.name.value not in spread:
                    spread.add(node.name.value)
                    sets.append(fragments[node.name.value].selection_set)
            elif isinstance(node, FieldNode | InlineFragmentNode):
                if isinstance(node, FieldNode) and node.name.value == _TRANSCRIPT:
                    return True
                sets.append(node.selection_set)
    return False

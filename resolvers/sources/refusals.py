"""What a source says against an input, as user errors: the same for all sources, whatever their bodies look like.

A 400 and a 422 speak of what was sent, and so of the input; the contract wants them among the user errors. All other
refusals stay errors: they speak of credentials (401, 403), of the record (404, 409, 412, 428), of the moment (429), or
of how we speak HTTP.
"""

from collections.abc import Callable, Iterator

import msgspec

from resolvers.context import RequestContext
from resolvers.model import codes
from resolvers.model.errors import SourceFailure
from resolvers.model.inputs import Path, UserError
from resolvers.model.write_outcome import is_refusal
from resolvers.sources import vendor_words

Named = Callable[[str], Path]
"""The input's field that a text or a key of a body names; empty where that cannot be told."""

_BY_FIELD = ("errors", "modelstate", "details")
_KEYS = (*_BY_FIELD, "message", "detail", "error", "error_description", "title", "description")
"""What explains, the most exact first: some bodies also say "Bad Request"."""

_PLACES = ("field", "attribute", "property", "parameter", "param", "path", "pointer", "source", "name")
_DEEPEST = 8


def user_errors(
    context: RequestContext, failure: SourceFailure, named: Named, otherwise: Path = ()
) -> tuple[UserError, ...]:
    """One for each sentence of the refusal, at the field that its words or its place in the body name.

    `otherwise` is the place of a sentence that names none, and of a refusal without a word. Raises the failure where
    it is no such refusal.
    """
    if not is_refusal(failure):
        raise failure
    told = _sentences(failure.body, named)
    if told is None:
        said = vendor_words.of_answer(context, failure) or ""
        told = [(named(said), said)]
    cleaned = [(place or otherwise, vendor_words.cleaned(context, failure.source, text)) for place, text in told]
    found = (UserError(place, text, codes.REJECTED) for place, text in cleaned if text)
    return tuple(dict.fromkeys(found)) or (_silent(failure, otherwise),)


def _silent(failure: SourceFailure, place: Path) -> UserError:
    message = f"{failure.source.name} refused it with status {failure.error.http_status} and gave no reason"
    return UserError(place, message, codes.REJECTED)


def _sentences(body: bytes, named: Named) -> list[tuple[Path, str]] | None:
    """What a body of JSON says; null where it is something else."""
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return list(_in(decoded, (), named, _DEEPEST))


def _in(value: object, place: Path, named: Named, levels: int) -> Iterator[tuple[Path, str]]:
    if levels == 0:
        return
    if isinstance(value, str):
        yield place or named(value), value
    elif isinstance(value, list):
        for item in value:
            yield from _in(item, place, named, levels - 1)
    elif isinstance(value, dict):
        members = {name.lower(): held for name, held in value.items()}
        here = _place(members, named) or place
        for key in _KEYS:
            held = members.get(key)
            by_field = key in _BY_FIELD and isinstance(held, dict) and not any(name.lower() in _KEYS for name in held)
            found = list((_by_field if by_field else _in)(held, here, named, levels - 1))
            if found:
                yield from found
                return


def _by_field(value: object, place: Path, named: Named, levels: int) -> Iterator[tuple[Path, str]]:
    """`{"subject": ["is odd"]}`. A key that is none of the input's fields says what its sentences speak of."""
    assert isinstance(value, dict)  # noqa: S101  # its only caller looked
    for name, held in value.items():
        field = named(name)
        for told, text in _in(held, field or place, named, levels):
            yield told, text if field else f"{name}: {text}"


def _place(members: dict[str, object], named: Named) -> Path:
    """What an error says of itself: `{"field": "subject"}`, `{"path": ["data", "subject"]}`, and the like."""
    for key in _PLACES:
        held = members.get(key)
        if isinstance(held, dict):
            held = held.get("pointer")
        if isinstance(held, list):
            held = ".".join(map(str, held))
        if isinstance(held, str) and named(held):
            return named(held)
    return ()

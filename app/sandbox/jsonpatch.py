"""JSON Patch (RFC 6902) over JSON Pointer (RFC 6901), on a copy of the document."""

import copy
import re
from collections.abc import Sequence
from typing import Any, Final

_INDEX: Final = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_WITH_VALUE: Final = ("add", "replace", "test")
_WITH_FROM: Final = ("move", "copy")


class PatchError(ValueError):
    """The patch is malformed, or does not fit the document; the message names the operation by its index."""


def apply(document: Any, operations: object) -> Any:
    """The patched copy: all operations in order, or none (RFC 6902, 5)."""
    if not isinstance(operations, list):
        raise PatchError("a patch must be an array of operations")
    result = copy.deepcopy(document)
    for index, operation in enumerate(operations):
        try:
            result = _apply_one(result, operation)
        except PatchError as error:
            raise PatchError(f"operation {index}: {error}") from None
    return result


def touched(operations: Sequence[dict[str, Any]]) -> set[str]:
    """The first token of each path that the operations change, read the same way as `apply` reads it."""
    paths = [operation["path"] for operation in operations]
    paths += [operation["from"] for operation in operations if operation["op"] == "move"]
    return {tokens[0] for tokens in map(_tokens, paths) if tokens}


def _apply_one(document: Any, operation: object) -> Any:
    if not isinstance(operation, dict):
        raise PatchError("must be an object")
    name = operation.get("op")
    path = _tokens(operation.get("path"))
    if name in _WITH_VALUE:
        if "value" not in operation:
            raise PatchError(f"{name} needs a value")
        return _with_value(name, document, path, copy.deepcopy(operation["value"]))
    if name == "remove":
        return _remove(document, path)
    if name in _WITH_FROM:
        source = _tokens(operation.get("from"))
        value = copy.deepcopy(_get(document, source))
        if name == "move":
            if path[: len(source)] == source and path != source:
                raise PatchError("a value cannot be moved into itself")
            document = _remove(document, source)
        return _add(document, path, value)
    raise PatchError(f"unknown op {name!r}")


def _with_value(name: str, document: Any, path: Sequence[str], value: Any) -> Any:
    if name == "add":
        return _add(document, path, value)
    current = _get(document, path)
    if name == "test":
        if not _equal(current, value):
            raise PatchError("the value tested for is another")
        return document
    return _replace(document, path, value)


def _tokens(pointer: object) -> tuple[str, ...]:
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise PatchError(f"{pointer!r} is no JSON Pointer")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def _get(document: Any, path: Sequence[str]) -> Any:
    for token in path:
        if isinstance(document, dict) and token in document:
            document = document[token]
        elif isinstance(document, list):
            document = document[_position(token, len(document) - 1)]
        else:
            raise PatchError(f"there is no /{'/'.join(path)}")
    return document


def _add(document: Any, path: Sequence[str], value: Any) -> Any:
    if not path:
        return value
    parent = _get(document, path[:-1])
    if isinstance(parent, dict):
        parent[path[-1]] = value
    elif isinstance(parent, list):
        at = len(parent) if path[-1] == "-" else _position(path[-1], len(parent))
        parent.insert(at, value)
    else:
        raise PatchError(f"there is nothing to add to at /{'/'.join(path[:-1])}")
    return document


def _remove(document: Any, path: Sequence[str]) -> Any:
    if not path:
        raise PatchError("the whole document cannot be removed")
    _get(document, path)
    parent = _get(document, path[:-1])
    del parent[int(path[-1]) if isinstance(parent, list) else path[-1]]
    return document


def _replace(document: Any, path: Sequence[str], value: Any) -> Any:
    if not path:
        return value
    parent = _get(document, path[:-1])
    parent[int(path[-1]) if isinstance(parent, list) else path[-1]] = value
    return document


def _position(token: str, last: int) -> int:
    if _INDEX.fullmatch(token) is None or int(token) > last:
        raise PatchError(f"there is no index {token}")
    return int(token)


def _equal(one: Any, other: Any) -> bool:
    """JSON equality: unlike in Python, true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other)

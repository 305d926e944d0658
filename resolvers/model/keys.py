"""The keys by which callers name records, checked for the type and the source that are meant."""

from collections.abc import Collection

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import BadInput
from resolvers.model.ids import Kind, RecordRef, decode_id
from resolvers.model.sizes import text_excess
from resolvers.model.user_errors import INVALID, REQUIRED, TOO_LONG, WRONG_SOURCE, WRONG_TYPE, Path, UserError

_NO_KEY = ("is no key that a record can have", INVALID)


class RecordKey(msgspec.Struct, frozen=True):
    """A record by its opaque `id`, or by its key in a source; callers give one of the two."""

    id: str | None = None
    source: Source | None = None
    source_id: str | None = None


def resolve(key: RecordKey, kind: Kind, sources: Collection[Source]) -> RecordRef | tuple[UserError, ...]:
    """The record of that type, in one of those sources; or what is wrong with the key, by the path within it."""
    if key.id is not None:
        return _by_id(key.id, kind, sources)
    if key.source is None or key.source_id is None:
        return (UserError((), "needs an id or a sourceKey", REQUIRED),)
    return _by_source_key(key.source, key.source_id, kind, sources)


def _by_id(text: str, kind: Kind, sources: Collection[Source]) -> RecordRef | tuple[UserError, ...]:
    excess = text_excess(text)
    if excess is not None:
        return (UserError(("id",), excess, TOO_LONG),)
    try:
        ref = decode_id(text)
    except BadInput as error:
        return (UserError(("id",), error.message, INVALID),)
    if ref.kind is not kind:
        return (UserError(("id",), f"names a record of type {ref.kind.value}, not {kind.value}", WRONG_TYPE),)
    if ref.source not in sources:
        return (UserError(("id",), _elsewhere(ref.source, sources), WRONG_SOURCE),)
    if _is_step(ref.source_id, kind) or not is_writable(ref.source_id):
        return (UserError(("id",), "not an id of this graph", INVALID),)
    return ref


def _by_source_key(
    source: Source, source_id: str, kind: Kind, sources: Collection[Source]
) -> RecordRef | tuple[UserError, ...]:
    found = []
    if source not in sources:
        found.append(UserError(("sourceKey", "source"), _elsewhere(source, sources), WRONG_SOURCE))
    excess = text_excess(source_id)
    if _is_step(source_id, kind):
        problem: tuple[str, str] | None = _NO_KEY
    elif excess is not None:
        problem = excess, TOO_LONG
    else:
        problem = text_problem(source_id, needed=True)
    if problem is not None:
        found.append(UserError(("sourceKey", "sourceId"), *problem))
    return tuple(found) or RecordRef(kind, source, source_id)


def _is_step(source_id: str, kind: Kind) -> bool:
    """Whether a path that ends in the key would lead elsewhere.

    Records are read and written by such paths, contacts are not. A segment of one or two dots is taken for a step
    within the path (RFC 3986, 5.2.4), by whoever stands between us and the vendor at the latest.
    """
    return kind is not Kind.CONTACT and source_id in {".", ".."}


def _elsewhere(source: Source, sources: Collection[Source]) -> str:
    return f"must be of {' or '.join(each.name for each in sources)}, not of {source.name}"


def text_problem(text: str, *, needed: bool = False) -> tuple[str, str] | None:
    """What is wrong with a text, as a message and a code. `needed`: it has to say something."""
    if needed and not text.strip():
        return "must not be empty", REQUIRED
    return None if is_writable(text) else ("holds half of a character", INVALID)


def is_writable(text: str) -> bool:
    """Whether it is made of whole characters: JSON can spell half of a surrogate pair, UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def under(path: Path, problems: Collection[UserError]) -> tuple[UserError, ...]:
    """The problems of a key, by the path of the input that holds it."""
    return tuple(msgspec.structs.replace(problem, path=(*path, *problem.path)) for problem in problems)

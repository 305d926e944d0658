"""What a source says against an input, as user errors: the same for all sources, whatever their bodies look like.

A 400 and a 422 speak of what was sent, and so of the input; the contract wants them among the user errors. All other
refusals stay errors: they speak of credentials (401, 403), of the record (404, 409, 412, 428), of the moment (429), or
of how we speak HTTP.
"""

from collections.abc import Sequence

import msgspec

from resolvers.model.errors import SourceFailure
from resolvers.model.ids import RecordRef
from resolvers.model.user_errors import NOT_FOUND, REJECTED, Path, UserError
from resolvers.model.write_outcome import is_refusal
from resolvers.transport.error_bodies import ErrorBody, Named, Sentence
from resolvers.transport.messages import vendor_message

_BY_FIELD = ("errors", "modelstate", "details")
_KEYS = (*_BY_FIELD, "message", "detail", "error", "error_description", "title", "description")
"""What explains, the most exact first: some bodies also say "Bad Request"."""


def user_errors(
    failure: SourceFailure, secrets: Sequence[str], named: Named, otherwise: Path = ()
) -> tuple[UserError, ...]:
    """One for each sentence of the refusal, at the field that its words or its place in the body name.

    `otherwise` is the place of a sentence that names none, and of a refusal without a word. `secrets` are masked.
    Raises the failure where it is no such refusal.
    """
    if not is_refusal(failure):
        raise failure
    told = _sentences(failure.body, named)
    if told is None:
        said = vendor_message(failure.body, "", secrets) or ""
        told = [(named(said), said)]
    shown = [(place or otherwise, cleaned(text, secrets)) for place, text in told]
    found = (UserError(place, text, REJECTED) for place, text in shown if text)
    return tuple(dict.fromkeys(found)) or (_silent(failure, otherwise),)


def not_found(ref: RecordRef) -> UserError:
    """What is said of a key that its source does not know; the inputs have it in `by`."""
    return UserError(("by",), f"{ref.source.name} has no such {ref.kind.value}", NOT_FOUND)


def cleaned(text: str, secrets: Sequence[str]) -> str:
    """A vendor's own words as callers may see them: one line, not too long, without credentials."""
    return vendor_message(msgspec.json.encode(text), "application/json", secrets) or ""


def _silent(failure: SourceFailure, place: Path) -> UserError:
    message = f"{failure.source.name} refused it with status {failure.error.http_status} and gave no reason"
    return UserError(place, message, REJECTED)


def _sentences(body: bytes, named: Named) -> list[Sentence] | None:
    """What a body of JSON says; null where it is something else."""
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return list(ErrorBody(_KEYS, _BY_FIELD, named).sentences(decoded))

"""Enumerations of the graph: the resolvers' own, described for the reader of the schema."""

import enum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from resolvers.model import enums
from resolvers.model.errors import ErrorCode
from resolvers.registry import SOURCE_CLASSES
from resolvers.vendors.caliq.inputs import CaliqInteractionKind

_Enum = TypeVar("_Enum", bound=enum.EnumMeta)


class TouchpointOrderField(enum.Enum):
    """What touchpoints can be ordered by."""

    OCCURRED_AT = "OCCURRED_AT"


def _publish(python_enum: _Enum, description: str, **values: str) -> None:
    """Make the enum one of the graph. Each member needs its description; the resolvers know no strawberry."""
    strawberry.enum(python_enum, description=description)
    definition = python_enum.__strawberry_definition__  # type: ignore[attr-defined]  # set by the line above
    assert isinstance(definition, StrawberryEnumDefinition)  # noqa: S101  # a slip of ours, found at import
    for value in definition.values:
        value.description = values.pop(value.name)
    if values:
        raise TypeError(f"{definition.name} has no {', '.join(values)}")


_publish(
    enums.Source,
    ("A vendor's system behind the graph. The order of the values breaks ties between touchpoints of the same moment."),
    **{source.name: found.description for source, found in SOURCE_CLASSES.items()},
)
_publish(
    enums.InteractionKind,
    "What an interaction was. Further values may come; treat one that you do not know as OTHER.",
    CALL="A telephone call (LIPS).",
    CHAT="A written conversation (LIPS).",
    FORM="A form that somebody filled in (LIPS).",
    EMAIL="An e-mail.",
    VISIT="A visit in person.",
    CANVASS="A canvasser at the door (Polis).",
    OTHER="Something else; `kindName` has the vendor's word for it.",
)
_publish(
    enums.EngagementKind,
    "Who began an engagement.",
    REACTIVE="The visitor asked for it.",
    PROACTIVE="The organisation offered it.",
    OTHER="The vendor uses another word; `kindName` has it.",
)
_publish(
    enums.ChatSenderKind,
    "Who wrote a line of a transcript.",
    VISITOR="The visitor; `contact` says who.",
    OPERATOR="Somebody of the organisation; `operator` says who.",
    SYSTEM="The chat itself, for example that somebody joined.",
    OTHER="The vendor uses another word for the sender.",
)
_publish(
    enums.OrderDirection,
    "Which end comes first. What has no time comes last in both directions.",
    ASC="The oldest first.",
    DESC="The newest first.",
)
_publish(
    TouchpointOrderField,
    "What touchpoints can be ordered by.",
    OCCURRED_AT="When it happened; ties are broken by source and then by `sourceId`.",
)
_publish(
    enums.SourceStatus,
    "How one source did on one page.",
    OK="It answered; its records that belong on the page are there.",
    FAILED=(
        "It did not answer, and its records are missing from this page. Go on from `endCursor` and a later "
        "page brings them; where `endCursor` is null, ask again with the same `after`."
    ),
    TRUNCATED="So much was read without enough matches that reading stopped. Go on from `endCursor`.",
    SKIPPED="It was not asked: it has no such records, or the filter excludes it.",
)
_publish(
    enums.CircuitState,
    "Whether the graph sends requests to a source at present.",
    CLOSED="Requests go out as usual.",
    OPEN="The source failed too often; requests fail at once, without being sent.",
    HALF_OPEN="A few requests are tried, to see whether the source is back.",
)
_publish(
    CaliqInteractionKind,
    "What an interaction can be in Caliq.",
    CALL="A telephone call.",
    EMAIL="An e-mail.",
    VISIT="A visit in person.",
)
_publish(
    ErrorCode,
    "What went wrong, for programs. Every GraphQL error carries one in `extensions.code`.",
    BAD_USER_INPUT=("The document, a variable or an argument is not acceptable; the message says which and why."),
    NOT_FOUND="What the operation is about does not exist.",
    UNAUTHENTICATED="The caller did not sign in, or the sign-in has expired.",
    FORBIDDEN="The caller signed in but may not do this.",
    SOURCE_NOT_CONFIGURED="This installation has no access to the source.",
    SOURCE_UNAUTHENTICATED=("The source does not accept the installation's own credential. The caller cannot mend it."),
    SOURCE_REJECTED="The source refused the request; the message is the source's own.",
    SOURCE_CONFLICT=("The record has changed since its `version` was read. Read it again, then repeat the change."),
    SOURCE_RATE_LIMITED=(
        "The source asks for fewer requests; `retryAfterSeconds` says when to come back, where known."
    ),
    SOURCE_TIMEOUT="The source did not answer in time.",
    SOURCE_UNAVAILABLE="The source cannot be reached, or answers with an error of its own.",
    SOURCE_BAD_RESPONSE="The source answered with something that cannot be read.",
    SCAN_BUDGET_EXHAUSTED=(
        "The search stopped before its end without a match; the record may exist all the same. Of a list: it has more "
        "records than can be put in order."
    ),
    QUERY_TOO_COMPLEX="The operation asks for too much at once. Ask for fewer fields, or smaller pages.",
    INTERNAL="An error of the graph itself; details are in its log only.",
)

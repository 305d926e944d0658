"""The contract's words: enumerations that records, filters and the schema share. Values are the GraphQL names."""

import enum


class Source(enum.Enum):
    """A system of record. The order of the members is the rank of the sources in the total order."""

    LIPS = "LIPS"
    POLIS = "POLIS"
    PROCURIOS = "PROCURIOS"
    SALEMOVE = "SALEMOVE"
    CALIQ = "CALIQ"


class InteractionKind(enum.Enum):
    """What an interaction was; OTHER for a word that the facade does not know."""

    CALL = "CALL"
    CHAT = "CHAT"
    FORM = "FORM"
    EMAIL = "EMAIL"
    VISIT = "VISIT"
    CANVASS = "CANVASS"
    OTHER = "OTHER"


class EngagementKind(enum.Enum):
    """Who started an engagement: the visitor (reactive) or the organisation (proactive)."""

    REACTIVE = "REACTIVE"
    PROACTIVE = "PROACTIVE"
    OTHER = "OTHER"


class ChatSenderKind(enum.Enum):
    """Who wrote a chat message."""

    VISITOR = "VISITOR"
    OPERATOR = "OPERATOR"
    SYSTEM = "SYSTEM"
    OTHER = "OTHER"


class OrderDirection(enum.Enum):
    """Oldest first or newest first; records without a time come last in both."""

    ASC = "ASC"
    DESC = "DESC"


class SourceStatus(enum.Enum):
    """How a source did on one page of a connection."""

    OK = "OK"
    FAILED = "FAILED"
    TRUNCATED = "TRUNCATED"
    SKIPPED = "SKIPPED"


class CircuitState(enum.Enum):
    """Whether requests go out to a source: CLOSED they do, OPEN they do not, HALF_OPEN one is tried."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"

"""SaleMove's words turned into the contract's."""

from urllib.parse import unquote, urlsplit

from resolvers.model import records, timestamps
from resolvers.model.enums import ChatSenderKind, EngagementKind, Source
from resolvers.vendors.salemove import wire

_KINDS = {"reactive": EngagementKind.REACTIVE, "proactive": EngagementKind.PROACTIVE}
_SENDERS = {
    "visitor": ChatSenderKind.VISITOR,
    "operator": ChatSenderKind.OPERATOR,
    "system": ChatSenderKind.SYSTEM,
}


def engagement(row: wire.Engagement) -> records.Engagement:
    """One engagement. Its visitor and operators are known by reference; the record names the visitor."""
    return records.Engagement(
        source=Source.SALEMOVE,
        source_id=str(row.id),
        kind=_KINDS.get((row.engagement_type or "").lower(), EngagementKind.OTHER),
        kind_name=row.engagement_type,
        created_at=timestamps.read(row.created_at),
        duration_seconds=row.duration,
        visitor=_visitor(row.visitor_id, row.visitor.href if row.visitor else None, row.visitor_name),
        visitor_name=row.visitor_name,
        operators=tuple(_operators(row.operators or [])),
        features=records.EngagementFeatures(row.cobrowsing_used, row.video_used, row.audio_used),
        flagged=row.flagged,
        audio_recording_urls=tuple(url for url in row.audio_recording_urls or () if url),
        crm_forwarded=row.crm_forwarded,
        summary_forwarded=row.summary_forwarded,
    )


def message(row: wire.Message) -> records.ChatMessage:
    """One line of a transcript with its sender."""
    sender = row.sender or wire.Sender()
    kind = _SENDERS.get((sender.type or "").lower(), ChatSenderKind.OTHER)
    return records.ChatMessage(
        message=row.message or "",
        created_at=timestamps.read(row.created_at),
        sender=records.ChatSender(
            kind=kind,
            name=sender.name,
            contact=_visitor(None, sender.href, sender.name) if kind is ChatSenderKind.VISITOR else None,
            operator=_operator(sender.href, sender.name) if kind is ChatSenderKind.OPERATOR else None,
        ),
    )


def _visitor(visitor_id: str | int | None, href: str | None, name: str | None) -> records.Contact | None:
    source_id = str(visitor_id) if visitor_id else key_of(href)
    if source_id is None:
        return None
    return records.Contact(source=Source.SALEMOVE, source_id=source_id, display_name=name or None)


def _operators(links: list[wire.Link | None]) -> list[records.Operator]:
    operators = (_operator(link.href) for link in links if link is not None)
    return [operator for operator in operators if operator is not None]


def _operator(href: str | None, name: str | None = None) -> records.Operator | None:
    key = key_of(href)
    return None if key is None else records.Operator(Source.SALEMOVE, key, name or None, href)


def key_of(href: str | None) -> str | None:
    """The key at the end of a link, `…/visitors/KEY`."""
    try:
        path = urlsplit(href or "").path
    except ValueError:
        return None
    return unquote(path.rstrip("/").rpartition("/")[2]) or None

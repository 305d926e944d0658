"""One readable line for each touchpoint: what happened, with whom, and the one detail that tells it apart.

Never empty, and never a bare id: where nothing is known but the kind of thing, the kind is the line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from resolvers.model.enums import EngagementKind, InteractionKind

if TYPE_CHECKING:
    from resolvers.model.records import Canvass, ContactMoment, Engagement, Interaction

LONGEST = 80
"""Characters of a name or a subject; what is longer is cut."""

_INTERACTION_WORDS = {
    InteractionKind.CALL: "Call",
    InteractionKind.CHAT: "Chat",
    InteractionKind.FORM: "Form",
    InteractionKind.EMAIL: "E-mail",
    InteractionKind.VISIT: "Visit",
    InteractionKind.CANVASS: "Canvass",
}
_ENGAGEMENT_WORDS = {
    EngagementKind.REACTIVE: "Engagement started by the visitor",
    EngagementKind.PROACTIVE: "Engagement started by an operator",
}


def interaction(record: Interaction) -> str:
    """`Call with S ELIGIO, 44 s, LSS Test Campaign` or `Canvass: unavailable (Come Back)`."""
    what = _INTERACTION_WORDS.get(record.kind) or _capitalised(record.kind_name) or "Interaction"
    if record.canvass is not None:
        return f"{what}: {_outcome(record.canvass)}"
    name = _line(record.display_name) or _line(record.contact.display_name if record.contact else None)
    details = [f"{what} with {name}" if name else what]
    if record.call is not None and record.call.duration_seconds is not None:
        details.append(duration(record.call.duration_seconds))
    if record.attribution is not None:
        details.append(_line(record.attribution.campaign_name))
    return ", ".join(filter(None, details))


def engagement(record: Engagement) -> str:
    """`Engagement started by the visitor, Visitor #8, 10 s, video and audio`."""
    kind = _ENGAGEMENT_WORDS.get(record.kind) or "Engagement"
    used = [
        word
        for word, on in (
            ("cobrowsing", record.features.cobrowsing),
            ("video", record.features.video),
            ("audio", record.features.audio),
        )
        if on
    ]
    lasted = "" if record.duration_seconds is None else duration(record.duration_seconds)
    return ", ".join(filter(None, [kind, _line(record.visitor_name), lasted, _listed(used)]))


def contact_moment(record: ContactMoment) -> str:
    """`Visit: Test contact moment, from Douglas Adams`."""
    what = _spaced(_line(record.type.id).removeprefix("ContactMoment")) or "Contact moment"
    subject = _line(record.subject)
    sender = _line(record.sender.display_name) if record.sender else ""
    line = f"{what}: {subject}" if subject else what
    return f"{line}, from {sender}" if sender else line


def duration(seconds: int) -> str:
    """`44 s`, `3 min 5 s`, `1 h 2 min`."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _outcome(canvass: Canvass) -> str:
    if canvass.unavailable:
        reason = _line(canvass.unavailable_reason)
        return f"unavailable ({reason})" if reason else "unavailable"
    if canvass.successful is None:
        return "recorded at the door"
    return "successful" if canvass.successful else "unsuccessful"


def _line(text: str | None) -> str:
    line = " ".join(text.split()) if text else ""
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _capitalised(text: str | None) -> str:
    line = _line(text)
    return line[:1].upper() + line[1:]


def _spaced(camel: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", camel).strip()
    return words[:1].upper() + words[1:].lower()


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"

"""Every touchpoint has one readable line."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model import summaries
from resolvers.model.enums import EngagementKind, InteractionKind, Source
from resolvers.model.records import (
    Attribution,
    Call,
    Canvass,
    Contact,
    ContactMoment,
    ContactMomentType,
    Engagement,
    EngagementFeatures,
    Interaction,
)

ADA = Contact(source=Source.LIPS, source_id="7", display_name="Ada Lovelace")


def interaction(**fields: Any) -> str:
    return Interaction(source=Source.LIPS, source_id="4314774", **fields).summary


def engagement(**fields: Any) -> str:
    return Engagement(source=Source.SALEMOVE, source_id="1", **fields).summary


def moment(kind: str, **fields: Any) -> str:
    return ContactMoment(source=Source.PROCURIOS, source_id="1", type=ContactMomentType(kind), **fields).summary


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            {
                "kind": InteractionKind.CALL,
                "display_name": "S ELIGIO",
                "call": Call(None, 44),
                "attribution": Attribution(campaign_name="LSS Test Campaign"),
            },
            "Call with S ELIGIO, 44 s, LSS Test Campaign",
        ),
        ({"kind": InteractionKind.CALL, "call": Call(None, None)}, "Call"),
        ({"kind": InteractionKind.CHAT, "contact": ADA}, "Chat with Ada Lovelace"),
        ({"kind": InteractionKind.FORM, "display_name": " \n", "contact": ADA}, "Form with Ada Lovelace"),
        ({"kind": InteractionKind.EMAIL, "display_name": "a\nb\t c"}, "E-mail with a b c"),
        ({"kind": InteractionKind.VISIT}, "Visit"),
        ({"kind_name": "fax"}, "Fax"),
        ({}, "Interaction"),
    ],
)
def test_an_interaction_says_what_it_was_with_whom_and_how_long(fields: dict[str, Any], line: str) -> None:
    assert interaction(**fields) == line


@pytest.mark.parametrize(
    ("canvass", "line"),
    [
        (Canvass(unavailable=True, unavailable_reason="Come Back", successful=True), "unavailable (Come Back)"),
        (Canvass(unavailable=True), "unavailable"),
        (Canvass(unavailable=False, successful=True), "successful"),
        (Canvass(successful=False), "unsuccessful"),
        (Canvass(), "recorded at the door"),
    ],
)
def test_a_canvass_says_how_it_went(canvass: Canvass, line: str) -> None:
    assert interaction(kind=InteractionKind.CANVASS, canvass=canvass) == f"Canvass: {line}"


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            {
                "kind": EngagementKind.REACTIVE,
                "visitor_name": "Visitor #8",
                "duration_seconds": 10,
                "features": EngagementFeatures(cobrowsing=False, video=True, audio=True),
            },
            "Engagement started by the visitor, Visitor #8, 10 s, video and audio",
        ),
        ({"kind": EngagementKind.PROACTIVE, "duration_seconds": 0}, "Engagement started by an operator, 0 s"),
        ({"features": EngagementFeatures(True, True, True)}, "Engagement, cobrowsing, video and audio"),
        ({}, "Engagement"),
    ],
)
def test_an_engagement_says_who_began_and_what_was_used(fields: dict[str, Any], line: str) -> None:
    assert engagement(**fields) == line


@pytest.mark.parametrize(
    ("kind", "subject", "sender", "line"),
    [
        (
            "ContactMomentVisit",
            "Test contact moment",
            "Douglas Adams",
            "Visit: Test contact moment, from Douglas Adams",
        ),
        ("ContactMomentPhoneCall", None, None, "Phone call"),
        ("ContactMoment", " ", "", "Contact moment"),
        ("", None, "Ada", "Contact moment, from Ada"),
    ],
)
def test_a_contact_moment_says_its_type_its_subject_and_its_sender(
    kind: str, subject: str | None, sender: str | None, line: str
) -> None:
    who = None if sender is None else Contact(source=Source.PROCURIOS, source_id="42", display_name=sender)
    assert moment(kind, subject=subject, sender=who) == line


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min 0 s"),
        (185, "3 min 5 s"),
        (3600, "1 h 0 min"),
        (3779, "1 h 2 min"),
        (-5, "0 s"),
    ],
)
def test_a_duration_is_told_in_the_units_that_matter(seconds: int, text: str) -> None:
    assert summaries.duration(seconds) == text


words = st.one_of(st.none(), st.text(max_size=8))


@given(words, words, words, words, st.sampled_from(InteractionKind), st.sampled_from(EngagementKind))
def test_a_line_is_never_empty_never_two_lines_and_never_a_bare_id(
    name: str | None,
    word: str | None,
    kind: str | None,
    subject: str | None,
    interaction_kind: InteractionKind,
    engagement_kind: EngagementKind,
) -> None:
    lines = [
        interaction(kind=interaction_kind, kind_name=word, display_name=name),
        engagement(kind=engagement_kind, visitor_name=name),
        moment(kind or "", subject=subject),
    ]
    for line in lines:
        assert line.strip()
        assert len(line.splitlines()) == 1
        assert line != "4314774"


def test_a_long_subject_is_cut_where_a_line_still_reads() -> None:
    line = moment("ContactMomentPhone", subject="Lang onderwerp " * 20)
    assert line.startswith("Phone: Lang onderwerp Lang")
    assert line.endswith("…")
    assert len(line) <= len("Phone: ") + summaries.LONGEST

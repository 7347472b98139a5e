"""What people in a crisis are told: sourced numbers only, 999 first, short enough for the channel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hub import safety
from hub.replies import Button
from hub.safety.check_replies import check_replies
from hub.safety.crisis import KINDS, CrisisKind
from hub.safety.crisis_replies import REPLIES, Words, crisis_texts

TODAY = date(2026, 11, 24)
TEXTS: list[tuple[str, Words]] = [
    *crisis_texts().act_now.items(),
    ("check", crisis_texts().check),
    ("after_no", crisis_texts().after_no),
]
NAMES = [name for name, _ in TEXTS]


def numbers_in(text: str) -> Iterator[str]:
    """What looks like a number to phone or to text: 999 and 111, and any longer row of digits and spaces."""
    for found in re.findall(r"\d[\d ]*\d", text):
        if len(found.replace(" ", "")) >= 3:
            yield found.strip()


def together(text: str) -> str:
    return re.sub(r"[ ,]+", "", text)


def test_our_file_is_fit_to_be_published() -> None:
    assert check_replies(TODAY) == []


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            "Samaritans 116 123 any time.",
            "Samaritans 116 124 any time.",
            "act_now.suicide.sms gives 116124, which is not in numbers",
        ),
        (
            "phone 9 9 9, or go to A and E.",
            "phone 1 1 1, or go to A and E.",
            "act_now.suicide.voice does not give 999 first",
        ),
        ("Again, phone 9 9 9.", "Goodbye.", "act_now.missing.voice does not end with 9 9 9"),
        ("0300 123 4043", "0300 777 0707", "numbers gives 0300 777 0707, which is superseded"),
        ("Reply YES or NO.", "Reply “YES” or NO.", "check.sms has “ ”, which a text message lacks"),
        ("Reply YES or NO.", "Reply YES or NO. " + "Please. " * 20, "two text messages hold 306"),
        (
            "Is anyone in danger right now?\n\nafter_no",
            "Is anyone in danger right now? " + "Please wait. " * 60 + "\n\nafter_no",
            "60 is the most",
        ),
        ('"85258":', '"8525":', "gives 8525, which cannot be phoned in Britain"),
        ("checked: 2026-11-24", "checked: 2027-01-01", "checked on a day still to come"),
        ("hours: any time, all ages", "hour: any time", "unknown key"),
        ("act_now:", "act_now: [", "cannot be read"),
    ],
)
def test_what_must_not_be_published_is_named(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    text = REPLIES.read_text(encoding="utf-8")
    assert was in text
    broken = tmp_path / "replies.yml"
    broken.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    findings = check_replies(TODAY, broken)
    assert any(said in finding.message for finding in findings), [str(finding) for finding in findings]
    assert all("To mend: " in finding.message for finding in findings)
    assert {finding.severity for finding in findings} == {"error"}


def test_a_finding_names_its_line(tmp_path: Path) -> None:
    text = REPLIES.read_text(encoding="utf-8")
    broken = tmp_path / "replies.yml"
    broken.write_text(text.replace("Reply YES or NO.", "Reply “YES” or NO."), encoding="utf-8")
    (finding,) = check_replies(TODAY, broken)
    assert text.splitlines()[finding.line - 1].strip().startswith("sms:")


@pytest.mark.parametrize(("name", "words"), TEXTS, ids=NAMES)
def test_the_page_shows_it_on_one_screen(name: str, words: Words) -> None:
    assert len(words.web) <= 620
    assert words.web.count("\n") <= 12


@pytest.mark.parametrize(("name", "words"), TEXTS, ids=NAMES)
def test_nothing_is_promised_asked_or_closed_that_should_not_be(name: str, words: Words) -> None:
    said = f"{words.web} {words.sms} {words.voice}".lower()
    for never in ("secret", "confidential", "we will call", "goodbye", "why did", "how long have", "calm down", "!"):
        assert never not in said
    questions = {question.strip(" *") for question in re.findall(r"[^.?!\n]*\?", words.web)}
    assert questions <= {"Is anyone in danger right now?"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_reply(kind: CrisisKind) -> None:
    reply = safety.crisis_reply(safety.Crisis(kind, "act_now"))
    assert reply.kind == "crisis"
    assert reply.web
    assert reply.sms
    assert reply.voice
    assert reply.buttons == ()


def test_the_reply_fits_the_situation() -> None:
    def told(kind: CrisisKind, *, by_child: bool = False) -> str:
        return safety.crisis_reply(safety.Crisis(kind, "act_now", by_child)).web

    assert "08 088 088 088" in told("abuse")
    assert "0300 123 4043" in told("immediate_danger")
    assert "swallowed" in told("medical_emergency")
    assert "what your child is wearing" in told("missing_child")
    assert told("suicide") == told("self_harm")
    assert told("suicide", by_child=True) == told("abuse", by_child=True)
    assert "0800 1111" in told("suicide", by_child=True)
    assert told("medical_emergency", by_child=True) == told("medical_emergency")


def test_where_it_is_not_clear_people_are_asked_with_two_buttons() -> None:
    reply = safety.crisis_reply(safety.Crisis("suicide", "check"))
    assert "Is anyone in danger right now?" in reply.web
    assert reply.buttons == (Button("Yes", "/affirm"), Button("No", "/deny"))


def test_after_a_no_there_is_one_kind_line() -> None:
    assert safety.after_no().web.count(".") == 2

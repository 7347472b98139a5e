"""What people in a crisis are told: sourced numbers only, 999 first, short enough for the channel."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml

from hub import safety
from hub.replies import Button
from hub.safety.crisis import KINDS, CrisisKind
from hub.safety.crisis_replies import REPLIES, Words, crisis_texts

SUPERSEDED = yaml.safe_load((REPLIES.parent / "superseded_numbers.yml").read_text(encoding="utf-8"))
# The basic GSM alphabet, as far as English needs it.
GSM_7 = re.compile(r"[A-Za-z0-9 @£$\n_!\"#%&'()*+,\-./:;<=>?]*")
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


@pytest.mark.parametrize(("name", "words"), TEXTS, ids=NAMES)
def test_every_number_has_a_source(name: str, words: Words) -> None:
    for text in (words.web, words.sms):
        for number in numbers_in(text):
            assert number in crisis_texts().numbers, number


@pytest.mark.parametrize(("name", "words"), TEXTS, ids=NAMES)
def test_voice_gives_the_same_sourced_numbers_digit_by_digit(name: str, words: Words) -> None:
    known = {number.replace(" ", "") for number in crisis_texts().numbers}
    spoken = [together(found) for found in re.findall(r"\d(?:,? \d)+", words.voice)]
    assert spoken
    assert set(spoken) <= known


@pytest.mark.parametrize(("name", "words"), TEXTS, ids=NAMES)
def test_no_superseded_number_is_given(name: str, words: Words) -> None:
    for text in (words.web, words.sms, words.voice):
        for old in SUPERSEDED:
            assert together(old["number"]) not in together(text)


@pytest.mark.parametrize(("name", "words"), TEXTS, ids=NAMES)
def test_999_comes_before_any_other_number(name: str, words: Words) -> None:
    assert next(numbers_in(words.web)) == "999"
    assert next(numbers_in(words.sms)) == "999"
    assert together(words.voice).find("999") < min(
        (at for number in ("111", "0800", "0300", "116123", "088") if (at := together(words.voice).find(number)) >= 0),
        default=10_000,
    )


@pytest.mark.parametrize(("name", "words"), crisis_texts().act_now.items(), ids=list(crisis_texts().act_now))
def test_voice_says_the_first_number_again_at_the_end(name: str, words: Words) -> None:
    assert words.voice.rstrip(".").endswith("9 9 9")


@pytest.mark.parametrize(("name", "words"), TEXTS, ids=NAMES)
def test_a_text_message_fits_two_segments(name: str, words: Words) -> None:
    assert len(words.sms) <= 306
    assert GSM_7.fullmatch(words.sms)


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

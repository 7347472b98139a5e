"""What the voice is given to say, what the recognition is told to expect, and what callers hear while we are down."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from made_up import HUB_YML, NO_NUMBER, hub_settings_from
from twilio_side import checked, messages, spoken

from hub.safety.crisis_replies import crisis_texts
from hub.settings import ROOT, Environment, read_hub_settings
from knowledge_base.gsm7 import not_in_gsm7, septets
from knowledge_base.store import KnowledgeBase, read_knowledge_base
from telephony import fallback
from telephony.hints import MOST_PHRASES, phrases
from telephony.speech import Listening, Said, hang_up, listen, plain

VOICE = "Polly.Amy-Neural"


def inside(text: str, *, slow: bool = False) -> str:
    """What stands in the one Say of a text."""
    say = checked(hang_up([Said(text, slow)], VOICE)).find("Say")
    assert say is not None
    return ET.tostring(say, encoding="unicode").split(">", 1)[1].removesuffix("</Say>").replace(" />", "/>")


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        (
            "Phone 0300 123 7572.",
            'Phone <prosody rate="slow">0 3 0 0<break time="400ms"/>1 2 3<break time="400ms"/>7 5 7 2</prosody>.',
        ),
        ("Phone 01992555847, or", 'Phone <prosody rate="slow">0 1 9 9 2 5 5 5 8 4 7</prosody>, or'),
        (
            "On 0 8 0 0, 6 4 4 4, 1 0 1 now",
            'On <prosody rate="slow">0 8 0 0<break time="400ms"/>6 4 4 4<break time="400ms"/>1 0 1</prosody> now',
        ),
        ("Dial 999 or 111.", 'Dial <prosody rate="slow">9 9 9</prosody> or <prosody rate="slow">1 1 1</prosody>.'),
        ("116 123", '<prosody rate="slow">1 1 6<break time="400ms"/>1 2 3</prosody>'),
        (
            "on 0 7 7 0 0, 9 0 0 1 2 3. Is",
            'on <prosody rate="slow">0 7 7 0 0<break time="400ms"/>9 0 0 1 2 3</prosody>. Is',
        ),
        ("phone 9 9 9, or go", 'phone <prosody rate="slow">9 9 9</prosody>, or go'),
    ],
)
def test_phone_numbers_are_spoken_slowly_digit_by_digit(text: str, inner: str) -> None:
    assert inside(text) == inner


@pytest.mark.parametrize(
    "text",
    ["aged 5 to 15", "at 9am to 1pm", "Wednesday 2 December 2026", "in 20 weeks, from 16 to 25", "9.30am", "1,110 of 2,999", "A level 3", "£1.999", "K 7 M, 4 X R", "Year 111b"],
)  # fmt: skip
def test_other_numbers_are_left_to_the_voice(text: str) -> None:
    assert inside(text) == text


def test_a_crisis_reply_is_slow_as_a_whole_with_a_pause_after_each_digit() -> None:
    assert inside("Phone 9 9 9, now.", slow=True) == (
        '<prosody rate="slow">Phone 9<break time="250ms"/>9<break time="250ms"/>9, now.</prosody>'
    )


def test_every_crisis_text_is_said_whole_and_in_order() -> None:
    texts = crisis_texts()
    for words in [*texts.act_now.values(), texts.check, texts.after_no]:
        for slow in (True, False):
            heard = spoken(checked(hang_up([Said(words.voice, slow)], VOICE)))
            assert [c for c in heard if c.isalnum()] == [c for c in words.voice if c.isalnum()]


@pytest.mark.parametrize("text", ["<Say>&amp;</Say>", 'a "quoted" <b>', "A & E"])
def test_marks_of_xml_are_only_words(text: str) -> None:
    assert spoken(checked(hang_up([Said(text)], VOICE))) == text


def test_a_long_text_is_cut_between_sentences_into_parts_that_twilio_takes() -> None:
    text = " ".join(f"Sentence {word} is here." for word in ["one"] * 400)
    twiml = checked(hang_up([Said(text)], VOICE))
    says = [say.text or "" for say in twiml.iter("Say")]
    assert " ".join(says) == text
    assert [len(say) < 4_096 and say.endswith(".") for say in says] == [True] * len(says)
    assert len(says) == 4
    assert spoken(checked(hang_up([Said("x" * 9_000)], VOICE))).replace("\n", "") == "x" * 9_000


def test_marks_of_markdown_are_not_read_out() -> None:
    assert plain("**Phone** us, see [our page](https://a.example/b).") == "Phone us, see our page."


def test_a_gather_without_hints_has_none() -> None:
    gather = checked(listen([Said("Hello.")], Listening("/telephony/voice/turn?n=1", 7), VOICE)).find("Gather")
    assert gather is not None
    assert "hints" not in gather.attrib


def test_hints_come_from_the_articles_and_hold_no_commas(small_knowledge_base: KnowledgeBase) -> None:
    found = phrases(small_knowledge_base)
    assert {"Sleep", "Meltdowns", "Ask for an EHC plan"} <= set(found)
    every = phrases(read_knowledge_base())
    assert {"EHCP", "CAMHS", "SENDIASS", "DLA"} & set(every) != set()
    assert len(every) == len(set(every)) <= MOST_PHRASES
    assert [phrase for phrase in every if "," in phrase or len(phrase) > 60] == []


# While we are down.


def test_the_fallback_files_are_those_of_the_settings() -> None:
    settings = read_hub_settings(ROOT / "hub.yml")
    voice = Environment.model_fields["twilio_voice"].default
    assert fallback.VOICE.read_text(encoding="utf-8") == fallback.voice_fallback(settings, voice) + "\n", (
        "run bin/hub telephony fallback"
    )
    assert fallback.SMS.read_text(encoding="utf-8") == fallback.sms_fallback(settings) + "\n", (
        "run bin/hub telephony fallback"
    )


def test_the_voice_fallback_gives_the_emergency_numbers_the_hours_and_the_number(tmp_path: Path) -> None:
    heard = spoken(checked(fallback.voice_fallback(hub_settings_from(tmp_path, HUB_YML), VOICE)))
    for words in (
        "phone 9 9 9",
        "phone 1 1 1 and choose option 2",
        "1 1 6 1 2 3",
        "Tuesday, 9am to 3pm",
        "0 1 6 3 2 9 6 0 1 2 3",
    ):
        assert words in heard
    assert (
        "local offer" in spoken(checked(fallback.voice_fallback(hub_settings_from(tmp_path, NO_NUMBER), VOICE))).lower()
    )


def test_the_text_fallback_fits_three_segments(tmp_path: Path) -> None:
    for yml in (HUB_YML, NO_NUMBER):
        [text] = messages(checked(fallback.sms_fallback(hub_settings_from(tmp_path, yml))))
        assert text.startswith("Sorry, our assistant is not working right now. In danger: 999.")
        assert (not_in_gsm7(text), septets(text) <= 459) == ([], True)


def test_the_numbers_of_the_fallback_are_those_of_the_crisis_replies() -> None:
    assert {"999", "111", "116 123"} <= set(crisis_texts().numbers)

"""Which language a message is in, what is said to it, and that no draft is shown to a family."""

from __future__ import annotations

import re
from datetime import date

import pytest
from pydantic import ValidationError

from hub import languages
from hub.languages import Language, Text
from hub.safety.crisis_replies import crisis_texts
from knowledge_base.gsm7 import not_in_gsm7

CODES = ["pl", "ro", "pt", "ur", "bn", "ar"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mój syn nie chce iść do szkoły, co mam robić?", "pl"),
        ("Fiul meu nu vrea la școală, ce pot să fac?", "ro"),
        ("O meu filho não quer ir para a escola", "pt"),
        ("میرا بیٹا سکول نہیں جانا چاہتا", "ur"),
        ("mera beta school nahi jana chahta", "ur"),
        ("আমার ছেলে স্কুলে যেতে চায় না", "bn"),
        ("ابني لا يريد الذهاب إلى المدرسة", "ar"),
    ],
)
def test_the_languages_of_the_county_are_told_apart(text: str, code: str) -> None:
    assert languages.written_in(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "how do I get him assessed",
        "do you have an interpreter for Polish?",
        "Wojciech",
        "Maria da Silva",
        "my daughter Zofia is 7",
        "Sam",
        "ok",
        "",
        "123",
        "🙂",
        "is there a group in São Paulo Road",
        "Je ne comprends pas, mon fils a six ans",
        "me and him to the GP or no",
    ],
)
def test_english_names_and_languages_that_we_do_not_know_are_none_of_them(text: str) -> None:
    assert languages.written_in(text) is None


@pytest.mark.parametrize("code", CODES)
def test_who_writes_in_it_gets_its_own_name_the_numbers_and_the_way_to_an_interpreter(code: str) -> None:
    language = languages.languages()[code]
    said = languages.reply(code)
    assert said.web.startswith(f"**{language.name}** ({language.english})")
    assert re.findall(r"\*\*([0-9 ]+)\*\*", said.web) == ["999", "111", "2", "0800 6444 101"]
    assert f"Then write: interpreter, {language.english}." in said.web
    assert not_in_gsm7(said.text_for("sms")) == []
    assert [button.title for button in said.buttons] == ["Talk to a person", "Book a phone call"]


@pytest.mark.parametrize("code", CODES)
def test_no_draft_is_said_to_a_family(code: str) -> None:
    for one in languages.languages()[code].texts.values():
        assert (one.text in languages.reply(code).web) is (one.reviewer is not None)


def test_a_text_is_shown_from_the_day_on_which_its_reader_is_recorded() -> None:
    read = Text(text="Wyślij", reviewer="Oona Fairweather", reviewed=date(2026, 12, 1))
    language = Language(name="Polski", english="Polish", texts={"send": read, "close": Text(text="Zamknij")})
    assert language.shown() == {"send": "Wyślij"}
    assert language.shown(drafts=True) == {"send": "Wyślij", "close": "Zamknij"}
    assert not language.is_reviewed


@pytest.mark.parametrize("half", [{"reviewer": "Oona Fairweather"}, {"reviewed": date(2026, 12, 1)}])
def test_a_review_without_its_reader_or_its_day_is_refused(half: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="a reviewed text has a reviewer and a day"):
        Text.model_validate({"text": "Wyślij", **half})


def test_every_language_has_the_same_texts_and_the_numbers_in_digits() -> None:
    every = languages.languages()
    assert list(every) == CODES
    assert len({frozenset(language.texts) for language in every.values()}) == 1
    for language in every.values():
        assert re.findall(r"\d[\d ]*\d", language.texts["emergency"].text) == ["999", "111", "0800 6444 101"]
        assert language.english in language.texts["interpreter"].text


@pytest.mark.parametrize("code", CODES)
def test_every_number_is_one_of_the_reviewed_crisis_numbers(code: str) -> None:
    said = languages.reply(code)
    texts = [text.text for text in languages.languages()[code].texts.values()]
    numbers = re.findall(
        r"\d{2,}(?: \d+)*", " ; ".join([*texts, said.web, said.text_for("sms"), said.text_for("voice")])
    )
    assert "999" in numbers
    assert set(numbers) <= set(crisis_texts().numbers)

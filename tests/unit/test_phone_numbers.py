"""Phone numbers in every spelling, and why some are not taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.phone_numbers import (
    Phone,
    PhoneRefusedError,
    Refusal,
    fits,
    is_mobile,
    parse_phone,
    phone_key,
    show_phone,
    speak_phone,
)

MOBILE, LANDLINE = "+447700900123", "+441632960123"


def reason(text: str, *, production: bool = False) -> Refusal | None:
    try:
        parse_phone(text, production=production)
    except PhoneRefusedError as error:
        return error.reason
    return None


@pytest.mark.parametrize(
    "text",
    [
        "07700900123",
        "07700 900123",
        "07700-900-123",
        "07700.900.123",
        "(07700) 900 123",
        "0 7 7 0 0 9 0 0 1 2 3",
        "+447700900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "447700900123",
        "7700900123",
        "07700900123#",
        "０７７００ ９００１２３",
        "٠٧٧٠٠٩٠٠١٢٣",
        "o77oo 9oo123",
        "O77OO 9OOl23",
        "My number is 07700 900123, thanks!",
        "07700 900123.",
        "ring me after 5 on 07700 900123",
        "my son is 9. 07700 900123",
        "07700 900123 (that is 07700900123)",
        "oh seven seven double oh nine double oh one two three",
        "zero seven seven zero zero nine zero zero one two three",
        "nought seven seven hundred nine hundred one two three",
        "oh seven seven hundred, nine hundred, one twenty three",
        "o double seven double o nine double o one two three",
        "Oh, 07700 900123",
        "plus four four double seven double oh nine double oh one two three",
        "it's oh seven seven oh oh dash nine oh oh dash one two three",
    ],
)
def test_a_mobile_is_read_in_any_spelling(text: str) -> None:
    assert parse_phone(text, production=False) == Phone(MOBILE, mobile=True)


@pytest.mark.parametrize(
    "text",
    [
        "01632 960123",
        "(01632) 960 123",
        "+44 1632 960123",
        "1632960123",
        "oh one six three two nine six oh one two three",
    ],
)
def test_a_landline_is_read_in_any_spelling(text: str) -> None:
    assert parse_phone(text, production=False) == Phone(LANDLINE, mobile=False)


@pytest.mark.parametrize("digits", ["020 7946 0000", "0161 496 0000", "0300 123 1234", "056 0012 3456"])
def test_other_uk_numbers_that_can_be_rung_are_taken(digits: str) -> None:
    assert parse_phone(digits, production=True) == Phone("+44" + digits.replace(" ", "")[1:], mobile=False)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not_a_number"),
        ("no thanks", "not_a_number"),
        ("the same as before", "not_a_number"),
        ("🙂", "not_a_number"),
        ("+", "not_a_number"),
        ("07700", "too_short"),
        ("07700 900", "too_short"),
        ("900123", "too_short"),
        ("12", "too_short"),
        ("triple seven", "too_short"),
        ("07700 9001234", "too_long"),
        ("0" * 50, "foreign"),
        ("01632 960123456", "too_long"),
        ("00000000000", "foreign"),
        ("01111 111111", "not_in_use"),
        ("03700", "too_short"),
        ("+33 1 23 45 67 89", "foreign"),
        ("0033 1 23 45 67 89", "foreign"),
        ("+1 212 555 0100", "foreign"),
        ("+353 1 234 5678", "foreign"),
        ("07797 123456", "foreign"),  # Jersey
        ("07781 123456", "foreign"),  # Guernsey
        ("07624 123456", "foreign"),  # Isle of Man
        ("0909 879 0000", "premium"),
        ("oh nine oh nine eight seven nine oh oh oh oh", "premium"),
        ("0845 123 4567", "shared_cost"),
        ("0870 123 4567", "shared_cost"),
        ("0843 123 4567", "shared_cost"),
        ("070 1234 5678", "personal"),
        ("07600 123456", "pager"),
        ("999", "short_code"),
        ("nine nine nine", "short_code"),
        ("111", "short_code"),
        ("116 123", "short_code"),
        ("85258", "short_code"),
        ("01632 960123 ext 4", "extension"),
        ("01632 960123 x12", "extension"),
        ("07700 900123 or 01632 960123", "several"),
    ],
)
def test_what_we_cannot_ring_is_refused_with_its_reason(text: str, why: str) -> None:
    assert reason(text) == Refusal(why)


def test_a_good_number_beside_a_bad_one_is_taken() -> None:
    assert parse_phone("not 0909 879 0000 but 07700 900123", production=False).e164 == MOBILE


@pytest.mark.parametrize("text", ["07700 900000", "07700 900999", "01632 960000", "01632 960999"])
def test_numbers_kept_free_for_drama_are_taken_only_outside_production(text: str) -> None:
    assert reason(text, production=False) is None
    assert reason(text, production=True) is Refusal.RESERVED


@pytest.mark.usefixtures("no_variables")
def test_production_is_what_the_machine_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from hub import settings

    assert parse_phone("07700 900123").e164 == MOBILE
    settings.environment.cache_clear()
    monkeypatch.setenv("HUB_ENV", "production")
    monkeypatch.setenv("HUB_SECRET", "x" * 32)
    with pytest.raises(PhoneRefusedError):
        parse_phone("07700 900123")


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(PhoneRefusedError) as refused:
        parse_phone("0909 879 0000", production=False)
    assert "879" not in str(refused.value)


@pytest.mark.parametrize(
    "given", ["07700 900123", "+447700900123", "0123", "ends in 0123", "oh one two three", "the last 4 are 0123"]
)
def test_a_number_fits_in_any_spelling_or_by_its_last_four_digits(given: str) -> None:
    assert fits(MOBILE, given)


@pytest.mark.parametrize(
    "given",
    ["0124", "123", "900123", "07700 900124", "0123 or 0124", "0123, no, 07700 900123", "", "four", "+337700900123"],
)
def test_another_number_part_of_it_or_several_guesses_do_not_fit(given: str) -> None:
    assert not fits(MOBILE, given)


def test_a_number_is_shown_and_spoken() -> None:
    assert (show_phone(MOBILE), show_phone(LANDLINE)) == ("07700 900123", "01632 960123")
    assert speak_phone(MOBILE) == "0 7 7 0 0, 9 0 0 1 2 3"
    assert (is_mobile(MOBILE), is_mobile(LANDLINE)) == (True, False)


def test_a_key_depends_on_the_secret_and_hides_the_number() -> None:
    key = phone_key("one secret", MOBILE)
    assert key == phone_key("one secret", MOBILE)
    assert len({key, phone_key("another", MOBILE), phone_key("one secret", LANDLINE)}) == 3
    assert "900123" not in key


@given(st.text(max_size=200))
def test_any_text_is_read_without_another_error(text: str) -> None:
    found = reason(text)
    assert found is None or isinstance(found, Refusal)
    assert fits(MOBILE, text) in {True, False}


@given(
    st.sampled_from("1237").flatmap(
        lambda first: st.tuples(st.just(first), st.text("0123456789", min_size=9, max_size=9))
    )
)
def test_what_is_taken_is_taken_again_as_it_is_shown(parts: tuple[str, str]) -> None:
    try:
        taken = parse_phone("0" + "".join(parts), production=False)
    except PhoneRefusedError:
        return
    assert parse_phone(taken.e164, production=False) == taken
    assert parse_phone(show_phone(taken.e164), production=False) == taken
    assert parse_phone(speak_phone(taken.e164), production=False) == taken
    assert fits(taken.e164, show_phone(taken.e164))

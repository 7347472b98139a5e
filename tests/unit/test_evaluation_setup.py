"""What a replayed conversation finds set up, and how a whole conversation is judged."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from made_up import hub_settings_from

from evaluation.score import Pair, conversation_is_right, first_wrong_turn, measures, print_scores
from evaluation.setup import as_e164, reserved_number, set_up
from hub.appointments.diary import Appointment, Diary
from hub.settings import OFCOM_RESERVED, HubSettings
from hub.store.database import Store
from hub.uk_calendar import LONDON

SECRET = "a secret of these tests, long enough"
SEVEN = datetime(2026, 12, 2, 19, tzinfo=LONDON)
FULL = {"reference": "K7M4XR", "phone": "07700 900131", "start": "2026-12-02T19:00:00+00:00", "first_name": "Amina"}


@pytest.fixture
def hub(tmp_path: Path) -> HubSettings:
    return hub_settings_from(tmp_path)


def found(store: Store, hub: HubSettings, setup: Any, diary: str = "row") -> list[Appointment]:
    set_up(store, hub, SECRET, diary, setup)
    return Diary(store, hub, SECRET, diary).list(date(2026, 11, 1), date(2027, 12, 31))


@pytest.mark.parametrize("setup", [{"appointments": [FULL]}, [FULL]])
def test_appointments_are_set_up_from_a_dict_or_a_list(store: Store, hub: HubSettings, setup: Any) -> None:
    [one] = found(store, hub, setup)
    assert (one.reference, one.phone, one.start, one.first_name) == ("K7M4XR", "+447700900131", SEVEN, "Amina")
    assert (one.place, one.minutes, one.status, one.text_ok, one.voicemail_ok) == (1, 30, "booked", True, True)
    diary = Diary(store, hub, SECRET, "row")
    assert diary.find("K7M-4XR", "07700 900131", "somebody", SEVEN) == one
    assert diary.upcoming_for("+447700900131", SEVEN) == [one]


@pytest.mark.parametrize("setup", [{}, [], {"appointments": []}, {"something": "else"}])
def test_nothing_may_be_set_up(store: Store, hub: HubSettings, setup: Any) -> None:
    assert found(store, hub, setup) == []


@pytest.mark.parametrize("key", ["start", "slot", "when", "at", "time"])
def test_the_start_goes_by_several_names(store: Store, hub: HubSettings, key: str) -> None:
    [one] = found(store, hub, [{key: "2026-12-02T19:00"}])
    assert one.start == SEVEN


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("2027-03-31T19:00", datetime(2027, 3, 31, 18, tzinfo=UTC)),
        ("2027-03-31T18:00:00+00:00", datetime(2027, 3, 31, 18, tzinfo=UTC)),
        ("2027-03-31T19:00:00+01:00", datetime(2027, 3, 31, 18, tzinfo=UTC)),
    ],
)
def test_a_start_without_an_offset_is_in_uk_time(store: Store, hub: HubSettings, start: str, moment: datetime) -> None:
    [one] = found(store, hub, [{"start": start}])
    assert one.start == moment


def test_what_is_left_out_is_made_up(store: Store, hub: HubSettings) -> None:
    [one] = found(store, hub, [{"start": "2026-12-02T19:00"}])
    assert (one.first_name, one.phone) == ("Alex", reserved_number("row"))
    assert (len(one.reference), one.reference.isalnum(), one.reference.upper()) == (6, True, one.reference)


def test_other_keys_are_understood_or_do_no_harm(store: Store, hub: HubSettings) -> None:
    odd = {
        "ref": "k7m-4xr",
        "from": "07700 900132",
        "name": "Bev",
        "start": "2026-12-02T19:00",
        "topic": "sleep",
        "needs": "BSL",
    }
    [one] = found(store, hub, [{**odd, "text_ok": False, "voicemail_ok": False, "colour": "purple"}])
    assert (one.reference, one.phone, one.first_name) == ("K7M4XR", "+447700900132", "Bev")
    assert (one.topic, one.needs, one.text_ok, one.voicemail_ok) == ("sleep", "BSL", False, False)


def test_those_of_one_slot_have_a_place_each(store: Store, hub: HubSettings) -> None:
    starts = ("2026-12-02T19:00", "2026-12-02T19:00", "2026-12-02T19:30")
    setup = [{"start": start, "reference": reference} for start, reference in zip(starts, "ABC", strict=True)]
    assert [(one.start.minute, one.place) for one in found(store, hub, setup)] == [(0, 1), (0, 2), (30, 1)]


def test_a_diary_of_its_own_for_each_conversation(store: Store, hub: HubSettings) -> None:
    found(store, hub, [FULL], "row 1")
    [one] = found(store, hub, [FULL], "row 2")
    assert (one.reference, one.place) == ("K7M4XR", 1)


@pytest.mark.parametrize("one", [{}, {"reference": "K7M4XR"}, {"start": "soon"}, {"start": None}, {"start": ""}])
def test_an_appointment_without_a_start_is_refused_and_nothing_set_up(
    store: Store, hub: HubSettings, one: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"start|isoformat"):
        set_up(store, hub, SECRET, "row", [FULL, one])
    assert found(store, hub, []) == []


def test_each_conversation_has_a_reserved_number_of_its_own() -> None:
    numbers = {reserved_number(f"conversation {n}") for n in range(50)}
    assert len(numbers) > 40
    assert [number for number in numbers if not OFCOM_RESERVED.fullmatch(number)] == []
    assert reserved_number("a") == reserved_number("a")


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("07700 900111", "+447700900111"),
        ("+447700900111", "+447700900111"),
        (None, None),
        ("", None),
        ("anonymous", None),
    ],
)
def test_a_caller_as_a_channel_would_give_it(given: str | None, number: str | None) -> None:
    assert as_e164(given) == number


def turn(*reply: str, **got: Any) -> dict[str, Any]:
    return {"reply": list(reply), "buttons": [], **got}


def talked(wanted: list[dict[str, Any]], *came: dict[str, Any]) -> Pair:
    return Pair({"id": "d", "turns": wanted}, {"id": "d", "outcome": "answered", "turns": list(came)})


NAME = {"user": "2 December", "expect": {"says": [r"\bname\b"], "never": ["booked"]}}
FREE = {"user": "hello"}


@pytest.mark.parametrize(
    ("wanted", "came", "wrong"),
    [
        ([NAME], [turn("What is your NAME?")], None),
        ([NAME], [turn("Thanks.", "What is your name?")], None),
        ([NAME], [turn("Which number?")], 0),
        ([NAME], [turn("Your name is booked.")], 0),
        ([NAME], [turn()], 0),
        ([FREE], [turn("Anything.")], None),
        ([FREE], [turn()], 0),
        ([FREE], [turn(" ")], 0),
        ([FREE, NAME], [turn("Hello."), turn("Which number?")], 1),
        ([FREE, NAME, FREE], [turn("Hello."), turn("Your name?"), turn("Bye.")], None),
        ([FREE, NAME], [turn("Hello.")], 1),
        ([FREE], [], 0),
        ([{"user": "x", "expect": None}], [turn("Anything.")], None),
        ([{"expect": {"says": ["change it"]}}], [{"reply": ["Yes."], "buttons": ["Change it"]}], None),
        ([{"expect": {"never": ["change it"]}}], [{"reply": ["Yes."], "buttons": ["Change it"]}], 0),
        ([{"expect": {"says": ["one.*two"]}}], [turn("one\ntwo")], None),
        ([{"expect": {"article": "sleep"}}], [turn("x", article="sleep")], None),
        ([{"expect": {"article": "sleep"}}], [turn("x", article="pip")], 0),
        ([{"expect": {"article": None}}], [turn("x", article=None)], None),
        ([{"expect": {"outcome": "appointment"}}], [turn("x", outcome="answered")], 0),
        ([{"expect": {"crisis_level": "act_now"}}], [turn("x", crisis_level="act_now")], None),
        ([{"expect": {"crisis_level": "act_now"}}], [turn("x", crisis_level=None)], 0),
    ],
)
def test_the_first_turn_that_is_not_right(wanted: list[Any], came: list[Any], wrong: int | None) -> None:
    pair = talked(wanted, *came)
    assert first_wrong_turn(pair) == wrong
    assert conversation_is_right(pair) is (wrong is None)


def test_a_conversation_that_did_not_come_back_is_wrong_from_the_start() -> None:
    assert first_wrong_turn(Pair({"turns": [FREE]}, {"outcome": None})) == 0


def test_conversations_are_measured_whole() -> None:
    pairs = [talked([NAME], turn("Your name?")), talked([NAME], turn("No.")), talked([FREE, NAME], turn("Hello."))]
    assert [(one.name, round(one.value, 3)) for one in measures(pairs)] == [("dialogues: right to the end", 0.333)]


def test_where_a_conversation_went_wrong_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected, replayed = tmp_path / "set.jsonl", tmp_path / "out.jsonl"
    expected.write_text(json.dumps({"id": "d-1", "turns": [FREE, NAME]}) + "\n", encoding="utf-8")
    replayed.write_text(
        json.dumps({"id": "d-1", "outcome": "answered", "turns": [turn("Hello."), turn("No.")]}) + "\n",
        encoding="utf-8",
    )
    assert print_scores(expected, replayed) is False
    assert "d-1: turn 2 of 2 is not right" in capsys.readouterr().out

"""Call-backs, the diary and the canned replies as a handler works with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from unit.console.a_console import EVENING, MARKED, Console

from console.callbacks import GONE
from console.replies import NOTHING, STARTING
from hub import knowledge
from hub.store.tables import AuditEntry
from knowledge_base.search import Search

LIST = "/console/callbacks"
DAY = f"day={EVENING:%Y-%m-%d}"


def audited(console: Console) -> list[str]:
    with console.house.staff.store.read() as session:
        shown = select(AuditEntry.detail).where(AuditEntry.action.in_(["callbacks_shown", "appointments_shown"]))
        return list(session.scalars(shown))


def test_crisis_comes_first_and_numbers_are_hidden_until_taken(console: Console) -> None:
    ada = console.handler()
    first = console.family("one", topic="sleep", wish="after 11am")
    console.family("two", first_name="Jo", phone="+447700900124", crisis=True)
    page = ada.sees(LIST)
    assert page.index("Jo") < page.index("Amina")
    assert "after 11am" in page
    assert "900123" not in page
    answer = ada.posts(f"{LIST}/{first}/take")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{LIST}#callback-{first}")
    assert '<a class="govuk-link" href="tel:+447700900123">07700 900123</a>' in ada.sees(LIST)
    assert "900124" not in ada.sees(LIST)
    assert audited(console) == ["taken by account ada"]


def test_another_handler_sees_who_has_it_and_no_number(console: Console) -> None:
    ada, bob = console.handler("ada"), console.handler("bob")
    number = console.family()
    ada.posts(f"{LIST}/{number}/take")
    assert "Amina: with ada" in bob.sees(LIST)
    assert "900123" not in bob.sees(LIST)
    for work in ("take", "done", "not-reached", "give-back", "give-up", "note"):
        answer = bob.posts(f"{LIST}/{number}/{work}", note="mine now")
        assert (answer.status_code, answer.json()) == (409, {"error": GONE})
    assert console.callbacks.get(number).note is None  # type: ignore[union-attr]


def test_nobody_answers_three_times_and_it_may_be_closed(console: Console) -> None:
    ada, number = console.handler(), console.family()
    for tries in range(1, 4):
        ada.posts(f"{LIST}/{number}/take")
        assert "Close after" not in ada.sees(LIST)
        ada.posts(f"{LIST}/{number}/not-reached", note=f"rang {tries}")
    assert "3 times, last 10:00am" in ada.sees(LIST)
    assert "rang 3" in ada.sees(LIST)
    ada.posts(f"{LIST}/{number}/take")
    assert "Close after 3 tries" in ada.sees(LIST)
    ada.posts(f"{LIST}/{number}/give-up", note="rang 3")
    assert "Nobody is waiting for a call." in ada.sees(LIST)
    assert console.callbacks.get(number).status == "unreached"  # type: ignore[union-attr]


def test_the_note_is_kept_whichever_button_is_pressed(console: Console) -> None:
    ada, number = console.handler(), console.family()
    ada.posts(f"{LIST}/{number}/take")
    ada.posts(f"{LIST}/{number}/done", note=f"wants the form\n{MARKED}")
    one = console.callbacks.get(number)
    assert one is not None
    assert (one.status, one.note) == ("done", f"wants the form\n{MARKED}")


def test_what_a_family_and_a_handler_wrote_stays_text(console: Console) -> None:
    ada = console.handler()
    number = console.family(first_name=MARKED, topic=MARKED, wish=MARKED, brief={"needs": MARKED})
    ada.posts(f"{LIST}/{number}/take")
    ada.posts(f"{LIST}/{number}/note", note=MARKED)
    assert MARKED not in ada.sees(LIST)
    console.books(first_name=MARKED, topic=MARKED, needs=MARKED)
    assert MARKED not in ada.sees(f"/console/diary?{DAY}")


def test_a_note_that_is_too_long_is_refused_and_nothing_happens(console: Console) -> None:
    ada, number = console.handler(), console.family()
    ada.posts(f"{LIST}/{number}/take")
    assert ada.posts(f"{LIST}/{number}/done", note="x" * 2_001).status_code == 422
    assert console.callbacks.get(number).status == "taken"  # type: ignore[union-attr]


def test_the_diary_opens_at_the_next_evening_and_shows_no_number(console: Console) -> None:
    console.books()
    page = console.handler().sees("/console/diary")
    assert "Diary, Wednesday 25 November 2026" in page
    assert [word for word in ("Amina", "7:00pm", "slow speech, please", "Booked") if word not in page] == []
    assert "900123" not in page
    assert "Next evening, Wednesday 2 December 2026" in page


def test_the_number_is_on_the_family_s_page_and_that_is_written_down(console: Console) -> None:
    number = console.books()
    page = console.handler().sees(f"/console/diary/{number}?{DAY}")
    assert "07700 900123" in page
    assert "no, leave no message" in page
    assert audited(console) == ["to account ada"]


def test_at_their_time_they_are_called_and_how_it_went_is_said(console: Console) -> None:
    number = console.books()
    console.house.clock.now = EVENING - timedelta(minutes=11)
    ada = console.handler()
    assert "Now: Amina" not in ada.sees("/console/diary")
    assert ada.posts(f"/console/diary/{number}", day="2026-11-25", outcome="kept").status_code == 409
    console.house.clock.now = EVENING
    assert "Now: Amina at 7:00pm." in ada.sees("/console/diary")
    assert "Booked for 7:00pm: Amina." in ada.sees("/console")
    assert ada.posts(f"/console/diary/{number}", day="2026-11-25", outcome="not_reached").status_code == 303
    assert "Not reached" in ada.sees("/console/diary")
    assert "Booked for" not in ada.sees("/console")


@pytest.mark.parametrize("path", ["/console/diary/1?day=2026-11-25", "/console/diary/999?day=2026-11-25"])
def test_an_appointment_that_is_not_there_is_said(console: Console, path: str) -> None:
    assert console.handler().browser.get(path).status_code == 404


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_refused(console: Console, day: str) -> None:
    assert console.handler().browser.get(f"/console/diary?day={day}").status_code == 422


def test_a_far_day_is_an_empty_one(console: Console) -> None:
    assert "No family is booked." in console.handler().sees(f"/console/diary?day={date(2030, 1, 2)}")


def test_canned_replies_are_the_articles_own_words(
    console: Console, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = console.handler()
    ask = {"Accept": "application/json"}
    monkeypatch.setattr(knowledge, "_built", None)
    assert ada.browser.get("/console/replies?q=sleep", headers=ask).json() == {"replies": [], "said": STARTING}
    monkeypatch.setattr(knowledge, "_built", search)
    [first, *_] = ada.browser.get("/console/replies?q=she lies awake until midnight", headers=ask).json()["replies"]
    assert (first["slug"], first["address"]) == ("sleep", "/guidance/sleep")
    assert first["text"] == "Text about sleep.\nRead more: http://127.0.0.1:8000/guidance/sleep"
    assert "It has not been checked by a professional." in first["caution"]
    assert ada.browser.get("/console/replies?q=", headers=ask).json() == {"replies": [], "said": ""}
    assert ada.browser.get("/console/replies?q=zzqx vvkj", headers=ask).json()["said"] == NOTHING
    assert "Helping your child to sleep" in ada.sees("/console/replies?q=she lies awake until midnight")

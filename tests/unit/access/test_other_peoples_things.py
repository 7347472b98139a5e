"""What is another's stays another's, whichever number somebody puts into an address, a form or a header."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from starlette.requests import Request
from unit.console.a_console import EVENING, NOW, Console
from unit.staff.a_house import House, field

from console.callbacks import GONE
from console.chats import NOT_YOURS
from console.desk import desk_of
from console.diary import NOT_BOOKED, TOO_EARLY
from console.events import Seen, news
from hub import feedback
from hub.accounts import User
from hub.appointments.diary import Diary
from hub.appointments.diary import Request as Booking
from hub.callbacks import Callback, Callbacks
from hub.callbacks import Request as Call
from hub.feedback import Given
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.store.tables import Feedback

ONLY_ADAS = "for Ada alone"


def stream_of(console: Console, name: str, seen: Seen) -> str:
    """All that a handler's stream says next."""
    request = Request(
        {"type": "http", "app": console.house.app, "headers": [], "method": "GET", "path": "/console/events"}
    )
    told = news(request, desk_of(request, User(name, frozenset({"handler"}))), seen)
    return json.dumps(told)


def kept(console: Console, number: int) -> Callback:
    found = console.callbacks.get(number)
    assert found is not None
    return found


@pytest.mark.parametrize("step", ["say", "end", "pass-on", "wrapped-up", "accept"])
def test_the_chat_of_another(console: Console, step: str) -> None:
    ada, bob = console.handler("ada"), console.handler("bob")
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    console.queue.say_as_parent("c", ONLY_ADAS, "1", NOW)
    before = console.queue.get(number), console.queue.lines(number)
    answer = bob.posts(f"/console/chats/{number}/{step}", text="Hello", key="key-00001")
    assert (answer.status_code, answer.json()) == (409, {"error": NOT_YOURS})
    assert (console.queue.get(number), console.queue.lines(number)) == before
    assert ONLY_ADAS not in bob.sees()


def test_a_stream_that_names_the_chat_of_another_is_told_nothing_of_it(console: Console) -> None:
    ada, _ = console.handler("ada"), console.handler("bob")
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    console.queue.say_as_parent("c", ONLY_ADAS, "1", NOW)
    assert ONLY_ADAS in stream_of(console, "ada", Seen({number: 0}))
    assert ONLY_ADAS not in stream_of(console, "bob", Seen({number: 0}))


def test_a_chat_that_is_over_is_nobody_s(console: Console) -> None:
    ada, bob = console.handler("ada"), console.handler("bob")
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    console.queue.say_as_parent("c", ONLY_ADAS, "1", NOW)
    for step in ("end", "wrapped-up"):
        ada.posts(f"/console/chats/{number}/{step}")
    for handler in (ada, bob):
        assert handler.posts(f"/console/chats/{number}/accept").status_code == 409
        assert handler.posts(f"/console/chats/{number}/say", text="x", key="key-00002").status_code == 409
        assert ONLY_ADAS not in handler.sees()


@pytest.mark.parametrize("work", ["take", "give-back", "not-reached", "done", "give-up", "note"])
def test_the_call_back_of_another_and_its_note(console: Console, work: str) -> None:
    ada, bob = console.handler("ada"), console.handler("bob")
    number = console.family()
    ada.posts(f"/console/callbacks/{number}/take")
    ada.posts(f"/console/callbacks/{number}/note", note=ONLY_ADAS)
    before = kept(console, number)
    answer = bob.posts(f"/console/callbacks/{number}/{work}", note="Bob was here")
    assert (answer.status_code, answer.json()) == (409, {"error": GONE})
    assert kept(console, number) == before
    assert "07700 900123" in ada.sees("/console/callbacks")
    assert "07700 900123" not in bob.sees("/console/callbacks")


def test_what_belongs_to_a_replay_has_no_number_here(console: Console) -> None:
    """Rows of other queues and diaries lie in the same tables."""
    ada, staff = console.handler("ada"), console.house.staff
    presence.here(staff.store, "zoe", NOW, "available", "a replay")
    chat = Queue(staff.store, staff.settings, staff.secret, "a replay").ask(Wish("c", "web"), NOW).id
    call = Callbacks(staff.store, staff.settings, staff.secret, "a replay").request(
        Call(first_name="Jo", phone="+447700900124", channel="web", key="k"), NOW
    )
    booked = Diary(staff.store, staff.settings, staff.secret, "a replay").book(
        Booking(start=EVENING, first_name="Jo", phone="+447700900124", channel="web", text_ok=True, voicemail_ok=True, topic=None, needs=None, key="k"),
        NOW,
    )  # fmt: skip
    assert ada.posts(f"/console/chats/{chat}/accept").json() == {"error": NOT_YOURS}
    assert ada.posts(f"/console/callbacks/{call.id}/take").json() == {"error": GONE}
    answer = ada.browser.get(f"/console/diary/{booked.id}?day=2026-11-25", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (404, {"error": NOT_BOOKED})
    went = ada.posts(f"/console/diary/{booked.id}", day="2026-11-25", outcome="kept")
    assert (went.status_code, went.json()) == (409, {"error": TOO_EARLY})
    for path in ("/console", "/console/callbacks", "/console/diary?day=2026-11-25"):
        assert "900124" not in ada.sees(path)
        assert ">Jo<" not in ada.sees(path)


def test_a_family_s_page_is_found_by_its_own_day_alone(console: Console) -> None:
    ada = console.handler("ada")
    number = console.books()
    assert "07700 900123" in ada.sees(f"/console/diary/{number}?day=2026-11-25")
    for day in ("2026-11-24", "2026-12-02"):
        assert ada.browser.get(f"/console/diary/{number}?day={day}").status_code == 404


@pytest.mark.usefixtures("console")
def test_a_rating_without_words_is_no_comment(house: House) -> None:
    feedback.keep(house.staff.store, Given("web", rating=2), NOW)
    with house.staff.store.read() as session:
        number = session.scalars(select(Feedback.id)).one()
    curator = house.signed_in("curator", "curator")
    for wrong in (number, 999_999, 0, -1):
        form = {"form_token": _token(curator), "word": "approved"}
        assert curator.post(f"/curators/comments/{wrong}", data=form).status_code == 404


def test_the_session_of_another_is_not_ended_by_one_s_own_form(house: House) -> None:
    ada, bob = house.signed_in("ada"), house.signed_in("bob")
    theirs, mine = _token(ada), _token(bob)
    assert bob.post("/staff/sign-out", data={"form_token": theirs}).status_code == 403
    assert bob.post("/staff/sign-out", data={"form_token": mine}).status_code == 303
    assert ada.get("/staff").status_code == 200
    assert bob.get("/staff").status_code == 303


def test_a_name_in_a_form_does_not_say_who_is_at_work(console: Console) -> None:
    """Who it is comes from the session; fields and headers of that name change nothing."""
    ada, _ = console.handler("ada"), console.handler("bob")
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept", handler="bob", name="bob", user="bob")
    found = console.queue.get(number)
    assert found is not None
    assert found.handler == "ada"


def _token(browser: TestClient) -> str:
    return field(browser.get("/staff").text)

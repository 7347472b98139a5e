"""The queue and the chats, as a handler works with them, and as nobody else may."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from starlette.requests import Request
from unit.console.a_console import MARKED, Console, Handler

from console.chats import EMPTY, NOT_YOURS, TOO_LONG, TOO_MANY
from console.desk import desk_of
from console.events import Seen, news
from hub.accounts import User
from hub.handoff.states import State


def news_of(console: Console, name: str, seen: Seen) -> list[tuple[str, dict[str, Any]]]:
    """What a handler's stream says next."""
    scope = {"type": "http", "app": console.house.app, "headers": [], "method": "GET", "path": "/console/events"}
    request = Request(scope)
    [account] = [one for one in console.house.staff.accounts.everybody() if one.name == name]
    told = news(request, desk_of(request, User(account.name, account.roles)), seen)
    parts = [dict(line.split(": ", 1) for line in event.strip().split("\n")) for event in told]
    return [(part["event"], json.loads(part["data"])) for part in parts]


def test_accepting_saying_and_ending(console: Console) -> None:
    ada = console.handler()
    number = console.parent().id
    assert 'Accept<span class="govuk-visually-hidden"> Amina</span>' in ada.sees()
    assert ada.posts(f"/console/chats/{number}/accept").json() == {"done": True}
    assert ada.posts(f"/console/chats/{number}/say", text="Hello Amina", key="key-00001").json()["done"] is True
    page = ada.sees()
    assert "Reply to Amina" in page
    assert "Hello Amina" in page
    assert ada.posts(f"/console/chats/{number}/end").status_code == 200
    assert console.queue.state_of("c") == State.WITH_ASSISTANT
    assert "The assistant is back for the parent." in ada.sees()
    assert ada.posts(f"/console/chats/{number}/wrapped-up").status_code == 200
    assert "You have no chats." in ada.sees()


def test_every_step_works_without_a_script(console: Console) -> None:
    ada = console.handler()
    number = console.parent().id
    for step, form in (("accept", {}), ("say", {"text": "Hello", "key": "key-00001"}), ("end", {}), ("wrapped-up", {})):
        answer = ada.posts(f"/console/chats/{number}/{step}", script=False, **form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/console#chat-{number}")


def test_the_same_message_twice_is_said_once(console: Console) -> None:
    ada = console.handler()
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    sequences = {
        ada.posts(f"/console/chats/{number}/say", text="Hello", key="key-00001").json()["sequence"] for _ in range(3)
    }
    assert len(sequences) == 1
    assert [line.text for line in console.queue.lines(number) if line.kind == "text"] == ["Hello"]


def test_one_gets_it_and_the_other_is_told(console: Console) -> None:
    ada, bob = console.handler("ada"), console.handler("bob")
    number = console.parent().id
    assert ada.posts(f"/console/chats/{number}/accept").status_code == 200
    answer = bob.posts(f"/console/chats/{number}/accept")
    assert (answer.status_code, answer.json()) == (409, {"error": NOT_YOURS})
    assert NOT_YOURS in bob.posts(f"/console/chats/{number}/accept", script=False).text


@pytest.mark.parametrize("step", ["say", "end", "pass-on", "wrapped-up"])
def test_nobody_does_anything_in_the_chat_of_another(console: Console, step: str) -> None:
    ada, bob = console.handler("ada"), console.handler("bob")
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    console.queue.say_as_parent("c", "only for Ada", "1", console.house.clock.now)
    before = console.queue.lines(number)
    answer = bob.posts(f"/console/chats/{number}/{step}", text="Hello", key="key-00001")
    assert (answer.status_code, answer.json()) == (409, {"error": NOT_YOURS})
    assert console.queue.lines(number) == before
    assert "only for Ada" not in bob.sees()
    assert "only for Ada" not in json.dumps(news_of(console, "bob", Seen()))
    assert bob.posts(f"/console/chats/999/{step}", text="Hello", key="key-00001").status_code == 409


def test_whoever_is_no_handler_sees_and_does_nothing(console: Console) -> None:
    number = _waiting(console)
    lead = Handler(console.house.signed_in("lea", "lead"), console.house)
    for path in ("/console", "/console/callbacks", "/console/diary", "/console/replies?q=sleep", "/console/events"):
        assert lead.browser.get(path).status_code == 403
        assert console.house.visitor().get(path).status_code == 303
    for path in (f"/console/chats/{number}/accept", "/console/presence", "/console/callbacks/1/take"):
        assert lead.posts(path).status_code == 403
        assert console.house.visitor().post(path).status_code in (303, 403)
    assert console.queue.get(number).state == State.WAITING  # type: ignore[union-attr]


def _waiting(console: Console) -> int:
    console.handler()
    return console.parent().id


def test_what_was_written_stays_text(console: Console) -> None:
    ada = console.handler()
    number = console.parent(first_name=MARKED, brief={"topic": MARKED, MARKED: [MARKED]}).id
    assert MARKED not in ada.sees()
    ada.posts(f"/console/chats/{number}/accept")
    console.queue.say_as_parent("c", MARKED, "1", console.house.clock.now)
    ada.posts(f"/console/chats/{number}/say", text=MARKED, key="key-00001")
    assert MARKED not in ada.sees()
    assert "&lt;script&gt;" in ada.sees()
    assert MARKED not in "".join(json.dumps(data) for _, data in news_of(console, "ada", Seen()))


def test_what_cannot_be_sent_is_said_and_nothing_is_kept(console: Console) -> None:
    ada = console.handler()
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    for text, problem in (("x" * 20_001, TOO_LONG), ("  \n ", EMPTY)):
        answer = ada.posts(f"/console/chats/{number}/say", text=text, key="key-00001")
        assert (answer.status_code, answer.json()) == (422, {"error": problem})
    assert ada.posts(f"/console/chats/{number}/say", text="x" * 20_000, key="key-00001").status_code == 200
    assert [len(line.text) for line in console.queue.lines(number) if line.kind == "text"] == [20_000]


def test_a_fourth_chat_at_once_is_too_many(console: Console) -> None:
    ada = console.handler()
    numbers = [console.parent(f"c{n}").id for n in range(4)]
    answers = [ada.posts(f"/console/chats/{number}/accept") for number in numbers]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 409]
    assert answers[-1].json() == {"error": TOO_MANY}


def test_passing_on_lets_them_wait_again(console: Console) -> None:
    ada, bob = console.handler("ada"), console.handler("bob")
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    ada.posts(f"/console/chats/{number}/pass-on")
    assert "You have no chats." in ada.sees()
    assert bob.posts(f"/console/chats/{number}/accept").status_code == 200


def test_the_stream_says_what_is_new_and_nothing_twice(console: Console) -> None:
    ada, seen = console.handler(), Seen()
    assert [name for name, _ in news_of(console, "ada", seen)] == ["presence", "queue", "chats"]
    assert news_of(console, "ada", seen) == []
    number = console.parent().id
    [(name, data)] = news_of(console, "ada", seen)
    assert (name, data["calls"]) == ("queue", [number])
    ada.posts(f"/console/chats/{number}/accept")
    console.queue.say_as_parent("c", "one", "1", console.house.clock.now)
    assert [name for name, _ in news_of(console, "ada", seen)] == ["queue", "chats", "lines"]
    console.queue.say_as_parent("c", "two", "2", console.house.clock.now)
    [(name, data)] = news_of(console, "ada", seen)
    assert name == "lines"
    assert ["two" in line["html"] for line in data["lines"]] == [True]


def test_whoever_comes_back_goes_on_after_the_last_line_they_saw(console: Console) -> None:
    ada = console.handler()
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    before = Seen()
    news_of(console, "ada", before)
    for n in range(3):
        console.queue.say_as_parent("c", f"message {n}", str(n), console.house.clock.now)
    chat, last = before.id.split("-")
    told = dict(news_of(console, "ada", Seen({int(chat): int(last)})))
    assert [line["sequence"] for line in told["lines"]["lines"]] == [int(last) + n for n in (1, 2, 3)]


def test_a_chat_that_the_parent_left_is_shown_as_over(console: Console) -> None:
    ada, seen = console.handler(), Seen()
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    news_of(console, "ada", seen)
    console.queue.end_by_parent("c", console.house.clock.now)
    told = dict(news_of(console, "ada", seen))
    assert told["chats"]["chats"][0]["state"] == "wrapping_up"
    assert "The parent has left the chat." in told["lines"]["lines"][0]["html"]


def test_an_available_handler_stays_signed_in_and_one_who_is_away_does_not(console: Console) -> None:
    ada, bob = console.handler("ada", "available"), console.handler("bob", "away")
    for _ in range(3):
        console.house.clock.now += timedelta(minutes=15)
        for handler in (ada, bob):
            _beats(handler)
    assert ada.browser.get("/console").status_code == 200
    assert bob.browser.get("/console").status_code == 303


def _beats(handler: Handler) -> None:
    """As the page does: with the token that it was loaded with."""
    token = handler.house.staff.accounts.sessions.form_token(handler.browser.cookies["hub-staff"])
    handler.browser.post("/console/presence", headers={"X-Form-Token": token, "Accept": "application/json"})

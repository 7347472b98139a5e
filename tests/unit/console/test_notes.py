"""Notes on a chat: for handlers alone, passed on with the chat, and gone with it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from unit.console.a_console import MARKED, Console

from console.chats import NOT_YOURS, NOTE_TOO_LONG
from hub.handoff import parents
from hub.handoff.handoff import NOTE_CHARACTERS
from hub.handoff.queue import delete_before
from hub.store.tables import HandoffRow


def noted(console: Console) -> list[str | None]:
    with console.house.staff.store.read() as session:
        return list(session.scalars(select(HandoffRow.note).order_by(HandoffRow.id)))


def test_a_note_is_passed_on_with_the_chat_and_the_parent_sees_nothing_of_it(console: Console) -> None:
    ada, bob = console.handler(), console.handler("bob")
    number = console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    assert ada.posts(f"/console/chats/{number}/note", note=" waits for the school \n").json() == {"done": True}
    ada.posts(f"/console/chats/{number}/pass-on")
    assert "waits for the school" not in bob.sees()
    bob.posts(f"/console/chats/{number}/accept")
    assert ">waits for the school</textarea>" in bob.sees()
    assert "waits for the school" not in ada.sees()
    assert "waits for the school" not in repr(console.queue.get(number))
    assert not [line for line in parents.all_lines(console.queue, "c", 0) if "school" in line.text]


def test_a_note_can_be_kept_while_writing_up_and_taken_away(console: Console) -> None:
    ada, number = console.handler(), console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    ada.posts(f"/console/chats/{number}/end")
    answer = ada.posts(f"/console/chats/{number}/note", script=False, note="phone again")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console#chat-{number}")
    assert noted(console) == ["phone again"]
    ada.posts(f"/console/chats/{number}/note", note=" ")
    assert noted(console) == [None]


def test_whoever_comes_back_is_met_with_the_notes_of_before(console: Console) -> None:
    ada = console.handler()
    for number, note in ((console.parent().id, MARKED), (console.parent("other").id, "of somebody else")):
        ada.posts(f"/console/chats/{number}/accept")
        ada.posts(f"/console/chats/{number}/note", note=note)
        for step in ("end", "wrapped-up"):
            ada.posts(f"/console/chats/{number}/{step}")
    again = console.parent().id
    ada.posts(f"/console/chats/{again}/accept")
    page = ada.sees()
    assert "Note on the chat of 10:00am" in page
    assert "&lt;b&gt;Zebedee&lt;/b&gt;" in page
    assert MARKED not in page
    assert "of somebody else" not in page


def test_nobody_notes_anything_on_the_chat_of_another_or_more_than_is_kept(console: Console) -> None:
    ada, bob, number = console.handler(), console.handler("bob"), console.parent().id
    ada.posts(f"/console/chats/{number}/accept")
    answer = bob.posts(f"/console/chats/{number}/note", note="mine")
    assert (answer.status_code, answer.json()) == (409, {"error": NOT_YOURS})
    answer = ada.posts(f"/console/chats/{number}/note", note="x" * (NOTE_CHARACTERS + 1))
    assert (answer.status_code, answer.json()) == (422, {"error": NOTE_TOO_LONG})
    assert noted(console) == [None]


def test_a_note_goes_with_its_chat(console: Console) -> None:
    ada = console.handler()
    now = console.house.clock.now
    for conversation in ("asked for", "kept long enough"):
        number = console.parent(conversation).id
        ada.posts(f"/console/chats/{number}/accept")
        ada.posts(f"/console/chats/{number}/note", note=conversation)
    console.queue.delete_conversation("asked for", now)
    assert noted(console) == ["kept long enough"]
    delete_before(console.house.staff.store, now + timedelta(seconds=1))
    assert noted(console) == []


def test_what_the_assistant_passed_on_is_said_once_and_in_words(console: Console) -> None:
    ada = console.handler()
    brief = {"asked": "he never sleeps", "area": "east-and-north", "lines": ["You asked: “he never sleeps”"]}
    number = console.parent(brief=brief).id
    ada.posts(f"/console/chats/{number}/accept")
    page = ada.sees()
    assert page.count("he never sleeps") == 1
    assert "east and north Hertfordshire" in page

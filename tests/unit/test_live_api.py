"""The stream of a live chat: a real server, a real Redis, and a page that comes and goes."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from made_up import TUESDAY_MORNING

from hub.doors import Doors
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.handoff.signs import Signs
from hub.handoff.wake import Wakes
from hub.store.tables import HandoffRow

NOW = TUESDAY_MORNING
SAM = "sam.jones@example.org"


@pytest.fixture
def app(front_door: Callable[..., FastAPI], redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    built = front_door(REDIS_URL=redis_url)
    monkeypatch.setattr(Doors, "now", lambda _: NOW)
    built.state.doors.store.migrate()
    yield built
    built.state.doors.store.close()


@pytest.fixture
async def url(app: FastAPI) -> AsyncIterator[str]:
    """The front door, served in the loop of the test, without what it does at its start and end."""
    doors: Doors = app.state.doors
    server = uvicorn.Server(
        uvicorn.Config(app, ws="none", lifespan="off", log_level="warning", timeout_graceful_shutdown=1)
    )
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        serving = asyncio.create_task(server._serve([listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving
    await doors.wakes.close()
    await doors.signs.close()
    await doors.conversation._memory.close()
    await doors.conversation._rasa.close()


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=10) as client:
        yield client


@pytest.fixture
async def wakes(redis_url: str) -> AsyncIterator[Wakes]:
    """The console's."""
    one = Wakes(redis_url)
    yield one
    await one.close()


class Chat:
    """One conversation and its handler."""

    def __init__(self, doors: Doors, wakes: Wakes) -> None:
        self.id, self.wakes = doors.ids.new(), wakes
        self.queue = Queue(doors.store, doors.settings, doors.secret)
        presence.here(doors.store, SAM, NOW, "available")
        self.number = 0

    def asks(self) -> None:
        self.number = self.queue.ask(Wish(self.id, "web", watches=True), NOW).id

    async def joins(self, handler: str = SAM) -> None:
        self.queue.accept(self.number, handler, NOW)
        await self.wakes.wake(self.number)

    async def says(self, text: str, handler: str = SAM) -> None:
        self.queue.say_as_handler(self.number, handler, text, text, NOW)
        await self.wakes.wake(self.number)

    async def leaves(self) -> None:
        self.queue.end_by_handler(self.number, SAM, NOW)
        await self.wakes.wake(self.number)


@pytest.fixture
def chat(app: FastAPI, wakes: Wakes) -> Iterator[Chat]:
    one = Chat(app.state.doors, wakes)
    yield one
    one.queue.delete_conversation(one.id, NOW)


async def stream(
    http: httpx.AsyncClient, chat: Chat, after: int = 0, **headers: str
) -> AsyncIterator[tuple[str, int | None, dict[str, Any]]]:
    """The events as a page gets them."""
    address = f"/api/chat/events?conversation={chat.id}&after={after}"
    async with http.stream("GET", address, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        event: dict[str, str] = {}
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if line:
                event[name] = value
            elif "data" in event:
                number = int(event["id"]) if "id" in event else None
                yield event["event"], number, json.loads(event["data"])
                event = {}


async def first(
    number: int, http: httpx.AsyncClient, chat: Chat, after: int = 0, **headers: str
) -> list[tuple[str, int | None, dict[str, Any]]]:
    """So many events, and then the page is closed."""
    found = []
    async with asyncio.timeout(5), aclosing(stream(http, chat, after, **headers)) as events:
        async for event in events:
            found.append(event)
            if len(found) == number:
                break
    return found


def brief(events: list[tuple[str, int | None, dict[str, Any]]]) -> list[tuple[str, int | None, str]]:
    return [(name, number, data.get("state") or data.get("text") or "") for name, number, data in events]


async def test_a_chat_from_the_queue_to_its_end(http: httpx.AsyncClient, chat: Chat) -> None:
    chat.asks()
    seen: list[tuple[str, int | None, dict[str, Any]]] = []
    async with asyncio.timeout(10):
        async for event in stream(http, chat):
            seen.append(event)
            if event[0] == "queue":
                await chat.joins()
            elif event[2].get("state") == "joined":
                await chat.says("Hello\n<b>there</b>")
            elif event[0] == "message":
                await chat.leaves()
    assert brief(seen) == [
        ("state", 1, "waiting"),
        ("queue", None, "You are number 1. A call handler is free and is being asked."),
        ("state", 2, "joined"),
        ("message", 3, "Hello\n<b>there</b>"),
        ("state", 4, "ended"),
    ]
    assert seen[2][2]["text"] == "Sam, call handler, has joined. What you write now goes to them."
    assert {key: seen[3][2][key] for key in ("from", "name", "sequence")} == {
        "from": "handler",
        "name": "Sam",
        "sequence": 3,
    }
    (reply,) = seen[4][2]["replies"]
    assert [button["title"] for button in reply["buttons"]] == ["Very good", "All right", "Poor"]
    assert SAM not in json.dumps(seen)
    again = await http.get(f"/api/chat/events?conversation={chat.id}&after=4")
    assert (again.status_code, again.content) == (204, b"")


async def test_a_page_that_comes_back_after_ten_minutes_loses_nothing_and_doubles_nothing(
    http: httpx.AsyncClient, chat: Chat
) -> None:
    chat.asks()
    await chat.joins()
    await chat.says("one")
    before = await first(3, http, chat)
    await chat.says("two")
    await chat.says("three")
    by_address = await first(2, http, chat, after=before[-1][1] or 0)
    by_header = await first(2, http, chat, after=0, **{"Last-Event-ID": "3"})
    assert brief(by_address) == brief(by_header) == [("message", 4, "two"), ("message", 5, "three")]


async def test_a_message_is_there_at_once(http: httpx.AsyncClient, chat: Chat) -> None:
    chat.asks()
    await chat.joins()
    sent = 0.0
    async with asyncio.timeout(5), aclosing(stream(http, chat)) as events:
        async for name, _, data in events:
            if data.get("state") == "joined":
                await asyncio.sleep(0.3)  # until the stream sleeps
                sent = time.perf_counter()
                await chat.says("hello")
            elif name == "message":
                break
    assert time.perf_counter() - sent < 0.5


async def test_the_parents_own_messages_come_back_with_their_number(http: httpx.AsyncClient, chat: Chat) -> None:
    chat.asks()
    await chat.joins()
    body = {"conversation": chat.id, "text": "he is 7", "id": "a-name-of-this-message-1"}
    answers = [(await http.post("/api/chat", json=body)).json() for _ in range(2)]
    assert [(one["replies"], one["outcome"], one["live"]) for one in answers] == [
        ([], "with_handler", {"state": "with_handler", "sequence": 3})
    ] * 2
    ((name, number, data),) = await first(1, http, chat, after=2)
    assert (name, number, data["from"], data["name"], data["text"]) == ("message", 3, "parent", None, "he is 7")


async def test_who_is_typing_and_what_was_seen(http: httpx.AsyncClient, chat: Chat, app: FastAPI) -> None:
    doors: Doors = app.state.doors
    chat.asks()
    await chat.joins()
    async with asyncio.timeout(5), aclosing(stream(http, chat, after=2)) as events:
        waiting = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0.2)
        signs = Signs(doors.environment.redis_url)
        await signs.has_seen(chat.number, "handler", 2)
        await signs.types(chat.number, "handler")
        await chat.wakes.wake(chat.number)
        assert [await waiting, await anext(events)] == [
            ("seen", None, {"sequence": 2}),
            ("typing", None, {"seconds": 6}),
        ]
        for path, more in (("typing", {}), ("seen", {"sequence": 99})):
            answer = await http.post(f"/api/chat/{path}", json={"conversation": chat.id, **more})
            assert answer.status_code == 204
        sign = await signs.of(chat.number, "parent")
        assert (sign.seen, sign.typing is None) == (2, False)  # no further than there are lines
        await signs.close()


async def test_a_handler_who_has_to_go_is_said_and_the_next_one_too(http: httpx.AsyncClient, chat: Chat) -> None:
    chat.asks()
    await chat.joins()
    presence.here(chat.queue.store, "ali", NOW, "available")
    chat.queue.pass_on(chat.number, SAM, NOW)
    await chat.joins("ali")
    told = [data["text"] for _, _, data in await first(4, http, chat)]
    assert told[2:] == [
        "Sam had to go. I am looking for another call handler. You keep your place.",
        "Ali, call handler, has joined. What you write now goes to them.",
    ]


async def test_the_parent_may_end_it_and_is_told_so_once(http: httpx.AsyncClient, chat: Chat) -> None:
    chat.asks()
    await chat.joins()
    ended = (await http.post("/api/chat/end", json={"conversation": chat.id})).json()
    again = (await http.post("/api/chat/end", json={"conversation": chat.id})).json()
    assert [button["title"] for button in ended["replies"][0]["buttons"]] == ["Very good", "All right", "Poor"]
    assert (ended["replies"][0]["rating"], again["replies"][0]["rating"]) == (True, False)
    assert again["replies"][0]["text"] == "You are with the assistant."
    ((_, _, data),) = await first(1, http, chat, after=2)
    assert (data["state"], data["text"], data["replies"]) == ("ended", "You have left.", [])


async def test_an_open_page_says_that_the_parent_is_there(
    http: httpx.AsyncClient, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.asks()
    later = NOW + timedelta(minutes=10)
    monkeypatch.setattr(Doors, "now", lambda _: later)
    await first(2, http, chat)
    with chat.queue.store.read() as session:
        row = session.get_one(HandoffRow, chat.number)
    assert row.parent_seen_at == later


async def test_a_deleted_conversation_ends_its_stream(http: httpx.AsyncClient, chat: Chat) -> None:
    chat.asks()
    told = []
    async with asyncio.timeout(8):
        async for name, _, _ in stream(http, chat):
            told.append(name)
            if name == "queue":
                chat.queue.delete_conversation(chat.id, NOW)
                await chat.wakes.wake(chat.number)
    assert told.count("queue") == 1
    assert (await http.get(f"/api/chat/events?conversation={chat.id}")).status_code == 204


async def test_a_conversation_without_a_live_chat_has_no_stream(http: httpx.AsyncClient, chat: Chat) -> None:
    assert (await http.get(f"/api/chat/events?conversation={chat.id}")).status_code == 204


@pytest.mark.parametrize("made_up", ["x", "A" * 43])
async def test_an_id_that_is_not_ours_is_refused_everywhere(http: httpx.AsyncClient, made_up: str) -> None:
    answers = [await http.get(f"/api/chat/events?conversation={made_up}")]
    answers += [
        await http.post(f"/api/chat/{path}", json={"conversation": made_up, **more})
        for path, more in (("typing", {}), ("end", {}), ("seen", {"sequence": 1}))
    ]
    assert {answer.status_code for answer in answers} == {404}


async def test_a_message_of_20_000_characters_is_refused_and_nothing_of_it_kept(
    http: httpx.AsyncClient, chat: Chat
) -> None:
    chat.asks()
    answer = await http.post("/api/chat", json={"conversation": chat.id, "text": "x" * 20_000})
    assert (answer.status_code, len(chat.queue.lines(chat.number))) == (422, 1)


async def test_streams_that_are_closed_leave_nothing_behind(http: httpx.AsyncClient, chat: Chat, app: FastAPI) -> None:
    chat.asks()
    await first(2, http, chat)
    for _ in range(40):
        await asyncio.sleep(0.2)
        await chat.wakes.wake(chat.number)
        if chat.number not in app.state.doors.wakes._looking:
            break
    assert chat.number not in app.state.doors.wakes._looking


async def test_a_first_name_is_kept_with_the_chat_and_with_the_next_one_of_the_conversation(
    http: httpx.AsyncClient, chat: Chat
) -> None:
    chat.asks()
    answer = await http.post("/api/chat/name", json={"conversation": chat.id, "name": "i'm amina thanks"})
    assert answer.json()["kept"]
    assert answer.json()["replies"][0]["text"] == "Thank you, Amina. The call handler can see your name."
    first = chat.queue.get(chat.number)
    await http.post("/api/chat/end", json={"conversation": chat.id})
    chat.asks()
    again = chat.queue.get(chat.number)
    assert [one and one.first_name for one in (first, again)] == ["Amina", "Amina"]
    assert chat.queue.delete_conversation(chat.id, NOW) == 2


@pytest.mark.parametrize("words", ["", "<b>", "I would rather not say", "07700 900123", "x" * 10_000])
async def test_what_is_no_first_name_is_not_kept_and_that_is_said(
    http: httpx.AsyncClient, chat: Chat, words: str
) -> None:
    chat.asks()
    answer = (await http.post("/api/chat/name", json={"conversation": chat.id, "name": words})).json()
    found = chat.queue.get(chat.number)
    assert (answer["kept"], found and found.first_name) == (False, None)
    assert answer["replies"][0]["text"].startswith("I could not read that as a first name.")


async def test_a_name_for_nobody_is_not_kept(http: httpx.AsyncClient, chat: Chat) -> None:
    answer = (await http.post("/api/chat/name", json={"conversation": chat.id, "name": "Amina"})).json()
    assert (answer["kept"], "any more" in answer["replies"][0]["text"]) == (False, True)
    unknown = await http.post("/api/chat/name", json={"conversation": "x", "name": "Amina"})
    assert unknown.status_code == 404


async def test_a_crisis_in_the_box_for_the_name_gets_the_numbers_and_reaches_the_handler(
    http: httpx.AsyncClient, chat: Chat
) -> None:
    chat.asks()
    body = {"conversation": chat.id, "name": "my son has taken an overdose"}
    answer = (await http.post("/api/chat/name", json=body)).json()
    found = chat.queue.get(chat.number)
    assert (answer["kept"], answer["replies"][0]["kind"], found and found.crisis) == (False, "crisis", True)
    assert found is not None
    assert found.first_name is None

"""A message that names itself is answered once, whichever way and however often a bad connection sends it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from serving import FakeRasa, free_port, serving
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from hub.answered import Answer, Answers
from hub.memory import Memory

NAME, OTHER, BEGIN = "a" * 22, "b" * 22, "c" * 22


@pytest.fixture(scope="module")
def client(front_door: Callable[..., FastAPI], redis_url: str, rasa_server: FakeRasa) -> Iterator[httpx.Client]:
    """A real front door with a Redis and a Rasa."""
    with (
        serving(front_door(RASA_URL=rasa_server.url, REDIS_URL=redis_url)) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        yield client


@contextmanager
def connected(client: httpx.Client, origin: str | None = None) -> Iterator[ClientConnection]:
    address = str(client.base_url.copy_with(scheme="ws")).rstrip("/") + "/api/chat/socket"
    with connect(address, origin=Origin(origin) if origin else None, proxy=None) as socket:
        yield socket


def chat(client: httpx.Client, **body: Any) -> dict[str, Any]:
    response = client.post("/api/chat", json=body)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_a_message_sent_again_gets_the_same_answer_and_reaches_nobody_twice(
    client: httpx.Client, fake_rasa: FakeRasa
) -> None:
    first = chat(client, text="hello", id=NAME)
    known = first["conversation"]
    fake_rasa.replies = [{"kind": "message", "outcome": "small_talk", "web": "Something else."}]
    assert chat(client, text="more", id=OTHER, conversation=known)["replies"][0]["text"] == "Something else."
    fake_rasa.replies = [{"kind": "message", "outcome": "small_talk", "web": "A third."}]
    assert chat(client, text="more", id=OTHER, conversation=known)["replies"][0]["text"] == "Something else."
    assert fake_rasa.texts == ["hello", "more"]


def test_what_begins_with_one_word_is_one_conversation(client: httpx.Client, fake_rasa: FakeRasa) -> None:
    first = chat(client, text="hello", id=NAME, begin=BEGIN)
    assert chat(client, text="hello", id=NAME, begin=BEGIN) == first
    assert chat(client, text="and more", id=OTHER, begin=BEGIN)["conversation"] == first["conversation"]
    assert chat(client, text="hello", id=NAME, begin="d" * 22)["conversation"] != first["conversation"]
    assert fake_rasa.texts == ["hello", "and more", "hello"]


def test_the_name_of_a_message_is_of_its_conversation_alone(client: httpx.Client, fake_rasa: FakeRasa) -> None:
    for begin in ("e" * 22, "f" * 22):
        chat(client, text="hello", id=NAME, begin=begin)
    assert len(fake_rasa.texts) == 2


@pytest.mark.parametrize("name", ["short", "x" * 65, "with a space in the middle", "../../" * 6])
def test_a_name_that_could_be_guessed_or_is_none_is_refused(client: httpx.Client, name: str) -> None:
    for field in ("id", "begin"):
        assert client.post("/api/chat", json={"text": "hello", field: name}).status_code == 422


def test_the_same_message_over_the_socket_and_over_http_is_answered_once(
    client: httpx.Client, fake_rasa: FakeRasa
) -> None:
    message = {"text": "hello", "id": NAME, "begin": "g" * 22}
    with connected(client) as socket:
        socket.send(json.dumps(message))
        said = json.loads(socket.recv())
    assert (said["id"], said["status"]) == (NAME, 200)
    assert chat(client, **message) == said["answer"]
    assert fake_rasa.texts == ["hello"]


def test_the_socket_answers_in_the_order_of_sending_and_says_what_is_wrong(
    client: httpx.Client, fake_rasa: FakeRasa
) -> None:
    with connected(client) as socket:
        for raw in (
            json.dumps({"text": "one", "id": NAME}),
            "{",
            json.dumps({"text": 7, "id": OTHER}),
            json.dumps({"text": "two", "id": OTHER, "conversation": "x" * 43}),
            json.dumps({"text": "three", "id": OTHER}),
        ):
            socket.send(raw)
        said = [json.loads(socket.recv()) for _ in range(5)]
    assert [(answer["id"], answer["status"]) for answer in said] == [
        (NAME, 200),
        (None, 422),
        (None, 422),
        (OTHER, 404),
        (OTHER, 200),
    ]
    assert said[2]["error"] == "text: Input should be a valid string"
    assert fake_rasa.texts == ["one", "three"]


@pytest.mark.parametrize("origin", ["https://stranger.example", "null", "https://127.0.0.1.example"])
def test_the_socket_is_closed_to_websites_that_may_not_embed_the_chat(client: httpx.Client, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, connected(client, origin):
        pass
    assert refused.value.response.status_code == 403


def test_the_socket_is_open_to_our_own_pages(client: httpx.Client, fake_rasa: FakeRasa) -> None:
    with connected(client, str(client.base_url).rstrip("/")) as socket:
        socket.send(json.dumps({"text": "hello", "id": NAME}))
        assert json.loads(socket.recv())["status"] == 200


def test_bytes_end_the_connection_and_nothing_else(client: httpx.Client) -> None:
    with connected(client) as socket:
        socket.send(b"\x00")
        with pytest.raises(ConnectionClosed):
            socket.recv()
    assert client.get("/healthz").status_code == 200


def test_a_plain_form_that_is_sent_twice_is_one_message(client: httpx.Client, fake_rasa: FakeRasa) -> None:
    form = {"text": "Yes, book it", "form": "h" * 22}
    pages = [client.post("/chat", data=form).text for _ in range(2)]
    assert fake_rasa.texts == ["Yes, book it"]
    assert [page.count('<article class="reply') for page in pages] == [1, 1]
    client.post("/chat", data={**form, "text": "No"})
    assert fake_rasa.texts == ["Yes, book it", "No"]


async def test_of_several_sendings_at_once_one_does_the_work(memory: Memory) -> None:
    done = []

    async def work() -> Answer:
        await asyncio.sleep(0.05)
        done.append(1)
        return Answer("the answer")

    answers = Answers(memory)
    assert await asyncio.gather(*(answers.once("one", NAME, work) for _ in range(5))) == ["the answer"] * 5
    assert len(done) == 1


async def test_nothing_is_kept_of_a_deletion_and_deletion_takes_the_answers_along(memory: Memory) -> None:
    done = []

    async def work() -> Answer:
        done.append(1)
        return Answer("gone", forgotten=len(done) == 1)

    answers = Answers(memory)
    for _ in range(3):
        await answers.once("two", NAME, work)
    assert len(done) == 2
    await memory.forget("two")
    await answers.once("two", NAME, work)
    assert len(done) == 3


async def test_without_redis_a_message_is_answered_all_the_same() -> None:
    async def work() -> Answer:
        return Answer("the answer")

    memory = Memory(f"redis://127.0.0.1:{free_port()}/0")
    assert await Answers(memory).once("three", NAME, work) == "the answer"
    await memory.close()


async def test_answers_are_kept_as_long_as_the_conversation(redis_url: str) -> None:
    memory = Memory(redis_url, kept_hours=2)
    await memory.keep_answer("four", NAME, "the answer")
    client = Redis.from_url(redis_url)
    assert 7190 <= await client.ttl("hub:answers:four") <= 7200
    await client.aclose()
    await memory.close()

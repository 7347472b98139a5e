"""Limits of the web chat: counted together in Redis or alone without it, kind to who is over, and never in a crisis's way."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import redis
from fastapi import FastAPI
from made_up import TUESDAY_MORNING
from serving import FakeRasa, free_port, serving
from structlog.testing import capture_logs
from websockets.sync.client import connect

from hub.limit_settings import LimitSettings
from hub.limits import WINDOW_SECONDS, Limits, Over, network_of
from hub.memory import Memory
from hub.settings import SettingsError, read_environment
from hub.store.database import Store
from webchat.api import TOO_MANY

SETTINGS = LimitSettings(from_conversation=30, from_address=40, in_all=50)
SECRET = "s" * 40
ADDRESS = "198.51.100.7"
CRISIS = "my son has taken an overdose"


@pytest.fixture
def clean_redis(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
        yield client


@pytest.fixture
async def alone() -> AsyncIterator[Limits]:
    """Limits of a front door whose Redis is not there."""
    memory = Memory(f"redis://127.0.0.1:{free_port()}/0")
    yield Limits(memory, SETTINGS, SECRET)
    await memory.close()


async def count(limits: Limits, conversation: str, address: str | None, times: int) -> list[Over | None]:
    return [await limits.over(conversation, address, TUESDAY_MORNING) for _ in range(times)]


async def test_thirty_messages_in_one_second_are_all_taken(clean_redis: redis.Redis, memory: Memory) -> None:
    limits = Limits(memory, SETTINGS, SECRET)
    assert await count(limits, "one", ADDRESS, 30) == [None] * 30
    assert await limits.over("one", ADDRESS, TUESDAY_MORNING) == Over("conversation", WINDOW_SECONDS)


async def test_two_front_doors_count_together(clean_redis: redis.Redis, memory: Memory, redis_url: str) -> None:
    other = Memory(redis_url)
    here, there = Limits(memory, SETTINGS, SECRET), Limits(other, SETTINGS, SECRET)
    assert await count(here, "one", None, 15) + await count(there, "one", None, 15) == [None] * 30
    assert await here.over("one", None, TUESDAY_MORNING) is not None
    assert await there.over("one", None, TUESDAY_MORNING) is not None
    await other.close()


async def test_an_address_has_a_limit_over_all_its_conversations(clean_redis: redis.Redis, memory: Memory) -> None:
    limits = Limits(memory, SETTINGS, SECRET)
    over = [await limits.over(str(number), ADDRESS, TUESDAY_MORNING) for number in range(41)]
    assert over == [None] * 40 + [Over("address", WINDOW_SECONDS)]
    assert await limits.over("somewhere else", "198.51.100.8", TUESDAY_MORNING) is None


async def test_who_is_over_a_limit_of_its_own_leaves_the_others_their_room(alone: Limits) -> None:
    await count(alone, "flood", ADDRESS, 200)
    assert await count(alone, "a family", "198.51.100.8", 20) == [None] * 20
    assert await alone.over("another", "198.51.100.9", TUESDAY_MORNING) == Over("all", WINDOW_SECONDS)


async def test_without_redis_a_front_door_counts_alone_and_forgets_after_a_minute(alone: Limits) -> None:
    assert await count(alone, "one", ADDRESS, 30) == [None] * 30
    half = TUESDAY_MORNING + timedelta(seconds=WINDOW_SECONDS / 2)
    assert await alone.over("one", ADDRESS, half) == Over("conversation", WINDOW_SECONDS // 2)
    assert await alone.over("one", ADDRESS, TUESDAY_MORNING + timedelta(seconds=WINDOW_SECONDS)) is None


async def test_no_address_and_no_id_is_kept_and_what_is_goes_in_a_minute(
    clean_redis: redis.Redis, memory: Memory
) -> None:
    with capture_logs() as logs:
        await count(Limits(memory, SETTINGS, SECRET), "the-conversation", ADDRESS, 31)
    kept = {key.decode(): clean_redis.ttl(key) for key in clean_redis.scan_iter()}
    assert len(kept) == 3
    assert [key for key in kept if ADDRESS in key or "the-conversation" in key] == []
    assert all(key.startswith("hub:rate:chat:") and 0 < seconds <= WINDOW_SECONDS for key, seconds in kept.items())
    assert ADDRESS not in str(logs)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("testclient", "testclient"),
    ],
)
def test_a_home_counts_as_one_whichever_of_its_addresses_it_uses(address: str, network: str) -> None:
    assert network_of(address) == network


# ---- at the door


@pytest.fixture
def address_of(store: Store, fake_rasa: FakeRasa, clean_redis: redis.Redis, redis_url: str) -> dict[str, str]:
    """The parts that the front doors here have."""
    return {"RASA_URL": fake_rasa.url, "REDIS_URL": redis_url, "DATABASE_URL": str(store.engine.url)}


@pytest.fixture
def door(front_door: Callable[..., FastAPI], address_of: dict[str, str]) -> Iterator[httpx.Client]:
    with serving(front_door(**address_of)) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def chat(door: httpx.Client, text: str, conversation: str | None = None) -> Any:
    return door.post("/api/chat", json={"text": text, "conversation": conversation})


def flooded(door: httpx.Client) -> str:
    """A conversation that has used up its minute."""
    conversation = str(chat(door, "hello").json()["conversation"])
    assert [chat(door, "hello", conversation).status_code for _ in range(59)] == [200] * 59
    return conversation


def test_one_message_too_many_is_told_kindly_when_to_go_on_and_costs_rasa_nothing(
    door: httpx.Client, fake_rasa: FakeRasa
) -> None:
    conversation = flooded(door)
    heard = len(fake_rasa.heard)
    response = chat(door, "hello", conversation)
    assert (response.status_code, response.json()) == (429, {"error": TOO_MANY})
    assert 0 < int(response.headers["Retry-After"]) <= WINDOW_SECONDS
    with connect(f"ws{str(door.base_url).removeprefix('http')}/api/chat/socket") as socket:
        socket.send(json.dumps({"text": "hello", "conversation": conversation}))
        assert json.loads(socket.recv()) == {"id": None, "status": 429, "error": TOO_MANY}
    page = door.post("/chat", data={"text": "hello", "conversation": conversation})
    assert page.status_code == 429
    assert TOO_MANY in page.text
    opinion = door.post("/api/feedback", json={"conversation": conversation, "rating": 5})
    assert (opinion.status_code, opinion.json()) == (429, {"error": TOO_MANY})
    assert len(fake_rasa.heard) == heard
    assert chat(door, "hello").status_code == 200


def test_a_crisis_is_answered_over_every_limit(door: httpx.Client, fake_rasa: FakeRasa) -> None:
    conversation = flooded(door)
    heard = len(fake_rasa.heard)
    numbers = chat(door, CRISIS, conversation).json()
    assert (numbers["outcome"], numbers["replies"][0]["kind"]) == ("crisis", "crisis")
    asked = chat(door, "I cannot cope, I am at breaking point", conversation).json()
    assert asked["outcome"] == "crisis"
    assert chat(door, "yes", conversation).json()["outcome"] == "crisis"
    assert chat(door, "thank you", conversation).status_code == 429
    assert len(fake_rasa.heard) == heard


def test_an_address_counts_only_where_a_proxy_is_believed(
    front_door: Callable[..., FastAPI], address_of: dict[str, str], clean_redis: redis.Redis
) -> None:
    for proxies, said, counters in (("", ADDRESS, 2), ("127.0.0.1", ADDRESS, 3), ("127.0.0.1", "127.0.0.1", 2)):
        clean_redis.flushdb()
        app = front_door(**address_of, TRUSTED_PROXIES=proxies)
        with serving(app) as url, httpx.Client(base_url=url, headers={"X-Forwarded-For": said}) as client:
            chat(client, "hello")
        assert len(list(clean_redis.scan_iter("hub:rate:chat:*"))) == counters


@pytest.mark.usefixtures("no_variables")
def test_only_addresses_and_networks_are_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    assert read_environment().trusted_proxies == "10.0.0.0/8,::1"
    monkeypatch.setenv("TRUSTED_PROXIES", "*")
    with pytest.raises(SettingsError, match=r"TRUSTED_PROXIES.*neither an address nor a network"):
        read_environment()

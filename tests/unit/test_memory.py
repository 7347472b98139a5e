"""What the front door remembers between two messages, in a real Redis."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from itertools import count

import pytest
from redis.asyncio import Redis
from serving import free_port

from hub import memory as module
from hub.memory import BusyError, Memory, MemoryUnavailableError, Remembered
from hub.replies import Button

OFFERED = Remembered((Button("Sleep", '/ask_guidance{"article": "sleep"}'), Button("Żółć", "/speak_to_human")))
DAY = 24 * 3600
_numbers = count()


@pytest.fixture
def conversation() -> str:
    return f"conversation-{next(_numbers)}"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


@pytest.fixture
async def nowhere() -> AsyncIterator[Memory]:
    one = Memory(f"redis://127.0.0.1:{free_port()}/0")
    yield one
    await one.close()


async def test_nothing_is_remembered_of_a_new_conversation(memory: Memory, conversation: str) -> None:
    assert await memory.recall(conversation) is None


async def test_what_was_offered_is_recalled_by_any_front_door(
    memory: Memory, redis_url: str, conversation: str
) -> None:
    await memory.remember(conversation, OFFERED)
    other = Memory(redis_url)
    assert await other.recall(conversation) == OFFERED
    await other.close()


async def test_the_latest_offer_takes_the_place_of_the_one_before(memory: Memory, conversation: str) -> None:
    await memory.remember(conversation, OFFERED)
    await memory.remember(conversation, Remembered())
    assert await memory.recall(conversation) == Remembered()


async def test_one_conversation_knows_nothing_of_another(memory: Memory, conversation: str) -> None:
    await memory.remember(conversation, OFFERED)
    assert await memory.recall(f"{conversation}-other") is None


async def test_it_is_kept_for_a_day_from_the_last_message(memory: Memory, redis: Redis, conversation: str) -> None:
    await memory.remember(conversation, OFFERED)
    keys = [key async for key in redis.scan_iter(f"*{conversation}")]
    assert len(keys) == 1
    await redis.expire(keys[0], 60)
    await memory.remember(conversation, OFFERED)
    assert DAY - 5 <= await redis.ttl(keys[0]) <= DAY


async def test_what_another_version_wrote_is_forgotten_not_fatal(
    memory: Memory, redis: Redis, conversation: str
) -> None:
    await memory.remember(conversation, OFFERED)
    (key,) = [key async for key in redis.scan_iter(f"*{conversation}")]
    for old in ("", "not json", '{"offered": [["Sleep"]]}', "[]", '"text"'):
        await redis.set(key, old)
        assert await memory.recall(conversation) is None, old


async def test_two_tasks_hold_a_conversation_one_after_the_other(
    memory: Memory, redis_url: str, conversation: str
) -> None:
    other, happened = Memory(redis_url), []

    async def hold(who: Memory, name: str) -> None:
        async with who.one_at_a_time(conversation, 5):
            happened.append(f"{name} in")
            await asyncio.sleep(0.1)
            happened.append(f"{name} out")

    await asyncio.gather(hold(memory, "a"), hold(other, "b"))
    await other.close()
    assert happened in (["a in", "a out", "b in", "b out"], ["b in", "b out", "a in", "a out"])


async def test_two_conversations_do_not_wait_for_each_other(memory: Memory, conversation: str) -> None:
    async with memory.one_at_a_time(conversation, 5), memory.one_at_a_time(f"{conversation}-other", 0.05):
        held = True
    assert held


async def test_who_waits_in_vain_is_told_so_in_time(memory: Memory, conversation: str) -> None:
    async with memory.one_at_a_time(conversation, 5):
        started = time.monotonic()
        with pytest.raises(BusyError):
            async with memory.one_at_a_time(conversation, 0.2):
                pytest.fail("both hold it")
        assert 0.1 < time.monotonic() - started < 4
    async with memory.one_at_a_time(conversation, 0.05):
        free_again = True
    assert free_again


async def test_an_error_inside_frees_the_conversation_and_comes_out(memory: Memory, conversation: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with memory.one_at_a_time(conversation, 5):
            _ = 1 / 0
    async with memory.one_at_a_time(conversation, 0.05):
        free_again = True
    assert free_again


async def test_a_lock_that_a_crash_left_behind_frees_itself(
    memory: Memory, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_SECONDS", 0.3)
    crashed = memory.one_at_a_time(conversation, 5)
    await crashed.__aenter__()
    monkeypatch.undo()
    started = time.monotonic()
    async with memory.one_at_a_time(conversation, 5):
        waited = time.monotonic() - started
    assert 0.1 < waited < 5
    # The one that ran out does not take the conversation from whoever holds it now, nor complain.
    async with memory.one_at_a_time(conversation, 5):
        await crashed.__aexit__(None, None, None)
        with pytest.raises(BusyError):
            async with memory.one_at_a_time(conversation, 0.05):
                pytest.fail("both hold it")


async def test_without_redis_everything_says_so_at_once(nowhere: Memory) -> None:
    started = time.monotonic()
    with pytest.raises(MemoryUnavailableError):
        await nowhere.recall("c")
    with pytest.raises(MemoryUnavailableError):
        await nowhere.remember("c", OFFERED)
    with pytest.raises(MemoryUnavailableError):
        async with nowhere.one_at_a_time("c", 5):
            pytest.fail("held without Redis")
    assert time.monotonic() - started < 2


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="the embedded Redis cannot close one connection")
async def test_a_connection_that_redis_closed_meanwhile_is_not_noticed(
    memory: Memory, redis: Redis, conversation: str
) -> None:
    await memory.remember(conversation, OFFERED)
    await redis.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    assert await memory.recall(conversation) == OFFERED


async def test_whether_redis_answers(memory: Memory, nowhere: Memory) -> None:
    assert (await memory.alive(), await nowhere.alive()) == (True, False)


async def test_what_is_no_redis_is_unavailable_too() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        strange = Memory(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0")
        with pytest.raises(MemoryUnavailableError):
            await strange.recall("c")
        assert await strange.alive() is False
        await strange.close()


async def test_what_is_counted_is_counted_for_a_window(memory: Memory) -> None:
    assert [await memory.count("team-calendar", 600) for _ in range(3)] == [1, 2, 3]
    assert 0 < await memory._redis.ttl("hub:rate:team-calendar") <= 600

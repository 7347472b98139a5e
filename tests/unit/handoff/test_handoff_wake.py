"""Who looks at a live chat is woken by what happens there, and looks all the same where Redis is gone."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest
import redis
from serving import free_port

from hub.handoff import wake
from hub.handoff.signs import Sign, Signs
from hub.handoff.wake import Wakes

_numbers = count(1_000)
REDIS = shutil.which("redis-server")


@pytest.fixture
def number() -> int:
    return next(_numbers)


@pytest.fixture
async def wakes(redis_url: str) -> AsyncIterator[Wakes]:
    one = Wakes(redis_url)
    yield one
    await one.close()


@pytest.fixture
async def other(redis_url: str) -> AsyncIterator[Wakes]:
    """Another process's."""
    one = Wakes(redis_url)
    yield one
    await one.close()


async def looks(wakes: Wakes, handoff: int | None, seconds: float) -> int:
    """How often somebody looks within some seconds."""
    times = 0
    try:
        async with asyncio.timeout(seconds):
            async for _ in wakes.woken(handoff):
                times += 1
    except TimeoutError:
        return times
    raise AssertionError("it ended by itself")


async def _hearing(wakes: Wakes) -> None:
    """Until it listens."""
    async with asyncio.timeout(3):
        async for _ in wakes.woken():
            if wakes._hears:
                return


async def test_another_process_is_woken_at_once(wakes: Wakes, other: Wakes, number: int) -> None:
    await _hearing(wakes)
    seen: list[float] = []

    async def look() -> None:
        async for _ in wakes.woken(number):
            seen.append(time.perf_counter())
            if len(seen) == 2:
                return

    looking = asyncio.create_task(look())
    await asyncio.sleep(0.05)
    asked = time.perf_counter()
    await other.wake(number)
    await asyncio.wait_for(looking, 2)
    assert seen[1] - asked < 0.5 < wake.LOOK_ANYWAY


async def test_others_sleep_on_but_the_queue_is_woken(wakes: Wakes, other: Wakes, number: int) -> None:
    await _hearing(wakes)
    looking = [asyncio.create_task(looks(wakes, whose, 0.6)) for whose in (number, number + 1_000_000, None)]
    await asyncio.sleep(0.1)
    await other.wake(number)
    assert await asyncio.gather(*looking) == [2, 1, 2]


async def test_everybody_can_be_woken(wakes: Wakes, other: Wakes, number: int) -> None:
    await _hearing(wakes)
    looking = [asyncio.create_task(looks(wakes, whose, 0.6)) for whose in (number, None)]
    await asyncio.sleep(0.1)
    await other.wake()
    assert await asyncio.gather(*looking) == [2, 2]


async def test_without_redis_everybody_looks_once_a_second(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "LOOK_EVERY", 0.1)
    alone = Wakes(f"redis://127.0.0.1:{free_port()}/0")
    await alone.wake(number)
    assert 3 <= await looks(alone, number, 0.55) <= 6
    await alone.close()


async def test_what_was_sent_before_wakes_nobody_now(wakes: Wakes, number: int) -> None:
    await wakes.wake(number)
    await _hearing(wakes)
    assert await looks(wakes, number, 0.3) == 1


async def test_the_other_side_sees_who_types_and_what_was_seen(redis_url: str, number: int) -> None:
    signs = Signs(redis_url)
    assert await signs.of(number, "handler") == Sign()
    await signs.has_seen(number, "handler", 5)
    await signs.has_seen(number, "handler", 3)
    await signs.types(number, "handler")
    first = await signs.of(number, "handler")
    await signs.types(number, "handler")
    assert (first.seen, first.typing is None) == (5, False)
    assert (await signs.of(number, "handler")).typing != first.typing
    assert await signs.of(number, "parent") == Sign()
    await signs.close()


async def test_without_redis_there_are_no_signs(number: int) -> None:
    signs = Signs(f"redis://127.0.0.1:{free_port()}/0")
    await signs.types(number, "parent")
    await signs.has_seen(number, "parent", 1)
    assert await signs.of(number, "parent") == Sign()
    await signs.close()


@contextmanager
def _redis_at(port: int, folder: Path) -> Iterator[None]:
    """A Redis that keeps nothing, until the end of the block."""
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen([str(REDIS), *options], stdout=subprocess.DEVNULL) as process:
        with redis.Redis.from_url(f"redis://127.0.0.1:{port}/0") as client:
            while not _answers(client):
                time.sleep(0.02)
        yield
        process.terminate()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.mark.skipif(REDIS is None, reason="redis-server is not installed")
async def test_after_a_redis_that_restarts_people_are_woken_and_seen_again(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "LOOK_EVERY", 0.2)
    port = free_port()
    wakes, signs = Wakes(f"redis://127.0.0.1:{port}/0"), Signs(f"redis://127.0.0.1:{port}/0")
    async with AsyncExitStack() as held:
        held.push_async_callback(wakes.close)
        held.push_async_callback(signs.close)
        with _redis_at(port, tmp_path):
            await _hearing(wakes)
            await signs.has_seen(number, "parent", 5)
        assert await looks(wakes, number, 1.5) >= 2  # by itself, while nobody can be woken
        assert await signs.of(number, "parent") == Sign()
        with _redis_at(port, tmp_path):
            await _hearing(wakes)
            await signs.has_seen(number, "parent", 6)
            assert (await signs.of(number, "parent")).seen == 6
            looking = asyncio.create_task(looks(wakes, number, 0.15))
            await asyncio.sleep(0.05)
            await wakes.wake(number)
            assert await looking == 2

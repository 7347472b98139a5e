"""The stream of events over a real connection."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from unit.console.a_console import Console
from unit.serving import serving

from hub import stopping


@pytest.fixture
def asked_to_stop() -> Iterator[None]:
    yield
    stopping._asked.clear()


def session(console: Console) -> dict[str, str]:
    return {"hub-staff": console.handler().browser.cookies["hub-staff"]}


@pytest.mark.usefixtures("asked_to_stop")
def test_it_is_a_stream_and_ends_when_the_front_door_stops(console: Console) -> None:
    cookies = session(console)
    with (
        serving(console.house.app) as url,
        httpx.stream("GET", f"{url}/console/events", cookies=cookies, timeout=20, trust_env=False) as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        names = []
        for line in stream.iter_lines():
            if line.startswith("event: "):
                names.append(line.removeprefix("event: "))
            if names == ["presence", "queue", "chats"]:
                stopping.ask()
    assert names == ["presence", "queue", "chats"]

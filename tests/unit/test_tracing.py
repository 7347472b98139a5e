"""Traces: nothing at all while they are off; the parts of a turn and no word of it while they are on."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from collecting import Collected, Span, collecting
from fastapi import FastAPI
from rasa_sdk.interfaces import Action
from serving import FakeRasa, serving

from bot.actions import server
from hub import tracing
from hub.settings import ROOT
from hub.store.database import Store

MARKED = "Zebedee Quillfeather of 41 Merganser Close, 07700 900461"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def collected(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collected]:
    """A collector, and no tracer left of another test."""
    monkeypatch.setattr(tracing, "_tracer", None)
    with collecting() as one:
        yield one


@pytest.fixture
def door(
    front_door: Callable[..., FastAPI], store: Store, fake_rasa: FakeRasa, redis_url: str, collected: Collected
) -> Iterator[httpx.Client]:
    """A front door whose turns are traced."""
    parts = {"RASA_URL": fake_rasa.url, "REDIS_URL": redis_url, "DATABASE_URL": str(store.engine.url)}
    app = front_door(**parts, TRACES_URL=collected.url)
    with serving(app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def sent(collected: Collected) -> list[Span]:
    """Everything, at once."""
    provider: Any = tracing._tracer
    provider.span_processor.force_flush()
    return collected.spans


def test_while_they_are_off_nothing_is_imported_no_thread_runs_and_nothing_is_sent_along() -> None:
    program = (
        "import sys, threading\n"
        "from hub import tracing\n"
        "tracing.configure('', 'web')\n"
        "with tracing.span('turn', {'channel': 'web'}, within='x') as span:\n"
        "    span.note({'outcome': 'answered'})\n"
        "assert tracing.here() == {}\n"
        "assert threading.active_count() == 1\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_fastapis_own_telemetry_stays_off_whatever_the_environment_says(
    front_door: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would send what people type into the search, and the texts of errors."""
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    app = front_door()
    assert not app._native_telemetry.enabled()
    assert not app._telemetry["auto_configure"]


def test_off_it_costs_next_to_nothing() -> None:
    began = time.perf_counter()
    for _ in range(10_000):
        with tracing.span("turn", {"channel": "web"}) as span:
            span.note({"outcome": "answered"})
    assert (time.perf_counter() - began) / 10_000 < 0.000_05


def test_a_turn_is_one_trace_and_rasa_is_told_which(
    door: httpx.Client, fake_rasa: FakeRasa, collected: Collected
) -> None:
    answer = door.post("/api/chat", json={"text": "hello"})
    by_name = {span.name: span for span in sent(collected)}
    request, turn, screen, rasa = (by_name[name] for name in ("request", "turn", "safety screen", "rasa"))
    assert {span.trace for span in by_name.values()} == {request.trace}
    assert (turn.within, screen.within, rasa.within) == (request.number, turn.number, turn.number)
    number = {"hub.request": answer.headers["X-Request-Id"]}
    assert request.facts == {**number, "hub.route": "/api/chat", "hub.status": 200}
    assert turn.facts == {**number, "hub.channel": "web", "hub.outcome": "small_talk", "hub.intent": "greet"}
    assert fake_rasa.heard[-1]["metadata"]["trace"].startswith(f"00-{rasa.trace}-{rasa.number}-0")


def test_no_span_holds_what_people_send(door: httpx.Client, fake_rasa: FakeRasa, collected: Collected) -> None:
    conversation = door.post("/api/chat", json={"text": MARKED}).json()["conversation"]
    fake_rasa.raw = MARKED.encode()  # an answer that cannot be read
    door.post("/api/chat", json={"text": MARKED, "conversation": conversation})
    door.post("/api/chat", json={"text": f"{MARKED} wants to die", "conversation": conversation})
    door.post("/api/chat", json={"text": MARKED, "oops": MARKED})
    door.post("/chat", data={"text": MARKED})
    door.get("/guidance", params={"q": MARKED})
    door.get(f"/{MARKED}", headers={"X-Forwarded-For": "198.51.100.7"})
    spans = sent(collected)
    assert {span.facts.get("hub.route") for span in spans if span.name == "request"} >= {"/api/chat", "/chat", "/guidance"}  # fmt: skip
    assert any(span.facts.get("hub.error") == "RasaUnavailableError" for span in spans)
    everything = b" ".join(collected.raw).decode("latin-1").casefold()
    leaked = ("quillfeather", "merganser", "900461", "198.51", "q=", conversation.casefold())
    assert [one for one in leaked if one in everything] == []


class Fails(Action):
    def name(self) -> str:
        return "action_that_fails"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict[str, Any]]:
        raise RuntimeError(MARKED)


def test_an_action_goes_on_with_the_trace_of_its_message(collected: Collected) -> None:
    tracing.configure(collected.url, "actions")
    executor = server._Executor()
    executor.register_action(Fails)
    latest = {"text": MARKED, "metadata": {"trace": TRACEPARENT, "request": "0123456789abcdef"}}
    tracker = {"sender_id": "c", "slots": {}, "latest_message": latest, "events": []}
    call = {"next_action": "action_that_fails", "sender_id": "c", "domain": {}, "version": "3.6.21", "tracker": tracker}
    with pytest.raises(server.ActionFailedError):
        asyncio.run(executor.run(call))
    [span] = sent(collected)
    assert (span.part, span.trace, span.within) == ("neurodiversity-hub-actions", TRACEPARENT[3:35], TRACEPARENT[36:52])
    assert span.facts == {"hub.request": "0123456789abcdef", "hub.action": "action_that_fails", "hub.error": "RuntimeError"}  # fmt: skip
    assert b"Quillfeather" not in b"".join(collected.raw)


def test_what_rasa_says_of_its_own_work_is_noted_for_it(
    door: httpx.Client, fake_rasa: FakeRasa, collected: Collected
) -> None:
    fake_rasa.took = [1_700_000_000_000_000_000, 1_700_000_000_250_000_000]
    door.post("/api/chat", json={"text": "hello"})
    by_name = {span.name: span for span in sent(collected)}
    assert by_name["rasa server"].within == by_name["rasa"].number

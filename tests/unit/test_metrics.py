"""What is counted: each thing once, under labels of closed lists, on a port of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import structlog
import yaml
from conversing import conversation_on
from fastapi import FastAPI
from made_up import TUESDAY_MORNING, hub_settings_from
from prometheus_client import REGISTRY, Metric
from serving import FakeRasa, free_port

from hub import metrics
from hub.conversation import Message
from hub.logs import begin_request, request_id
from hub.memory import Memory
from hub.outbox import write
from hub.settings import ROOT
from hub.store.database import Store

MONITORING = ROOT / "deploy" / "monitoring"
WORDS = "zebedee quillfeather 07700 900461"


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def ours() -> list[Metric]:
    return [metric for metric in REGISTRY.collect() if metric.name.startswith("hub_")]


async def test_a_turn_that_rasa_does_not_answer_is_counted_by_its_error(
    store: Store, fake_rasa: FakeRasa, memory: Memory, tmp_path: Path
) -> None:
    fake_rasa.status = 500
    hub = hub_settings_from(tmp_path)
    before = value("hub_rasa_errors_total", error="RasaUnavailableError")
    async with conversation_on(fake_rasa.url, memory, store, hub) as conversation:
        await conversation.turn(Message("metrics-1", "web", WORDS, TUESDAY_MORNING))
    assert value("hub_rasa_errors_total", error="RasaUnavailableError") == before + 1


def test_what_waits_is_counted(any_store: Store) -> None:
    for number, late in (("1", timedelta(minutes=3)), ("2", timedelta(minutes=1)), ("3", -timedelta(minutes=5))):
        any_store.write(
            lambda session, number=number, late=late: write(
                session,
                dedupe=number,
                kind="reminder",
                to_phone="+447700900461",
                key="k",
                body=WORDS,
                due_at=TUESDAY_MORNING - late,
                expires_at=TUESDAY_MORNING + timedelta(days=1),
                now=TUESDAY_MORNING,
            )
        )
    metrics.measure_depths(any_store, TUESDAY_MORNING)
    assert (value("hub_texts_waiting"), value("hub_oldest_text_seconds")) == (2, 180)
    assert (value("hub_families_waiting"), value("hub_callbacks_open")) == (0, 0)


def test_a_process_tells_its_figures_on_a_port_of_its_own_and_nobody_by_default() -> None:
    metrics.serve("127.0.0.1", 0)
    port = free_port()
    metrics.serve("127.0.0.1", port)
    metrics.note_parts({"rasa": True, "redis": False})
    told = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    assert 'hub_part_up{part="rasa"} 1.0' in told
    assert 'hub_part_up{part="redis"} 0.0' in told
    assert "quillfeather" not in told


def test_every_metric_that_the_dashboard_and_the_alerts_read_is_there() -> None:
    known = {sample.name for metric in ours() for sample in metric.samples} | {metric.name for metric in ours()}
    # Those of one label value appear with their first use.
    known |= {f"{metric.name}_{end}" for metric in ours() for end in ("total", "bucket", "count", "sum", "created")}
    read = "\n".join(path.read_text(encoding="utf-8") for path in MONITORING.glob("*") if path.is_file())
    named = set(re.findall(r"\bhub_[a-z_]+", read)) - {"hub_alerts"}
    assert named - known == set()
    assert {metric.name for metric in ours()} - {
        re.sub(r"_(total|bucket|count|sum)$", "", name) for name in named
    } == set()


def test_prometheus_reads_the_alerts() -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")
    done = subprocess.run([program, "check", "rules", MONITORING / "alerts.yml"], capture_output=True, text=True, check=False, timeout=30)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "12 rules found" in done.stdout


def test_every_alert_says_what_to_do() -> None:
    [group] = yaml.safe_load((MONITORING / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8").lower()
    for rule in group["rules"]:
        assert set(rule["annotations"]) == {"summary", "runbook"}, rule["alert"]
        heading = rule["annotations"]["runbook"].split("#")[1].replace("-", " ")
        assert f"# {heading}\n" in runbook, heading


class TestRequestNumbers:
    def test_one_that_was_given_goes_on_and_words_are_never_taken(self) -> None:
        number = begin_request("0123456789abcdef")
        assert (number, request_id()) == ("0123456789abcdef", "0123456789abcdef")
        for given in (None, WORDS, 7, "0123456789ABCDEF", "0123456789abcdef0"):
            made = begin_request(given)
            assert made != given
            assert len(made) == 16
            assert request_id() == made

    async def test_the_front_door_gives_each_request_one_and_hands_it_to_rasa(
        self, front_door: Callable[..., FastAPI], fake_rasa: FakeRasa, redis_url: str
    ) -> None:
        app = front_door(RASA_URL=fake_rasa.url, REDIS_URL=redis_url)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as http:
            first, second = [await http.post("/api/chat", json={"text": "hello"}) for _ in range(2)]
        numbers = [answer.headers["x-request-id"] for answer in (first, second)]
        assert len(set(numbers)) == 2
        assert [body["metadata"]["request"] for body in fake_rasa.heard] == numbers


@pytest.fixture(autouse=True)
def _no_number_left() -> Iterator[None]:
    yield
    structlog.contextvars.clear_contextvars()

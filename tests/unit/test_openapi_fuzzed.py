"""The API as its own description allows, and as it does not: no answer is a server error or unlike its description."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from serving import serving

from hub import safety
from hub.store.database import Store

EXAMPLES = 12


def test_every_route_answers_as_it_says_whatever_is_sent(front_door: Callable[..., FastAPI], tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    Store(database).migrate()
    tried = set()
    safety.screen("hello")  # its rules are read now, not while a request waits
    with serving(front_door(DATABASE_URL=database)) as url:
        for found in schemathesis.openapi.from_url(f"{url}/openapi.json").get_all_operations():
            operation = found.ok()
            if operation.path == "/readyz":  # 503 is what it says here, where no part is there
                continue
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

                @given(case=operation.as_strategy(generation_mode=mode))
                @settings(
                    max_examples=EXAMPLES,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    phases=[Phase.explicit, Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                def send(case: schemathesis.Case) -> None:
                    case.call_and_validate()
                    tried.add((case.operation.label, mode.value))  # noqa: B023 (called in the same round)

                try:
                    send()
                except Unsatisfiable:  # a route that takes nothing cannot be sent anything wrong
                    assert mode is GenerationMode.NEGATIVE
    assert {("POST /api/chat", "positive"), ("POST /api/chat", "negative")} <= tried
    assert {("POST /api/feedback", "positive"), ("GET /healthz", "positive")} <= tried

"""A front door with the line, served over HTTP, on real Redis, with a Rasa that answers as a test tells it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
import redis
from fastapi import FastAPI
from made_up import HUB_YML
from relay_side import NEVER
from serving import FakeRasa, free_port
from twilio_side import OLD_TOKEN, OURS, PUBLIC_URL, TOKEN, Twilio, served

from telephony import call, relay_session

ACCOUNT = {
    "TWILIO_ACCOUNT_SID": "AC" + "a" * 32,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_AUTH_TOKEN_OLD": OLD_TOKEN,
    "TWILIO_FROM": OURS,
    "PUBLIC_URL": PUBLIC_URL,
}
_LAST_DIGITS = itertools.count(100)


@pytest.fixture(scope="module")
def line_app(front_door: Callable[..., FastAPI], rasa_server: FakeRasa, redis_url: str) -> FastAPI:
    """The front door behind ``twilio``."""
    app = front_door(REDIS_URL=redis_url, RASA_URL=rasa_server.url, **ACCOUNT)
    app.state.doors.store.migrate()
    return app


@pytest.fixture(scope="module")
def _served(line_app: FastAPI) -> Iterator[str]:
    with served(line_app) as url:
        yield url


@pytest.fixture
def twilio(_served: str, fake_rasa: FakeRasa) -> Twilio:
    """Twilio, with everything up; ``fake_rasa`` begins anew."""
    return Twilio(_served, TOKEN)


@pytest.fixture(scope="module")
def without_redis(front_door: Callable[..., FastAPI], rasa_server: FakeRasa) -> Iterator[Twilio]:
    """Twilio, with no Redis behind the front door."""
    with served(front_door(RASA_URL=rasa_server.url, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0", **ACCOUNT)) as url:
        yield Twilio(url, TOKEN)


@pytest.fixture(scope="module")
def relay_app(
    front_door: Callable[..., FastAPI],
    rasa_server: FakeRasa,
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> FastAPI:
    """A front door whose calls go over ConversationRelay."""
    config = tmp_path_factory.mktemp("relay") / "hub.yml"
    config.write_text(f"{HUB_YML}voice_mode: relay\n", encoding="utf-8")
    app = front_door(
        HUB_CONFIG=str(config),
        REDIS_URL=redis_url,
        RASA_URL=rasa_server.url,
        **ACCOUNT,
    )
    app.state.doors.store.migrate()
    return app


@pytest.fixture(scope="module")
def _relay_served(relay_app: FastAPI) -> Iterator[str]:
    with served(relay_app) as url:
        yield url


@pytest.fixture
def relay_twilio(_relay_served: str, fake_rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch) -> Twilio:
    """Twilio, where calls go over ConversationRelay, and neither silence nor slowness is noticed unless a test wants it."""
    for name in ("SECONDS", "SECONDS_AFTER_CRISIS", "SECONDS_AFTER_BYE"):
        monkeypatch.setattr(call, name, NEVER)
    monkeypatch.setattr(relay_session, "FILLER_SECONDS", NEVER)  # a busy machine is no failure
    return Twilio(_relay_served, TOKEN)


@pytest.fixture
def number() -> str:
    """A mobile number that no other test has used."""
    return f"+447700900{next(_LAST_DIGITS):03}"


@pytest.fixture
def redis_client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client

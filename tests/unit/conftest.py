"""What the unit tests share: one encoder and one search over a made-up knowledge base, and real servers."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import hypothesis
import pytest
import redis
from fakeredis import TcpFakeServer
from fastapi import FastAPI
from made_up import HUB_YML, NO_NUMBER, write_small_knowledge_base
from serving import FakeRasa, free_port, serving
from stores import _migrated_postgres, any_store, postgres_store, postgres_url, store  # noqa: F401 (fixtures)

from app import create_app
from hub import knowledge
from hub import settings as settings_module
from hub.memory import Memory
from hub.settings import Environment
from knowledge_base.encoder import Encoder, load
from knowledge_base.search import Search
from knowledge_base.store import KnowledgeBase, read_knowledge_base

# A busy machine is no failure.
hypothesis.settings.register_profile("unit", deadline=None)
hypothesis.settings.load_profile("unit")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load()


@pytest.fixture(scope="session")
def small_knowledge_base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return read_knowledge_base(write_small_knowledge_base(tmp_path_factory.mktemp("articles")), phrasings=None)


@pytest.fixture(scope="session")
def search(small_knowledge_base: KnowledgeBase, encoder: Encoder) -> Search:
    return Search(small_knowledge_base, encoder)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of the tests' own: redis-server where it is installed, otherwise the embedded one."""
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    program = shutil.which("redis-server")
    if program is None:
        with TcpFakeServer(("127.0.0.1", port)) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield url
            server.shutdown()
            thread.join()
        return
    folder = str(tmp_path_factory.mktemp("redis"))
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    with subprocess.Popen([program, *options], stdout=subprocess.DEVNULL) as process:
        with redis.Redis.from_url(url) as client:
            while not _answers(client):
                time.sleep(0.02)
        yield url
        process.terminate()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture
async def memory(redis_url: str) -> AsyncIterator[Memory]:
    one = Memory(redis_url)
    yield one
    await one.close()


@pytest.fixture(scope="session")
def rasa_server() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    with serving(fake.app) as fake.url:
        yield fake


@pytest.fixture
def fake_rasa(rasa_server: FakeRasa) -> FakeRasa:
    rasa_server.begin()
    return rasa_server


def _forget() -> None:
    settings_module.environment.cache_clear()
    settings_module.hub_settings.cache_clear()


@contextmanager
def _no_variables() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        for name in Environment.model_fields:
            patch.delenv(name.upper(), raising=False)
        _forget()
        yield patch
    _forget()


@pytest.fixture
def no_variables() -> Iterator[None]:
    """None of our environment variables is set, and nothing read before is remembered."""
    with _no_variables():
        yield


@pytest.fixture(scope="module")
def front_door(tmp_path_factory: pytest.TempPathFactory, search: Search) -> Iterator[Callable[..., FastAPI]]:
    """Builds front doors with their articles and nothing else: no Rasa, no actions, no Redis."""
    folder = tmp_path_factory.mktemp("front-door")
    with _no_variables() as patch:
        patch.setenv("HUB_CONFIG", str(folder / "hub.yml"))
        patch.setenv("HUB_STATE", str(folder / "state"))
        for name in ("RASA_PORT", "ACTIONS_PORT", "REDIS_PORT"):
            patch.setenv(name, str(free_port()))
        patch.setattr(knowledge, "_built", search)

        def build(**variables: str) -> FastAPI:
            for name in ("HUB_TEST_CLOCK", "RASA_URL", "REDIS_URL", "TRUSTED_PROXIES", "DATABASE_URL", "TRACES_URL"):
                patch.delenv(name, raising=False)
            for name, value in variables.items():
                patch.setenv(name, value)
            # In production a number kept for tests is refused.
            own = NO_NUMBER if variables.get("HUB_ENV", os.environ.get("HUB_ENV")) == "production" else HUB_YML
            (folder / "hub.yml").write_text(own, encoding="utf-8")
            _forget()
            return create_app()

        yield build

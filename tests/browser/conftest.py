from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from running_system import free_port
from staff_system import staff  # noqa: F401 (a fixture)
from widget_system import _hub, hub  # noqa: F401 (fixtures)

from hub import settings


@pytest.fixture(scope="session")
def front_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real front door without Rasa: it answers in a limited way, which is all that the page's own tests need."""
    patch = pytest.MonkeyPatch()
    port = free_port()
    patch.setenv("PORT", str(port))
    patch.setenv("RASA_PORT", str(free_port()))
    patch.setenv("ACTIONS_PORT", str(free_port()))
    patch.setenv("REDIS_PORT", str(free_port()))
    settings.environment.cache_clear()
    settings.hub_settings.cache_clear()
    from app import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).json()["parts"]["knowledge_base"] == "up":
                break
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    yield url
    server.should_exit = True
    thread.join(timeout=10)
    patch.undo()
    settings.environment.cache_clear()
    settings.hub_settings.cache_clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("chromium is not installed; .ci/run installs it")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test on a script error or on a request to anywhere else."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on("request", lambda request: problems.append(request.url) if "://127.0.0.1" not in request.url else None)
    yield page
    context.close()
    assert problems == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))

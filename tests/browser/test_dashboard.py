"""The dashboard in a browser: with a year of made-up figures, on every width, and in axe-core's eyes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from running_system import free_port

from hub import settings, staff_setup
from hub.demonstration import LABEL, fill

PAGES = {
    "months": "/dashboard",
    "channel": "/dashboard?channel=sms",
    "topic": "/dashboard?topic=sleep",
    "refused": "/dashboard?channel=sms&topic=sleep",
    "compare": "/dashboard/compare?months=3",
    "curators": "/curators",
    "you-said-we-did": "/you-said-we-did",
}
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A front door over a demonstration; its address, and that of a one-time sign-in link."""
    folder = tmp_path_factory.mktemp("dashboard")
    with pytest.MonkeyPatch.context() as patch:
        port = free_port()
        patch.setenv("PORT", str(port))
        patch.setenv("DATABASE_URL", f"sqlite:///{folder / 'demonstration.sqlite3'}")
        for name in ("RASA_PORT", "ACTIONS_PORT", "REDIS_PORT"):
            patch.setenv(name, str(free_port()))
        settings.environment.cache_clear()
        settings.hub_settings.cache_clear()
        from app import create_app

        staff_setup.build(settings.environment())
        app = create_app()
        app.router.lifespan_context = _no_start
        staff = app.state.staff
        staff.store.migrate()
        fill(staff.store, staff.settings, staff.machine, NOW)
        staff.accounts.add("somebody", ["admin"], None, datetime.now(UTC))
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{port}"
        while not _answers(url):
            time.sleep(0.1)
        yield url, f"{url}/staff/link/{staff.accounts.sessions.link('somebody', datetime.now(UTC))}"
        server.should_exit = True
        thread.join(timeout=10)
    settings.environment.cache_clear()
    settings.hub_settings.cache_clear()


@asynccontextmanager
async def _no_start(_: object) -> AsyncIterator[None]:
    """The dashboard needs neither the safety screen nor the index, which take long to build."""
    yield


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def signed_in(dashboard: tuple[str, str], browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The browser's state after signing in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(dashboard[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Dashboard").first).to_be_visible()
    path = tmp_path_factory.mktemp("signed-in") / "state.json"
    context.storage_state(path=path)
    context.close()
    return path


@pytest.fixture
def page(browser: Browser, signed_in: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A signed-in page that fails the test where the policy refuses something of ours."""
    options = getattr(request, "param", {})
    context = browser.new_context(storage_state=signed_in, **{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield page
    context.close()
    assert refused == []


@pytest.mark.parametrize(
    ("name", "width"),
    [*((name, 320) for name in PAGES), ("months", 1280), ("compare", 1280), ("curators", 1280)],
)
def test_every_page_is_accessible_marked_and_fits(
    dashboard: tuple[str, str], page: Page, name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(dashboard[0] + PAGES[name])
    expect(page.get_by_text(LABEL)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert [violation["id"] for violation in found.response["violations"]] == []


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_it_works_without_javascript(dashboard: tuple[str, str], page: Page) -> None:
    page.goto(f"{dashboard[0]}/dashboard")
    page.get_by_label("Topic", exact=True).select_option("sleep")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Months at a glance: sleep", ignore_case=True)
    expect(page.get_by_role("img").first).to_be_visible()


def test_charts_are_drawn_and_each_has_its_table(dashboard: tuple[str, str], page: Page) -> None:
    page.goto(f"{dashboard[0]}/dashboard")
    charts = page.get_by_role("img")
    assert charts.count() == page.locator(".dashboard-panel table").count() == 9
    boxes = [charts.nth(n).bounding_box() for n in range(9)]
    assert [box for box in boxes if box is None or box["height"] < 50] == []


def test_a_curator_decides_a_comment_by_keyboard_alone(dashboard: tuple[str, str], page: Page) -> None:
    page.goto(f"{dashboard[0]}/curators")
    box = page.locator("textarea[name=comment]").first
    waiting = page.get_by_role("link", name="Comments to decide").text_content()
    box.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The comment is decided.")
    assert page.get_by_role("link", name="Comments to decide").text_content() != waiting


@pytest.mark.skipif(not os.environ.get("HUB_PICTURES"), reason="only where the pictures of the documents are made anew")
def test_pictures_for_the_documents(dashboard: tuple[str, str], page: Page) -> None:
    folder = Path(os.environ["HUB_PICTURES"])
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for name, path in PAGES.items():
            page.goto(dashboard[0] + path)
            page.screenshot(path=folder / f"dashboard-{name}-{width}.png", full_page=True)


def test_printed_it_has_figures_and_no_forms(dashboard: tuple[str, str], page: Page) -> None:
    page.goto(f"{dashboard[0]}/dashboard")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    expect(page.get_by_role("table").first).to_be_visible()

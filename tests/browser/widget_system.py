"""A front door for the widget's tests: Redis from fakeredis, a Rasa that answers as a test tells it, and the built
script; and the page of another website that embeds it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fakeredis import TcpFakeServer
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Locator, Page, expect
from running_system import ROOT, free_port
from unit.serving import FakeRasa, serving

from hub import settings, staff_setup, widget_setup
from hub.doors import Doors
from staff.house import Staff

QUESTION = "how do I get him assessed"
SOURCES = [
    {"title": "A page about assessment", "url": "https://source.example/assess", "checked": "2026-11-20"},
    {
        "title": "An older page",
        "url": "https://source.example/old",
        "checked": "2026-10-02",
        "page_date": "May 2026",
    },
]
ANSWER = {
    "kind": "answer",
    "outcome": "answered",
    "web": "Start with your **GP** or the school.\n\n1. Write down what you see.\n2. Ask for a referral.\n\nSee [the form](https://source.example/form).",
    "buttons": [
        {"title": "Tell me more", "payload": "/more"},
        {"title": "How long it takes", "payload": "/long"},
        {"title": "Talk to a person", "payload": "/speak_to_human"},
    ],
    "sources": SOURCES,
    "article": "sleep",
}
_EVENINGS = ["Wednesday 2 December", "Wednesday 9 December"]
WHICH_TIME = {
    "kind": "appointment",
    "outcome": "appointment",
    "web": "Which Wednesday evening time suits you?",
    "buttons": [{"title": f"{day} at 7pm", "payload": f"/{day}"} for day in _EVENINGS],
    "times": [
        {"day": day, "time": time, "text": f"{day} at {time}"} for day in _EVENINGS for time in ("7pm", "7.30pm", "8pm")
    ],
}
BOOKED = {
    "kind": "appointment",
    "outcome": "appointment",
    "web": "Your appointment is booked: **Wednesday 9 December at 7.30pm**. Your reference is **HUB-123**.",
    "calendar": f"/appointments/HUB123.ics?key={'0' * 32}",
}
THEMES = ["light", "cream", "dark", "contrast"]


@dataclass
class Hub:
    """The front door's address, the Rasa behind it, and the address of another website that may embed the chat."""

    url: str
    rasa: FakeRasa
    council: str
    stranger: str
    doors: Doors
    staff: Staff


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"kind": "message", "outcome": "small_talk", "web": text, **more}


@contextmanager
def _long_connections() -> Iterator[None]:
    """Servers close an idle connection after 5 s, just when the front door stops to use it: not here, between two states."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn, "Config", partial(uvicorn.Config, timeout_keep_alive=60))
        yield


@contextmanager
def _redis(port: int) -> Iterator[None]:
    with TcpFakeServer(("127.0.0.1", port)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@asynccontextmanager
async def _closes(app: FastAPI) -> AsyncIterator[None]:
    """Of what a front door does at its start and end: it closes its connections."""
    yield
    doors: Doors = app.state.doors
    await doors.wakes.close()
    await doors.signs.close()


def _host(hub_url: str) -> FastAPI:
    """Another website: a strict policy, and pages with the tag that docs/widget.md shows."""
    from webchat import chat_page

    app = FastAPI()
    policy = (
        f"default-src 'none'; script-src {hub_url}; connect-src {hub_url} {hub_url.replace('http', 'ws', 1)}; style-src 'none'; "
        "require-trusted-types-for 'script'; base-uri 'none'; form-action 'self'"
    )

    @app.get("/favicon.ico")
    def icon() -> HTMLResponse:
        return HTMLResponse("", 204)

    @app.get("/{path:path}")
    def page(path: str, script: str = chat_page.SCRIPT_PATH, tag: str = "", integrity: str = "") -> HTMLResponse:
        built = chat_page.script()
        assert built
        element = {
            "": f'<neurodiversity-hub-chat><a href="{hub_url}/chat">Ask the Neurodiversity Hub</a></neurodiversity-hub-chat>',
            "inline": '<neurodiversity-hub-chat mode="inline"></neurodiversity-hub-chat>',
            "none": "",
        }[tag]
        html = f"""<!doctype html><html lang="en-GB"><head><title>A council</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <script src="{hub_url}{script}" integrity="{integrity or built.integrity}" crossorigin="anonymous" defer></script>
            </head><body><main><h1>Page {path}</h1><p><a href="/one">First</a></p>{element}
            <p><input aria-label="Search" autofocus></p>{"<p>Words.</p>" * 80}<p><a href="/two">Second</a></p></main></body></html>"""
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    return app


@pytest.fixture(scope="session")
def _hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("widget")
    (folder / "state").mkdir()
    machine = settings.Environment(hub_state=folder / "state")
    widget_setup.build(machine)
    staff_setup.build(machine)
    rasa, redis_port = FakeRasa(), free_port()
    council = FastAPI()
    with (
        _redis(redis_port),
        _long_connections(),
        serving(rasa.app) as rasa.url,
        serving(council) as council_url,
        pytest.MonkeyPatch.context() as patch,
    ):
        text = (ROOT / "hub.yml").read_text(encoding="utf-8")
        (folder / "hub.yml").write_text(
            text.replace("embed_origins: []", f"embed_origins: [{council_url}]"), encoding="utf-8"
        )
        patch.setenv("HUB_CONFIG", str(folder / "hub.yml"))
        patch.setenv("HUB_STATE", str(folder / "state"))
        patch.setenv("RASA_URL", rasa.url)
        patch.setenv("REDIS_URL", f"redis://127.0.0.1:{redis_port}/0")
        settings.environment.cache_clear()
        settings.hub_settings.cache_clear()
        from app import create_app
        from commands.parts import migrate

        migrate()
        app = create_app()
        patch.undo()
        settings.environment.cache_clear()
        settings.hub_settings.cache_clear()
        app.router.lifespan_context = _closes
        with serving(app, lifespan="on") as url:
            host = _host(url)
            council.mount("/", host)
            with serving(host) as stranger:
                yield Hub(url, rasa, council_url, stranger, app.state.doors, app.state.staff)


@pytest.fixture
def hub(_hub: Hub) -> Hub:
    """The front door, whose Rasa says hello until a test says otherwise."""
    _hub.rasa.begin()
    return _hub


def open_chat(page: Page, url: str) -> None:
    """A page with the floating button, and the chat opened."""
    page.goto(url)
    page.get_by_role("button", name="Ask the Neurodiversity Hub").click()
    expect(box(page)).to_be_visible()


def without_socket(page: Page) -> None:
    """Before a page is opened: its WebSocket does not connect, so that what a test does to HTTP is what happens."""
    page.route_web_socket("**/api/chat/socket", lambda socket: socket.close())


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your question")


def say(page: Page, text: str) -> None:
    box(page).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def replies(page: Page) -> Locator:
    return page.locator(".reply")


FOCUSED = """() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
}"""


def tab_to(page: Page, name: str, most: int = 30, *, key: str = "Tab", element: str = "") -> None:
    """Press the key until something of this name, and of this element, has the focus; fails where it is not reached."""
    for _ in range(most):
        page.keyboard.press(key)
        found, text = page.evaluate(
            f"() => {{ const e = ({FOCUSED})(); return [e.localName, e.innerText?.trim() ?? '']; }}"
        )
        if text.startswith(name) and element in ("", found):
            return
    raise AssertionError(f"{name or element} is not reached")


def option(page: Page, name: str) -> None:
    """Choose an option, and close the options again."""
    page.get_by_role("button", name="Options", exact=True).click()
    page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Close options").click()


def violations(page: Page) -> list[str]:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{issue['id']}: {node['html'][:150]}" for issue in found for node in issue["nodes"]]


def wide(page: Page) -> int:
    """How far the page scrolls sideways, beyond its width."""
    return int(
        page.evaluate(
            """() => {
        const root = document.querySelector("neurodiversity-hub-chat").shadowRoot;
        const inner = [".panel", ".talk", ".options-place"].map((name) => root.querySelector(name));
        const over = (element) => element.scrollWidth - element.clientWidth;
        return Math.max(document.documentElement.scrollWidth - innerWidth, ...inner.map(over));
    }"""
        )
    )


def kept(page: Page) -> dict[str, Any] | None:
    """What this browser has of the conversation."""
    return page.evaluate("JSON.parse(sessionStorage.getItem('neurodiversity-hub-chat'))")


DIST: Path = ROOT / "webchat" / "dist" / "neurodiversity-hub-chat.js"

"""No address that somebody sends us is ever fetched: every route, with an address in every place that it reads."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import pytest
import requests
from fastapi.dependencies.models import Dependant
from fastapi.testclient import TestClient
from pydantic import BaseModel
from unit.access.who import ENDLESS, routes
from unit.staff.a_house import House, field

# Where machines of some clouds keep their credentials, and where our own neighbours are; nobody else's names.
ADDRESSES = (
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:6379/",
    "https://fetched.example/x",
    "file:///etc/passwd",
)
HEADERS = (
    "Referer",
    "Origin",
    "X-Forwarded-Host",
    "X-Forwarded-For",
    "X-Original-URL",
    "X-Callback-Url",
    "Last-Event-ID",
)


class Fetched:
    """Every address that this process would have fetched, by whichever client; none of them is."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def __call__(self, address: str) -> NoReturn:
        self.addresses.append(address)
        raise httpx.ConnectError("nothing is fetched in this test")


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Fetched:
    """What all HTTP clients in this environment end in: httpx, requests (Twilio's library) and the standard library."""
    found = Fetched()

    async def handle(_: object, request: httpx.Request) -> NoReturn:
        found(str(request.url))

    def connect(connection: http.client.HTTPConnection) -> NoReturn:
        found(f"http://{connection.host}:{connection.port}/")

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: found(str(request.url)))
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", lambda _, request, **__: found(str(request.url)))
    monkeypatch.setattr(http.client.HTTPConnection, "connect", connect)
    return found


def fields(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """The name and type of everything that a route reads from a query, a form or a body."""
    for one in (*dependant.query_params, *dependant.body_params):
        kind = one.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from ((name, info.annotation) for name, info in kind.model_fields.items())
        else:
            yield one.alias, kind
    for inner in dependant.dependencies:
        yield from fields(inner)


def own_parts(house: House) -> set[str]:
    """Rasa, which the chat asks, and the action server, which the state of the parts asks; the settings name both."""
    machine = house.staff.machine
    return {urlsplit(machine.rasa_url).netloc, urlsplit(machine.actions_url).netloc}


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_that_is_sent_is_fetched(house: House, fetched: Fetched, address: str) -> None:
    browser = house.signed_in("ada", "admin")
    token, tried = field(browser.get("/staff").text), 0
    for method, route in routes(house.app):
        if method == "SOCKET" or route.path == ENDLESS:
            continue
        path = "/".join(address if part.startswith("{") else part for part in (route.path or "").split("/"))
        for where in (path, (route.path or "").replace("{number}", "1")):
            _send(browser, method, where, dict.fromkeys(dict(fields(route.dependant)), address), token)
            tried += 1
    assert tried > 50
    assert {urlsplit(one).netloc for one in fetched.addresses} <= own_parts(house)


def _send(browser: TestClient, method: str, path: str, values: dict[str, str], token: str) -> None:
    """As a query, as a form and as JSON, with the address in every header that somebody could be led by."""
    headers = dict.fromkeys(HEADERS, values.get("address", next(iter(values.values()), ADDRESSES[0])))
    if method == "GET":
        browser.get(path, params=values, headers=headers)
        return
    browser.request(method, path, data={**values, "form_token": token}, headers=headers)
    browser.request(method, path, json=values, headers={**headers, "X-Form-Token": token})


def test_an_address_in_a_message_is_no_more_than_words(house: House, fetched: Fetched) -> None:
    answer = house.visitor().post("/api/chat", json={"text": f"please read {ADDRESSES[0]} for me"})
    assert answer.status_code == 200
    assert {urlsplit(one).netloc for one in fetched.addresses} <= own_parts(house)


def test_what_is_fetched_would_be_seen(fetched: Fetched) -> None:
    """Each of the clients is watched."""
    import urllib.request

    for fetch in (httpx.get, requests.get, urllib.request.urlopen):
        with pytest.raises(httpx.ConnectError):
            fetch("http://fetched.example/")
    assert [urlsplit(one).hostname for one in fetched.addresses] == ["fetched.example"] * 3

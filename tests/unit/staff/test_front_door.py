"""The whole front door has the staff's pages, and keeps everybody else out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

PAGES = ["/staff", "/console", "/console/callbacks", "/console/diary", "/console/replies"]


@pytest.fixture(scope="module")
def client(front_door: Callable[..., FastAPI]) -> TestClient:
    app = front_door()
    app.state.doors.store.migrate()
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_sends_to_the_sign_in_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/sign-in?next={path}")
    assert client.get(path).json() == {"error": "Please sign in."}


def test_the_sign_in_page_and_what_it_loads_are_there(client: TestClient) -> None:
    page = client.get("/staff/sign-in")
    assert '<h1 class="govuk-heading-l">Sign in</h1>' in page.text
    for path in ("/staff/static/staff.js", "/console/static/console.js", "/console/static/console.css"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert client.get("/staff/static/../pages.py").status_code == 404


def test_no_staff_page_is_in_the_public_description(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert [path for path in paths if path.startswith(("/staff", "/console"))] == []

"""What the widget may know of our settings, and which languages it is offered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from hub.languages import languages


@pytest.mark.parametrize(
    ("environment", "query", "offered"),
    [
        ("development", "", []),
        ("development", "?drafts=true", ["pl", "ro", "pt", "ur", "bn", "ar"]),
        ("production", "?drafts=true", []),
    ],
)
def test_drafts_are_for_staff_while_developing(
    front_door: Callable[..., FastAPI], environment: str, query: str, offered: list[str]
) -> None:
    secret = "a secret of these tests, which is long enough for production"
    client = TestClient(front_door(HUB_ENV=environment, HUB_SECRET=secret))
    reviewed = [code for code, one in languages().items() if one.is_reviewed]
    assert list(client.get(f"/api/chat/about{query}").json()["languages"]) == (offered or reviewed)


def test_another_language_is_recognised_with_every_other_part_down(front_door: Callable[..., FastAPI]) -> None:
    client = TestClient(front_door())
    said = client.post("/api/chat", json={"text": "Mój syn nie chce iść do szkoły"}).json()
    assert said["outcome"] == "information"
    assert said["replies"][0]["text"].startswith("**Polski** (Polish)")

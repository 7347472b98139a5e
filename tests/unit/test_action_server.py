"""An action that fails: Rasa learns that it failed, and nobody what the person wrote."""

import asyncio
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from structlog.testing import capture_logs

from bot.actions import server

MARKED = "Zebedee Quillfeather"


class Fails(Action):
    def name(self) -> str:
        return "action_that_fails"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        raise RuntimeError(tracker.latest_message["text"])


def call() -> dict[str, Any]:
    return {
        "next_action": "action_that_fails",
        "sender_id": "c",
        "domain": {"slots": {}},
        "version": "3.6.21",
        "tracker": {"sender_id": "c", "slots": {}, "latest_message": {"text": MARKED}, "events": []},
    }


def test_the_error_carries_nothing_of_the_person(caplog: pytest.LogCaptureFixture) -> None:
    executor = server._Executor()
    executor.register_action(Fails)
    with capture_logs() as logs, pytest.raises(server.ActionFailedError) as caught:
        asyncio.run(executor.run(call()))
    assert [(entry["action"], entry["error"]) for entry in logs] == [("action_that_fails", "RuntimeError")]
    assert MARKED not in f"{logs} {caplog.text} {caught.value!r} {caught.value.__cause__!r}"

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


@pytest.mark.parametrize("meaning", ["", "not a vector", "AAAA"])
def test_a_vector_that_cannot_be_read_is_no_reason_to_fail(meaning: str) -> None:
    class Answers(Action):
        def name(self) -> str:
            return "action_that_fails"

        async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
            dispatcher.utter_message(text="answered")
            return []

    executor = server._Executor()
    executor.register_action(Answers)
    sent = call()
    sent["tracker"]["latest_message"]["metadata"] = {"meaning": meaning}
    answer = asyncio.run(executor.run(sent))
    assert answer is not None
    assert [one["text"] for one in answer.responses] == ["answered"]

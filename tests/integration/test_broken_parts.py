"""A part dies in the middle of a conversation: the person still gets something useful, and it goes on."""

from __future__ import annotations

import os
import signal
import time

import pytest
from running_system import System

QUESTION = "my son is 7, how do I get him assessed for adhd"


@pytest.mark.parametrize("part", ["rasa", "actions", "redis"])
def test_the_next_message_gets_a_limited_answer_and_then_the_conversation_goes_on(system: System, part: str) -> None:
    system.wait_until(wanted=True)
    conversation = system.ask("hello")["conversation"]
    os.kill(system.listener(part), signal.SIGKILL)
    time.sleep(0.3)
    while_down = system.ask(QUESTION, conversation)
    assert while_down["outcome"] == "limited"
    [reply] = while_down["replies"]
    assert reply["article"] == "referral-5-15"
    assert "this answer is limited" in reply["text"]
    system.wait_until(wanted=True, seconds=120)
    after = system.ask(QUESTION, conversation)
    assert after["conversation"] == conversation
    assert after["outcome"] == "answered"


def test_the_crisis_numbers_come_with_rasa_actions_and_redis_down(system: System) -> None:
    system.wait_until(wanted=True)
    for part in ("rasa", "actions", "redis"):
        os.kill(system.listener(part), signal.SIGKILL)
    answer = system.ask("she has taken some tablets")
    assert answer["outcome"] == "crisis"
    hours = system.ask("are you open on boxing day")
    assert hours["outcome"] == "limited"
    assert hours["replies"][0]["text"].startswith("Boxing Day is ")
    system.wait_until(wanted=True, seconds=120)

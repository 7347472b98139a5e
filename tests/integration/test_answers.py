"""A parent's way through the whole system: page, Rasa, actions, knowledge base."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
from running_system import System


def test_every_part_is_up(system: System) -> None:
    assert system.state() == {
        "ready": True,
        "parts": {"redis": "up", "rasa": "up", "actions": "up", "knowledge_base": "up"},
        "step": None,
    }


def test_a_parent_is_told_how_to_get_a_seven_year_old_assessed(system: System) -> None:
    answer = system.ask("my son is 7, how do I get him assessed for adhd")
    [reply] = answer["replies"]
    assert answer["outcome"] == "answered"
    assert reply["article"] == "referral-5-15"
    assert "guidance, not a diagnosis" in reply["text"]
    assert all(source["url"].startswith("http") and source["checked"] for source in reply["sources"])
    assert reply["sources"]


def test_a_button_opens_the_rest_of_the_article_and_the_topic_stays(system: System) -> None:
    first = system.ask("my son is 7, how do I get him assessed for adhd")
    more = system.ask("Tell me more", first["conversation"])
    [reply] = more["replies"]
    assert reply["article"] == "referral-5-15"
    assert "Who can help in Hertfordshire" in reply["text"]


def test_a_number_picks_a_choice(system: System) -> None:
    first = system.ask("hello")
    hours = system.ask("2", first["conversation"])
    assert [reply["kind"] for reply in hours["replies"]] == ["hours"]


def test_a_typed_slash_command_is_only_words(system: System) -> None:
    """Rasa would take it for the intent greet; without its slash it is a word that nobody greets with."""
    assert system.ask("/goodbye")["replies"][0]["text"].startswith("Goodbye")
    assert system.ask("/greet{}")["outcome"] != system.ask("hello")["outcome"]


def test_it_asks_again_once_and_then_offers_choices(system: System) -> None:
    first = system.ask("zzyx florp gnarf")
    second = system.ask("zzyx florp gnarf", first["conversation"])
    assert (first["outcome"], second["outcome"]) == ("asked_again", "did_not_know")
    titles = [button["title"] for button in second["replies"][0]["buttons"]]
    assert titles[-1] == "Talk to a person"
    assert len(titles) == 5


def test_a_crisis_gets_the_numbers_before_anything_else(system: System) -> None:
    answer = system.ask("he says he wants to die what do i do")
    assert answer["outcome"] == "crisis"
    assert answer["replies"][0]["kind"] == "crisis"
    assert "999" in answer["replies"][0]["text"].split("\n")[0]


def test_every_intent_gets_a_reply_that_promises_nothing(system: System) -> None:
    rows = [json.loads(line) for line in Path("tests/evaluation/intents.jsonl").read_text().splitlines()]
    first_of = {row["intent"]: row["text"] for row in reversed(rows)}
    outcomes = {intent: system.ask(text)["outcome"] for intent, text in first_of.items()}
    assert len(outcomes) == 23
    assert "failed" not in outcomes.values()
    assert "limited" not in outcomes.values()


def test_the_replay_takes_a_clock_and_says_what_was_understood(system: System) -> None:
    body = {"channel": "sms", "text": "are you open now", "now": "2026-11-25T19:30:00+00:00"}
    answer = httpx.post(f"{system.url}/api/replay", json=body, trust_env=False).json()
    assert answer["intent"] == "ask_open_now"
    assert answer["reply"] == [
        "Wednesday evenings, 7pm to 9pm, are by appointment only. Without an appointment, "
        "the next time you can ring is Thursday 26 November, 9am to 3pm."
    ]

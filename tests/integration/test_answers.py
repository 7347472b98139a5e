"""A parent's way through the whole system: page, Rasa, actions, knowledge base."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from pathlib import Path

import httpx
from running_system import ROOT, System
from websockets.sync.client import connect


def test_every_part_is_up(system: System) -> None:
    state = system.state()
    assert set(state["parts"].values()) == {"up"}
    assert set(state["parts"]) == {
        "redis",
        "rasa",
        "actions",
        "worker",
        "database",
        "safety_screen",
        "knowledge_base",
    }
    assert (state["ready"], state["step"], state["knowledge_base_problem"]) == (True, None, None)


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
    """With its slash Rasa would take it for the button that opens an article."""
    answer = system.ask('/ask_guidance{"article": "tics", "part": "more"}')
    assert all("Who can help in Hertfordshire" not in reply["text"] for reply in answer["replies"])
    assert system.ask("/goodbye")["replies"][0]["text"].startswith("Goodbye")


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
        "the next time you can ring is Thursday 26 November, 9am to 3pm.\n1 Ask a question\n2 Talk to a person"
    ]


def test_a_follow_up_stays_with_the_topic_under_discussion(system: System) -> None:
    first = system.ask("how do I apply for dla for my autistic son")
    assert first["replies"][0]["article"] == "dla"
    then = system.ask("how long does it take?", first["conversation"])
    assert then["replies"][0]["article"] == "dla"


def test_where_the_area_matters_it_is_asked_for_once(system: System) -> None:
    first = system.ask("we have been on the autism waiting list for ages, who do I chase")
    [reply] = first["replies"]
    assert reply["article"] == "waiting-for-assessment"
    assert "Which part of Hertfordshire is your GP in?" in reply["text"]
    assert [button["title"] for button in reply["buttons"]][:2] == [
        "East and North Hertfordshire",
        "South and West Hertfordshire",
    ]
    chosen = system.ask("East and North Hertfordshire", first["conversation"])
    assert "autism.enh-tr@nhs.net" in chosen["replies"][0]["text"]
    later = system.ask("where can my toddler get a hearing test", first["conversation"])
    assert later["replies"][0]["article"] == "audiology"
    assert "Which part of Hertfordshire" not in later["replies"][0]["text"]


def test_two_questions_in_one_message_are_both_taken_up(system: System) -> None:
    answer = system.ask("How do I apply for DLA? Where can my son get a hearing test?")
    [reply] = answer["replies"]
    assert reply["article"] == "dla"
    assert "You also asked about" in reply["text"]
    assert "Hearing" in reply["buttons"][0]["title"]


def test_a_changed_article_is_live_without_restart_or_training(system: System) -> None:
    path = ROOT / "knowledge_base" / "articles" / "everyday" / "sleep.md"
    original = path.read_text(encoding="utf-8")
    question = "my autistic daughter never sleeps, what helps at bedtime"
    try:
        head, body = original.rsplit("\n---\n", 1)
        path.write_text(f"{head}\n---\nA freshly changed answer about sleep. {body.lstrip()}", encoding="utf-8")
        subprocess.run(["bin/hub", "kb", "reload"], cwd=ROOT, check=True, capture_output=True)
        for _ in range(60):
            said = system.ask(question)["replies"][0]["text"]
            if said.startswith("A freshly changed answer"):
                break
            time.sleep(0.5)
        assert said.startswith("A freshly changed answer")
        path.write_text("---\nslug: sleep\n---\nbroken", encoding="utf-8")
        ended = subprocess.run(["bin/hub", "kb", "reload"], cwd=ROOT, check=False, capture_output=True, text=True)
        assert ended.returncode == 1
        assert "sleep.md line" in ended.stderr
        assert system.ask(question)["replies"][0]["text"].startswith("A freshly changed answer")
    finally:
        path.write_text(original, encoding="utf-8")
        subprocess.run(["bin/hub", "kb", "reload"], cwd=ROOT, check=True, capture_output=True)


def test_thirty_messages_in_one_breath_from_one_widget_are_all_answered_in_order(system: System) -> None:
    system.wait_until(wanted=True)
    names = [f"{number:02}{'n' * 20}" for number in range(30)]
    begin = secrets.token_urlsafe(16)
    with connect(f"ws{system.url.removeprefix('http')}/api/chat/socket") as socket:
        for name in names:
            socket.send(json.dumps({"id": name, "begin": begin, "text": "are you open on monday"}))
        told = [json.loads(socket.recv(timeout=30)) for _ in names]
    assert [(one["id"], one["status"]) for one in told] == [(name, 200) for name in names]
    assert len({one["answer"]["conversation"] for one in told}) == 1
    assert {one["answer"]["outcome"] for one in told} == {"hours"}

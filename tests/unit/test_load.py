"""The load generator's own arithmetic: what counts as an answer, who says what, and what is written of a run."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from evaluation.benchmark.booking import ANSWERS
from evaluation.load.answers import chat_problem, twiml_problem, where_it_goes_on
from evaluation.load.report import markdown, results, write
from evaluation.load.texts import question, visit
from evaluation.load.watching import Look, Watched, part_of

COLUMNS = {"Request Count": "12", "Failure Count": "3", "Requests/s": "2.5", "50%": "40", "95%": "90", "99%": "120"}


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (200, {"outcome": "answered", "replies": [{}]}, None),
        (200, {"outcome": "with_handler", "replies": []}, "empty"),
        (200, {"outcome": "limited", "replies": [{}]}, "limited"),
        (429, {"error": "…"}, "status 429"),
    ],
)
def test_only_a_full_answer_of_the_chat_is_one(status: int, body: object, problem: str | None) -> None:
    assert chat_problem(status, json.dumps(body)) == problem


def test_only_full_answers_of_the_line_are_some() -> None:
    assert twiml_problem(200, "<Response><Message>Here is what helps.</Message></Response>") is None
    assert twiml_problem(200, "<Response><Message>Sleep. (Limited: we have a fault.)</Message></Response>") == "limited"
    assert twiml_problem(200, "<Response/>") == "empty"
    assert twiml_problem(503, "") == "status 503"


def test_a_call_goes_on_where_its_twiml_says() -> None:
    twiml = '<Response><Gather input="speech" action="https://h.example/turn?n=1&amp;at=menu"><Say>Hello.</Say></Gather></Response>'
    assert where_it_goes_on(twiml) == "https://h.example/turn?n=1&at=menu"
    assert where_it_goes_on("<Response><Say>Goodbye.</Say><Hangup/></Response>") is None


def test_people_say_the_same_again_for_the_same_chance_and_book_with_their_own_number() -> None:
    many = [list(visit(random.Random(number), "07700 900123")) for number in range(200)]
    assert many == [list(visit(random.Random(number), "07700 900123")) for number in range(200)]
    assert all(said and all(text.strip() for text in said) for said in many)
    bookings = [said for said in many if said[0] == ANSWERS[0]]
    assert 5 <= len(bookings) <= 40
    assert all("07700 900123" in said and "07700 900111" not in said for said in bookings)
    assert question(random.Random(1)) == question(random.Random(1))


def test_each_process_is_known_by_its_command() -> None:
    commands = {
        "/x/.venv/bin/python /x/.venv/bin/hub serve": "front door",
        "/x/.venv/bin/python -m bot.actions.server 8055": "action server",
        "/x/bot/.venv/bin/python -m bot.rasa_command run -m bot/models/hub-1.tar.gz": "Rasa",
        "/usr/bin/redis-server 127.0.0.1:8063": "Redis",
        "/x/.venv/bin/python -m locust -f people.py": "generator",
        "ps -o rss=": None,
    }
    assert {command: part_of(command) for command in commands} == commands


def test_what_was_measured_is_written_drawn_and_quoted(tmp_path: Path) -> None:
    looks = [
        Look(at, part, mb + at, at * share)
        for at in (0.0, 10.0, 70.0)
        for part, mb, share in (("Rasa", 600, 0.5), ("generator", 90, 0.1))
    ]
    rows = {
        "stats": [
            {"Name": "web chat", **COLUMNS},
            {"Name": "Aggregated", **COLUMNS},
            {"Name": "call: turn", **COLUMNS, "Request Count": "0"},
        ],
        "stats_history": [
            {"Name": "web chat", "Timestamp": str(1_000 + at), "95%": ms}
            for at, ms in ((0, "N/A"), (5, "80"), (9, "95"))
        ],
        "failures": [{"Name": "web chat", "Error": "CatchResponseError('limited')", "Occurrences": "3"}],
    }
    found = results(rows, Watched(looks), seconds=60, scale=0.5, since=10)
    write(found, tmp_path / "load.json", tmp_path / "load.svg")
    assert found["p95_ms"]["web chat"] == [(5.0, 80.0), (9.0, 95.0)]
    assert "<svg" in (tmp_path / "load.svg").read_text()
    told = markdown(tmp_path / "load.json")
    assert "100 people chatting, 10 on the phone, 2 texts a second" in told
    assert "| web chat | 12 | 3 | 2.5 | 40 | 90 | 120 |" in told
    assert "call: turn" not in told
    assert "| Rasa | 600 | 670 | 50% |" in told
    assert "| generator | 90 | 160 | 10% |" in told
    assert "web chat: limited 3 times" in told

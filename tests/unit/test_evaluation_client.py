"""Replaying rows through a front door that runs: every other part of it is down, and that is enough."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from serving import FakeRasa, free_port, serving

from evaluation.client import ReplayRefusedError, replay_file

OPEN_ON_TUESDAY = "Yes, we are open now, until 3pm today."
NOTICE = "Part of our system is not working right now, so this answer is limited."


@pytest.fixture(scope="module")
def url(front_door: Callable[..., FastAPI]) -> Iterator[str]:
    with serving(front_door(HUB_TEST_CLOCK="1")) as address:
        yield address


async def replay(folder: Path, url: str, *lines: str | dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """How many rows failed, and what came back for the others."""
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    source.write_text(text + "\n", encoding="utf-8")
    failed = await replay_file(source, target, url)
    return failed, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


async def test_a_row_comes_back_with_what_it_was_and_what_was_said(tmp_path: Path, url: str) -> None:
    row = {"id": "h1", "text": "are you open?", "now": "2026-11-24T10:00:00+00:00", "expect": {"says": ["open"]}}
    failed, (came_back,) = await replay(tmp_path, url, row)
    assert failed == 0
    assert came_back.pop("ms") >= 0
    assert came_back == {
        **row,
        "reply": [f"{OPEN_ON_TUESDAY}\n\n{NOTICE}"],
        "intent": None,
        "confidence": 0.0,
        "article": None,
        "alternatives": [],
        "crisis": None,
        "crisis_level": None,
        "outcome": "limited",
        "buttons": [],
    }


@pytest.mark.parametrize(
    ("channel", "reply"),
    [
        ("web", f"{OPEN_ON_TUESDAY}\n\n{NOTICE}"),
        ("sms", f"{OPEN_ON_TUESDAY} (Limited: we have a fault.)"),
        ("voice", f"{OPEN_ON_TUESDAY} {NOTICE}"),
    ],
)
async def test_a_row_is_answered_in_the_words_of_its_channel(
    tmp_path: Path, url: str, channel: str, reply: str
) -> None:
    row = {"id": "1", "text": "r u open", "channel": channel, "now": "2026-11-24T10:00:00Z"}
    _, (came_back,) = await replay(tmp_path, url, row)
    assert came_back["reply"] == [reply]


async def test_rows_come_back_in_their_order_however_fast_they_are(tmp_path: Path, url: str) -> None:
    rows = [{"id": str(n), "text": "How do I get my son to sleep?" * (30 - n)} for n in range(30)]
    failed, came_back = await replay(tmp_path, url, *rows)
    assert (failed, [row["id"] for row in came_back]) == (0, [str(n) for n in range(30)])


async def test_a_crisis_comes_back_with_its_kind_and_its_level(tmp_path: Path, url: str) -> None:
    _, (came_back,) = await replay(tmp_path, url, {"id": "1", "text": "he has taken an overdose"})
    assert (came_back["crisis"], came_back["crisis_level"], came_back["outcome"]) == (
        "medical_emergency",
        "act_now",
        "crisis",
    )


@pytest.mark.parametrize(
    ("channel", "text", "outcome"),
    [
        ("voice", "[silence]", "unreadable"),
        ("voice", "[noise]", "unreadable"),
        ("voice", "[DTMF:2#]", "limited"),
        ("voice", "[DTMF:#]", "unreadable"),
        # Only a caller can press a key: elsewhere these are words.
        ("web", "[silence]", "limited"),
        ("sms", "[DTMF:#]", "limited"),
    ],
)
async def test_what_is_no_word_reaches_the_front_door_as_an_event(
    tmp_path: Path, url: str, channel: str, text: str, outcome: str
) -> None:
    _, (came_back,) = await replay(tmp_path, url, {"id": "1", "text": text, "channel": channel})
    assert (came_back["text"], came_back["outcome"]) == (text, outcome)


async def test_the_turns_of_a_row_are_one_conversation_each_at_its_own_time(tmp_path: Path, url: str) -> None:
    turns = [{"user": "are you open now"}, {"user": "are you open now", "now": "2026-11-29T10:00:00Z"}]
    row = {"id": "t1", "now": "2026-11-24T10:00:00Z", "turns": turns}
    failed, (came_back,) = await replay(tmp_path, url, row)
    assert (failed, came_back["id"], [turn["user"] for turn in came_back["turns"]]) == (
        0,
        "t1",
        ["are you open now"] * 2,
    )
    assert [turn["reply"][0].splitlines()[0] for turn in came_back["turns"]] == [
        OPEN_ON_TUESDAY,
        "No, we are closed now. We next open on Monday 30 November, 9am to 1pm.",
    ]


async def test_a_row_is_a_conversation_of_its_own_and_its_turns_are_one(
    tmp_path: Path, front_door: Callable[..., FastAPI], fake_rasa: FakeRasa, redis_url: str
) -> None:
    rows = [
        {"id": "a", "turns": [{"user": "a1"}, {"user": "a2"}]},
        {"id": "b", "turns": [{"user": "b1"}, {"user": "b2"}]},
    ]
    with serving(front_door(HUB_TEST_CLOCK="1", RASA_URL=fake_rasa.url, REDIS_URL=redis_url)) as url:
        failed, came_back = await replay(tmp_path, url, *rows, {"id": "c", "text": "c1"})
    assert failed == 0
    assert [(turn["intent"], turn["confidence"]) for row in came_back[:2] for turn in row["turns"]] == [
        ("greet", 0.9)
    ] * 4
    visits = {body["text"]: body["conversation"] for body in fake_rasa.heard}
    assert (visits["a1"], visits["b1"]) == (visits["a2"], visits["b2"])
    assert len({visits["a1"], visits["b1"], visits["c1"]}) == 3


async def test_rows_that_cannot_be_sent_are_counted_and_the_others_go_on(tmp_path: Path, url: str) -> None:
    failed, came_back = await replay(
        tmp_path,
        url,
        {"id": "good", "text": "hello"},
        "not json",
        "",
        "[1]",
        {"id": "no text"},
        {"id": "a number", "text": 7},
        {"id": "channel", "text": "hello", "channel": "fax"},
        {"id": "naive", "text": "hello", "now": "2026-11-24T10:00:00"},
        {"id": "long", "text": "a" * 10_001},
        {"id": "turns", "turns": [{"said": "hello"}]},
        {"id": "last", "text": "hello"},
    )
    assert (failed, [row["id"] for row in came_back]) == (8, ["good", "last"])


async def test_an_empty_set_comes_back_empty(tmp_path: Path, url: str) -> None:
    assert await replay(tmp_path, url) == (0, [])


async def test_nothing_that_answers_is_told_with_what_to_do(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ReplayRefusedError) as refused:
        await replay(tmp_path, url, {"id": "1", "text": "hello"})
    assert str(refused.value) == f"Nothing answers at {url}: start it with `HUB_TEST_CLOCK=1 make run`."
    assert not (tmp_path / "out.jsonl").exists()


async def test_a_system_without_its_test_clock_is_told_with_what_to_do(
    tmp_path: Path, front_door: Callable[..., FastAPI]
) -> None:
    with serving(front_door()) as url, pytest.raises(ReplayRefusedError) as refused:
        await replay(tmp_path, url, {"id": "1", "text": "hello"})
    assert str(refused.value) == ("The system runs without its test clock: start it with `HUB_TEST_CLOCK=1 make run`.")

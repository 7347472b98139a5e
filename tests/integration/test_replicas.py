"""Conversations hop between two of everything, while parts are killed, stopped and started again under them."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest
from replicas import Replicas, replicas
from sqlalchemy import text as sql
from stores import postgres_url  # noqa: F401 (fixture)

from hub.memory import LOCK_SECONDS
from hub.store.database import Store

QUESTION = "my son is 7, how do I get him assessed for adhd"
CRISIS = "she has taken some tablets"


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory, postgres_url: str, real_redis: str) -> Iterator[Replicas]:  # noqa: F811
    assert real_redis
    assert postgres.programs() is not None
    # A database of its own: others use the cluster's first.
    admin = Store(postgres_url)
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sql("CREATE DATABASE replicas"))
    admin.close()
    with replicas(tmp_path_factory.mktemp("replicas"), postgres_url.rsplit("/", 1)[0] + "/replicas") as running:
        yield running


def talk(rig: Replicas, doors: Iterator[str]) -> list[str]:
    """Ask, pick a choice by its number, ask for the hours: each at the next door. The outcomes."""
    first = rig.ask(next(doors), "hello")
    conversation = first["conversation"]
    outcomes = [first["outcome"]]
    outcomes += [
        rig.ask(next(doors), words, conversation)["outcome"] for words in ("2", QUESTION, "are you open on monday")
    ]
    return outcomes


def test_a_conversation_hops_between_doors_and_nobody_notices(rig: Replicas) -> None:
    alone = talk(rig, itertools.repeat("a"))
    assert "limited" not in alone
    assert talk(rig, itertools.cycle("ab")) == alone
    with ThreadPoolExecutor(4) as people:
        assert list(people.map(lambda _: talk(rig, itertools.cycle("ba")), range(8))) == [alone] * 8


@pytest.mark.parametrize(
    ("part", "how"),
    [
        ("rasa-b", signal.SIGKILL),
        ("actions-b", signal.SIGKILL),
        ("actions-b", signal.SIGSTOP),
        ("redis", signal.SIGKILL),
        ("redis", signal.SIGSTOP),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_a_part_fails_and_everybody_still_gets_an_answer(rig: Replicas, part: str, how: signal.Signals) -> None:
    conversation = rig.ask("b", "hello")["conversation"]
    rig.signal(part, how)
    try:
        at_b = rig.ask("b", QUESTION, conversation)
        at_a = rig.ask("a", QUESTION, conversation)
        crisis = rig.ask("b", CRISIS, conversation)
    finally:
        if how is signal.SIGSTOP:
            rig.signal(part, signal.SIGCONT)
        else:
            rig.start(part)
    assert at_b["outcome"] == "limited"
    assert at_b["replies"][0]["article"] == "referral-5-15"
    assert at_a["outcome"] == ("limited" if part == "redis" else "answered")
    assert crisis["outcome"] == "crisis"
    took = max(rig.wait_until_ready("b"), rig.wait_until_ready("a"))
    # A lock that Redis took after its asker had given up frees itself; until then this one conversation gets limited answers.
    began = time.monotonic()
    while rig.ask("b", QUESTION, conversation)["outcome"] != "answered":
        assert time.monotonic() - began < LOCK_SECONDS + 10
        time.sleep(0.5)
    print(
        f"{part} {how.name}: ready after {took:.1f} s, the conversation goes on {time.monotonic() - began:.1f} s later"
    )


def test_without_the_database_people_are_answered_and_what_was_there_is_there_again(rig: Replicas) -> None:
    found = [int(line) for line in subprocess.run(["pgrep", "-f", "postgres: .* replicas "], capture_output=True, text=True, check=False).stdout.split()]  # fmt: skip
    assert found
    for process in found:
        os.kill(process, signal.SIGSTOP)
    try:
        outcome = rig.ask("a", QUESTION)["outcome"]
        crisis = rig.ask("b", CRISIS)["outcome"]
    finally:
        for process in found:
            os.kill(process, signal.SIGCONT)
    assert (outcome, crisis) == ("answered", "crisis")
    rig.wait_until_ready("a")


def test_a_front_door_dies_and_the_other_goes_on_with_its_conversations(rig: Replicas) -> None:
    began = rig.ask("b", "hello")
    rig.signal("web-b", signal.SIGKILL)
    try:
        assert rig.ask("a", "2", began["conversation"])["outcome"] == rig.ask("a", "2", rig.ask("a", "hello")["conversation"])["outcome"]  # fmt: skip
    finally:
        rig.start("web-b")
    print(f"web-b SIGKILL: ready again after {rig.wait_until_ready('b'):.1f} s")

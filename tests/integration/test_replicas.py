"""Conversations hop between two of everything, while parts are killed, stopped, slowed and started again under them."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest
from faults import KILLED, SLOWED, STOPPED, fault
from replicas import Replicas, replicas
from sqlalchemy import text as sql
from stores import postgres_url  # noqa: F401 (fixture)
from visits import Booking, Call, House, LiveChat, house_of

from evaluation.fault_table import Row, write
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


@pytest.fixture(scope="module")
def house(rig: Replicas) -> Iterator[House]:
    with house_of(rig) as one:
        yield one


@pytest.fixture(scope="module")
def seen() -> Iterator[list[Row]]:
    """What the faults did; kept for docs/reliability.md where it is asked for (make faults)."""
    rows: list[Row] = []
    yield rows
    if os.environ.get("RECORD_FAULTS") and len(rows) == len(FAULTS):
        write(rows)


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


FAULTS = [
    ("rasa-b", KILLED, "limited", "answered"),
    ("rasa-b", STOPPED, "limited", "answered"),
    ("rasa-b", SLOWED, "answered", "answered"),
    ("actions-b", KILLED, "limited", "answered"),
    ("actions-b", STOPPED, "limited", "answered"),
    ("actions-b", SLOWED, "answered", "answered"),
    ("redis", KILLED, "limited", "limited"),
    ("redis", STOPPED, "limited", "limited"),
    ("web-b", KILLED, "answered", "answered"),
    ("web-b", STOPPED, "answered", "answered"),
    ("worker", KILLED, "answered", "answered"),
    ("database", KILLED, "answered", "answered"),
    ("database", STOPPED, "answered", "answered"),
]


@pytest.mark.parametrize(("part", "how", "at_b", "at_a"), FAULTS, ids=[f"{part} {how}" for part, how, _, _ in FAULTS])
def test_a_part_fails_and_everybody_still_gets_an_answer(
    house: House, seen: list[Row], part: str, how: str, at_b: str, at_a: str
) -> None:
    """A question at each door, a crisis, and three who are in the middle of something, all at the same time."""
    rig = house.rig
    conversation, choosing, alone = (rig.ask("b", "hello")["conversation"] for _ in range(3))
    choice = rig.ask("a", "2", alone)["outcome"]
    visits = (Booking(house), LiveChat(house), Call(house))
    asked = (("b", QUESTION, conversation), ("a", QUESTION), ("b", CRISIS, alone), ("a", "2", choosing))
    with ThreadPoolExecutor(len(visits) + len(asked)) as people, fault(rig, part, how):
        began = time.monotonic()
        going = [people.submit(visit.goes_on) for visit in visits]
        b, a, crisis, chosen = [one.result() for one in [people.submit(rig.say, *words) for words in asked]]
        outcomes = [one.result() for one in going]
        waited = time.monotonic() - began
    assert [b["outcome"], a["outcome"], crisis["outcome"]] == [at_b, at_a, "crisis"]
    # What door B offered before is known at door A.
    assert chosen["outcome"] == ("limited" if part == "redis" else choice)
    assert b["replies"][0]["article"] == "referral-5-15"
    ready = max(rig.wait_until_ready("b"), rig.wait_until_ready("a"))
    # A lock that Redis took after its asker had given up frees itself; until then this one conversation gets limited answers.
    began = time.monotonic()
    rig.say_until_answered("b", QUESTION, conversation)
    goes_on = time.monotonic() - began
    for visit, before in zip(visits, outcomes, strict=True):
        visit.ends(before)
    booking, live_chat, call = outcomes
    row: Row = {"part": part, "how": how, "at_b": at_b, "at_a": at_a, "waited": waited, "booking": booking, "live_chat": live_chat, "call": call, "ready": ready, "goes_on": goes_on}  # fmt: skip
    print(row)
    seen.append(row)

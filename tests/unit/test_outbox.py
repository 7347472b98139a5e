"""Texts on their way: each once, in spite of crashes, two workers, and a provider that fails in its own ways."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from hub import outbox
from hub.outbox import (
    MOST_TRIES,
    STUCK_AFTER,
    NeverAcceptedError,
    NoAnswerError,
    NotAcceptedError,
    OptedOutError,
    SendError,
    deliver,
    opt_in,
    opt_out,
    opted_out,
)
from hub.phone_numbers import phone_key
from hub.sms_sender import NoSender
from hub.store.database import Store
from hub.store.tables import OutboxRow

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SECRET = "a secret of these tests, long enough"
AMINA, JO = "+447700900101", "+447700900102"
DAY = timedelta(days=1)


@dataclass
class Provider:
    """A provider in a list. ``fails`` are raised in turn, before the text is taken, or after it with ``takes``."""

    fails: list[SendError] = field(default_factory=list)
    takes: bool = False
    deaf: bool = False
    messages: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, body: str) -> str:
        if self.takes or not self.fails:
            self.messages.append((to, body))
        if self.fails:
            raise self.fails.pop(0)
        return f"SM{len(self.messages)}"

    def sent(self, to: str, body: str, since: datetime) -> Sequence[str]:
        if self.deaf:
            raise NoAnswerError("deaf")
        return [f"SM{number}" for number, one in enumerate(self.messages, 1) if one == (to, body)]

    @property
    def bodies(self) -> list[str]:
        return [body for _, body in self.messages]


def write(store: Store, name: str, *, phone: str = AMINA, body: str | None = None, due: datetime = NOW) -> None:
    def work(session: object) -> None:
        outbox.write(
            session,
            dedupe=name,
            kind="confirmation",
            to_phone=phone,
            key=phone_key(SECRET, phone),
            body=body or f"text {name}",
            due_at=due,
            expires_at=due + DAY,
            now=NOW,
        )

    store.write(work)


def rows(store: Store) -> dict[str, str]:
    with store.read() as session:
        return {row.dedupe: row.status for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))}


def row(store: Store, name: str = "a") -> OutboxRow:
    with store.read() as session:
        return session.scalars(select(OutboxRow).where(OutboxRow.dedupe == name)).one()


def test_a_text_is_sent_once_when_it_is_due(any_store: Store) -> None:
    provider = Provider()
    write(any_store, "a", due=NOW + timedelta(hours=1))
    assert deliver(any_store, provider, NOW + timedelta(minutes=59)) == {}
    assert deliver(any_store, provider, NOW + timedelta(hours=1)) == {"sent": 1}
    assert deliver(any_store, provider, NOW + timedelta(hours=2)) == {}
    assert provider.messages == [(AMINA, "text a")]
    assert (row(any_store).status, row(any_store).provider_id, row(any_store).attempts) == ("sent", "SM1", 1)


def test_what_is_written_twice_is_refused(any_store: Store) -> None:
    write(any_store, "a")
    with pytest.raises(IntegrityError):
        write(any_store, "a")


def test_without_a_provider_it_is_kept_and_the_log_says_so_without_its_words(any_store: Store) -> None:
    write(any_store, "a")
    with capture_logs() as logs:
        assert deliver(any_store, NoSender(), NOW) == {"not_sent": 1}
    assert [(one["event"], one["kind"]) for one in logs] == [("text_not_sent", "confirmation")]
    assert "text a" not in json.dumps(logs)
    assert "900101" not in json.dumps(logs)
    # It is not sent later either: what it says may not be true any more.
    assert deliver(any_store, Provider(), NOW + timedelta(hours=1)) == {}
    assert row(any_store).body == "text a"


def test_a_text_that_was_not_taken_is_tried_again_ever_later_and_given_up(any_store: Store) -> None:
    provider = Provider(fails=[NotAcceptedError("busy")] * MOST_TRIES)
    write(any_store, "a")
    now, waits = NOW, []
    while deliver(any_store, provider, now) == {"again": 1}:
        waits.append(row(any_store).next_try_at - now)
        assert deliver(any_store, provider, row(any_store).next_try_at - timedelta(seconds=1)) == {}
        now = row(any_store).next_try_at
    assert [wait.total_seconds() for wait in waits] == [30, 120, 480, 1920]
    assert (row(any_store).status, row(any_store).attempts, provider.fails) == ("failed", 5, [])


def test_a_passing_fault_delays_a_text(any_store: Store) -> None:
    provider = Provider(fails=[NotAcceptedError("busy")])
    write(any_store, "a")
    deliver(any_store, provider, NOW)
    assert deliver(any_store, provider, NOW + timedelta(seconds=30)) == {"sent": 1}
    assert provider.bodies == ["text a"]


def test_a_number_that_cannot_get_texts_is_not_tried_again(any_store: Store) -> None:
    write(any_store, "a")
    assert deliver(any_store, Provider(fails=[NeverAcceptedError("no mobile")]), NOW) == {"failed": 1}


@pytest.mark.parametrize("taken", [True, False])
def test_a_text_without_an_answer_is_looked_up_before_anything_else(any_store: Store, taken: bool) -> None:
    provider = Provider(fails=[NoAnswerError("read timeout")], takes=taken)
    write(any_store, "a")
    assert deliver(any_store, provider, NOW) == {"unsure": 1}
    assert deliver(any_store, provider, NOW + STUCK_AFTER - timedelta(seconds=1)) == {}
    settled = deliver(any_store, provider, NOW + STUCK_AFTER)
    assert settled == ({"sent": 1} if taken else {"again": 1})
    deliver(any_store, provider, NOW + STUCK_AFTER + timedelta(minutes=1))
    assert provider.bodies == ["text a"]
    assert (row(any_store).status, row(any_store).provider_id) == ("sent", "SM1")


def test_nothing_is_sent_again_while_the_provider_cannot_be_asked(any_store: Store) -> None:
    provider = Provider(fails=[NoAnswerError("read timeout")], takes=True, deaf=True)
    write(any_store, "a")
    deliver(any_store, provider, NOW)
    for hours in (1, 2, 3):
        assert deliver(any_store, provider, NOW + timedelta(hours=hours)) == {"sending": 1}
    assert deliver(any_store, provider, NOW + timedelta(days=2)) == {"failed": 1}
    assert provider.bodies == ["text a"]


def test_the_same_words_sent_before_do_not_stand_for_a_text_that_got_lost(any_store: Store) -> None:
    provider = Provider()
    write(any_store, "a", body="the same words")
    deliver(any_store, provider, NOW)
    write(any_store, "b", body="the same words")
    provider.fails = [NoAnswerError("read timeout")]
    deliver(any_store, provider, NOW)
    assert deliver(any_store, provider, NOW + STUCK_AFTER) == {"again": 1}
    deliver(any_store, provider, NOW + STUCK_AFTER * 2)
    assert provider.bodies == ["the same words"] * 2


@dataclass
class Deadly(Provider):
    """Kills the worker that sends, before or after it has taken the text, which it then notes in a file."""

    note: Path | None = None

    def send(self, to: str, body: str) -> str:
        if self.takes and self.note:
            self.note.write_text(f"{to} {body}")
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


@pytest.mark.parametrize("takes", [False, True])
def test_a_worker_killed_around_sending_leaves_one_text(any_store: Store, tmp_path: Path, takes: bool) -> None:
    write(any_store, "a")
    note = tmp_path / "taken"
    worker = multiprocessing.get_context("fork").Process(
        target=lambda: deliver(Store(any_store.url), Deadly(takes=takes, note=note), NOW)
    )
    worker.start()
    worker.join(30)
    assert worker.exitcode == -signal.SIGKILL
    assert row(any_store).status == "sending"
    provider = Provider()
    if takes:
        assert note.read_text() == f"{AMINA} text a"
        provider.messages.append((AMINA, "text a"))
    assert deliver(any_store, provider, NOW + timedelta(minutes=5)) == {}  # another worker might still be at it
    deliver(any_store, provider, NOW + STUCK_AFTER)
    deliver(any_store, provider, NOW + STUCK_AFTER * 2)
    assert provider.bodies == ["text a"]
    assert row(any_store).status == "sent"


def test_several_workers_send_each_text_once(any_store: Store) -> None:
    for number in range(30):
        write(any_store, f"{number:02}")
    provider, together = Provider(), threading.Barrier(4)

    def work() -> None:
        together.wait()
        while deliver(any_store, provider, NOW):
            pass

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    deliver(any_store, provider, NOW)
    deliver(any_store, provider, NOW)
    assert sorted(provider.bodies) == [f"text {number:02}" for number in range(30)]
    assert set(rows(any_store).values()) == {"sent"}


def test_a_text_that_comes_too_late_is_not_sent(any_store: Store) -> None:
    provider = Provider()
    write(any_store, "a")
    assert deliver(any_store, provider, NOW + DAY) == {"failed": 1}
    assert provider.messages == []


def test_a_number_that_opted_out_gets_nothing(any_store: Store) -> None:
    provider = Provider()
    write(any_store, "a")
    opt_out(any_store, SECRET, AMINA, NOW)
    opt_out(any_store, SECRET, AMINA, NOW)
    write(any_store, "b")
    write(any_store, "c", phone=JO)
    assert deliver(any_store, provider, NOW) == {"cancelled": 1, "sent": 1}
    assert rows(any_store) == {"a": "cancelled", "b": "cancelled", "c": "sent"}
    assert (opted_out(any_store, SECRET, AMINA), opted_out(any_store, SECRET, JO)) == (True, False)
    opt_in(any_store, SECRET, AMINA)
    write(any_store, "d")
    assert deliver(any_store, provider, NOW) == {"sent": 1}


def test_who_opted_out_at_the_provider_is_opted_out_here(any_store: Store) -> None:
    write(any_store, "a")
    assert deliver(any_store, Provider(fails=[OptedOutError("21610")]), NOW) == {"cancelled": 1}
    assert opted_out(any_store, SECRET, AMINA)


def test_one_round_sends_a_few_and_the_next_goes_on(any_store: Store) -> None:
    provider = Provider()
    for number in range(outbox.AT_ONCE + 1):
        write(any_store, f"{number:02}")
    assert deliver(any_store, provider, NOW) == {"sent": outbox.AT_ONCE}
    assert deliver(any_store, provider, NOW) == {"sent": 1}
    assert provider.bodies == sorted(provider.bodies)


def test_an_unknown_error_of_a_sender_leaves_the_row_to_be_settled(any_store: Store) -> None:
    class Broken(Provider):
        def send(self, to: str, body: str) -> str:
            raise ZeroDivisionError

    write(any_store, "a")
    with pytest.raises(ZeroDivisionError):
        deliver(any_store, Broken(), NOW)
    assert deliver(any_store, Provider(), NOW + STUCK_AFTER) == {"again": 1}

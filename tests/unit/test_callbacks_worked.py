"""How call handlers work through the call-backs: taken by one, tried, noted, given up only after enough tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from unit.test_callbacks import NOW, callbacks_of, request

from hub.callbacks import ENOUGH_TRIES, Callbacks, NotThereError
from hub.store.database import Store
from hub.store.tables import AuditEntry


@pytest.fixture
def callbacks(any_store: Store) -> Callbacks:
    return callbacks_of(any_store)


def test_a_try_without_an_answer_is_counted_and_opens_it_again(callbacks: Callbacks) -> None:
    number = callbacks.request(request(), NOW).id
    callbacks.take(number, "ada", NOW)
    later = NOW + timedelta(minutes=5)
    tried = callbacks.not_reached(number, "ada", later)
    assert (tried.status, tried.taken_by, tried.tries, tried.tried_at) == ("open", None, 1, later)
    assert callbacks.take(number, "bob", later).tries == 1


def test_only_after_enough_tries_it_may_be_given_up(callbacks: Callbacks) -> None:
    number = callbacks.request(request(), NOW).id
    for _ in range(ENOUGH_TRIES):
        callbacks.take(number, "ada", NOW)
        with pytest.raises(NotThereError):
            callbacks.give_up(number, "ada", NOW)
        callbacks.not_reached(number, "ada", NOW)
    callbacks.take(number, "ada", NOW)
    assert callbacks.give_up(number, "ada", NOW).status == "unreached"
    assert callbacks.in_order() == []


def test_nobody_works_on_what_another_has_taken(callbacks: Callbacks) -> None:
    number = callbacks.request(request(), NOW).id
    callbacks.take(number, "ada", NOW)
    for work in (
        lambda: callbacks.take(number, "bob", NOW),
        lambda: callbacks.done(number, NOW, "bob"),
        lambda: callbacks.not_reached(number, "bob", NOW),
        lambda: callbacks.give_back(number, "bob", NOW),
        lambda: callbacks.write_note(number, "bob", "x", NOW),
    ):
        with pytest.raises(NotThereError):
            work()
    assert callbacks.done(number, NOW, "ada").status == "done"


def test_a_note_is_kept_in_lines_and_without_what_cannot_be_shown(callbacks: Callbacks) -> None:
    number = callbacks.request(request(), NOW).id
    callbacks.take(number, "ada", NOW)
    assert callbacks.write_note(number, "ada", " first\r\nsecond\x00 ", NOW).note == "first\nsecond"
    assert callbacks.write_note(number, "ada", "  ", NOW).note is None
    with pytest.raises(ValueError, match="2000"):
        callbacks.write_note(number, "ada", "x" * 2001, NOW)


def test_that_a_number_was_shown_to_a_handler_is_written_down(callbacks: Callbacks) -> None:
    callbacks.take(callbacks.request(request(), NOW).id, "ada", NOW)
    with callbacks.store.read() as session:
        [entry] = session.scalars(select(AuditEntry))
    assert (entry.action, entry.detail) == ("callbacks_shown", "taken by account ada")

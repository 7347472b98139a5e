"""The links by which programs read the figures, and what was done about what families said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hub import deeds
from hub.measures_tokens import NameTakenError, is_known, names, new_token, revoke
from hub.retention import delete_what_is_due
from hub.settings import Retention
from hub.store.database import Store
from hub.store.tables import AuditEntry, MeasuresToken

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_a_token_is_known_until_it_is_revoked_and_kept_as_a_hash(any_store: Store) -> None:
    token = new_token(any_store, "power-bi", NOW)
    other = new_token(any_store, "council", NOW)
    assert is_known(any_store, token)
    assert not is_known(any_store, token[:-1])
    assert not is_known(any_store, "")
    with any_store.read() as session:
        assert token not in str([vars(row) for row in session.scalars(select(MeasuresToken))])
    assert revoke(any_store, "power-bi", NOW)
    assert not revoke(any_store, "power-bi", NOW)
    assert not is_known(any_store, token)
    assert is_known(any_store, other)
    assert [name for name, _ in names(any_store)] == ["council"]
    with any_store.read() as session:
        actions = list(session.scalars(select(AuditEntry.action)))
    assert actions == ["measures_token_made", "measures_token_made", "measures_token_revoked"]


def test_a_name_is_one_link(any_store: Store) -> None:
    new_token(any_store, "power-bi", NOW)
    with pytest.raises(NameTakenError, match="a link called power-bi"):
        new_token(any_store, "power-bi", NOW)


def test_what_was_done_is_listed_newest_first_and_goes_with_the_feedback(any_store: Store) -> None:
    deeds.add(any_store, "Too long.", "We wrote it shorter.", NOW)
    deeds.add(any_store, "No evening times.", "We opened two more evenings.", NOW + timedelta(days=1))
    newest, first = deeds.latest(any_store)
    assert (newest.said, first.did) == ("No evening times.", "We wrote it shorter.")
    assert deeds.remove(any_store, newest.id, NOW)
    assert not deeds.remove(any_store, newest.id, NOW)
    assert delete_what_is_due(any_store, Retention(), NOW + timedelta(days=760))["deeds"] == 0
    assert delete_what_is_due(any_store, Retention(), NOW + timedelta(days=761))["deeds"] == 1


@pytest.mark.parametrize(("said", "did"), [("", "x"), ("x", "  "), ("x" * 301, "x"), ("x", "x" * 50_000)])
def test_what_is_empty_or_too_long_is_refused(store: Store, said: str, did: str) -> None:
    with pytest.raises(ValueError, match="both need words"):
        deeds.add(store, said, did, NOW)
    assert deeds.latest(store) == []

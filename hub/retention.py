"""Deletes what has been kept long enough. The worker runs it every hour; conversations in Redis expire by themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from hub import audit, callbacks, contacts, deeds, feedback, gaps, outbox, proof, snapshots
from hub.accounts import accounts, sessions
from hub.appointments import places, tries, waiting_round
from hub.handoff import presence, waits
from hub.handoff import queue as handoffs
from hub.settings import Retention
from hub.store.database import Store, delete_rows
from hub.store.tables import AppointmentRow, ClosedEvening
from hub.uk_calendar import in_london

log = structlog.get_logger()
WRONG_TRIES_KEPT = timedelta(days=1)


def delete_what_is_due(store: Store, retention: Retention, now: datetime) -> dict[str, int]:
    """Delete everything older than ``retention`` allows at ``now`` (timezone-aware); how many of each kind went.

    Raises StoreUnavailableError.
    """
    today = in_london(now).date()
    last_evening = today - timedelta(days=retention.appointments_days)
    gone = {
        "gaps": gaps.delete_before(store, today - timedelta(days=retention.gaps_days)),
        "audit": audit.delete_before(store, now - timedelta(days=retention.audit_days)),
        "texts": outbox.delete_before(store, places.beginning(last_evening)),
        "appointments": store.write(lambda session: _delete_evenings(session, last_evening)),
        "waiting": waiting_round.delete_before(store, today),
        "callbacks": callbacks.delete_before(store, today - timedelta(days=retention.callbacks_days)),
        "contacts": contacts.delete_before(store, _month_of(today - timedelta(days=retention.contacts_days))),
        "waits": waits.delete_before(store, _month_of(today - timedelta(days=retention.contacts_days))),
        "feedback": feedback.delete_before(store, _month_of(today - timedelta(days=retention.feedback_days))),
        "snapshots": snapshots.delete_before(store, today - timedelta(days=retention.snapshots_days)),
        "deeds": deeds.delete_before(store, today - timedelta(days=retention.feedback_days)),
        "contact_keys": contacts.cut_off(store, now),
        "handoffs": handoffs.delete_before(store, now - timedelta(days=retention.live_chat_days)),
        "handlers": presence.delete_before(store, now - timedelta(days=retention.live_chat_days)),
        "accounts": accounts.delete_before(store, now - timedelta(days=retention.accounts_days)),
        "staff_sessions": sessions.delete_expired(store, now),
        "codes": proof.delete_before(store, now - WRONG_TRIES_KEPT),
        "wrong_tries": tries.delete_before(store, now - WRONG_TRIES_KEPT),
    }
    log.info("retention", **gone)
    return gone


def _month_of(day: date) -> date:
    """Its first day: a tally goes by whole months, so that no month is ever shown with a part of its contacts."""
    return day.replace(day=1)


def _delete_evenings(session: Session, before: date) -> int:
    """Delete the appointments of earlier days, with every text about them, and which evenings were closed."""
    session.execute(delete(ClosedEvening).where(ClosedEvening.day < before))
    old = delete(AppointmentRow).where(AppointmentRow.start < places.beginning(before))
    return delete_rows(session, old)

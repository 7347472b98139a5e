"""The tables, one schema for SQLite and PostgreSQL, a file for each thing that is kept."""

from __future__ import annotations

from hub.store.tables.appointments import AppointmentRow, CalendarFeed, ClosedEvening, OfferRow, WaitingFamily
from hub.store.tables.base import Base, UtcDateTime
from hub.store.tables.callbacks import CallbackRow
from hub.store.tables.live_chat import HandlerRow, HandoffMessage, HandoffRow
from hub.store.tables.measures import Contact, Deed, Feedback, FeedbackTally, Gap, MeasuresToken, Snapshot, WaitTally
from hub.store.tables.operation import AuditEntry, ClosedChannel
from hub.store.tables.phone_calls import CallLeg, CallOrder
from hub.store.tables.proofs import Code, WrongTry
from hub.store.tables.staff import AccountRow, SignInLink, StaffSession
from hub.store.tables.texts import OptOut, OutboxRow

__all__ = [
    "AccountRow",
    "AppointmentRow",
    "AuditEntry",
    "Base",
    "CalendarFeed",
    "CallLeg",
    "CallOrder",
    "CallbackRow",
    "ClosedChannel",
    "ClosedEvening",
    "Code",
    "Contact",
    "Deed",
    "Feedback",
    "FeedbackTally",
    "Gap",
    "HandlerRow",
    "HandoffMessage",
    "HandoffRow",
    "MeasuresToken",
    "OfferRow",
    "OptOut",
    "OutboxRow",
    "SignInLink",
    "Snapshot",
    "StaffSession",
    "UtcDateTime",
    "WaitTally",
    "WaitingFamily",
    "WrongTry",
]

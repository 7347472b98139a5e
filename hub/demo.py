"""Invented people and data to try the staff's pages with, on a database that is thrown away. Never in production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hub.accounts import Accounts, Role
from hub.appointments.appointment import Request as Booking
from hub.appointments.appointment import TakenError
from hub.appointments.diary import Diary
from hub.appointments.slots import bookable_slots
from hub.callbacks import Callbacks
from hub.callbacks import Request as Call
from hub.settings import HubSettings
from hub.store.database import Store

# Numbers that Ofcom keeps free for drama.
_CALLS: tuple[dict[str, Any], ...] = (
    {
        "first_name": "Amina",
        "phone": "+447700900101",
        "channel": "web",
        "wish": "after 11am",
        "topic": "sleep",
        "brief": {"articles": ["Helping your child to sleep"], "age": "7"},
    },
    {"first_name": "Jo", "phone": "+447700900102", "channel": "voice", "topic": "school", "crisis": True},
    {"first_name": "Sam", "phone": "+441632960103", "channel": "sms", "wish": "any time"},
)
_EVENING = (
    ("Priya", "+447700900104", "asking for an EHC plan", "slow speech, please"),
    ("Tomasz", "+447700900105", "waiting for an assessment", None),
    ("Grace", "+441632960106", "meltdowns", "no voicemail"),
)
STAFF: tuple[tuple[str, Role, str], ...] = (
    ("demo-handler", "handler", "/console"),
    ("demo-curator", "curator", "/curators"),
    ("demo-lead", "lead", "/dashboard"),
)


@dataclass(frozen=True)
class Entrance:
    """A one-time link for one of the invented people."""

    name: str
    role: Role
    path: str


def fill(store: Store, settings: HubSettings, secret: str, now: datetime) -> None:
    """Add call-backs and an evening; doing so twice adds nothing. Raises StoreUnavailableError."""
    callbacks, diary = Callbacks(store, settings, secret), Diary(store, settings, secret)
    for number, call in enumerate(_CALLS):
        callbacks.request(Call(key=f"demo {number}", **call), now)
    slots = bookable_slots(settings, now + timedelta(hours=1))
    for number, (family, slot) in enumerate(zip(_EVENING, slots, strict=False)):
        first_name, phone, topic, needs = family
        wanted = Booking(
            start=slot.start,
            first_name=first_name,
            phone=phone,
            channel="web",
            topic=topic,
            needs=needs,
            text_ok=False,
            voicemail_ok=needs is None,
            key=f"demo {number}",
        )
        try:
            diary.book(wanted, now)
        except TakenError:
            continue


def entrances(accounts: Accounts, now: datetime) -> list[Entrance]:
    """Make the invented people where they are not there yet, and a fresh link for each. Raises StoreUnavailableError."""
    there = {one.name for one in accounts.everybody()}
    for name, role, _ in STAFF:
        if name not in there:
            accounts.add(name, [role], None, now)
    return [
        Entrance(name, role, f"/staff/link/{accounts.sessions.link(name, now)}?next={path}")
        for name, role, path in STAFF
    ]

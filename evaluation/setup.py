"""Appointments that a replayed conversation finds in its diary, and the number of its caller."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from hub.phone_numbers import PhoneRefusedError, parse_phone, phone_key
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import AppointmentRow
from hub.uk_calendar import LONDON


def reserved_number(conversation: str) -> str:
    """A number of its own for each conversation, out of those that Ofcom keeps free."""
    place = int.from_bytes(hashlib.sha256(conversation.encode()).digest()[:4]) % 1000
    return f"+447700900{place:03d}"


def as_e164(number: str | None) -> str | None:
    """A number as a channel would give it, or None where it is none (withheld)."""
    try:
        return parse_phone(number).e164 if number else None
    except PhoneRefusedError:
        return None


def set_up(
    store: Store, settings: HubSettings, secret: str, diary: str, setup: dict[str, Any] | list[dict[str, Any]]
) -> None:
    """Write the appointments of ``setup`` into a diary. Raises ValueError where one cannot be read."""
    wanted = setup if isinstance(setup, list) else setup.get("appointments", [])
    taken: dict[datetime, int] = {}
    rows = []
    for one in wanted:
        start = _moment(one)
        taken[start] = taken.get(start, 0) + 1
        phone = as_e164(str(one.get("phone") or one.get("from") or "")) or reserved_number(diary)
        reference = str(one.get("reference") or one.get("ref") or secrets.token_hex(3)).upper()
        rows.append(
            AppointmentRow(
                diary=diary,
                reference="".join(filter(str.isalnum, reference))[:6],
                request_key=secrets.token_hex(32),
                start=start,
                minutes=settings.appointments.minutes,
                place=taken[start],
                status="booked",
                first_name=str(one.get("first_name") or one.get("name") or "Alex"),
                phone=phone,
                phone_key=phone_key(secret, phone),
                channel="web",
                topic=one.get("topic"),
                needs=one.get("needs"),
                text_ok=bool(one.get("text_ok", True)),
                voicemail_ok=bool(one.get("voicemail_ok", True)),
                created_at=start,
                changed_at=start,
            )
        )
    store.write(lambda session: session.add_all(rows))


def _moment(one: dict[str, Any]) -> datetime:
    """When an appointment starts: ``start`` (or ``slot``, ``when``, ``at``), ISO 8601; UK time where it has no offset."""
    value = next((one[key] for key in ("start", "slot", "when", "at", "time") if key in one), None)
    if value is None:
        raise ValueError("an appointment of the setup has no start")
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)

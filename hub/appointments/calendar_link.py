"""The secret address of one appointment's calendar file: whoever has the link may see the time, and nobody can make one."""

from __future__ import annotations

import hashlib
import hmac

KEY_LENGTH = 32


def calendar_key(secret: str, diary: str, reference: str) -> str:
    """What proves a link: HMAC-SHA256, shortened to 128 bits, in hexadecimal."""
    message = f"calendar:{diary}:{reference}".encode()
    return hmac.digest(secret.encode(), message, hashlib.sha256).hex()[:KEY_LENGTH]


def calendar_link(secret: str, diary: str, reference: str) -> str:
    """The path of an appointment's file on the front door."""
    return f"/appointments/{reference}.ics?key={calendar_key(secret, diary, reference)}"


def is_calendar_key(secret: str, diary: str, reference: str, key: str) -> bool:
    """Whether ``key`` is the one that we gave out for this appointment."""
    return hmac.compare_digest(calendar_key(secret, diary, reference).encode(), key.encode())

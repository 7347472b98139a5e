"""Who may sign in, what an account's name and password must be like, and what can go wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.roles import ROLES, Role

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
# The National Cyber Security Centre's advice: length (three random words) rather than kinds of signs.
LEAST_PASSWORD, MOST_PASSWORD, LEAST_DIFFERENT = 12, 200, 5


class NoAccountError(Exception):
    """There is no account of that name."""


class NameTakenError(Exception):
    """There is an account of that name already."""


class LockedError(Exception):
    """Too many wrong tries at an account; ``left`` until the next one is looked at."""

    def __init__(self, left: timedelta) -> None:
        super().__init__("too many wrong tries")
        self.left = left


@dataclass(frozen=True)
class User:
    """A member of staff who is signed in."""

    name: str
    roles: frozenset[Role]

    def may(self, *roles: Role) -> bool:
        """Whether one of ``roles`` is theirs; an admin may do everything."""
        return "admin" in self.roles or not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class Account:
    """An account as the operator sees it. ``last_signed_in`` is in UTC; ``local`` has a password of ours.

    ``rings``: whether there is a number on which they are rung.
    """

    name: str
    roles: frozenset[Role]
    local: bool
    last_signed_in: datetime | None
    rings: bool


def fit_name(name: str) -> str:
    """The name as it is kept. Raises ValueError."""
    kept = unicodedata.normalize("NFKC", name).strip().lower()
    if not _NAME.fullmatch(kept):
        raise ValueError("a name has 1 to 64 of the letters a to z, digits, and . _ - @, and begins with none of those")
    return kept


def fit_roles(roles: Iterable[str]) -> frozenset[Role]:
    """The roles, each of which must be one of ours. Raises ValueError."""
    wanted = set(roles)
    if unknown := sorted(wanted - set(ROLES)):
        raise ValueError(f"{', '.join(unknown)}: not a role; the roles are {', '.join(ROLES)}")
    if not wanted:
        raise ValueError(f"an account needs a role: {', '.join(ROLES)}")
    return frozenset(role for role in ROLES if role in wanted)


def fit_password(password: str, name: str) -> str:
    """The password as it is hashed. Raises ValueError."""
    kept = unicodedata.normalize("NFKC", password)
    if not LEAST_PASSWORD <= len(kept) <= MOST_PASSWORD:
        raise ValueError(f"a password has {LEAST_PASSWORD} to {MOST_PASSWORD} characters; three random words are good")
    if len(set(kept)) < LEAST_DIFFERENT or name in kept.lower():
        raise ValueError("that password is too easy to guess; three random words are good")
    return kept

"""The secret link to the whole diary, for the team's calendar: one at a time, replaced or withdrawn by the operator.

The database holds what is random in the link, not the link: without HUB_SECRET nobody can make it from a copy.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hub import audit
from hub.appointments import places
from hub.appointments.calendar_file import team_feed
from hub.appointments.diary import Diary
from hub.store.tables import CalendarFeed

KEY_LENGTH = 64
# What a calendar shows of the past.
_SHOWN_BACK = timedelta(weeks=2)


class Feed:
    """The link to a diary. Every method raises StoreUnavailableError where the database does not answer."""

    def __init__(self, diary: Diary, secret: str) -> None:
        self._diary, self._secret = diary, secret

    def link(self, now: datetime, *, new: bool = False) -> str:
        """The path on the front door, made the first time. ``new``: another one; the one before is good no more."""

        def work(session: Session) -> str:
            feed = session.get(CalendarFeed, self._diary.name, with_for_update=True)
            if feed is None or new:
                audit.note(session, "calendar_link_made", now)
                row = CalendarFeed(diary=self._diary.name, nonce=secrets.token_hex(16), made_at=now)
                feed = session.merge(row)
            return feed.nonce

        return f"/appointments/team.ics?key={self._key(self._diary.store.write(work))}"

    def withdraw(self, now: datetime) -> bool:
        """No link is good any more; whether there was one."""

        def work(session: Session) -> bool:
            feed = session.get(CalendarFeed, self._diary.name, with_for_update=True)
            if feed is None:
                return False
            session.delete(feed)
            audit.note(session, "calendar_link_withdrawn", now)
            return True

        return self._diary.store.write(work)

    def file(self, key: str, now: datetime) -> bytes | None:
        """The calendar that the link with this key leads to; None where it is not ours, or not any more."""
        with self._diary.store.read() as session:
            feed = session.get(CalendarFeed, self._diary.name)
        # Compared where there is none too, so that it takes as long.
        right = hmac.compare_digest(self._key(feed.nonce if feed else "").encode(), key.encode())
        if feed is None or not right:
            return None
        today = places.day_of(now)
        horizon = timedelta(weeks=self._diary.settings.appointments.horizon_weeks)
        return team_feed(self._diary.list(today - _SHOWN_BACK, today + horizon))

    def _key(self, nonce: str) -> str:
        message = f"team calendar:{self._diary.name}:{nonce}".encode()
        return hmac.digest(self._secret.encode(), message, hashlib.sha256).hex()

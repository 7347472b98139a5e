"""A month, as measures are counted by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Self

from hub.contacts import KEY_KEPT
from hub.uk_calendar import in_london, london_moment


@dataclass(frozen=True, order=True)
class Month:
    """A month in England."""

    first: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """ "2026-11"; raises ValueError for what is not a month."""
        if not re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            raise ValueError(f"{text!r} is not a month; write 2026-11")
        try:
            return cls(date.fromisoformat(f"{text}-01"))
        except ValueError:
            raise ValueError(f"{text!r} is not a month; write 2026-11") from None

    @classmethod
    def of(cls, moment: datetime) -> Self:
        return cls(in_london(moment).date().replace(day=1))

    @classmethod
    def last_over(cls, now: datetime) -> Self:
        """The latest month of which nothing changes any more."""
        before = cls.of(now).before()
        return before if before.is_over(now) else before.before()

    @property
    def end(self) -> date:
        """The first day that does not belong to it any more."""
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def next(self) -> Self:
        return replace(self, first=self.end)

    def before(self, months: int = 1) -> Self:
        """So many months earlier."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 - months, 12)
        return replace(self, first=date(year, month + 1, 1))

    def is_over(self, now: datetime) -> bool:
        """Whether nothing of it changes any more: a chat that began on its last evening has ended, too."""
        return now >= london_moment(self.end, time(0)) + KEY_KEPT

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

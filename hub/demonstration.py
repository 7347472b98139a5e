"""A year of made-up contacts and feedback, so that a newcomer sees the dashboard alive: only ever in an empty database.

A database that holds a demonstration says so for good: every page, and whatever programs read, is marked.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub import audit, deeds, snapshots
from hub.feedback import QUOTABLE
from hub.handoff.waits import Ending
from hub.opening_hours import OpeningHours
from hub.settings import Environment, HubSettings
from hub.store.database import Store
from hub.store.tables import AppointmentRow, AuditEntry, CallbackRow, Contact, Feedback, Gap, WaitTally
from hub.topics import theme_of
from hub.uk_calendar import in_london, london_moment

MARK = audit.DEMONSTRATION
LABEL = "Demonstration: all figures and comments are made up."
DAYS, A_DAY = 366, 18
_SEED = 7
# Topic, how often it is asked about, and in how many of a hundred answers it helped.
_TOPICS = (
    ("referral-5-15", 16, 82), ("waiting-for-assessment", 12, 61), ("ehcp-request", 11, 78), ("sleep", 9, 84),
    ("meltdowns", 9, 80), ("school-sen-support", 8, 74), ("dla", 7, 88), ("right-to-choose", 6, 70),
    ("anxiety", 5, 77), ("sensory", 4, 81), ("ebsa-school-avoidance", 4, 45), ("short-breaks", 3, 72),
    ("toileting", 2, 76), ("pda", 2, 66), ("camhs", 1, 40), ("home-education", 0.4, 60),
)  # fmt: skip
_COMMENTS = (
    ("Clear and quick, and I could read it at midnight.", 5),
    ("The waiting times were honest. Thank you.", 4),
    ("I liked that it told me what to ask the school.", 5),
    ("Too much to read on my phone.", 3),
    ("I wanted to talk to a person in the evening.", 2),
    ("It did not know about our village's groups.", 2),
)
# How many of a hundred waits for a call handler ended in each way.
_WAITS = {
    Ending.AT_ONCE: 52, Ending.SOON: 22, Ending.LATE: 10, Ending.LATER: 1, Ending.LEFT: 10, Ending.NOBODY_CAME: 5,
}  # fmt: skip
_QUESTIONS = (
    ("horse riding for autistic children near us", "short-breaks"),
    ("is there horse riding he could go to", "short-breaks"),
    ("do coloured glasses help with reading", "sensory"),
    ("can tinted lenses help my daughter read", "sensory"),
    ("who tests for dyslexia", "school-sen-support"),
    ("where can we get a dyslexia test", "school-sen-support"),
    ("does the library have quiet hours", "sensory"),
)
_DEEDS = (
    ("There was too much to read on a phone.", "We made the answers shorter. “Tell me more” brings the rest."),
    ("We want to know how long the wait really is.", "We say what the NHS says, with the date on which we checked it."),
)


class NotEmptyError(RuntimeError):
    """The database holds something, or is a real one: nothing was written."""


def fill(store: Store, settings: HubSettings, machine: Environment, now: datetime) -> int:
    """Fill an empty database with a year of made-up contacts, and publish its months; how many contacts.

    Raises NotEmptyError in production and where the database holds anything of anybody; StoreUnavailableError.
    """
    if machine.hub_env == "production":
        raise NotEmptyError("this is production (HUB_ENV): there is no demonstration in a real system")
    dice, today = random.Random(_SEED), in_london(now).date()
    days = [today - timedelta(days=n) for n in range(DAYS, 0, -1)]

    def work(session: Session) -> int:
        for table in (Contact, Feedback, Gap, AppointmentRow, CallbackRow):
            if session.scalar(select(func.count()).select_from(table)):
                raise NotEmptyError("this database holds something already: give DATABASE_URL a new one")
        audit.note(session, MARK, now)
        made = sum(_a_day(session, dice, day, place, settings.hours) for place, day in enumerate(days))
        session.flush()
        return made

    made = store.write(work)
    for said, did in _DEEDS:
        deeds.add(store, said, did, now)
    snapshots.take_missing(store, settings, now)
    return made


def is_demonstration(store: Store) -> bool:
    """Whether a database holds made-up contacts. Raises StoreUnavailableError."""
    with store.read() as session:
        return session.scalar(select(AuditEntry.id).where(AuditEntry.action == MARK).limit(1)) is not None


def _a_day(session: Session, dice: random.Random, day: date, place: int, hours: OpeningHours) -> int:
    """The contacts, feedback and questions of a day, more of them as the year goes on and in term."""
    busy = A_DAY * (0.6 + 0.8 * place / DAYS) * (0.5 if day.month == 8 else 1) * (0.5 if day.weekday() > 4 else 1)
    number = max(1, round(dice.gauss(busy, busy / 5)))
    waits: Counter[tuple[str, Ending]] = Counter()
    for _ in range(number):
        contact = _contact(dice, day, hours)
        session.add(contact)
        if contact.handed_over and contact.in_hours and contact.channel != "voice":
            waits[contact.channel, dice.choices(tuple(_WAITS), tuple(_WAITS.values()))[0]] += 1
        if contact.answered and dice.random() < 0.35:
            session.add(_feedback(dice, contact))
    session.add_all(
        WaitTally(day=day, channel=channel, outcome=ending, number=n) for (channel, ending), n in waits.items()
    )
    if dice.random() < 0.4:
        words, nearest = dice.choice(_QUESTIONS)
        session.add(Gap(day=day, channel="web", nearest=nearest, text=words))
    if dice.random() < 0.4:
        session.add(
            Feedback(day=day, kind="complaint", channel="web", comment="Nobody phoned me back.", status="waiting")
        )
    return number


def _contact(dice: random.Random, day: date, hours: OpeningHours) -> Contact:
    hour = dice.choices(range(24), (2, 1, 1, 1, 1, 1, 2, 4, 7, 12, 12, 11, 10, 9, 9, 9, 9, 8, 8, 9, 11, 10, 7, 4))[0]
    begins = london_moment(day, datetime.min.time()) + timedelta(hours=hour, minutes=dice.randrange(60))
    topic = dice.choices([name for name, _, _ in _TOPICS], [often for _, often, _ in _TOPICS])[0]
    about, is_open = topic if dice.random() < 0.85 else None, hours.state_at(begins) == "open"
    return Contact(
        day=day,
        hour=in_london(begins).hour,
        in_hours=is_open,
        channel=dice.choices(("web", "sms", "voice"), (72, 17, 11))[0],
        topic=about,
        theme=theme_of(about),
        answered=about is not None or dice.random() < 0.3,
        handed_over=dice.random() < (0.5 if is_open else 0.1),
        call_back=dice.random() < 0.05,
        did_not_know=dice.random() < 0.07,
        crisis=dice.random() < 0.004,
    )


def _feedback(dice: random.Random, contact: Contact) -> Feedback:
    helped = dice.random() * 100 < next((good for name, _, good in _TOPICS if name == contact.topic), 65)
    comment, rating = dice.choice([one for one in _COMMENTS if (one[1] > 3) == helped])
    says = dice.random() < 0.08
    status = dice.choices(("waiting", QUOTABLE[0], "rejected"), (5, 4, 1))[0]
    return Feedback(
        day=contact.day,
        kind="feedback",
        channel=contact.channel,
        topic=contact.topic,
        theme=contact.theme,
        helpful=helped,
        rating=rating if dice.random() < 0.5 else None,
        comment=comment if says else None,
        status=status if says else None,
    )

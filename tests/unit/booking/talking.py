"""Plays a conversation about an appointment through the dialogue as the action does, over a real store and without Rasa."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from hub.appointments.diary import Appointment, Diary, Request
from hub.booking.dialogue import Dialogue, Taken
from hub.booking.state import WISHES, Said, State, Step
from hub.rendering import rendered
from hub.replies import Button, Channel, Reply
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import AppointmentRow, OutboxRow
from hub.uk_calendar import LONDON

NOW = datetime(2026, 11, 24, 10, tzinfo=LONDON)  # a Tuesday
EVENING = datetime(2026, 12, 2, 19, tzinfo=LONDON)
AMINA, JO = "+447700900111", "+447700900102"
SETTINGS = HubSettings.model_validate(
    {
        "local_offer_url": "https://offer.example/",
        "phone": "01632 960123",
        "opening_hours": {"monday": ["09:00-13:00"], "wednesday": ["09:00-13:00", "19:00-21:00 by appointment"]},
        "closures": [{"first": "2026-12-24", "last": "2026-12-31", "reason": "Christmas"}],
    }
)
# A plain answer to each question of a booking.
PLAIN: dict[Step, str] = {
    "when": "2 December at 7pm",
    "first_name": "Amina",
    "phone": "07700 900111",
    "topic": "sleep",
    "needs": "no",
    "text_ok": "yes",
    "voicemail_ok": "no",
}
ASKED: dict[Step, str] = {
    "when": "Which Wednesday evening time suits you?",
    "first_name": "What is your first name?",
    "phone": "What is the best UK phone number",
    "topic": "What would you like to talk about?",
    "needs": "Do you need any support",
    "text_ok": "May we text you",
    "voicemail_ok": "may we leave a voicemail?",
    "confirm": "Please check",
    "amend": "What shall I change?",
    "reference": "What is your reference?",
    "proof": "phone number",
}
STEPS: tuple[Step, ...] = (*PLAIN, "confirm")


@dataclass
class Talk:
    """One conversation. ``says`` plays a message and gives what the assistant says to it, as its channel shows it."""

    store: Store
    channel: Channel = "web"
    caller: str | None = None
    name: str = "a conversation"
    book: str = "hub"
    """Which diary: one store may hold many."""
    settings: HubSettings = SETTINGS
    texts: bool = False
    """Whether we can text, so that there is a waiting list."""
    now: datetime = NOW
    state: State | None = None
    owned: tuple[str, ...] = ()
    number: int = 1
    taken: Taken = field(default_factory=lambda: Taken(None))
    replies: tuple[Reply, ...] = ()

    @property
    def diary(self) -> Diary:
        return Diary(self.store, self.settings, "a secret of these tests, long enough", self.book)

    @property
    def step(self) -> Step | None:
        """The open question; None where the dialogue is over."""
        return (self.state.step or "confirm") if self.state else None

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.replies for button in reply.buttons]

    def says(self, text: str, intent: str | None = None, confidence: float = 0.9) -> str:
        link = lambda made: f"/appointments/{made.reference}.ics?key=k"  # noqa: E731 (one line)
        dialogue = Dialogue(self.diary, self.settings, link, texts=self.texts)
        said = Said(text, intent, confidence, self.channel, self.name, self.now, self.caller, self.owned)
        if self.state is None:
            self.taken = dialogue.begin(said, WISHES[intent or "book_appointment"], self.number)
        else:
            self.taken = dialogue.take(self.state, said)
        if not self.taken.is_digression:
            self.state = self.taken.state
        if self.taken.booked:
            self.owned = (*(one for one in self.owned if one != self.taken.booked), self.taken.booked)
            self.number += 1
        self.replies = self.taken.replies
        if self.state is not None:
            kept = json.loads(json.dumps(dialogue.offer(self.state, self.now).to_dict()))
            self.state = State.from_dict(kept)
            self.replies = (*self.replies, dialogue.ask(self.state, said))
        return "\n".join(rendered(self.replies, self.channel))

    def reaches(self, step: Step) -> str:
        """Begin to book, and answer plainly until a question is open."""
        heard = self.says("I want to book an appointment", "book_appointment")
        while self.step != step:
            assert self.step is not None
            heard = self.says(PLAIN[self.step])
        return heard

    def books(self) -> Appointment:
        """Book with plain answers; what is then in the diary."""
        self.reaches("confirm")
        self.says("yes")
        assert self.taken.booked is not None
        found = self.diary.by_reference(self.taken.booked, self.now)
        assert found is not None
        return found

    def all_booked(self) -> list[Appointment]:
        """What is in the diary for the next year, in order."""
        every = self.diary.list(NOW.date(), NOW.date().replace(year=NOW.year + 1))
        return [one for one in every if one.status == "booked"]

    def texted(self) -> list[str]:
        """What stands in the outbox about this diary's appointments."""
        mine = select(AppointmentRow.id).where(AppointmentRow.diary == self.book)
        query = select(OutboxRow).where(OutboxRow.appointment_id.in_(mine)).order_by(OutboxRow.id)
        with self.store.read() as session:
            return [row.body for row in session.scalars(query)]


def taken_by_others(talk: Talk, start: datetime, places: int = 2) -> None:
    """Other families take the places of a slot."""
    for place in range(places):
        request = Request(start, "Ola", JO, "web", None, None, False, False, key=f"other {start} {place}")
        talk.diary.book(request, talk.now)


def mine(talk: Talk, reference: str = "K7M4XR", phone: str = AMINA, start: datetime = EVENING) -> Appointment:
    """An appointment that somebody made another day."""
    request = Request(start, "Amina", phone, "web", "sleep", None, True, True, key=f"mine {reference}")
    return talk.diary.book(request, talk.now, reference=reference)

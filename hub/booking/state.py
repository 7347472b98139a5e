"""What is known so far of an appointment that somebody is making, moving, looking up or giving up."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Self

from hub.phone_numbers import PhoneRefusedError, is_mobile, parse_phone
from hub.replies import Channel, Reply

Wish = Literal["book", "check", "change", "cancel"]
Step = Literal[
    "when",
    "waiting_list",
    "first_name",
    "phone",
    "topic",
    "needs",
    "text_ok",
    "voicemail_ok",
    "confirm",
    "amend",
    "reference",
    "proof",
]
ANY = "any"
"""Any evening, of one on the waiting list."""
_BOOKING: tuple[Step, ...] = ("when", "first_name", "phone", "topic", "needs", "text_ok", "voicemail_ok")
WISHES: dict[str, Wish] = {
    "book_appointment": "book",
    "check_appointment": "check",
    "change_appointment": "change",
    "cancel_appointment": "cancel",
}


@dataclass(frozen=True)
class State:
    """One dialogue. Times are ISO 8601 with offset; "" in an optional answer means that it was skipped."""

    wish: Wish
    start: str | None = None
    offered: tuple[str, ...] = ()
    asked: str | None = None
    """The evening, ISO 8601, that was asked for last and is taken."""
    list_for: str | None = None
    """For which evening, or ANY, the waiting list is on offer; and for which the person waits."""
    waits_for: str | None = None
    first_name: str | None = None
    phone: str | None = None
    topic: str | None = None
    needs: str | None = None
    text_ok: bool | None = None
    voicemail_ok: bool | None = None
    reference: str | None = None
    found: str | None = None
    """The reference of the appointment that the person has proven to be theirs."""
    amending: bool = False
    own_number_refused: bool = False
    number: int = 1
    """Counts the bookings of a conversation."""
    begun: str = ""
    """When this dialogue began, ISO 8601: with ``number`` it tells one wish from the next, and the same yes from both."""

    @property
    def step(self) -> Step | None:
        """The question that comes next; None when all is known that the wish needs."""
        if self.amending:
            return "amend"
        if self.wish == "book":
            if self.list_for == ANY:
                return "waiting_list"
            values = {"when": self.waits_for or self.start, "text_ok": self.waits_for or self.text_ok}
            return next((s for s in _BOOKING if values.get(s, getattr(self, s, None)) is None), "confirm")
        if self.found is None:
            return "reference" if self.reference is None else "proof"
        if self.wish == "check":
            return None
        return "when" if self.wish == "change" and self.start is None else "confirm"

    def but(self, **changes: Any) -> Self:
        """The same with some answers changed."""
        return replace(self, **changes)

    @property
    def moment(self) -> datetime:
        """The time chosen; only after "when"."""
        return datetime.fromisoformat(self.start or "")

    def own_number(self, said: Said) -> str | None:
        """The number that a message came from, where it serves: for the waiting list one that gets texts."""
        own = said.own_number
        return None if own and self.waits_for and not is_mobile(own) else own

    def to_dict(self) -> dict[str, Any]:
        """As JSON, for Rasa's slot."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """What ``to_dict`` wrote."""
        return cls(**{**kept, "offered": tuple(kept.get("offered", ()))})


@dataclass(frozen=True)
class Said:
    """One message, with what the channel and Rasa know of it."""

    text: str
    intent: str | None
    confidence: float
    channel: Channel
    conversation: str
    now: datetime
    caller: str | None = None
    """The caller's own number, E.164, on SMS and voice."""
    owned: tuple[str, ...] = field(default=())
    """References of appointments made in this conversation: its session proves them."""

    @property
    def own_number(self) -> str | None:
        """The number that it came from, E.164, where it is one that we can phone; on the web there is none."""
        if self.channel == "web" or self.caller is None:
            return None
        try:
            return parse_phone(self.caller).e164
        except PhoneRefusedError:
            return None


@dataclass(frozen=True)
class Taken:
    """What a message led to. ``state`` is None when the dialogue is over; a digression is for somebody else to answer."""

    state: State | None
    replies: tuple[Reply, ...] = ()
    is_digression: bool = False
    booked: str | None = None
    """The reference of an appointment that this conversation made, or proved to be its own."""

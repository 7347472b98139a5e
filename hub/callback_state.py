"""What is known so far of a call-back that somebody is asking for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, Self

from hub.replies import Reply

Step = Literal["first_name", "phone", "when", "topic", "confirm", "amend"]


@dataclass(frozen=True)
class State:
    """One dialogue. ``opens``: when the session begins that is promised, ISO 8601 with offset; ``part`` of it suits.

    A topic of "" was skipped. ``begun`` tells one request of a conversation from the next, and the same yes from both.
    """

    first_name: str | None = None
    phone: str | None = None
    opens: str | None = None
    part: str = ""
    topic: str | None = None
    amending: bool = False
    own_number_refused: bool = False
    begun: str = ""

    @property
    def step(self) -> Step:
        """The question that comes next."""
        if self.amending:
            return "amend"
        known = {"first_name": self.first_name, "phone": self.phone, "when": self.opens, "topic": self.topic}
        steps: tuple[Step, ...] = ("first_name", "phone", "when", "topic")
        return next((step for step in steps if known[step] is None), "confirm")

    @property
    def session(self) -> datetime:
        """When the session begins; only after "when"."""
        return datetime.fromisoformat(self.opens or "")

    def but(self, **changes: Any) -> Self:
        """The same with some answers changed."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """As JSON, for Rasa's slot."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> Self:
        """What ``to_dict`` wrote."""
        return cls(**kept)


@dataclass(frozen=True)
class Taken:
    """What a message led to. ``state`` is None when the dialogue is over; a digression is for somebody else to answer."""

    state: State | None
    replies: tuple[Reply, ...] = ()
    is_digression: bool = False
    requested: bool = False

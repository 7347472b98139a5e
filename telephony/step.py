"""One step of a call: what is said, and where the call stands then."""

from __future__ import annotations

from dataclasses import dataclass

from telephony.conference import Joins
from telephony.place import Place
from telephony.speech import Said


@dataclass(frozen=True)
class Step:
    """What is said, and where the call stands then; None where it is over. ``is_news``: it is what * repeats.

    ``joins``: the caller goes to a call handler.
    """

    said: tuple[Said, ...]
    place: Place | None
    is_news: bool = True
    joins: Joins | None = None

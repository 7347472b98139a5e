"""What the table tests share."""

from hub.anonymise.reading import Reading
from hub.anonymise.recognisers.base import Recogniser


def found(recogniser: Recogniser, text: str) -> list[str]:
    """The stretches that one recogniser finds, in the order of the text."""
    return [text[start:end] for start, end in sorted(set(recogniser.find(Reading(text))))]


def covered(recogniser: Recogniser, text: str, wanted: str) -> bool:
    """Whether every letter and digit of a stretch is found."""
    inside = {at for start, end in recogniser.find(Reading(text)) for at in range(start, end)}
    first = text.index(wanted)
    return all(at in inside for at in range(first, first + len(wanted)) if text[at].isalnum())

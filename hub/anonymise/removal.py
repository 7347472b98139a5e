"""From a text to the same text without personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.anonymise.placeholders import Placeholders
from hub.anonymise.spans import Span

if TYPE_CHECKING:
    from hub.anonymise.engine import Finder


@dataclass(frozen=True)
class Anonymised:
    """A text with placeholders, and what was replaced; offsets are characters of the original."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class _Stretch:
    """A part of the text as it now stands: left as it was (``span`` is None), or replaced."""

    text: str
    start: int
    span: Span | None = None


def anonymise(text: str, by: Finder | None = None) -> Anonymised:
    """Replace personal data; looks again until nothing more is found, so that doing it twice changes nothing.

    Never raises on any text. Without finds the text is returned as it is.
    """
    if by is None:
        # Here, not above: Presidio and spaCy take seconds to import, and every part imports this package.
        from hub.anonymise.engine import finder

        by = finder()
    placeholders = Placeholders(text)
    stretches = [_Stretch(text, 0)]
    # Each look takes letters away, so there is an end to it; the second nearly always finds nothing more.
    while found := by.find("".join(stretch.text for stretch in stretches)):
        stretches = _replaced(stretches, found, placeholders)
    return Anonymised("".join(s.text for s in stretches), tuple(s.span for s in stretches if s.span is not None))


def _replaced(stretches: list[_Stretch], found: list[Span], placeholders: Placeholders) -> list[_Stretch]:
    """Cut what was found (offsets in the text as it now stands) out of the stretches that are still original."""
    result: list[_Stretch] = []
    at = 0
    for stretch in stretches:
        if stretch.span is None:
            result += _cut(stretch, at, found, placeholders)
        else:
            result.append(stretch)
        at += len(stretch.text)
    return result


def _cut(stretch: _Stretch, at: int, found: list[Span], placeholders: Placeholders) -> list[_Stretch]:
    parts: list[_Stretch] = []
    done = 0
    for span in found:
        first, last = max(span.start - at, done), min(span.end - at, len(stretch.text))
        if first >= last:
            continue
        if first > done:
            parts.append(_Stretch(stretch.text[done:first], stretch.start + done))
        original = Span(stretch.start + first, stretch.start + last, span.type)
        value = stretch.text[first:last]
        parts.append(_Stretch(placeholders.give(span.type, value), original.start, original))
        done = last
    if done < len(stretch.text):
        parts.append(_Stretch(stretch.text[done:], stretch.start + done))
    return parts


def prepare() -> None:
    """Load word lists and the trained classifier now (seconds), rather than with the first text."""
    anonymise("Thank you, Amelia Okafor.")

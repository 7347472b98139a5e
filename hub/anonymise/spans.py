"""What is found in a text: where it stands and what kind of personal data it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PiiType(StrEnum):
    """The kinds of personal data, most certain first: where two finds overlap, the earlier kind keeps the ground."""

    EMAIL = "EMAIL"
    URL_HANDLE = "URL_HANDLE"
    NI_NUMBER = "NI_NUMBER"
    NHS_NUMBER = "NHS_NUMBER"
    PHONE = "PHONE"
    DOB = "DOB"
    POSTCODE = "POSTCODE"
    CASE_REF = "CASE_REF"
    ADDRESS = "ADDRESS"
    SCHOOL = "SCHOOL"
    NAME = "NAME"


# What stands in a text in the place of what was taken out.
PLACEHOLDER = re.compile(r"\[(" + "|".join(PiiType) + r")(?: (\d{1,6}))?\]")
_RANK = {kind: rank for rank, kind in enumerate(PiiType)}

_WORDED = frozenset({PiiType.NAME, PiiType.SCHOOL, PiiType.ADDRESS})


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive, counted as Python does) are personal data of this type."""

    start: int
    end: int
    type: PiiType


def settle(text: str, found: Iterable[Span], kept: Iterable[tuple[int, int]] = ()) -> list[Span]:
    """Spans in order without overlap, clear of what is ``kept``; what another kind leaves over of a span stays one.

    Nothing remains of a span without a letter or digit.
    """
    taken: list[tuple[int, int]] = list(kept)
    spans: list[Span] = []
    found = list(found)
    longer = [span for span in found if span.type not in _WORDED and _is_code(text[span.start : span.end])]
    found = [span for span in found if not any(_within(span, other) for other in longer)]
    for span in sorted(found, key=lambda s: (_RANK[s.type], s.start - s.end, s.start)):
        for start, end in _free(span, taken):
            trimmed = _trim(text, start, end)
            whole = (start, end) == (span.start, span.end)
            if trimmed is not None and (whole or span.type in _WORDED or any(c.isdigit() for c in text[start:end])):
                taken.append(trimmed)
                spans.append(Span(*trimmed, span.type))
    return sorted(spans, key=lambda s: s.start)


def _is_code(value: str) -> bool:
    """Letters and digits in one piece."""
    return any(c.isalpha() for c in value) and not any(c.isspace() for c in value)


def _within(span: Span, other: Span) -> bool:
    """Whether a longer code has it in it: "MC-7741-26" is no phone number after "MC"."""
    return other.start <= span.start and span.end <= other.end and other.end - other.start > span.end - span.start


def _free(span: Span, taken: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of a span nothing else has taken."""
    parts = [(span.start, span.end)]
    for first, last in taken:
        if first >= span.end or last <= span.start:
            continue
        parts = [
            part
            for start, end in parts
            for part in ([(start, end)] if first >= end or last <= start else [(start, first), (last, end)])
            if part[0] < part[1]
        ]
    return parts


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    if start > 0 or end < len(text):
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None

"""Cells that a spreadsheet shows and never reckons with."""

from __future__ import annotations

_RECKONED = "=+-@\t\r"


def cell(value: object) -> str:
    """A value as text; what a spreadsheet would take for a formula begins with an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \n")[:1] and text.lstrip(" \n")[0] in _RECKONED else text

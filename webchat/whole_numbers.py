"""Whole numbers as JSON writes them: 7.0 is one, too, and OpenAPI's readers may send it."""

from __future__ import annotations


def whole(number: object) -> object:
    """A float without a fraction as an int; everything else as it is, for pydantic to judge."""
    return int(number) if isinstance(number, float) and number.is_integer() else number

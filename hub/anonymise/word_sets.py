"""Long lists of words, written as prose so that they can be read and changed."""

from __future__ import annotations


def word_list(text: str) -> tuple[str, ...]:
    """The words of a text, in order.

    >>> word_list("red green")
    ('red', 'green')
    """
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())

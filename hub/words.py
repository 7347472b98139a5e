"""Text as it comes in: made safe to read and to pass on."""

from __future__ import annotations

import re
import unicodedata

MAX_MESSAGE_CHARACTERS = 10_000


def clean(text: str) -> str:
    """Normalised text on one line: no control or invisible characters, no leading slash.

    Unicode tag characters could hide instructions; a leading ``/`` would be taken by Rasa for an intent.
    """
    visible = "".join(
        " " if c.isspace() or unicodedata.category(c) == "Cc" else c
        for c in text
        if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    # After the removal: an invisible character can stand between a letter and its accent.
    normal = unicodedata.normalize("NFC", visible)
    return re.sub(r" +", " ", normal).strip().lstrip("/\\ ").strip()


def readable(text: str) -> str:
    """Text of several lines without signs that no database and no screen can show."""
    return "".join(
        c for c in text.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")
    ).strip()


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it, in any script."""
    return any(c.isalnum() for c in text)

"""Text as it comes in: made safe to read and to pass on."""

from __future__ import annotations

import re
import unicodedata

MAX_MESSAGE_CHARACTERS = 10_000


def clean(text: str) -> str:
    """Normalised text on one line: no control or invisible characters, no leading slash.

    Unicode tag characters could hide instructions; a leading ``/`` would be taken by Rasa for an intent.
    """
    normal = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if c.isspace() or unicodedata.category(c) == "Cc" else c
        for c in normal
        if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    return re.sub(r" +", " ", visible).strip().lstrip("/\\ ").strip()


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it, in any script."""
    return any(c.isalnum() for c in text)

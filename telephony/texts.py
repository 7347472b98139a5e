"""What a text message from us looks like: in the GSM alphabet, in at most three segments, the rest on demand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.rendering import rendered
from hub.replies import Reply
from knowledge_base.gsm7 import septets, to_gsm7
from telephony.speech import plain

# A segment of a longer message holds 153 characters.
THREE_SEGMENTS = 3 * 153
MORE = "Reply MORE for the rest."
_WANTS_MORE = re.compile(r"\W*(?:reply )?more(?: please)?\W*", re.IGNORECASE)


def wants_more(text: str) -> bool:
    """Whether a message asks for the rest, and nothing else."""
    return _WANTS_MORE.fullmatch(text) is not None


def as_text(replies: Sequence[Reply], link: str | None) -> str:
    """The replies of a turn as one text, with a link to read on."""
    parts = [plain(text) for text in rendered(replies, "sms")]
    if link:
        parts.append(f"More: {link}")
    return "\n".join("\n".join(to_gsm7(line) for line in part.splitlines()) for part in parts)


def cut(text: str) -> tuple[str, str]:
    """What fits now, with how to get the rest; and the rest, "" where all of it fits."""
    if septets(text) <= THREE_SEGMENTS:
        return text, ""
    room = THREE_SEGMENTS - len(MORE) - 1
    end = _end(text, room)
    return f"{text[:end].rstrip()}\n{MORE}", text[end:].strip()


def _end(text: str, room: int) -> int:
    """Where to cut: after a line, else a sentence, else a word, and not too early."""
    most = room
    while septets(text[:most]) > room:
        most -= 1
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, 0, most)
        if at >= most // 2:
            return at + 1
    return most

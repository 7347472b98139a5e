"""Whether an answer is a full one. A limited one counts as an error: under load nothing is broken but too much."""

from __future__ import annotations

import json
import re
from html import unescape

from hub.limited import NOTICE

_NOT_FULL = ("limited", "failed")
_GATHER = re.compile(r'<Gather\b[^>]*\baction="([^"]+)"')
_LIMITED = ("we have a fault", "part of our system is not working", NOTICE.lower())


def chat_problem(status: int, body: str) -> str | None:
    """What is wrong with an answer of the web chat; None where nothing is. Never what it says."""
    if status != 200:
        return f"status {status}"
    answer = json.loads(body)
    if answer["outcome"] in _NOT_FULL:
        return str(answer["outcome"])
    return None if answer["replies"] else "empty"


def twiml_problem(status: int, body: str) -> str | None:
    """The same of an answer to a webhook."""
    if status != 200:
        return f"status {status}"
    if any(words in body.lower() for words in _LIMITED):
        return "limited"
    return None if "<Message>" in body or "<Say" in body else "empty"


def where_it_goes_on(body: str) -> str | None:
    """The address that a call goes on at; None where it is over."""
    found = _GATHER.search(body)
    return unescape(found[1]) if found else None

"""The page on which a person can read an answer whole, with its sources."""

from __future__ import annotations

from hub import knowledge
from hub.conversation import Turn
from telephony.line import Telephony


def read_on(telephony: Telephony, turn: Turn) -> str | None:
    """The address of the page of the turn's answer; None where it has none, or we have no address on the internet."""
    search = knowledge.search_if_ready()
    answered = next((reply for reply in turn.replies if reply.kind == "answer" and reply.article), None)
    if answered is None or search is None or not telephony.doors.environment.public_url:
        return None
    article = search.knowledge_base.get(answered.article or "")
    return f"{telephony.public_url}/guidance/{article.slug}" if article else None

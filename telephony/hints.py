"""What callers are likely to say, for Twilio's speech recognition: the knowledge base's own vocabulary first."""

from __future__ import annotations

import re
from collections import Counter

from hub import knowledge
from knowledge_base.store import KnowledgeBase

# Few and short: more of them help the recognition less, and each TwiML carries them all.
MOST_PHRASES, MOST_CHARACTERS = 120, 60
_OURS = (
    "autism",
    "autistic",
    "ADHD",
    "Neurodiversity Hub",
    "SEND",
    "SENCO",
    "opening hours",
    "appointment",
    "Wednesday evening",
    "talk to a person",
    "say that again",
    "slower please",
    "tell me more",
    "Hertfordshire",
)
_ABBREVIATION = re.compile(r"\b[A-Z]{2,}[a-z]?[A-Z]*s?\b")

_made: tuple[KnowledgeBase, str] | None = None


def hints() -> str:
    """The phrases, separated by commas; only our own few while the index is not built."""
    global _made  # noqa: PLW0603 (made once for each reload of the articles)
    search = knowledge.search_if_ready()
    if search is None:
        return ",".join(_OURS)
    if _made is None or _made[0] is not search.knowledge_base:
        _made = (search.knowledge_base, ",".join(phrases(search.knowledge_base)))
    return _made[1]


def phrases(knowledge_base: KnowledgeBase) -> list[str]:
    """Our own phrases, the abbreviations that several articles use, and what the articles are called."""
    used: Counter[str] = Counter()
    for article in knowledge_base:
        used.update(set(_ABBREVIATION.findall(f"{article.title} {article.body}")))
    abbreviations = [word for word, count in used.most_common() if count > 1]
    buttons = [re.sub(r"[^\w' -]+", " ", article.button) for article in knowledge_base]
    found = dict.fromkeys(" ".join(phrase.split()) for phrase in (*_OURS, *abbreviations, *buttons))
    return [phrase for phrase in found if 0 < len(phrase) <= MOST_CHARACTERS][:MOST_PHRASES]

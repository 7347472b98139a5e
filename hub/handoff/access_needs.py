"""What a parent says of themselves that a call handler must know to talk with them. Said plainly, never guessed."""

from __future__ import annotations

import re

_I = r"\b(?:i['’]?m|i am|im|we['’]?re|we are)(?: (?:a bit|very|also|profoundly|registered|partially|really|quite))*"
_NEEDS = {
    "deaf or hard of hearing": rf"{_I} (?:deaf|hard of hearing)\b|\bi (?:can['’]?t|cannot) hear (?:well|properly|on the phone)\b",
    "British Sign Language": r"\b(?:i|we) (?:use|sign in|need) (?:bsl|british sign language)\b|\bbsl interpreter\b",
    "blind or partially sighted": rf"{_I} (?:blind|sighted|visually impaired)\b",
    "dyslexic": rf"{_I} dyslexic\b|\bi have dyslexia\b",
    "autistic": rf"{_I} autistic(?: myself)?\b(?! (?:child|son|daughter))",
    "phone calls are hard": r"\b(?:i|we) (?:can['’]?t|cannot|don['’]?t|struggle to|hate to|find it hard to) (?:talk|speak|do|use|manage|cope)(?: with| on)?(?: the)? (?:phone|phone calls|calls|telephone)\b|\bi (?:hate|struggle with) phone calls\b",
    "an interpreter": r"\b(?:need|want|like|have)(?: an?)? (?:\w+ )?interpreter\b|\b(?:english is not|english isn['’]?t) my first language\b|\b(?:my english|i (?:don['’]?t|do not) speak (?:much|good) english)\b",
}
_PATTERNS = {need: re.compile(pattern, re.IGNORECASE) for need, pattern in _NEEDS.items()}


def access_needs(text: str) -> list[str]:
    """The needs that a message names."""
    return [need for need, pattern in _PATTERNS.items() if pattern.search(text)]

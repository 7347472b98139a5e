"""Other languages than English: which one a message is in, and what a native speaker has approved in it (languages.yml).

Guidance stays English. What nobody has read is not shown to families: they get the language's own name, the emergency
numbers in digits, simple English, and how to ask for an interpreter.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from hub import menu
from hub.outcomes import Outcome
from hub.replies import Button, Reply
from hub.safety.languages import OTHER_WORDS, is_english
from hub.safety.plain_words import sentences

FILE = Path(__file__).with_name("languages.yml")
BOOK = Button("Book a phone call", "/book_appointment")
# Letters that only one of them is written in, of those we know: Urdu's beside Arabic's.
_BENGALI, _ARABIC = re.compile(r"[\u0980-\u09FF]"), re.compile(r"[\u0600-\u06FF]")
_URDU = re.compile(r"[\u0679\u0688\u0691\u06BA\u06BE\u06C1\u06D2\u067E\u0686\u06AF]")
_ENOUGH_LETTERS = 4


class Text(BaseModel):
    """One text. It is a draft until both its reviewer, a native speaker, and the day are recorded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    reviewer: str | None = None
    reviewed: date | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> Text:
        if bool(self.reviewer) is not bool(self.reviewed):
            raise ValueError("a reviewed text has a reviewer and a day")
        return self


class Language(BaseModel):
    """A language: its own name for itself, its name in English, and its texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    english: str
    direction: Literal["ltr", "rtl"] = "ltr"
    texts: dict[str, Text]

    def shown(self, *, drafts: bool = False) -> dict[str, str]:
        """What may be shown: the reviewed texts; for staff the drafts too."""
        return {key: one.text for key, one in self.texts.items() if drafts or one.reviewer}

    @property
    def is_reviewed(self) -> bool:
        """Whether every text is: an interface half in one language helps nobody."""
        return all(one.reviewer for one in self.texts.values())


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """All languages of the file, by their code (BCP 47). Raises pydantic.ValidationError where it is not as described."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {code: Language.model_validate(entry) for code, entry in raw.items()}


def written_in(text: str) -> str | None:
    """The code of the language that a message is in, as far as it is one of ours; None for English and any other."""
    if len(_BENGALI.findall(text)) >= _ENOUGH_LETTERS:
        return "bn"
    if len(_ARABIC.findall(text)) >= _ENOUGH_LETTERS:
        return "ur" if _URDU.search(text) else "ar"
    sentence = " ".join(sentences(text))
    if is_english(sentence):
        return None
    words = sentence.split()
    known = {code: sum(word in of for word in words) for code, of in OTHER_WORDS.items()}
    best = max(known, key=lambda code: known[code])
    # A name or a place is one word; two languages that know the words equally well leave it open.
    clear = list(known.values()).count(known[best]) == 1
    return best if known[best] >= 2 and clear else None


def reply(code: str) -> Reply:
    """What somebody gets who writes in a language that we do not answer in yet; a text message holds Latin letters only."""
    language = languages()[code]
    texts = language.shown()
    own = [texts[key] for key in ("emergency", "only_english", "interpreter") if key in texts]
    english = (
        "I only understand English so far. Please write short sentences in English.\n\n"
        f"You can ask for an interpreter. Choose a button. Then write: interpreter, {language.english}."
    )
    plain = (
        f"{language.english}: I only understand English so far. Please write short sentences in English. "
        f"For an interpreter write: interpreter, {language.english}. Danger now: 999."
    )
    numbers = "Danger now: **999**. Urgent mental health help: **111**, then **2**, or **0800 6444 101**."
    return Reply(
        kind="message",
        outcome=Outcome.INFORMATION,
        web="\n\n".join([f"**{language.name}** ({language.english})", *own, numbers, english]),
        sms=plain,
        voice=plain,
        buttons=(menu.PERSON, BOOK),
    )

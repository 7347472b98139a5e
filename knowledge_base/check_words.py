"""Whether an article keeps to the words of house style: banned_words.yml, with the better word for each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge_base.check_page import Finding, Page

WORDS_FILE = Path(__file__).parent / "banned_words.yml"
_EMOJI = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]"


@dataclass(frozen=True)
class Banned:
    """A wording to find, what to say instead, and the names in which it is right."""

    pattern: re.Pattern[str]
    say: str
    but_not: re.Pattern[str] | None = None


@cache
def banned_words() -> tuple[Banned, ...]:
    """The entries of banned_words.yml."""
    data = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    banned = [
        Banned(_phrases(entry["find"]), entry["say"], _phrases(entry["but_not"]) if "but_not" in entry else None)
        for entry in data["words"]
    ]
    for entry in data["signs"]:
        signs = "|".join(_EMOJI if sign == "emoji" else re.escape(sign) for sign in entry["find"])
        banned.append(Banned(re.compile(signs), entry["say"]))
    return tuple(banned)


def _phrases(phrases: list[str]) -> re.Pattern[str]:
    found = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{found})(?![\w-])", re.IGNORECASE)


def check_words(page: Page) -> Iterator[Finding]:
    """All banned wordings of a page; the example questions are not looked at."""
    for piece in page.pieces:
        for banned in banned_words():
            text = banned.but_not.sub(_blank, piece.text) if banned.but_not else piece.text
            for word in dict.fromkeys(match[0] for match in banned.pattern.finditer(text)):
                yield page.error(
                    page.line_with(word, piece.line),
                    f'{piece.rendition} says "{_shown(word)}". To mend: say {banned.say}.',
                )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _shown(word: str) -> str:
    return word if word.isascii() else f"{word} ({unicodedata.name(word[0], 'a sign').lower()})"

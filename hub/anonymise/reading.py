"""A text read once for all recognisers: its words, and the digits in it, written or spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine

from hub.anonymise.codes import Code, codes
from hub.anonymise.digits import Digits, digit_runs
from hub.anonymise.spans import PLACEHOLDER
from hub.anonymise.vocabulary import phrase_words

# Letters of any script with their accents; apostrophes within.
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f\u0610-\u065f\u0900-\u0dff]*)+(?:['’ʼ`](?:[^\W\d_][\u0300-\u036f]*)+)*")
# The words of links and addresses are no words of the sentence.
_LINK = re.compile(
    r"\S*(?:://|www\.)\S+|\S+@\S+\.\S+|(?<!\w)[\w-]+(?:\.[\w-]+)*\.(?:uk|com|org|net|gov)(?![\w-])\S*", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['’ʼ`]s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its possessive: characters ``start`` to ``end`` of the text."""

    start: int
    end: int
    text: str
    plain: str  # lower case, straight apostrophes
    possessive: bool


class Reading(NlpArtifacts):
    """What Presidio hands to each recogniser along with the text."""

    def __init__(self, text: str) -> None:
        self.text = text  # the parts that a language model would fill stay unset: no recogniser of ours asks for them

    @cached_property
    def lower(self) -> str:
        """The text in lower case, character for character; placeholders blanked, so that no context reaches over them."""
        blanked = PLACEHOLDER.sub(lambda match: "\x00" * len(match[0]), self.text) if "[" in self.text else self.text
        return "".join(low if len(low := c.lower()) == 1 else c for c in blanked)

    @cached_property
    def placeholders(self) -> list[tuple[int, int]]:
        """Where something has been replaced already."""
        return [match.span() for match in PLACEHOLDER.finditer(self.text)]

    @cached_property
    def words(self) -> list[Word]:
        """The words outside placeholders and links."""
        skipped = list(self.placeholders)
        if "." in self.text or ":" in self.text:
            skipped += [match.span() for match in _LINK.finditer(self.text)]
        return list(_words(self.text, skipped))

    @cached_property
    def phrases(self) -> list[int]:
        """Which words belong to phrases that are known to be ordinary, see ``phrase_words``."""
        return phrase_words([word.plain for word in self.words])

    @cached_property
    def codes(self) -> list[Code]:
        """Stretches of letters and digits said piece by piece."""
        return list(codes(self.lower))

    @cached_property
    def runs(self) -> list[list[Digits]]:
        """Digits that stand together, run by run."""
        return list(digit_runs(self.lower))

    def before(self, position: int, length: int = 40) -> str:
        """The characters before a position, in lower case."""
        return self.lower[max(0, position - length) : position]

    def after(self, position: int, length: int = 40) -> str:
        """The characters from a position on, in lower case."""
        return self.lower[position : position + length]


class ReadingEngine(NoOpNlpEngine):
    """Presidio's place for a language model, taken by our reader: nothing is downloaded, nothing is looked up."""

    def __init__(self) -> None:
        super().__init__([{"lang_code": "en", "model_name": "none"}])

    def process_text(self, text: str, language: str) -> Reading:  # noqa: ARG002 (Presidio's signature)
        """Read the text."""
        return Reading(text)


def _words(text: str, skipped: list[tuple[int, int]]) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        start, end = match.span()
        if any(a <= start < b for a, b in skipped):
            continue
        if end - start < 3 and (text[end : end + 1].isdigit() or text[start - 1 : start].isdigit()):
            continue  # "M25", "y9", "30mg"
        written = match[0]
        possessive = _POSSESSIVE.search(written)
        if possessive and possessive.start() > 0:
            written = written[: possessive.start()]
            end = start + len(written)
        plain = written.lower().replace("’", "'").replace("ʼ", "'").replace("`", "'")
        yield Word(start, end, written, plain, bool(possessive))

"""Names of people, of every origin usual in the county, with and without capitals, and spelt out ("k h a d i j a")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hub.anonymise.lexicon import lexeme
from hub.anonymise.name_features import looked_up
from hub.anonymise.name_model import NameModel
from hub.anonymise.reading import Reading, Word
from hub.anonymise.recognisers.base import Recogniser
from hub.anonymise.spans import PiiType
from hub.anonymise.spelt_out import abbreviations, spelt_out
from hub.anonymise.vocabulary import is_everyday
from hub.anonymise.word_sets import word_set

# Log odds from which a word counts as a name, by what is known of the word: chosen on the training comments by
# cross-validation, see docs/privacy-anonymiser.md. A word that nothing shows to be ordinary is a name in doubt.
_UNKNOWN, _NAME_ELSEWHERE, _RARE_ENGLISH, _ORDINARY = -4.0, -1.7, -2.5, -2.0
_FOREIGN = 0.5  # a word of another language
_NEAR_OTHERS = 0.8  # less is needed in a text in which something personal was found already
_TITLES = frozenset({"mr", "mrs", "ms", "mister", "missus", "mx", "messrs"})
_ALSO_VERBS = frozenset({"dr", "doctor", "miss", "uncle", "auntie", "aunty", "prof", "professor"})
_NO_NAMES = word_set(
    "and or is was who at in on the of to for a an but said says has had will can what that men man bean maker tumble president speaker chair "
    "he she they we i you it from with"
)
_PARTICLES = word_set("de da do dos das di del della van von der den bin ibn al el la le abu mac mc st")
_JOINS = re.compile(r"[ \t]{1,2}|\.? ?|[-‐‑–]|['’]s? |\. ?")


class NameRecogniser(Recogniser):
    """Words that the classifier takes for names, neighbours joined to one name."""

    kind = PiiType.NAME

    def __init__(self, model: NameModel, stricter: float = 0.0) -> None:
        self._model = model
        self._stricter = stricter
        super().__init__()

    def find(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Names spelt out, then all others."""
        yield from spelt_out(reading)
        yield from joined(reading, self._names(reading))

    def _names(self, reading: Reading) -> list[bool]:
        words = reading.words
        if not words:
            return []
        said = abbreviations(reading)
        level = self._stricter - (_NEAR_OTHERS if reading.placeholders else 0.0)
        phrases = reading.phrases
        names = [
            (score > level + threshold(reading, at) or _after_title(reading, at) or _initial(reading, at))
            and phrases[at] < 2
            and word.plain not in _TITLES | _ALSO_VERBS
            and not any(start <= word.start < end for start, end in said)
            for at, (word, score) in enumerate(zip(words, self._model.scores(reading), strict=True))
        ]
        return _with_initials(reading, _with_surnames(reading, names, phrases))


def threshold(reading: Reading, at: int) -> float:
    """From which score on a word counts as a name."""
    word = reading.words[at]
    known = lexeme(looked_up(word))
    if len(word.text) == 1:
        return 0.5
    if not known.latin:
        return _NAME_ELSEWHERE if known.listed else _FOREIGN
    if known.status == "f":
        return _FOREIGN
    if known.status == "a":
        return _NAME_ELSEWHERE
    if known.status in "oh" or known.near == 2:
        return _ORDINARY
    if known.status == "e":
        return _RARE_ENGLISH if word.text[0].isupper() and known.zipf < 7 else _ORDINARY
    if known.zipf >= 8:
        return _NAME_ELSEWHERE if known.listed else _ORDINARY
    return _UNKNOWN


def _initial(reading: Reading, at: int) -> bool:
    """ "about K. age 11", "R.T.": a capital with a full stop that ends no sentence, or two of them."""
    word = reading.words[at]
    if (
        len(word.text) != 1
        or not word.text.isupper()
        or word.text in "IA"
        or reading.text[word.end : word.end + 1] != "."
    ):
        return False
    before = reading.words[at - 1].plain if at else ""
    after = reading.text[word.end + 1 : word.end + 4].lstrip()
    twin = re.fullmatch(r"[A-Z]\.?\W?.?", after) is not None and reading.text[word.end + 1 : word.end + 2].isupper()
    return before not in _LETTERED and (
        twin
        or after[:1].islower()
        or after[:1].isdigit()
        or (at > 0 and len(reading.words[at - 1].text) == 1 and reading.words[at - 1].end + 1 == word.start)
    )


_LETTERED = word_set(
    "vitamin plan part section option band group grade team hepatitis block form type room ward unit class stage level year page appendix annex"
)


def _after_title(reading: Reading, at: int) -> bool:
    """Whether "Mr", "Mrs", "Ms" stand before the word: whoever is called so is a person."""
    before = reading.words[at - 1].plain if at else ""
    if before not in _TITLES | _ALSO_VERBS or reading.words[at - 1].possessive:
        return False
    between = reading.text[reading.words[at - 1].end : reading.words[at].start]
    if between not in (" ", ". ", ".", "  ") or reading.words[at].plain in _NO_NAMES:
        return False
    return before in _TITLES or lexeme(reading.words[at].plain).status in "-a"


def _with_surnames(reading: Reading, names: list[bool], phrases: list[int]) -> list[bool]:
    """A capitalised word just after a name is its surname; a particle between or before is part of it ("De Souza")."""
    words = reading.words
    result = list(names)
    if not reading.text.isupper():
        for at in range(1, len(words)):
            word = words[at]
            if (
                result[at - 1]
                and not result[at]
                and not phrases[at]
                and word.text.istitle()
                and reading.text[words[at - 1].end : word.start] == " "
                and lexeme(word.plain).status != "h"
                and not (lexeme(word.plain).status == "o" and lexeme(word.plain).zipf >= 7)
            ):
                result[at] = True
    for at in range(len(words) - 2, -1, -1):
        if (
            result[at + 1]
            and words[at].plain in _PARTICLES
            and reading.text[words[at].end : words[at + 1].start] == " "
        ):
            result[at] = words[at].text[0].isupper() or (at > 0 and result[at - 1])
    return result


def _with_initials(reading: Reading, names: list[bool]) -> list[bool]:
    """ "J. Patel": a letter just before a name belongs to it."""
    words = reading.words
    result = list(names)
    for at in range(len(words) - 2, -1, -1):
        word = words[at]
        between = reading.text[word.end : words[at + 1].start]
        if (
            result[at + 1]
            and len(word.text) == 1
            and (between in (".", ". ") or (between == " " and word.text.isupper() and word.text != "I"))
        ):
            result[at] = True
    return result


def joined(reading: Reading, names: list[bool]) -> Iterator[tuple[int, int]]:
    """Neighbouring names as one stretch; what a hyphen joins to a name belongs to it."""
    words = reading.words
    names = _hyphenated(reading, names)
    start: int | None = None
    end = 0
    for at, word in enumerate(words):
        if not names[at]:
            if start is not None:
                yield start, end
            start = None
            continue
        if start is not None and not _JOINS.fullmatch(reading.text[end : word.start]):
            yield start, end
            start = None
        if start is None:
            start = word.start
        end = word.end
    if start is not None:
        yield start, end


def _hyphenated(reading: Reading, names: list[bool]) -> list[bool]:
    words = reading.words
    result = list(names)
    for at in range(len(words) - 1):
        if reading.text[words[at].end : words[at + 1].start] in ("-", "‐", "‑") and names[at] != names[at + 1]:
            other: Word = words[at + 1] if names[at] else words[at]
            if other.text[0].isupper() or (reading.text.islower() and not is_everyday(other.plain)):
                result[at] = result[at + 1] = True
    return result

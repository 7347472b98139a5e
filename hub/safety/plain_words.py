"""A message in plain words: one spelling, one kind of letter, no disguises; cut into sentences.

Everything here is linear in the length of the text and takes any Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz.distance import DamerauLevenshtein

SPELLINGS = Path(__file__).parent.parent / "safety_data" / "spellings.yml"
_LONGEST_PHRASE = 4
# Letters that look alike or that keyboards give for one another, in Arabic and Urdu.
_LETTERS = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ک": "ك",
        "ۃ": "ه",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ؤ": "و",
    }
    | {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"'}
)
_DIGIT_LETTERS = (
    str.maketrans("013457@$!|", "oieastasil"),
    str.maketrans("013457@$!|", "oleastasll"),
)
_SENTENCE_END = re.compile(r"[.!?;:\n\r…؟۔।॥]+|\s[-–—]+\s")
_SPELT_OUT = re.compile(r"(?<!\w)(?:\w[ .\-_,]){3,}\w(?!\w)")
_WORD = re.compile(r"[\w'*@$!|\u0980-\u09ff]+")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True)
class Spellings:
    """What spellings.yml says."""

    rewrites: dict[tuple[str, ...], str]
    near: tuple[str, ...]
    not_near: frozenset[str]
    disguised: frozenset[str]
    glued: dict[str, str]


@lru_cache(maxsize=1)
def spellings() -> Spellings:
    """The spellings, read once."""
    read = yaml.safe_load(SPELLINGS.read_text(encoding="utf-8"))
    rewrites = {tuple(written.split()): meant for meant, ways in read["rewrites"].items() for written in ways}
    return Spellings(
        rewrites,
        tuple(read["near"]),
        frozenset(read["not_near"]),
        frozenset(word for phrase in read["disguised"] for word in phrase.split()),
        {phrase.replace(" ", ""): phrase for phrase in sorted(read["disguised"], key=len, reverse=True)},
    )


def sentences(text: str) -> list[str]:
    """The sentences of a text, each in plain words; none for a text without words."""
    plain = _one_alphabet(text)
    plain = _SPELT_OUT.sub(_joined, plain)
    found = (" ".join(_words(part)) for part in _SENTENCE_END.split(plain))
    return [sentence for sentence in found if sentence]


def _one_alphabet(text: str) -> str:
    """Lower case, accents of Latin and Arabic letters off, look-alike letters and quotes as one."""
    lowered = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    if lowered.isascii():
        return lowered
    kept = []
    for letter in unicodedata.normalize("NFD", lowered):
        code = ord(letter)
        if 0x300 <= code <= 0x36F or 0x64B <= code <= 0x655 or code in (0x640, 0x670):
            continue
        category = unicodedata.category(letter)
        if category == "Cf":
            continue
        kept.append(" " if category in ("Cc", "Cs", "Co", "Cn") and letter not in "\n\r" else letter)
    # Composed again, so that Bengali vowel signs stand as the rules have them.
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def _joined(match: re.Match[str]) -> str:
    """``s u i c i d e`` as a word; a row of numbers stays."""
    letters = re.sub(r"[ .\-_,]", "", match[0])
    if not letters.isalpha():
        return match[0]
    for glued, phrase in spellings().glued.items():
        if glued in letters:
            before, after = letters.split(glued, 1)
            return f"{before} {phrase} {after}".strip()
    return letters


def _words(sentence: str) -> list[str]:
    """The words of one sentence, each spelling brought to its meaning, the longest phrase first."""
    raw = [word for word in (_undisguised(word.strip("'!|*")) for word in _WORD.findall(sentence)) if word]
    rewrites = spellings().rewrites
    words: list[str] = []
    place = 0
    while place < len(raw):
        for length in range(min(_LONGEST_PHRASE, len(raw) - place), 0, -1):
            meant = rewrites.get(tuple(raw[place : place + length]))
            if meant is not None:
                words.extend(meant.split())
                place += length
                break
        else:
            words.append(raw[place].replace("'s", "").replace("'", ""))
            place += 1
    return [word for word in words if word]


@lru_cache(maxsize=20_000)
def _undisguised(word: str) -> str:
    """``k1ll``, ``s*icide``, ``killlll`` and ``sucicide`` as what they mean; any other word as it is."""
    known = spellings()
    if len(word) < 3 or word in known.disguised or not _LATIN.search(word):
        return word
    tries = []
    if not word.isalpha():
        tries += [word.translate(table) for table in _DIGIT_LETTERS]
        if "*" in word:
            shape = re.compile(re.sub(r"\\\*(?:\\\*)*", r"[a-z]{1,4}", re.escape(word)))
            tries += sorted(wanted for wanted in known.disguised if shape.fullmatch(wanted))
    if re.search(r"(.)\1\1", word):
        tries += [re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1{2,}", r"\1", word)]
    for tried in tries:
        if tried in known.disguised:
            return tried
    if tries and re.search(r"(.)\1\1", word):
        return re.sub(r"(.)\1{2,}", r"\1", word)
    return _nearest(word, known)


def _nearest(word: str, known: Spellings) -> str:
    """The word of ``near`` that this one misspells, or the word itself."""
    if len(word) < 6 or len(word) > 16 or word in known.not_near or (word,) in known.rewrites or word in known.near:
        return word
    for wanted in known.near:
        allowed = 2 if len(wanted) >= 11 else 1
        if (
            wanted[0] == word[0]
            and abs(len(wanted) - len(word)) <= allowed
            and DamerauLevenshtein.distance(word, wanted, score_cutoff=allowed) <= allowed
        ):
            return wanted
    return word

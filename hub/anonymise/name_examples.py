"""What the classifier of names learns from.

The names in the labelled comments are swapped for others of every origin, in several casings, so that it learns where
names stand rather than which; some are hidden from the lists, since no list has every name. The phrasings of the
knowledge base, its articles and the safety screen's examples, which hold no names, teach what people write otherwise.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.anonymise.lexicon import Lexeme, lexeme
from hub.anonymise.name_features import looked_up
from hub.anonymise.name_swaps import Names, Piece, Row, recased, slip, small, swapped
from hub.anonymise.reading import Reading, Word
from hub.anonymise.vocabulary import article_sentences, ordinary, said

_FOLDER = Path(__file__).parent.parent / "anonymise_data"
DATA = (_FOLDER / "training.jsonl", _FOLDER / "training_second.jsonl")
COPIES = 8
COPIES_WITHOUT_NAMES = 3
COPIES_OF_SENTENCES = 10
_SEED = 20261124
NAME_PLACES, NOT_NAMES = _FOLDER / "name_places.txt", _FOLDER / "not_names.txt"

# Places for listed words that are names too, by a word of their heading in ordinary.txt.
_CARRIERS = {
    "town": (
        "we live in {}", "is there a group in {} or Stevenage", "{} is too far for us", "we moved from {} to Hitchin last year", "Anything near {}?",
        "the GP in {} said wait", "{}, Baldock and Letchworth have nothing", "from {} it takes an hour", "Parking in {} is awful", "the bus to {} stopped",
        "{} has no group for teenagers", "we're in {} but the school is in Watford", "the clinic at {} was fine", "{} library was lovely",
    ),
    "month": (
        "in {}", "nothing since {}", "the review is in {}", "{} or September?", "by the end of {}", "14 {} at 2pm", "last {} we were told to wait", "until {} 2027",
        "referred {} 2024", "{} half term", "every {} it gets worse",
    ),
    "language": ("he speaks {} at home", "is there a leaflet in {}", "the {} teacher said no", "we are {} and our GP is not", "{} families get less help", "she failed {}"),
    "religio": ("is there a {} group", "we are a {} family", "he goes to a {} school"),
    "food": ("he only eats {}", "{} is all she eats", "plain pasta, {} and toast"),
    "brand": ("he loves {}", "{} every day after school", "we got it from {}", "she plays {} all night", "{} is open late"),
    "hospital": ("we were seen at {}", "{} said 18 months", "the clinic at {} lost the letter"),
    "service": ("we were referred to {}", "{} never replied", "is {} still running"),
    "charit": ("{} were brilliant", "I rang {} and got through", "the {} course helped"),
    "condition": ("he has {}", "is {} linked to autism", "{} runs in the family"),
    "medicine": ("he takes {}", "{} made her sick", "on {} since May"),
    "therap": ("has anyone tried {}", "{} helped him", "the {} form"),
    "title": ("the {} was kind", "ask the {}"),
}  # fmt: skip

_SURE = ("town", "month", "language", "religio", "food")
_MOST = 120  # texts taken for the sake of one word that is a name elsewhere
_TAILS = (
    "and we are worn out",
    "please help",
    "so what now",
    "he is six",
    "since last year",
    "at school",
    "thanks",
    "for my son",
)


@dataclass
class Example:
    """A text to learn from: its reading, what each word is known as, and the words that count, 1 for a name."""

    reading: Reading
    lexemes: list[Lexeme]
    labels: list[int]  # 1 a name, 0 none, -1 not looked at
    group: int  # texts of one origin share it


def read_rows(*paths: Path) -> list[Row]:
    """Labelled comments; those to train with where no file is named."""
    files = (path.read_text(encoding="utf-8") for path in paths or DATA)
    return [json.loads(line) for text in files for line in text.splitlines() if line.strip()]


def located(row: Row) -> list[Piece]:
    """Start, end and type of each labelled piece of a comment; a value listed twice is looked for twice."""
    found: list[Piece] = []
    for piece in sorted(row["pii"], key=lambda p: -len(p["span"])):
        value = piece["span"]
        places = [match.start() for match in re.finditer(re.escape(value), row["text"])]
        free = [at for at in places if not any(a < at + len(value) and at < b for a, b, _ in found)]
        whole = [at for at in free if _whole(row["text"], at, at + len(value))]
        found += [(at, at + len(value), piece["type"]) for at in (whole or free)[:1]]
    return sorted(found)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the stretch begins and ends at the edge of a word."""
    return not (start and text[start - 1].isalnum() and text[start].isalnum()) and not (
        end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    )


def examples(rows: Sequence[Row]) -> Iterator[Example]:
    """Everything to learn from."""
    source = random.Random(_SEED)
    names = Names(source)
    group = 0
    for group, row in enumerate(rows):
        pieces = located(row)
        yield _example(row["text"], pieces, source, group)
        for _ in range(COPIES if pieces else COPIES_WITHOUT_NAMES):
            text, moved = swapped(row["text"], pieces, names, source)
            if not pieces and source.random() < 0.3:
                text = slip(text, source)
            yield _example(text, moved, source, group)
    for carrier in lines(NAME_PLACES):
        group += 1
        for _ in range(COPIES_OF_SENTENCES):
            yield _example(*_filled(carrier, names, source), source, group)
    for text in _without_names(source):
        group += 1
        yield _example(text, [], source, group)


def lines(path: Path) -> list[str]:
    """The lines of a list, without its comments."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def _filled(carrier: str, names: Names, source: random.Random) -> tuple[str, list[Piece]]:
    """A sentence with names in its places, the first after a title a surname."""
    text, pieces = "", []
    for part in re.split(r"(\{\})", carrier):
        if part == "{}":
            name = names.give("last" if text.endswith("Miss ") else "first", words=0.5)
            if source.random() < 0.15:
                name += " " + names.give("last")
            written = name.title() if source.random() < 0.6 else name
            pieces.append((len(text), len(text) + len(written), "NAME"))
            text += written
        else:
            text += part
    if source.random() < 0.3:
        text += source.choice(
            (" thanks", " please help", ". It has been months", " and nobody listens", ", what can we do?", " x")
        )
    return recased(text, pieces, source)


def _without_names(source: random.Random) -> Iterator[str]:
    for line in lines(NOT_NAMES):
        yield line
        yield recased(line[:1].upper() + line[1:], [], source)[0]
        yield f"{line} {source.choice(_TAILS)}"
    met: Counter[str] = Counter()
    for line in said():
        if _has_rare(line, met) or source.random() < 0.2:
            yield slip(line, source) if source.random() < 0.25 else line
    for line in article_sentences():
        if _has_rare(line, met) or source.random() < 0.3:
            yield recased(line, [], source)[0]
    for heading, word in ordinary().groups:
        ambiguous = "also names" in heading
        for key, carriers in _CARRIERS.items():
            if key in heading and (not ambiguous or key in _SURE):
                for carrier in source.sample(carriers, 3 if ambiguous else int(source.random() < 0.2)):
                    text = carrier.format(word.title())
                    yield text if source.random() < 0.6 else small(text)


def _has_rare(line: str, met: Counter[str]) -> bool:
    """Whether a word that is a name elsewhere is in it, and not one that had its share already ("will")."""
    words = {word for word in re.findall(r"[a-z]{2,}", line.lower()) if lexeme(word).status == "a"}
    met.update(words)
    return any(met[word] <= _MOST for word in words)


def _example(text: str, pieces: Sequence[Piece], source: random.Random, group: int) -> Example:
    """Words of a text with what they are: names 1, all else 0; words of schools and addresses 1 where they are not ordinary."""
    reading = Reading(text)
    labels: list[int] = []
    lexemes: list[Lexeme] = []
    for word in reading.words:
        kind = next((kind for start, end, kind in pieces if start < word.end and word.start < end), None)
        known = lexeme(looked_up(word))
        if kind is None:
            # Plain words in texts without names teach little: most are passed over, which makes the training short.
            plain = not pieces and known.status in "oh" and known.near == 3 and not known.listed and known.zipf > 8
            labels.append(-1 if plain and source.random() < 0.6 else 0)
        elif kind == "NAME" or (kind in ("SCHOOL", "ADDRESS") and known.status == "-" and known.near < 2):
            labels.append(1)
        else:
            labels.append(-1)
        lexemes.append(_varied(word, known, kind, source))
    return Example(reading, lexemes, labels, group)


def _varied(word: Word, known: Lexeme, kind: str | None, source: random.Random) -> Lexeme:
    """Now and then a name is on no list, and an ordinary word not known as such: it must do without."""
    throw = source.random()
    if kind is not None:
        return known._replace(first=0, last=0) if throw < 0.2 and known.zipf < 8 and len(word.plain) > 3 else known
    if known.zipf < 9 and known.status in "ohe" and throw < 0.12:
        return known._replace(
            status="-",
            near=3 if known.zipf >= 7 and not known.listed else 2 if throw < 0.06 else 1 if throw < 0.1 else 0,
        )
    return known

"""What the classifier of names sees of each word: the word, its writing, its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hub.anonymise.lexicon import Lexeme, lexeme
from hub.anonymise.reading import Reading, Word
from hub.anonymise.vocabulary import ordinary

LexemeOf = Callable[[int, Word], Lexeme]

_SENTENCE_ENDS = frozenset(".!?\n•")
_PUNCTUATION = {
    ",": ",",
    ".": ".",
    "!": ".",
    "?": ".",
    "\n": "n",
    ":": ":",
    ";": ",",
    "(": "(",
    ")": ")",
    "-": "-",
    "–": "=",
    "—": "=",
    "/": "/",
    "&": "&",
    '"': "q",
    "“": "q",
    "”": "q",
    "'": "q",
    "‘": "q",
    "[": "[",
    "]": "]",
    "@": "@",
    "+": "&",
}


def features(reading: Reading, lexeme_of: LexemeOf | None = None) -> list[list[str]]:
    """For each word of a text the names of its features."""
    words = reading.words
    lexemes = [lexeme(looked_up(word)) if lexeme_of is None else lexeme_of(at, word) for at, word in enumerate(words)]
    if not words:
        return []
    text = reading.text
    case = _case(words)
    in_phrase = reading.phrases
    classes = [_class(known) for known in lexemes]
    shown = [_shown(word, known) for word, known in zip(words, lexemes, strict=True)]
    gaps = [_gap(text, words[at - 1].end if at else 0, word.start) for at, word in enumerate(words)]
    gaps.append(_gap(text, words[-1].end, len(text)) + "$")
    gaps[0] = "^" + gaps[0]
    count = len(words)
    before, after = ["^^", "^", *shown], [*shown[1:], "$", "$$"]
    shapes = [_shape(word.text) for word in words]
    rows: list[list[str]] = []
    for at, (word, known) in enumerate(zip(words, lexemes, strict=True)):
        kind, shape = classes[at], shapes[at]
        first = "s" if "." in gaps[at] or "n" in gaps[at] or "^" in gaps[at] else "m"
        look = f"{shape}{case}{first}"
        name = "L" if known.listed else "-"
        near = known.near
        previous, following = before[at + 1], after[at]
        previous2, following2 = before[at], after[at + 1] if at + 1 < count else "$$"
        kind_before = classes[at - 1] if at else "^"
        kind_after = classes[at + 1] if at + 1 < count else "$"
        shape_before = shapes[at - 1] if at else "^"
        shape_after = shapes[at + 1] if at + 1 < count else "$"
        gap_before, gap_after = gaps[at], gaps[at + 1]
        possessive = "'s" if word.possessive else ""
        coarse = f"{name}{known.status}{near}"
        row = [
            f"k{kind}",
            f"kl{kind}{look}",
            f"c{coarse}",
            f"cl{coarse}{look}",
            f"z{known.zipf}{name}{near}",
            f"zl{known.zipf}{name}{look}",
            f"f{known.first}{known.last}{known.zipf}",
            f"l{look}",
            f"p{previous}",
            f"n{following}",
            f"pc{previous}|{coarse}",
            f"nc{following}|{coarse}",
            f"pz{previous}|{name}{known.zipf // 2}",
            f"nz{following}|{name}{known.zipf // 2}",
            f"pl{previous}|{shape}{case}",
            f"pp{previous2}|{previous}",
            f"nn{following}|{following2}",
            f"pn{previous}|{following}",
            f"p2{previous2}|{name}",
            f"n2{following2}|{name}",
            f"bk{kind_before}|{coarse}",
            f"ak{kind_after}|{coarse}",
            f"bs{shape_before}{shape}{case}{first}{name}",
            f"as{shape_after}{shape}{case}{first}{name}",
            f"g{gap_before}|{coarse}",
            f"h{gap_after}|{coarse}",
            f"gh{gap_before}|{gap_after}|{name}{shape}",
            f"gp{gap_before}|{previous}",
            f"hn{gap_after}|{following}",
            f"gg{following}|{gaps[min(at + 2, count)]}|{coarse}",
            f"nv{following}|{following2}|{coarse}",
            f"y{possessive}{coarse}",
            f"yl{possessive}{name}{look}",
            f"ns{following[-2:]}|{coarse}{first}",
            f"ps{previous[-2:]}|{coarse}",
            f"d{min(len(word.plain), 9)}{name}{near}",
            f"e{word.plain[-2:]}{near}",
        ]
        if known.zipf >= 6 or known.status in "oahe":
            own = word.plain
            row += [
                f"w{own}",
                f"wl{own}|{look}",
                f"wp{own}|{previous}",
                f"wn{own}|{following}",
                f"wg{own}|{gap_before}",
                f"wh{own}|{gap_after}",
                f"wk{own}|{kind_after}",
                f"wb{own}|{kind_before}",
            ]
        if in_phrase[at]:
            phrase = f"phrase{in_phrase[at]}"
            row += [phrase, f"{phrase}{coarse}", f"{phrase}{look}"]
        if not known.latin:
            row += ["foreign", f"foreign{known.first}"]
        if count <= 3:
            row.append(f"short{count}{coarse}")
        rows.append(row)
    return rows


def looked_up(word: Word) -> str:
    """The word as the lists may have it: with its possessive where that is a name of its own ("nando's")."""
    return f"{word.plain}'s" if word.possessive and f"{word.plain}'s" in ordinary().words else word.plain


def second_look(
    rows: list[list[str]], scores: Sequence[float], reading: Reading, lexemes: Sequence[Lexeme]
) -> list[list[str]]:
    """The features again with what the first look thought of the neighbours and of the same word elsewhere."""
    words = reading.words
    levels = [_level(score) for score in scores]
    best: dict[str, float] = {}
    for word, score in zip(words, scores, strict=True):
        best[word.plain] = max(best.get(word.plain, -9.0), score)
    most = [*sorted(scores, reverse=True)[:2], -9.0, -9.0]
    looked: list[list[str]] = []
    for at, row in enumerate(rows):
        left = levels[at - 1] if at else "^"
        right = levels[at + 1] if at + 1 < len(levels) else "$"
        left2 = levels[at - 2] if at > 1 else "^"
        right2 = levels[at + 2] if at + 2 < len(levels) else "$"
        own = levels[at]
        known = lexemes[at]
        coarse = f"{'L' if known.listed else '-'}{known.status}{known.near}"
        other = most[1] if scores[at] == most[0] else most[0]
        looked.append(
            [
                *row,
                f"O{own}",
                f"OL{left}{own}",
                f"OR{own}{right}",
                f"OC{own}{coarse}",
                f"L{left}{coarse}",
                f"R{right}{coarse}",
                f"LR{left}{own}{right}",
                f"L2{left2}{left}{own}",
                f"R2{own}{right}{right2}",
                f"B{_level(best[words[at].plain])}{own}",
                f"M{_level(other)}{own}",
                f"MC{_level(other)}{coarse}",
            ]
        )
    return looked


def _level(score: float) -> str:
    return (
        "a"
        if score < -5
        else "b"
        if score < -2.5
        else "c"
        if score < -0.8
        else "d"
        if score < 0.8
        else "e"
        if score < 2.5
        else "f"
    )


def _case(words: Sequence[Word]) -> str:
    """How the text is written: l all small, u all capitals, t nearly every word with a capital, n as usual."""
    titled = sum(word.text[0].isupper() for word in words if len(word.text) > 1)
    small = sum(word.text.islower() for word in words)
    if titled == 0:
        return "l"
    if small == 0:
        return "u" if sum(word.text.isupper() for word in words) * 2 > len(words) else "t"
    return "t" if len(words) > 4 and titled > 0.7 * len(words) else "n"


def _shape(written: str) -> str:
    if len(written) == 1:
        return "I" if written.isupper() else "i"
    if written.islower():
        return "l"
    if written.isupper():
        return "U"
    return "T" if written[0].isupper() and written[1:].islower() else "M" if written[0].isupper() else "x"


def _gap(text: str, start: int, end: int) -> str:
    """The punctuation between two words, told in few kinds."""
    between = text[start:end]
    if between == " ":
        return ""
    marks = {("0" if c.isdigit() else _PUNCTUATION.get(c, "" if c.isspace() else "~")) for c in between}
    if "\n" in between:
        marks.add("n")
    return "".join(sorted(marks))[:3]


def _class(known: Lexeme) -> str:
    return f"{known.status}{known.zipf // 2}{known.first}{known.last}{known.near}"


def _shown(word: Word, known: Lexeme) -> str:
    """A neighbour as the classifier may remember it: common words themselves, names and rare words by kind."""
    if known.status in "ohe" or known.near == 3 or known.zipf >= 10:
        return word.plain + ("'s" if word.possessive else "")
    own = ("<N" if known.listed else "<U") + ("s>" if word.possessive else ">")
    return own if known.status != "a" else "<A>"

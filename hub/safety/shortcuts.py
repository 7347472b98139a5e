"""Which letters a regular expression cannot do without, so that most sentences are spared most patterns.

For ``(?:kill|hang) (?:him|her)self`` those are "kill" and "hang": a sentence with neither need not be searched.
"""

from __future__ import annotations

from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

# Words shorter than this are in nearly every sentence and spare nothing.
_SHORTEST = 3
Needs = frozenset[str]


def needed(pattern: str) -> Needs | None:
    """Of these strings, a text that matches has at least one; None where nothing can be said."""
    return _of_sequence(_parser.parse(pattern))


def _of_sequence(sequence: Any) -> Needs | None:
    """The best of what the parts of a sequence need: the longest shortest string, then the fewest."""
    found: list[Needs] = []
    run = ""
    for code, argument in sequence:
        if code is codes.LITERAL:
            run += chr(argument)
            continue
        if len(run) >= _SHORTEST:
            found.append(frozenset((run,)))
        run = ""
        part = _of_part(code, argument)
        if part is not None:
            found.append(part)
    if len(run) >= _SHORTEST:
        found.append(frozenset((run,)))
    return max(found, key=_worth, default=None)


def _of_part(code: Any, argument: Any) -> Needs | None:
    if code is codes.SUBPATTERN:
        return _of_sequence(argument[-1])
    if code is codes.BRANCH:
        branches = [_of_sequence(branch) for branch in argument[1]]
        if any(branch is None for branch in branches):
            return None
        return frozenset().union(*(branch for branch in branches if branch is not None))
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[0] >= 1:
        return _of_sequence(argument[2])
    return None


# What is in so many sentences that needing it spares little.
_COMMON = frozenset(
    [
        "the",
        "and",
        "not",
        "him",
        "her",
        "she",
        "they",
        "you",
        "was",
        "has",
        "had",
        "are",
        "for",
        "but",
        "with",
        "that",
        "this",
        "have",
        "his",
        "all",
        "can",
        "will",
        "when",
        "from",
        "out",
        "what",
        "who",
        "how",
        "get",
        "got",
        "now",
        "the",
        "say",
        "says",
        "said",
        "child",
        "son",
        "daughter",
        "school",
        "home",
        "want",
        "mum",
        "dad",
        "kid",
        "kids",
    ]
)


def _worth(needs: Needs) -> tuple[bool, int, int]:
    common = sum(need.strip() in _COMMON for need in needs)
    return (common == 0, -common, -len(needs))

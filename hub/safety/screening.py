"""The screen itself: cuts a message into sentences, asks both lines of defence, and decides on a level.

Rules give points, the classifier gives points, and the sum decides; but what a rule calls "act now" is never silenced
by the classifier, at most lowered to "check". Until ``prepare`` has run, or where it fails, the rules decide alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import structlog

from hub.safety.classifier import Classifier, Score
from hub.safety.crisis import GRAVEST_FIRST, Crisis, CrisisKind, CrisisLevel
from hub.safety.languages import is_english
from hub.safety.meaning import MeaningEncoder
from hub.safety.other_languages import LetterClassifier
from hub.safety.plain_words import sentences
from hub.safety.rules import Match, RuleBook, rule_book
from hub.safety.training import learn_letters, read_examples, train_apart, trained
from hub.settings import environment

log = structlog.get_logger()
_RANK: dict[CrisisLevel | None, int] = {None: 0, "check": 1, "act_now": 2}

# Points of a rule by its level; the classifier adds its score, about -1 to 1. The figures these lead to are in
# docs/evaluation.md: CHECK_FROM is set so that few true crises are missed, at the price of numbers shown in vain.
RULE_POINTS: dict[CrisisLevel, float] = {"act_now": 1.0, "check": 0.5}
ACT_NOW_FROM = 0.4
CHECK_FROM = -0.15
# Longer sentences (speech has no full stops) are read in stretches of so many words, one beginning so many words after the other.
STRETCH, STRIDE = 40, 30
# Neighbouring sentences of up to this many words are judged together; a message of up to so many also as a whole.
TOGETHER = 25
WHOLE = 60
# How many parts are compared by meaning, the likeliest first, in messages of up to so many words: what 10 ms for
# 30 words and 100 ms for 10,000 characters allow.
PARTS_BY_WORDS = ((32, 2), (120, 4))
PARTS_AT_MOST = 5


@dataclass(frozen=True)
class Part:
    """Sentences that are judged together."""

    sentences: tuple[str, ...]
    is_whole: bool = False

    @property
    def words(self) -> str:
        """The sentences as one."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Finding:
    """What was found in one sentence (or the whole of a short message), and what followed."""

    sentence: str
    rules: tuple[Match, ...]
    score: Score | None
    level: CrisisLevel | None

    @property
    def points(self) -> float:
        """The sum that decides; without a classifier, the points of the rule."""
        return _points(self.rules) + (self.score.crisis if self.score else 0)

    @property
    def kind(self) -> CrisisKind:
        """The kind of the strongest rules; among several the one that the classifier names, else the gravest."""
        strongest = _points(self.rules)
        kinds = {match.rule.kind for match in self.rules if RULE_POINTS[match.level] == strongest}
        if self.score and (not kinds or self.score.kind in kinds):
            return self.score.kind
        return next(kind for kind in GRAVEST_FIRST if kind in kinds)


@dataclass(frozen=True)
class Explanation:
    """Why a message was judged as it was, for a person to read."""

    crisis: Crisis | None
    findings: tuple[Finding, ...]
    by_rules_alone: bool

    def __str__(self) -> str:
        """A few lines, the deciding sentence first."""
        verdict = f"{self.crisis.level}: {self.crisis.kind}" if self.crisis else "no crisis"
        lines = [verdict + (" (rules alone: the classifier is not loaded)" if self.by_rules_alone else "")]
        for finding in self.findings:
            lines.append(f"  in “{finding.sentence}”")
            lines += [
                f"    rule {match.rule.id} ({match.rule.kind}, {match.level}): “{match.words}”"
                for match in finding.rules
            ]
            if finding.score:
                lines.append(f"    classifier {finding.score.crisis:+.2f}, sounds most like {finding.score.kind}")
                lines.append(
                    f"    {finding.points:+.2f} points: check from {CHECK_FROM:+.2f}, act_now from {ACT_NOW_FROM:+.2f}"
                )
        return "\n".join(lines)


class Screen:
    """Both lines of defence of one process. ``rules_alone`` counts the messages that only the rules could judge."""

    def __init__(
        self,
        rules: RuleBook,
        encode: MeaningEncoder | None = None,
        classifier: Classifier | None = None,
        letters: LetterClassifier | None = None,
    ) -> None:
        self._rules, self._encode, self._classifier, self._letters = rules, encode, classifier, letters
        self.rules_alone = 0

    @property
    def complete(self) -> bool:
        """Whether the classifier is there."""
        return self._classifier is not None and self._encode is not None

    def judge(self, text: str) -> Explanation:
        """Judge a message, whatever its length and its letters."""
        parts = _parts(text)
        rules = self._rules.narrowed(" ".join(part.words for part in parts))
        matches = [_matches(part, rules) for part in parts]
        scores = self._scores(parts, matches)
        findings = [
            Finding(part.words, found, score, _level(found, score))
            for part, found, score in zip(parts, matches, scores, strict=True)
            if found or score
        ]
        findings.sort(key=lambda finding: (_RANK[finding.level], finding.points), reverse=True)
        crisis = None
        if findings and findings[0].level:
            by_child = any(self._rules.by_child(part.words) for part in parts)
            crisis = Crisis(findings[0].kind, findings[0].level, by_child)
        alone = not self.complete or (bool(findings) and all(score is None for score in scores))
        self.rules_alone += alone
        return Explanation(crisis, tuple(findings), alone)

    def _scores(self, parts: Sequence[Part], matches: Sequence[tuple[Match, ...]]) -> list[Score | None]:
        """What the classifiers make of each part; None where there is no time or no classifier."""
        scores: list[Score | None] = [None] * len(parts)
        english = [is_english(part.words) for part in parts]
        if self._letters is not None:
            scores = [
                None if known else self._letters.score(part.words) for part, known in zip(parts, english, strict=True)
            ]
        if self._classifier is None or self._encode is None:
            return scores
        places = [place for place, known in enumerate(english) if known]
        words = sum(len(part.words.split()) for part in parts if not part.is_whole)
        allowed = next((count for most, count in PARTS_BY_WORDS if words <= most), PARTS_AT_MOST)
        if len(places) > allowed:
            rank = self._classifier.rank
            places.sort(
                key=lambda place: (parts[place].is_whole, bool(matches[place]), rank(parts[place].words)), reverse=True
            )
        try:
            chosen = places[:allowed]
            layers = self._encode.encode_all([parts[place].words for place in chosen]) if chosen else ()
            for place, meaning in zip(chosen, layers, strict=True):
                scores[place] = self._classifier.score(parts[place].words, meaning)
        except Exception as error:  # noqa: BLE001 (whatever fails in the encoder, the rules still stand)
            log.error("safety_classifier_failed", error=type(error).__name__)
            return [None if known else score for known, score in zip(english, scores, strict=True)]
        return scores


def _matches(part: Part, rules: RuleBook) -> tuple[Match, ...]:
    """What rules find in each sentence of a part, and in a whole across them; each rule once, at its highest level."""
    found: dict[str, Match] = {}
    for text in (*part.sentences, part.words) if part.is_whole else part.sentences:
        for match in rules.matches(text):
            before = found.get(match.rule.id)
            if before is None or RULE_POINTS[match.level] > RULE_POINTS[before.level]:
                found[match.rule.id] = match
    return tuple(found.values())


def _parts(text: str) -> list[Part]:
    """The whole of a short message, and its sentences: short neighbours together, long ones cut."""
    parts: list[Part] = []
    gathered: list[str] = []
    for sentence in (piece for found in sentences(text) for piece in _stretches(found)):
        if gathered and sum(len(one.split()) for one in gathered) + len(sentence.split()) > TOGETHER:
            parts.append(Part(tuple(gathered)))
            gathered = []
        gathered.append(sentence)
    if gathered:
        parts.append(Part(tuple(gathered)))
    every = tuple(sentence for part in parts for sentence in part.sentences)
    if len(parts) > 1 and sum(len(one.split()) for one in every) <= WHOLE:
        parts.insert(0, Part(every, is_whole=True))
    return parts


def _stretches(sentence: str) -> list[str]:
    words = sentence.split()
    if len(words) <= STRETCH:
        return [sentence]
    return [" ".join(words[start : start + STRETCH]) for start in range(0, len(words) - STRETCH + STRIDE, STRIDE)]


def _points(found: Sequence[Match]) -> float:
    return max((RULE_POINTS[match.level] for match in found), default=0.0)


def _level(found: Sequence[Match], score: Score | None) -> CrisisLevel | None:
    by_rule = _points(found)
    certain = by_rule == RULE_POINTS["act_now"]
    if score is None:
        return "act_now" if certain else "check" if found else None
    points = by_rule + score.crisis
    if points >= ACT_NOW_FROM:
        return "act_now"
    return "check" if certain or points >= CHECK_FROM else None


_complete: Screen | None = None


@cache
def _rules_alone() -> Screen:
    return Screen(rule_book())


def _current() -> Screen:
    return _complete or _rules_alone()


def prepare() -> None:
    """Load the rules, then the classifier, training it first where that was not done yet. Never raises."""
    global _complete  # noqa: PLW0603 (one screen for the process)
    alone = _rules_alone()
    try:
        encode = MeaningEncoder()
        train_apart(environment().hub_state)
        letters = learn_letters(read_examples())
        _complete = Screen(rule_book(), encode, trained(environment().hub_state, encode), letters)
    except Exception as error:  # noqa: BLE001 (whatever is missing, the front door goes on with the rules)
        log.error("safety_classifier_not_ready", error=type(error).__name__, judged_by_rules_alone=alone.rules_alone)


def complete() -> bool:
    """Whether both lines of defence are up."""
    return _complete is not None


def judged_by_rules_alone() -> int:
    """How many messages this process has judged without the classifier."""
    return _rules_alone().rules_alone + (_complete.rules_alone if _complete else 0)


def screen(text: str) -> Crisis | None:
    """The gravest crisis that a message speaks of, or None. Never raises; works on any text."""
    return _current().judge(text).crisis


def explain(text: str) -> Explanation:
    """The same with its reasons."""
    return _current().judge(text)

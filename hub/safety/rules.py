"""The first line of defence: the rules of rules.yml, matched against sentences in plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from hub.safety.crisis import CrisisKind, CrisisLevel
from hub.safety.languages import is_english
from hub.safety.shortcuts import Needs, needed

RULES = Path(__file__).parent.parent / "safety_data" / "rules.yml"
# What stands where an idiom was taken out: no word of any rule.
_TAKEN_OUT = " ~ "


@dataclass(frozen=True)
class Rule:
    """One rule for one kind of crisis. A pattern is tried only where the sentence has something that it needs."""

    id: str
    kind: CrisisKind
    level: CrisisLevel
    patterns: tuple[tuple[Needs | None, re.Pattern[str]], ...]
    unless: re.Pattern[str] | None
    only_other_languages: bool = False

    def finds(self, sentence: str, has: Needs) -> str | None:
        """The words of a sentence that the rule is about, or None. ``has``: the needed letters that are in it."""
        for needs, pattern in self.patterns:
            if needs is not None and has.isdisjoint(needs):
                continue
            match = pattern.search(sentence)
            if match is not None:
                if self.unless is not None and self.unless.search(sentence):
                    return None
                return match[0].strip()
        return None


@dataclass(frozen=True)
class Match:
    """What a rule found, and the level that it counts for: in a doubtful sentence no more than "check"."""

    rule: Rule
    words: str
    level: CrisisLevel


@dataclass(frozen=True)
class RuleBook:
    """All rules, and the idioms that are taken out of a sentence before they are read."""

    rules: tuple[Rule, ...]
    idioms: re.Pattern[str]
    doubts: re.Pattern[str]
    child_writing: re.Pattern[str]
    needs: tuple[str, ...]

    def narrowed(self, message: str) -> RuleBook:
        """The rules that could find something in a message: worth doing once, before its sentences are searched."""
        has = frozenset(letters for letters in self.needs if letters in message)
        rules = []
        for rule in self.rules:
            patterns = tuple(one for one in rule.patterns if one[0] is None or not has.isdisjoint(one[0]))
            if patterns:
                rules.append(replace(rule, patterns=patterns))
        return replace(self, rules=tuple(rules), needs=tuple(has))

    def matches(self, sentence: str) -> tuple[Match, ...]:
        """What the rules find in one sentence in plain words."""
        literal = self.literal(sentence)
        has = frozenset(letters for letters in self.needs if letters in literal)
        english = is_english(sentence)
        found = [(rule, rule.finds(literal, has)) for rule in self.rules if not (english and rule.only_other_languages)]
        if not any(words for _, words in found):
            return ()
        doubtful = self.doubtful(literal)
        return tuple(
            Match(rule, words, "check" if doubtful else rule.level) for rule, words in found if words is not None
        )

    def doubtful(self, sentence: str) -> bool:
        """Whether a sentence in plain words speaks of long ago, of what did not happen, of a small child and the like."""
        return self.doubts.search(sentence) is not None

    def by_child(self, message: str) -> bool:
        """Whether a message in plain words sounds like a child writing about themselves."""
        return self.child_writing.search(message) is not None

    def literal(self, sentence: str) -> str:
        """A sentence without its idioms."""
        return " ".join(self.idioms.sub(_TAKEN_OUT, sentence).split())


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The rules, read and compiled once."""
    return read_rules(RULES)


def read_rules(path: Path) -> RuleBook:
    """Read a rules file; raises KeyError or re.error where it is not one (a test reads ours)."""
    read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    phrases: dict[str, str] = {}
    for name, phrase in read["phrases"].items():
        phrases[name] = _filled(phrase, phrases)
    rules = []
    for entry in read["rules"]:
        by_kind = entry.get("kinds") or {entry["kind"]: entry["patterns"]}
        whole_words = entry.get("whole_words", True)
        unless = _joined(entry["unless"], phrases) if "unless" in entry else None
        rules += [
            Rule(
                entry["id"],
                kind,
                entry["level"],
                tuple(_with_needs(_filled(pattern, phrases), whole_words=whole_words) for pattern in patterns),
                unless,
                entry.get("only_other_languages", False),
            )
            for kind, patterns in by_kind.items()
        ]
    needs = frozenset().union(*(needs or () for rule in rules for needs, _ in rule.patterns))
    return RuleBook(
        tuple(rules),
        _joined(read["idioms"], phrases),
        _joined(read["doubts"], phrases),
        _joined(read["child_writing"], phrases),
        tuple(sorted(needs)),
    )


def _with_needs(pattern: str, *, whole_words: bool) -> tuple[Needs | None, re.Pattern[str]]:
    composed = unicodedata.normalize("NFC", pattern)
    return needed(composed), re.compile(rf"\b(?:{composed})(?!\w)" if whole_words else composed)


def _joined(patterns: Iterable[str], phrases: dict[str, str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{_filled(pattern, phrases)})" for pattern in patterns)
    return re.compile(rf"\b(?:{unicodedata.normalize('NFC', joined)})(?!\w)")


def _filled(pattern: str, phrases: dict[str, str]) -> str:
    """A pattern with its ``{names}`` replaced; raises KeyError for a name that stands for nothing yet."""
    return re.sub(r"\{([a-z]\w*)\}", lambda match: phrases[match[1]], pattern)

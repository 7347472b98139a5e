"""The rules of the safety screen: every rule finds its examples, every shortcut is safe, contexts take the alarm out."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from hub.safety.plain_words import sentences
from hub.safety.rules import RULES, rule_book
from hub.safety.shortcuts import needed
from hub.safety.training import read_examples

ENTRIES: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["rules"]


def kinds_found(text: str) -> set[str]:
    return {match.rule.kind for sentence in sentences(text) for match in rule_book().matches(sentence)}


def levels_found(text: str) -> set[str]:
    return {match.level for sentence in sentences(text) for match in rule_book().matches(sentence)}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_every_rule_finds_each_of_its_examples(entry: dict[str, Any]) -> None:
    for example in entry["examples"]:
        found = {match.rule.id for sentence in sentences(example) for match in rule_book().matches(sentence)}
        assert entry["id"] in found, example


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my brother says he's going to kill himself", "suicide"),
        ("she told us she doesn't want to be alive any more", "suicide"),
        ("everyone would be better off without me", "suicide"),
        ("i found a noose in his wardrobe", "suicide"),
        ("my niece is cutting her wrists", "self_harm"),
        ("i hurt myself on purpose when it gets too loud", "self_harm"),
        ("she has swallowed a button battery", "medical_emergency"),
        ("he isn't breathing", "medical_emergency"),
        ("my toddler is having a seizure now", "medical_emergency"),
        ("he came at his dad with a hammer", "violence"),
        ("my daughter strangled me last night", "violence"),
        ("i think i might hurt my baby", "immediate_danger"),
        ("she is on the roof and won't come down", "immediate_danger"),
        ("someone is trying to break in to our house", "immediate_danger"),
        ("our boy is missing, he has no coat", "missing_child"),
        ("i can't find my little sister anywhere", "missing_child"),
        ("my partner hits me when he's had a drink", "abuse"),
        ("he keeps my passport and won't let me see my mum", "abuse"),
        ("a man online asked my daughter for naked pictures", "abuse"),
        ("they locked him in a cupboard at school", "abuse"),
    ],
)
def test_what_is_said_plainly_is_found_with_its_kind(text: str, kind: str) -> None:
    assert kind in kinds_found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("moja siostra chce się zabić", "suicide"),
        ("mąż mnie bije przy dzieciach", "abuse"),
        ("fiica mea vrea să moară", "suicide"),
        ("copilul meu a dispărut de la școală", "missing_child"),
        ("a minha filha quer matar-se", "suicide"),
        ("ele não respira", "medical_emergency"),
        ("میری بہن خودکشی کرنا چاہتی ہے", "suicide"),
        ("mera bhai khudkushi ki baat karta hai", "suicide"),
        ("أختي تريد أن تموت", "suicide"),
        ("ابنتي ضاعت ولا نعرف أين هي", "missing_child"),
        ("আমার মেয়ে আত্মহত্যা করতে চায়", "suicide"),
        ("স্বামী আমাকে মারে", "abuse"),
    ],
)
def test_the_other_languages_of_the_county_are_read(text: str, kind: str) -> None:
    assert kind in kinds_found(text)


@pytest.mark.parametrize(
    "text",
    [
        "this waiting list is killing me",
        "he is dying to go on the big slide",
        "my feet are killing me",
        "we have a lesson on suicide prevention next week",
        "he killed the dragon in Minecraft",
        "scared to death of the dentist",
        "I lost the will to live filling in that form",
        "the form cost me an arm and a leg",
        "is there a leaflet on self-harm for school staff",
        "he can hold a knife and fork now",
        "czekanie w kolejce mnie zabije",
        "morro de vergonha",
    ],
)
def test_idioms_games_and_lessons_set_no_rule_off(text: str) -> None:
    assert kinds_found(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "he took an overdose years ago, he is well now",
        "she used to self harm as a teenager, that was ten years ago",
        "he is not missing, he was in the garden",
        "my three year old hits me when he is cross, he is three",
    ],
)
def test_long_ago_not_so_and_very_young_count_for_no_more_than_check(text: str) -> None:
    assert levels_found(text) <= {"check"}


def test_the_shortcuts_spare_time_and_never_a_match() -> None:
    book = rule_book()
    for example in read_examples()[::5]:
        for sentence in sentences(example.text):
            literal = book.literal(sentence)
            has = frozenset(letters for letters in book.needs if letters in literal)
            spared = [
                pattern
                for rule in book.rules
                for needs, pattern in rule.patterns
                if needs is not None and has.isdisjoint(needs)
            ]
            assert [pattern.pattern for pattern in spared if pattern.search(literal)] == [], literal


def test_what_a_pattern_needs_is_read_off_it() -> None:
    assert needed(r"(?:kill|hang) (?:him|her)self") == {"self"}
    assert needed(r"(?:suicid|unaliv)\w*") == {"suicid", "unaliv"}
    assert needed(r"\w+ ?") is None


def test_a_narrowed_rule_book_finds_the_same() -> None:
    text = "he pinned me by the neck and she has taken an overdose"
    whole = [(match.rule.id, match.words) for match in rule_book().matches(text)]
    assert [(match.rule.id, match.words) for match in rule_book().narrowed(text).matches(text)] == whole
    assert len(whole) > 1


def test_a_child_who_writes_is_recognised() -> None:
    assert rule_book().by_child("i am 12 and i want to die")
    assert not rule_book().by_child("my son is 12 and wants to die")

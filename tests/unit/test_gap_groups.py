"""Unanswered questions grouped by meaning."""

from __future__ import annotations

from datetime import date, timedelta

from hub.gap_groups import MOST_QUESTIONS, grouped
from hub.store.tables import Gap
from knowledge_base.encoder import Encoder

DAY = date(2026, 11, 24)


def gap(text: str, nearest: str = "sensory", days: int = 0) -> Gap:
    return Gap(day=DAY - timedelta(days=days), channel="web", nearest=nearest, text=text)


def test_the_same_question_in_other_words_is_one_group_and_the_largest_comes_first(encoder: Encoder) -> None:
    glasses = [
        gap("do coloured glasses help with reading"),
        gap("can tinted lenses help my daughter read", days=3),
        gap("are coloured lenses any good for reading"),
    ]
    horses = [gap("is there horse riding for autistic children"), gap("where can my son go horse riding")]
    alone = [gap("who repairs washing machines", nearest="money")]
    groups = grouped([*horses, *alone, *glasses], encoder)
    assert [len(group.questions) for group in groups] == [3, 2, 1]
    assert set(groups[0].questions) == {one.text for one in glasses}
    assert groups[0].example in groups[0].questions
    assert (groups[0].nearest, groups[0].latest, groups[2].nearest) == ("sensory", DAY, "money")


def test_nothing_asked_is_no_group(encoder: Encoder) -> None:
    assert grouped([], encoder) == []


def test_only_the_newest_are_grouped(encoder: Encoder) -> None:
    groups = grouped([gap("do coloured glasses help")] * (MOST_QUESTIONS + 5), encoder)
    assert [len(group.questions) for group in groups] == [MOST_QUESTIONS]

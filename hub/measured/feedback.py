"""What families said: whether it helped, how satisfied they are, complaints; whole, by channel and by topic."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hub.disclosure import HIDDEN, mean, publish, shown
from hub.disclosure_crossed import Breakdown, Margins, crossed
from hub.feedback import QUOTABLE
from hub.measured.lines import CHANNELS, NO_TOPIC, Line, added, broken_down, counts, in_month, line_of
from hub.months import Month
from hub.settings import DisclosureSettings
from hub.store.tables import Feedback, FeedbackTally


def measured(session: Session, rules: DisclosureSettings, month: Month) -> list[Line]:
    """The lines about the feedback of a month."""
    mine, opinion = FeedbackTally.month == month.first, FeedbackTally.kind == "feedback"
    columns: list[ColumnElement[Any]] = [
        *(added(column) for column in (FeedbackTally.helped, FeedbackTally.not_helped)),
        *(added(column) for column in (FeedbackTally.satisfied, FeedbackTally.rated, FeedbackTally.stars)),
        func.coalesce(func.sum(FeedbackTally.number).filter(FeedbackTally.kind == "complaint"), 0),
        func.coalesce(func.sum(FeedbackTally.number).filter(opinion), 0),
    ]
    yes, no, happy, rated, stars, complaints, feedback = counts(session, (mine,), *columns)
    quotable = counts(session, (*in_month(Feedback.day, month), Feedback.status.in_(QUOTABLE)), func.count())[0]
    helped = _yes_no("helped", yes, no, rules)
    ratings = _yes_no("satisfied", happy, rated - happy, rules)
    parts = [line.value for line in ratings[1:]]
    average = mean(float(stars), rated, rules) if parts and HIDDEN not in parts else HIDDEN
    by_topic = _told(session, FeedbackTally.topic, FeedbackTally.helped, FeedbackTally.not_helped, mine, opinion)
    worst = _least_helpful(by_topic, rules)
    tallies = (("feedback", feedback), ("complaints", complaints), ("comments", quotable))
    return [
        *helped,
        Line("satisfied", "", ratings[0].value, mean=average),
        *ratings[1:],
        *(Line("least_helpful", topic, None) for topic in worst),
        *(Line(key, "", shown(number, rules)) for key, number in tallies),
        *_by_channel_and_topic(session, rules, mine, helped, ratings, worst=worst),
    ]


def _by_channel_and_topic(
    session: Session,
    rules: DisclosureSettings,
    mine: ColumnElement[bool],
    helped: list[Line],
    ratings: list[Line],
    *,
    worst: Collection[str],
) -> list[Line]:
    unsatisfied = FeedbackTally.rated - FeedbackTally.satisfied
    helped_by = _told(session, FeedbackTally.channel, FeedbackTally.helped, FeedbackTally.not_helped, mine)
    happy_by = _told(session, FeedbackTally.channel, FeedbackTally.satisfied, unsatisfied, mine)
    topics = _told(session, FeedbackTally.topic, FeedbackTally.helped, FeedbackTally.not_helped, mine)
    helped_lines, happy_lines = (
        _yes_no_by(key, whole, {channel: table.get(channel, (0, 0)) for channel in CHANNELS}, rules)
        for key, whole, table in (
            ("helped_by_channel", helped, helped_by),
            ("satisfied_by_channel", ratings, happy_by),
        )
    )
    # What the channels say of the yes and of the no stands beside what the topics say.
    beside = _breakdowns(helped_lines)
    return [
        *helped_lines,
        *happy_lines,
        Line("helped_by_topic", "", helped[0].value),
        *_yes_no_by("helped_by_topic", helped, topics, rules, worst=worst, beside=beside),
    ]


def _breakdowns(lines: Sequence[Line]) -> list[Breakdown]:
    """The yes and the no of a crossing that is shown, as breakdowns of the whole yes and no."""
    if HIDDEN in {line.part for line in lines}:
        return []
    sides: tuple[Literal["yes", "no"], ...] = ("yes", "no")
    return [Breakdown(side, [line.value for line in lines if line.part.endswith(f" {side}")]) for side in sides]


def _yes_no(key: str, yes: int, no: int, rules: DisclosureSettings) -> list[Line]:
    found = publish(yes + no, {key: {"yes": yes, "no": no}}, rules)
    return [Line(key, "", found.total), *broken_down(found)]


def _told(
    session: Session,
    by: InstrumentedAttribute[str],
    yes: InstrumentedAttribute[int],
    no: ColumnElement[int] | InstrumentedAttribute[int],
    *mine: ColumnElement[bool],
) -> dict[str, tuple[int, int]]:
    """Who said yes and who said no, by channel or topic, in the order of the names."""
    rows = session.execute(select(by, added(yes), added(no)).where(*mine).group_by(by)).all()
    named = {str(name) or NO_TOPIC: (int(good), int(bad)) for name, good, bad in rows}
    return {name: named[name] for name in sorted(named) if any(named[name])}


def _yes_no_by(
    key: str,
    whole: list[Line],
    table: Mapping[str, tuple[int, int]],
    rules: DisclosureSettings,
    *,
    worst: Collection[str] | None = None,
    beside: Sequence[Breakdown] = (),
) -> list[Line]:
    """A question's yes and no for each row of a table. ``worst``: the topics that are named as least helpful."""
    values = {line.part: line.value for line in whole}
    margins = Margins(values[""], values.get("yes"), values.get("no"), others=beside)

    def agrees(name: str, yes: int, no: int) -> bool:
        return worst is None or name == NO_TOPIC or _is_unhelpful(yes, no, rules) == (name in worst)

    parts = crossed(table, margins, rules, shows_no=True, known=agrees)
    if parts is None or HIDDEN in values:
        return [Line(key, HIDDEN, HIDDEN)] if table else []
    lines = []
    for name, (yes, no) in parts.items():
        base = HIDDEN if yes == HIDDEN or no in (HIDDEN, None) else int(yes) + int(no)
        lines += [line_of(key, f"{name} yes", yes, base), line_of(key, f"{name} no", no or 0, base)]
    return lines


def _is_unhelpful(yes: int, no: int, rules: DisclosureSettings) -> bool:
    return yes + no > rules.hide_up_to and yes < no


def _least_helpful(by_topic: Mapping[str, tuple[int, int]], rules: DisclosureSettings) -> list[str]:
    """Topics where fewer than half said that the answer helped, the least helpful first."""
    worst = [(yes / (yes + no), topic) for topic, (yes, no) in by_topic.items() if _is_unhelpful(yes, no, rules)]
    return [topic for _, topic in sorted(worst) if topic != NO_TOPIC]

"""Questions that no article answered, by the topic that is nearest."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub.disclosure import publish
from hub.measured.lines import Line, broken_down, grouped, in_month, named
from hub.months import Month
from hub.settings import DisclosureSettings
from hub.store.tables import Gap


def measured(session: Session, rules: DisclosureSettings, month: Month, *, still_kept: bool) -> list[Line]:
    """The lines about the questions of a month; what has been deleted is not kept."""
    if not still_kept:
        return [Line("unanswered", "", None)]
    by_topic = named(grouped(session, Gap.nearest, *in_month(Gap.day, month)))
    found = publish(sum(by_topic.values()), {"unanswered": by_topic}, rules)
    return [Line("unanswered", "", found.total), *broken_down(found)]

"""How the waits for a call handler ended, by day and channel, with those that are still kept."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_LONDON, _ONE_CONTACT = ZoneInfo("Europe/London"), timedelta(hours=25)
_OVER = {"abandoned": "left", "timed_out": "nobody came"}
_UP_TO = ((60, "joined within 1 minute"), (180, "joined in 1 to 3 minutes"), (600, "joined in 3 to 10 minutes"))


def upgrade() -> None:
    tallies = op.create_table(
        "wait_tallies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(30), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "channel", "outcome", name="pk_wait_tallies"),
    )
    found: Counter[tuple[date, str, str]] = Counter()
    moment = sa.DateTime(timezone=True)
    asked, accepted = sa.column("asked_at", moment), sa.column("accepted_at", moment)
    key, channel, state = (sa.column(name, sa.String()) for name in ("conversation_key", "channel", "state"))
    columns: list[sa.ColumnElement[Any]] = [key, channel, state, asked, accepted]
    query = sa.select(*columns).select_from(sa.table("handoffs"))
    last: dict[str, datetime] = {}
    for row in op.get_bind().execute(query.where(sa.text("queue = 'hub'")).order_by(sa.text("id"))).all():
        begun, joined = row.asked_at, row.accepted_at
        before, last[row.conversation_key] = last.get(row.conversation_key), begun
        outcome = _outcome(row.state, begun, joined)
        if outcome and (before is None or before <= begun - _ONE_CONTACT):
            day = _in_utc(begun).astimezone(_LONDON).date()
            found[day, row.channel, outcome] += 1
    if found:
        rows = [dict(zip(("day", "channel", "outcome"), key, strict=True), number=n) for key, n in found.items()]
        op.bulk_insert(tallies, rows)


def downgrade() -> None:
    op.drop_table("wait_tallies")


def _outcome(state: str, begun: datetime, joined: datetime | None) -> str | None:
    """None while the wait goes on."""
    if joined is None:
        return _OVER.get(state)
    # Only the latest joining is kept of a conversation that was passed on.
    waited = (joined - begun).total_seconds()
    return next((name for most, name in _UP_TO if waited <= most), "joined later")


def _in_utc(moment: datetime) -> datetime:
    """SQLite gives moments without a zone; they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))

"""The data map: one entry for each thing that is kept, for docs/privacy.md and for anyone who asks.

Who adds a thing that is kept adds its entry, its deletion and the test of both.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One thing kept. ``setting`` names the retention in hub.yml, ``tables`` the tables it fills, ``keys`` its keys in Redis."""

    what: str
    where: str
    why: str
    how_long: str
    who_sees_it: str
    how_to_delete: str
    setting: str | None = None
    tables: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


DATA_MAP: tuple[Kept, ...] = (
    Kept(
        what="Conversation: what a person wrote, what the assistant said, the topic under discussion",
        where="Redis, Rasa's conversation record",
        why="to follow what is asked from one message to the next",
        how_long="24 hours after the last message",
        who_sees_it="nobody; Rasa reads it to answer",
        how_to_delete="expires by itself; at once when the person asks in that conversation",
        setting="conversations_hours",
        keys=("rasatracker:",),
    ),
    Kept(
        what="The choices offered last, and whether we asked if anyone is in danger (with the kind of crisis); a lock",
        where="Redis",
        why="to understand “the second” and “yes”; one message at a time",
        how_long="24 hours after the last message; the lock for seconds",
        who_sees_it="nobody",
        how_to_delete="expires by itself; at once when the person asks in that conversation",
        setting="conversations_hours",
        keys=("hub:conversation:", "rasalock:"),
    ),
    Kept(
        what="A question that no article answered: anonymised text, day, channel, nearest topic",
        where="database, table gaps",
        why="to see which articles are missing",
        how_long="400 days",
        who_sees_it="curators",
        how_to_delete="the worker deletes it; it cannot be found by person, since nothing links it to one",
        setting="gaps_days",
        tables=("gaps",),
    ),
    Kept(
        what="That something was shown, deleted or changed, when, and by what proof; never whose it was",
        where="database, table audit",
        why="to account for what was done with people's data",
        how_long="730 days",
        who_sees_it="the operator",
        how_to_delete="the worker deletes it",
        setting="audit_days",
        tables=("audit",),
    ),
    Kept(
        what="For each turn: time, channel, outcome, intent, article, level of a crisis, milliseconds; no text, no id",
        where="standard output of the front door",
        why="to see that the system works",
        how_long="as long as the operator keeps the logs",
        who_sees_it="the operator",
        how_to_delete="the operator's log rotation",
    ),
    Kept(
        what="That the worker is alive",
        where="Redis",
        why="so that /readyz can say so",
        how_long="a minute",
        who_sees_it="the operator",
        how_to_delete="expires by itself",
        keys=("hub:worker",),
    ),
)


def as_markdown() -> str:
    """The table of docs/privacy.md."""
    lines = [
        "| what is kept | where | why | how long | who sees it | how it is deleted |",
        "|---|---|---|---|---|---|",
    ]
    for kept in DATA_MAP:
        setting = f" (`retention.{kept.setting}`)" if kept.setting else ""
        lines.append(
            f"| {kept.what} | {kept.where} | {kept.why} | {kept.how_long}{setting} | {kept.who_sees_it} | {kept.how_to_delete} |"
        )
    return "\n".join(lines)

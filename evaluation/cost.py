"""What a thousand contacts cost: what this project has measured of them, and the prices that an operator fills in.

``python -m evaluation.cost --help``. No price stands here: those of machines are the operator's own, those of Twilio are on
its pages (docs/twilio.md) and change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from evaluation.benchmark.report import RESULTS

THOUSAND = 1_000
# On how many cores the bench ran, all of them busy with it and with the load that it makes itself.
CORES = 2
BUSIEST = 8


@dataclass(frozen=True)
class Contact:
    """What one contact is made of. Assumed, not measured: put in your own."""

    name: str
    turns: int
    segments_in: int = 0
    segments_out: int = 0
    minutes: int = 0


CONTACTS = (
    Contact("web chat", turns=6),
    Contact("text thread", turns=3, segments_in=3, segments_out=9),
    Contact("call", turns=6, minutes=4),
)


@dataclass(frozen=True)
class Prices:
    """What the operator pays, in one currency. ``machines`` is a month of all of them, for ``contacts`` in that month."""

    machines: float
    contacts: int
    segment_in: float
    segment_out: float
    minute: float
    number: float

    def of_a_thousand(self, contact: Contact) -> float:
        """What a thousand such contacts cost, machines and number by their share."""
        line = (
            contact.segments_in * self.segment_in
            + contact.segments_out * self.segment_out
            + contact.minutes * self.minute
        )
        number = self.number if line else 0.0
        return THOUSAND * (line + (self.machines + number) / self.contacts)


@dataclass(frozen=True)
class Used:
    """What the bench measured of all parts together. ``seconds``: the most processor time that a turn can have taken."""

    seconds: float
    gigabytes: float


def used(path: Path = RESULTS) -> Used:
    """From the turns a second that the bench got through with its cores full."""
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    [full] = [row for row in rows if row["system"] == "this system" and row.get("concurrent") == BUSIEST]
    return Used(CORES / float(full["turns_per_second"]), float(full["rss_mb"]) / 1000)


def markdown() -> str:
    """The table of docs/scaling.md: what a thousand contacts use."""
    found = used()
    chats = THOUSAND * CONTACTS[0].turns * found.seconds / 60
    lines = [
        f"All parts of one system take {found.gigabytes:.1f} GB, and a turn {found.seconds * 1000:.0f} ms of processor time at most:",
        f"a thousand chats keep one core busy for {chats:.0f} minutes. What is paid for is being there.",
        "",
        "| a thousand of | turns | processor time | texts in and out | minutes | cost |",
        "|---|---|---|---|---|---|",
    ]
    for one in CONTACTS:
        hours = THOUSAND * one.turns * found.seconds / 3600
        parts = [
            f"{THOUSAND * number:,} × {letter}"
            for number, letter in ((one.segments_in, "I"), (one.segments_out, "O"), (one.minutes, "V"))
            if number
        ]
        share = "(M + N) ÷ C × 1,000" if parts else "M ÷ C × 1,000"
        texts = f"{THOUSAND * one.segments_in:,} and {THOUSAND * one.segments_out:,}" if one.segments_in else "—"
        minutes = f"{THOUSAND * one.minutes:,}" if one.minutes else "—"
        cost = " + ".join([share, *parts])
        lines.append(
            f"| {one.name} | {THOUSAND * one.turns:,} | {hours:.2f} core hours | {texts} | {minutes} | {cost} |"
        )
    return "\n".join(lines)


def main(
    *,
    machines: Annotated[float, typer.Option(min=0, help="M: all machines for a month")],
    contacts: Annotated[int, typer.Option(min=1, help="C: contacts of that month (bin/hub measures)")],
    segment_in: Annotated[float, typer.Option(min=0, help="I: a segment of a text that comes in")],
    segment_out: Annotated[float, typer.Option(min=0, help="O: a segment of a text that goes out")],
    minute: Annotated[float, typer.Option(min=0, help="V: a minute of a call, with recognition and voice")],
    number: Annotated[float, typer.Option(min=0, help="N: the phone number for a month")],
) -> None:
    """Print what a thousand contacts of each kind cost, in the currency of the prices."""
    prices = Prices(machines, contacts, segment_in, segment_out, minute, number)
    for one in CONTACTS:
        print(f"a thousand of {one.name}: {prices.of_a_thousand(one):,.2f}")


if __name__ == "__main__":
    typer.run(main)

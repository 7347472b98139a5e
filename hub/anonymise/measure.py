"""Measures the anonymiser: ``python -m hub.anonymise.measure SET.jsonl …``, or without a set, cross-validated on the training comments.

Prints totals only, never a text of a set; ``--wrong`` lists what was wrong in cross-validation.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hub.anonymise.engine import Finder, finder
from hub.anonymise.name_examples import located, read_rows
from hub.anonymise.name_swaps import Row
from hub.anonymise.name_training import learn
from hub.anonymise.recognisers.name import NameRecogniser
from hub.anonymise.removal import Anonymised, anonymise, prepare

FOLDS = 3


@dataclass
class Totals:
    """What is counted over a set."""

    spans: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    typed: int = 0
    clean_rows: int = 0
    unchanged: int = 0
    changed_by: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    beyond: int = 0  # rows with personal data where more than it was removed
    seconds: float = 0.0
    missed: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)

    def add(self, row: Row, result: Anonymised) -> None:
        """Count one row."""
        truth = located(row)
        taken = list(result.spans)
        self.rows += 1
        for start, end, kind in truth:
            self.spans[kind] += 1
            if _covered(row["text"], start, end, result):
                self.removed[kind] += 1
                self.typed += any(s.type == kind and s.start < end and start < s.end for s in taken)
            else:
                self.missed.append(f"{kind} {row['text'][start:end]!r} in: {row['text']}")
        needless = [s for s in taken if not any(s.start < end and start < s.end for start, end, _ in truth)]
        if needless:
            found = ", ".join(f"{s.type} {row['text'][s.start : s.end]!r}" for s in needless)
            self.needless.append(f"{'!' if not truth else ' '} {found} in: {row['text']}")
        if truth:
            self.beyond += bool(needless)
        else:
            self.clean_rows += 1
            self.changed_by.update({s.type for s in needless})
            self.unchanged += result.text == row["text"]

    def show(self, name: str) -> None:
        """Print the table."""
        total, removed = self.spans.total(), self.removed.total()
        print(name)
        for kind in sorted(self.spans):
            print(f"  {kind:12}{self.spans[kind]:5}  removed {self.removed[kind] / self.spans[kind]:7.1%}")
        print(
            f"  {'all':12}{total:5}  removed {removed / max(1, total):7.1%}, of the right type {self.typed / max(1, removed):.1%}"
        )
        print(
            f"  rows without personal data: {self.clean_rows}, unchanged {self.unchanged / max(1, self.clean_rows):.1%}"
        )
        print(
            "    changed by:",
            ", ".join(f"{kind} {count}" for kind, count in self.changed_by.most_common()) or "nothing",
        )
        print(
            f"  rows with personal data: {self.rows - self.clean_rows}, something else removed as well in {self.beyond}"
        )
        print(f"  {self.rows / max(self.seconds, 1e-9):.0f} rows a second")


def _covered(text: str, start: int, end: int, result: Anonymised) -> bool:
    """Whether every letter and digit of a piece was removed."""
    inside = set().union(*(range(s.start, s.end) for s in result.spans))
    return all(at in inside for at in range(start, end) if text[at].isalnum())


def measure(rows: Iterable[Row], run: Callable[[str], Anonymised], totals: Totals) -> None:
    """Anonymise rows and count."""
    for row in rows:
        started = time.perf_counter()
        result = run(row["text"])
        totals.seconds += time.perf_counter() - started
        totals.add(row, result)


def cross_validated(rows: Sequence[Row], values: Sequence[float]) -> dict[float, Totals]:
    """The training comments, each judged by a classifier of names that has not seen it."""
    found = {stricter: Totals() for stricter in values}
    for fold in range(FOLDS):
        model = learn([row for at, row in enumerate(rows) if at % FOLDS != fold])
        for stricter, totals in found.items():
            by = Finder(NameRecogniser(model, stricter))
            measure(rows[fold::FOLDS], lambda text, by=by: anonymise(text, by), totals)  # type: ignore[misc]
    return found


def main() -> None:
    """Measure the sets named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list what cross-validation got wrong")
    parser.add_argument(
        "--stricter", type=float, nargs="*", default=[0.0], help="log odds more than usual that a name needs"
    )
    arguments = parser.parse_args()
    prepare()
    if arguments.sets:
        by = finder()
        for path in arguments.sets:
            totals = Totals()
            measure(read_rows(path), lambda text: anonymise(text, by), totals)
            totals.show(path.name)
        return
    for stricter, totals in cross_validated(read_rows(), arguments.stricter).items():
        totals.show(f"training comments, cross-validated, stricter by {stricter}")
        if arguments.wrong:
            print(*totals.missed, "", *totals.needless, sep="\n")


if __name__ == "__main__":
    main()

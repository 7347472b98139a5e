"""A turn of a booking dialogue next to a plain guidance turn, through the front door of a running system.

``python -m evaluation.benchmark.booking URL`` prints both. Each dialogue books the first free time and cancels it again,
with a number of Ofcom's reserved ones; run it on a system whose database is a throw-away one (HUB_TEST_CLOCK=1).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np

from hub.settings import ROOT

DIALOGUES = 15
# Each question of a booking, its read-back, and giving it up again in the same conversation.
ANSWERS = (
    "I want to book an evening appointment",
    "the first one",
    "Amina",
    "07700 900111",
    "sleep",
    "no",
    "yes",
    "no",
    "yes",
    "I need to cancel my appointment",
    "yes",
)
Row = dict[str, Any]


def booking_turns(url: str, questions: Sequence[str]) -> list[Row]:
    """Turns of booking dialogues, and as many single guidance questions, one after the other.

    Raises ValueError where a dialogue does not book, since then something else was measured.
    """
    booking, plain = [], []
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as http:
        _ask(http, None, "hello")
        for number in range(DIALOGUES):
            conversation, heard = None, ""
            for answer in ANSWERS:
                conversation, said, taken = _ask(http, conversation, answer)
                booking.append(taken)
                heard += said
            if "is booked" not in heard or "is cancelled" not in heard:
                raise ValueError("the dialogue did not book and cancel")
            for place in range(len(ANSWERS)):
                question = questions[(number * len(ANSWERS) + place) % len(questions)]
                plain.append(_ask(http, None, question)[2])
    return [_row("a turn of a booking dialogue", booking), _row("a plain guidance turn beside it", plain)]


def _ask(http: httpx.Client, conversation: str | None, text: str) -> tuple[str, str, float]:
    """The conversation, what was said, and the milliseconds that it took."""
    started = time.perf_counter()
    body = {"text": text} if conversation is None else {"text": text, "conversation": conversation}
    answer = http.post("/api/chat", json=body).raise_for_status().json()
    taken = (time.perf_counter() - started) * 1000
    if answer["outcome"] == "limited":
        raise ValueError("limited")
    return answer["conversation"], " ".join(reply["text"] for reply in answer["replies"]), taken


def _row(name: str, taken: Sequence[float]) -> Row:
    p50, p95, p99 = (float(np.percentile(taken, share)) for share in (50, 95, 99))
    return {"system": name, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


def main() -> None:
    """Measure the system at the address given."""
    sets = (ROOT / "tests" / "evaluation" / "topics.jsonl").read_text(encoding="utf-8").splitlines()
    for row in booking_turns(sys.argv[1], [json.loads(line)["text"] for line in sets[::7]]):
        print(f"{row['system']}: p50 {row['p50_ms']:.0f} ms, p95 {row['p95_ms']:.0f} ms, p99 {row['p99_ms']:.0f} ms")


if __name__ == "__main__":
    main()

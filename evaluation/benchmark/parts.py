"""The parts of a turn alone, without a server: the search over few and many articles, and the safety screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from evaluation.search_study import synthetic
from hub import safety
from knowledge_base.encoder import load
from knowledge_base.search import Search
from knowledge_base.store import KnowledgeBase

MANY = 10_000
Row = dict[str, Any]


def _timed(name: str, work: Callable[[str], object], texts: Sequence[str]) -> Row:
    work("warm up")
    taken = []
    for text in texts:
        started = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - started) * 1000)
    return row(name, taken)


def row(name: str, taken: Sequence[float]) -> Row:
    """A row of the table, of how many milliseconds each try has taken."""
    p50, p95, p99 = (float(np.percentile(taken, share)) for share in (50, 95, 99))
    return {"system": name, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


def search_alone(knowledge_base: KnowledgeBase, texts: Sequence[str]) -> list[Row]:
    """Searching, the encoder included, in the articles and in 10,000 made of them; with the seconds to build the index."""
    encoder = load()
    rows = []
    for articles in (knowledge_base, synthetic(knowledge_base, MANY)):
        started = time.perf_counter()
        search = Search(articles, encoder)
        seconds = time.perf_counter() - started
        rows.append({**_timed(f"search alone, {len(articles):,} articles", search.find, texts), "start_s": seconds})
    return rows


def screen_alone(texts: Sequence[str]) -> list[Row]:
    """The safety screen on questions as they come, on those of 25 to 30 words, and on 10,000 characters.

    Before the search of 10,000 articles fills the memory and the caches: no front door carries that.
    """
    safety.prepare()
    long = ["".join(texts)[:10_000]] * 10
    thirty = [text for text in texts if 25 <= len(text.split()) <= 30]
    return [
        _timed("safety screen alone", safety.screen, texts),
        _timed("safety screen alone, 25 to 30 words", safety.screen, thirty * 3),
        _timed("safety screen alone, 10,000 characters", safety.screen, long),
    ]

"""Compares ways of finding the article, and shows what the thresholds buy: the tables of docs/search.md.

``python -m evaluation.search_study tests/evaluation/topics.jsonl [--synthetic 10000]``; no server needed.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.settings import environment
from knowledge_base.article import Article
from knowledge_base.encoder import load
from knowledge_base.normalise import normalise
from knowledge_base.search import NEAREST, Found, Search
from knowledge_base.store import KnowledgeBase, read_knowledge_base

Row = dict[str, Any]
Floats = NDArray[np.float32]
Ranking = Callable[[str], list[str]]


def _accepted(row: Row) -> set[str]:
    return {row["topic"], *row.get("also", [])}


def _by_nearest(search: Search, words: float, meaning: float) -> Ranking:
    """Topics by their nearest questions alone, with these weights."""

    def rank(question: str) -> list[str]:
        text = normalise(question)
        vector = search._encoder.encode(text)  # noqa: SLF001 (a study of the parts)
        places, values = search._features.one.features(text)  # noqa: SLF001
        row = np.zeros(search._features.one.width, dtype=np.float32)  # noqa: SLF001
        row[places] = values
        scores = {}
        for topic, block in search._blocks.items():  # noqa: SLF001
            similar = meaning * (block.meaning @ vector) + words * (block.words @ row)
            scores[topic] = float(np.sort(similar)[-NEAREST:].mean())
        return sorted(scores, key=lambda topic: -scores[topic])

    return rank


def _by_model(search: Search) -> Ranking:
    """Topics by the trained model alone."""

    def rank(question: str) -> list[str]:
        text = normalise(question)
        scores = search._by_model(search._features.one.features(text), search._encoder.encode(text))  # noqa: SLF001
        return sorted(scores, key=lambda topic: -scores[topic])

    return rank


def methods(search: Search, rows: list[Row]) -> None:
    """The first table: each view alone, and together."""
    ways: dict[str, Ranking] = {
        "words only (TF-IDF, nearest questions)": _by_nearest(search, 1.0, 0.0),
        "meaning only (sentence encoder, nearest questions)": _by_nearest(search, 0.0, 1.0),
        "words and meaning, nearest questions": _by_nearest(search, 0.5, 1.0),
        "topic model (words and meaning, trained)": _by_model(search),
        "topic model and nearest questions (used)": lambda question: [slug for slug, _ in search.find(question).ranked],
    }
    print("| method | right first | right in first three |\n|---|---|---|")
    for name, rank in ways.items():
        ranked = [(rank(row["text"]), _accepted(row)) for row in rows]
        first = np.mean([slugs[0] in wanted for slugs, wanted in ranked])
        three = np.mean([bool(set(slugs[:3]) & wanted) for slugs, wanted in ranked])
        print(f"| {name} | {first:.1%} | {three:.1%} |", flush=True)


def thresholds(search: Search, rows: list[Row]) -> None:
    """The second table: coverage against wrong answers, by the confidence from which one article is answered alone."""
    found: list[tuple[Found, bool]] = []
    for row in rows:
        hit = search.find(row["text"])
        found.append((hit, hit.best in _accepted(row)))
    print("\n| answered alone from | answered alone | of all, wrong and alone | right among those |\n|---|---|---|---|")
    for bar in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        alone = [right for hit, right in found if hit.ranked[0][1] >= bar]
        wrong = alone.count(False) / len(found)
        print(f"| {bar:.0%} | {len(alone) / len(found):.1%} | {wrong:.1%} | {np.mean(alone):.1%} |")
    print("\n| confidence said | rows | right |\n|---|---|---|")
    for low in (0.1, 0.3, 0.5, 0.7, 0.9):
        inside = [right for hit, right in found if low <= hit.ranked[0][1] < low + 0.2]
        if inside:
            print(f"| {low:.0%} to {min(low + 0.2, 1):.0%} | {len(inside)} | {np.mean(inside):.0%} |")


def timings(search: Search, rows: list[Row], name: str) -> None:
    """Milliseconds for a search, encoder included."""
    taken = []
    for row in rows[:300]:
        started = time.perf_counter()
        search.find(row["text"])
        taken.append((time.perf_counter() - started) * 1000)
    p50, p95 = np.percentile(taken, [50, 95])
    print(f"| {name} | {p50:.1f} | {p95:.1f} |", flush=True)


def synthetic(knowledge_base: KnowledgeBase, count: int) -> KnowledgeBase:
    """``count`` articles made of the real ones with shuffled words: as many vectors, no sense."""
    chance = random.Random(1)
    originals = list(knowledge_base)
    articles: dict[str, Article] = {}
    for number in range(count):
        original = originals[number % len(originals)]
        words = original.body.split()
        question = " ".join(chance.sample(words, k=min(9, len(words))))
        copy = original.model_copy(
            update={
                "slug": f"{original.slug}-{number}",
                "topic": original.topic_slug,
                "questions": original.questions.model_copy(update={"web": [question], "sms": [], "speech": []}),
            }
        )
        articles[copy.slug] = copy
    return KnowledgeBase(articles)


def main(arguments: list[str]) -> None:
    """Print the tables."""
    rows = [json.loads(line) for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines()]
    knowledge_base, encoder = read_knowledge_base(), load()
    started = time.perf_counter()
    search = Search(knowledge_base, encoder)
    built = time.perf_counter() - started
    cache = environment().hub_state / "search"
    Search(knowledge_base, encoder, cache)
    started = time.perf_counter()
    Search(knowledge_base, encoder, cache)
    print(
        f"Index of {len(knowledge_base)} articles: {built:.1f} s, from the cache {time.perf_counter() - started:.1f} s\n"
    )
    methods(search, rows)
    thresholds(search, rows)
    print("\n| articles | p50, ms | p95, ms |\n|---|---|---|")
    timings(search, rows, str(len(knowledge_base)))
    if "--synthetic" in arguments:
        count = int(arguments[arguments.index("--synthetic") + 1])
        timings(Search(synthetic(knowledge_base, count), encoder), rows, f"{count:,}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Questions that no article answered, grouped by meaning, the largest group first: what the curators should write next.

First by the topic that search found nearest, then by the same sentence encoder within it (average linkage, so that chains of
small steps do not run together). The encoder alone groups by how parents write rather than by what they ask: on the
questions of tests/evaluation/topics.jsonl one pair in twenty that it put together was of one topic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering

from hub.store.tables import Gap
from knowledge_base.encoder import Encoder

# The least cosine, on average over a group.
NEAR = 0.35
Vectors = NDArray[np.float32]
# As many of the newest questions as are grouped while somebody waits for the page.
MOST_QUESTIONS = 500


@dataclass(frozen=True)
class Group:
    """Questions about the same thing. ``example`` is the most typical of them, ``nearest`` the topic nearest to them."""

    example: str
    questions: tuple[str, ...]
    nearest: str
    latest: date


def grouped(gaps: Sequence[Gap], encoder: Encoder) -> list[Group]:
    """The newest questions (``gaps`` is newest first) in groups, the largest first."""
    encode = _remembering(encoder)
    by_topic: dict[str, list[Gap]] = {}
    for gap in gaps[:MOST_QUESTIONS]:
        by_topic.setdefault(gap.nearest, []).append(gap)
    groups = [
        _group([mine[place] for place in places], vectors[places])
        for mine in by_topic.values()
        for vectors in [np.stack([encode(gap.text) for gap in mine])]
        for places in _near(vectors)
    ]
    return sorted(groups, key=lambda group: -len(group.questions))


def _near(vectors: Vectors) -> list[list[int]]:
    """The places of the vectors that belong together."""
    if len(vectors) == 1:
        return [[0]]
    clusters = AgglomerativeClustering(n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - NEAR)
    labels = [int(label) for label in clusters.fit_predict(vectors)]
    return [[place for place, one in enumerate(labels) if one == label] for label in dict.fromkeys(labels)]


def _group(gaps: Sequence[Gap], vectors: Vectors) -> Group:
    typical = int(np.argmax(vectors @ vectors.mean(axis=0)))
    return Group(gaps[typical].text, tuple(gap.text for gap in gaps), gaps[0].nearest, max(gap.day for gap in gaps))


@lru_cache(maxsize=1)
def _remembering(encoder: Encoder) -> Callable[[str], Vectors]:
    """Encodes each text once in this process: the questions of the curators' page are mostly those of the last time."""
    return lru_cache(maxsize=4 * MOST_QUESTIONS)(encoder.encode)

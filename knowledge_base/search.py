"""Finds the article for a question, by its words and by its meaning.

Two views of the same example questions are added up: a linear model that tells the topics apart
(knowledge_base/topic_model.py), and the nearest questions themselves. How each does alone, and why the
thresholds are where they are: docs/search.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge_base.article import Article
from knowledge_base.encoder import DIMENSIONS, Encoder
from knowledge_base.normalise import normalise
from knowledge_base.store import KnowledgeBase
from knowledge_base.topic_model import TopicModel, WordFeatures

Floats = NDArray[np.float32]

# Chosen on tests/evaluation/topics.jsonl; the tables are in docs/search.md.
NEAREST = 3  # questions that count for a topic
WEIGHT_OF_WORDS = 0.5  # of a question's word similarity, next to its meaning
WEIGHT_OF_NEAREST = 2.0  # of the nearest questions, next to the topic model
BONUS_FOR_AGE = 0.5
SHARPNESS = 4.0  # turns scores into confidences (softmax)
CLEAR, STRICT = 0.6, 0.8  # confidence in the best topic from which it is answered alone
NEAR, STRICT_NEAR = 0.45, 0.6  # similarity of the nearest questions below which nothing fits
TOPICS_LOOKED_AT = 8  # whose questions are compared one by one
QUESTIONS_PER_TOPIC = 120  # that the topic model learns from at most
CACHE_VERSION = 1


class Verdict(Enum):
    """How sure the search is."""

    CLEAR = "one article fits and nothing else comes near"
    CLOSE = "an article fits, others come near"
    NOTHING = "nothing fits"


@dataclass(frozen=True)
class Found:
    """What a search found: ``ranked`` holds (slug, confidence 0 to 1) best first, one article for each topic."""

    verdict: Verdict
    ranked: tuple[tuple[str, float], ...]
    nearness: float

    @property
    def best(self) -> str:
        return self.ranked[0][0]

    @property
    def confidence(self) -> float:
        return self.ranked[0][1]


@dataclass(frozen=True)
class _Block:
    """The questions of one topic: their features, and which article each leads to (-1: any of the topic)."""

    articles: list[Article]
    words: csr_matrix
    meaning: Floats
    owners: NDArray[np.int32]


class Search:
    """An index over one knowledge base; build it again when an article changes."""

    def __init__(self, knowledge_base: KnowledgeBase, encoder: Encoder, cache: Path | None = None) -> None:
        """Build the index. ``cache`` is a folder in which what was computed for these texts is kept."""
        self.knowledge_base = knowledge_base
        self._encoder = encoder
        topics: dict[str, list[Article]] = {}
        for article in knowledge_base:
            topics.setdefault(article.topic_slug, []).append(article)
        texts = {topic: _texts(articles, knowledge_base.phrasings.get(topic, [])) for topic, articles in topics.items()}
        flat = [text for rows in texts.values() for text, _ in rows]
        with ThreadPoolExecutor(max_workers=1) as beside:  # the encoder lets go of Python's lock most of the time
            encoding = beside.submit(_meanings, flat, encoder, cache)
            bodies = (normalise(article.body) for article in knowledge_base)
            self._features, rows = WordFeatures.fit([*flat, *bodies])
            words = rows[: len(flat)]
            meaning = encoding.result()
        self._blocks: dict[str, _Block] = {}
        start = 0
        for topic, rows in texts.items():
            end = start + len(rows)
            owners = np.array([owner for _, owner in rows], dtype=np.int32)
            self._blocks[topic] = _Block(topics[topic], words[start:end], meaning[start:end], owners)
            start = end
        labels = [topic for topic, rows in texts.items() for _ in rows]
        self._model = _topic_model(words, meaning, labels, flat, cache) if len(topics) > 1 else None

    def find(self, question: str, *, age: int | None = None, strict: bool = False) -> Found:
        """The articles for a question, best first.

        ``age`` of the child in whole years prefers an article for that age band. ``strict`` raises the
        bar, for a message that may not be a question to the knowledge base at all.
        """
        text = normalise(question)
        words, meaning = self._features.one.features(text), self._encoder.encode(text)
        by_model = self._by_model(words, meaning)
        row = np.zeros(self._features.one.width, dtype=np.float32)
        row[words[0]] = words[1]
        looked_at = sorted(by_model, key=lambda topic: -by_model[topic])[:TOPICS_LOOKED_AT]
        scores: dict[str, float] = {}
        articles: dict[str, Article] = {}
        nearness = 0.0
        for topic in looked_at:
            block = self._blocks[topic]
            similar = block.meaning @ meaning + WEIGHT_OF_WORDS * (block.words @ row)
            near = float(np.sort(similar)[-NEAREST:].mean())
            nearness = max(nearness, near)
            article = _nearest_article(block, similar, age)
            articles[topic] = article
            scores[topic] = by_model[topic] + WEIGHT_OF_NEAREST * near + _age_bonus(article, age)
        ranked = _confidences(scores)
        pairs = tuple((articles[topic].slug, confidence) for topic, confidence in ranked)
        return Found(_verdict(pairs, nearness, strict=strict), pairs, nearness)

    def _by_model(self, words: tuple[NDArray[np.int64], Floats], meaning: Floats) -> dict[str, float]:
        if self._model is None:
            return dict.fromkeys(self._blocks, 0.0)
        return dict(zip(self._model.topics, map(float, self._model.scores(*words, meaning)), strict=True))


def _texts(articles: Sequence[Article], phrasings: Sequence[str]) -> list[tuple[str, int]]:
    """What a question is compared with: titles, buttons and questions with their article, phrasings with none."""
    own = [
        (normalise(text), number)
        for number, article in enumerate(articles)
        for text in [article.title, article.button, *article.questions.all]
    ]
    return [*own, *((normalise(text), -1) for text in phrasings)]


def _nearest_article(block: _Block, similar: Floats, age: int | None) -> Article:
    if len(block.articles) == 1:
        return block.articles[0]
    best = [
        similar[block.owners == number].max() + _age_bonus(article, age)
        for number, article in enumerate(block.articles)
    ]
    return block.articles[int(np.argmax(best))]


def _age_bonus(article: Article, age: int | None) -> float:
    if age is None or article.ages is None:
        return 0.0
    return BONUS_FOR_AGE if article.ages[0] <= age <= article.ages[1] else -BONUS_FOR_AGE


def _confidences(scores: dict[str, float]) -> list[tuple[str, float]]:
    raised = {topic: np.exp((score - max(scores.values())) * SHARPNESS) for topic, score in scores.items()}
    total = sum(raised.values())
    shares = {topic: float(value / total) for topic, value in raised.items()}
    return sorted(shares.items(), key=lambda item: -item[1])


def _verdict(ranked: tuple[tuple[str, float], ...], nearness: float, *, strict: bool) -> Verdict:
    if nearness < (STRICT_NEAR if strict else NEAR):
        return Verdict.NOTHING
    return Verdict.CLEAR if ranked[0][1] >= (STRICT if strict else CLEAR) else Verdict.CLOSE


def _fingerprint(texts: Sequence[str], *more: object) -> str:
    return hashlib.sha256(repr((CACHE_VERSION, list(texts), *more)).encode()).hexdigest()[:24]


def _meanings(texts: Sequence[str], encoder: Encoder, cache: Path | None) -> Floats:
    """The vectors of all texts; those computed before come from the cache."""
    known: dict[str, Floats] = {}
    file = cache / "meanings.npz" if cache else None
    kept = _kept(file)
    if kept is not None and int(kept["version"]) == CACHE_VERSION:
        known = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
    missing = list(dict.fromkeys(text for text in texts if text not in known))
    known.update(zip(missing, encoder.encode_all(missing), strict=True))
    if file is not None and missing:
        wanted = list(dict.fromkeys(texts))
        _save(
            file, version=np.array(CACHE_VERSION), texts=np.array(wanted), vectors=np.stack([known[t] for t in wanted])
        )
    return np.stack([known[text] for text in texts]) if texts else np.zeros((0, DIMENSIONS), dtype=np.float32)


def _topic_model(
    words: csr_matrix, meaning: Floats, labels: Sequence[str], texts: Sequence[str], cache: Path | None
) -> TopicModel:
    """The topic model for these questions, trained or from the cache."""
    file = cache / f"topics-{_fingerprint(texts, labels)}.npz" if cache else None
    if (kept := _kept(file)) is not None:
        return TopicModel(tuple(kept["topics"].tolist()), kept["weights"], kept["offsets"])
    seen: dict[str, int] = {}
    chosen = []
    for row, label in enumerate(labels):
        seen[label] = seen.get(label, 0) + 1
        if seen[label] <= QUESTIONS_PER_TOPIC:
            chosen.append(row)
    model = TopicModel.fit(words[chosen], meaning[chosen], [labels[row] for row in chosen])
    if cache is not None and file is not None:
        for old in cache.glob("topics-*.npz"):
            old.unlink(missing_ok=True)
        _save(file, topics=np.array(model.topics), weights=model.weights, offsets=model.offsets)
    return model


def _kept(file: Path | None) -> dict[str, NDArray[Any]] | None:
    """What a cache file holds; None where there is none, or it was cut off."""
    if file is None or not file.exists():
        return None
    try:
        with np.load(file, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except (OSError, ValueError, BadZipFile):
        file.unlink(missing_ok=True)
        return None


def _save(file: Path, **arrays: Any) -> None:
    """Write whole or not at all: another process may read at the same moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, suffix=".npz", delete=False) as scratch:
        np.savez(scratch, **arrays)
    Path(scratch.name).replace(file)

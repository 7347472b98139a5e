"""Finds the article for a question: by its words (BM25) and by its meaning (the sentence encoder), together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge_base.article import Article
from knowledge_base.encoder import Encoder
from knowledge_base.normalise import normalise
from knowledge_base.store import KnowledgeBase

Floats = NDArray[np.float32]

# Chosen on tests/evaluation/topics.jsonl; the tables are in docs/search.md.
NEAREST = 3
WEIGHT_OF_NEAREST, WEIGHT_OF_WORDS, BONUS_FOR_AGE = 0.5, 0.25, 0.1
CLEAR_SCORE, CLEAR_MARGIN, STRICT_SCORE, FAR_SCORE = 0.45, 0.05, 0.55, 0.3


class Verdict(Enum):
    """How sure the search is."""

    CLEAR = "one article fits and nothing else comes near"
    CLOSE = "an article fits, others come near"
    NOTHING = "nothing fits"


@dataclass(frozen=True)
class Found:
    """What a search found: ``ranked`` holds (slug, score) best first, one for each topic."""

    verdict: Verdict
    ranked: tuple[tuple[str, float], ...]

    @property
    def best(self) -> str:
        return self.ranked[0][0]


@dataclass(frozen=True)
class _Texts:
    """All texts that are matched, and whose they are."""

    texts: list[str]
    owners: list[int]


def _question_texts(articles: Sequence[Article]) -> _Texts:
    texts, owners = [], []
    for index, article in enumerate(articles):
        for text in [article.title, article.button, *article.questions.all]:
            texts.append(normalise(text))
            owners.append(index)
    return _Texts(texts, owners)


def _document(article: Article) -> str:
    return normalise(" ".join([article.title, article.title, article.body, *article.questions.all]))


def _tokens(text: str) -> list[str]:
    words = bm25s.tokenize([text], stopwords="en", return_ids=False, show_progress=False)[0]
    return [word.removesuffix("s") if len(word) > 3 else word for word in words]


class Search:
    """An index over one knowledge base; build it again when an article changes."""

    def __init__(self, knowledge_base: KnowledgeBase, encoder: Encoder) -> None:
        self.knowledge_base = knowledge_base
        self._encoder = encoder
        self._articles = list(knowledge_base)
        questions = _question_texts(self._articles)
        self._vectors: Floats = encoder.encode_all(questions.texts)
        self._owners = np.asarray(questions.owners)
        self._starts = np.flatnonzero(np.r_[True, np.diff(self._owners) != 0])
        self._bm25 = bm25s.BM25()
        self._bm25.index([_tokens(_document(a)) for a in self._articles], show_progress=False)

    def find(self, question: str, *, age: int | None = None, strict: bool = False) -> Found:
        """The articles for a question, best first.

        ``age`` of the child in whole years prefers an article for that age band. ``strict`` raises the
        bar, for a message that may not be a question to the knowledge base at all.
        """
        scores = self._scores(normalise(question))
        if age is not None:
            for index, article in enumerate(self._articles):
                if article.ages is not None:
                    fits = article.ages[0] <= age <= article.ages[1]
                    scores[index] += BONUS_FOR_AGE if fits else -BONUS_FOR_AGE
        order = np.argsort(-scores)
        ranked: dict[str, float] = {}
        for index in order:
            ranked.setdefault(self._articles[index].slug, float(scores[index]))
        pairs = tuple(ranked.items())
        return Found(_verdict(pairs, strict=strict), pairs)

    def _scores(self, question: str) -> Floats:
        similar = self._vectors @ self._encoder.encode(question)
        nearest = np.maximum.reduceat(similar, self._starts)
        several = np.array(
            [np.sort(part)[-NEAREST:].mean() for part in np.split(similar, self._starts[1:])], dtype=np.float32
        )
        meaning = WEIGHT_OF_NEAREST * nearest + (1 - WEIGHT_OF_NEAREST) * several
        tokens = [token for token in _tokens(question) if token in self._bm25.vocab_dict]
        words = self._bm25.get_scores(tokens) if tokens else np.zeros(len(self._articles))
        best = words.max()
        if best > 0:
            words = words / best
        scores: Floats = (1 - WEIGHT_OF_WORDS) * meaning + WEIGHT_OF_WORDS * words * nearest.max()
        return scores.astype(np.float32)


def _verdict(ranked: tuple[tuple[str, float], ...], *, strict: bool) -> Verdict:
    best = ranked[0][1]
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    if best < (STRICT_SCORE if strict else FAR_SCORE):
        return Verdict.NOTHING
    if best >= CLEAR_SCORE and best - runner_up >= CLEAR_MARGIN:
        return Verdict.CLEAR
    return Verdict.CLOSE

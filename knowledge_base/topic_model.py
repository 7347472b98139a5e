"""Tells the topics of a question apart: a linear model trained on every example question of every topic.

Words, pieces of words (for typing mistakes) and the sentence encoder's meaning go in together; docs/search.md
has the measured table. Nothing is pickled: what is cached are plain arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from knowledge_base.word_features import OneText

Floats = NDArray[np.float32]

# Chosen on tests/evaluation/topics.jsonl; the table is in docs/search.md.
WEIGHT_OF_MEANING = 1.2
C = 0.5


@dataclass(frozen=True)
class WordFeatures:
    """Turns texts into word and word-piece features, side by side; fitted on the texts that are searched."""

    words: TfidfVectorizer
    pieces: TfidfVectorizer

    @staticmethod
    def fit(texts: Sequence[str]) -> tuple[WordFeatures, csr_matrix]:
        """Learn the vocabulary; the same texts give the same features. With it, the rows of these texts."""
        words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
        pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32)
        rows = hstack([words.fit_transform(texts), pieces.fit_transform(texts)], format="csr")
        return WordFeatures(words, pieces), rows

    @cached_property
    def one(self) -> OneText:
        """The features of a single text, quickly."""
        return OneText([self.words, self.pieces])


@dataclass(frozen=True)
class TopicModel:
    """The trained weights: ``scores`` of a question, one for each topic in the order of ``topics``."""

    topics: tuple[str, ...]
    weights: Floats  # features (words, pieces, meaning) by topics
    offsets: Floats

    @staticmethod
    def fit(words: csr_matrix, meaning: Floats, topics: Sequence[str]) -> TopicModel:
        """Train on one row a question. Needs at least two topics."""
        names = tuple(sorted(set(topics)))
        features = hstack([words, csr_matrix(meaning * WEIGHT_OF_MEANING)], format="csr")
        model = LinearSVC(C=C, class_weight="balanced", random_state=1, tol=1e-1)
        model.fit(features, [names.index(topic) for topic in topics])
        if len(names) == 2:  # scikit-learn gives one row for two classes
            weights, offsets = np.vstack([-model.coef_, model.coef_]), np.r_[-model.intercept_, model.intercept_]
        else:
            weights, offsets = model.coef_, model.intercept_
        return TopicModel(names, np.ascontiguousarray(weights.T, dtype=np.float32), offsets.astype(np.float32))

    def scores(self, places: NDArray[np.int64], values: Floats, meaning: Floats) -> Floats:
        """Margins of one question, its words as ``OneText`` gives them: above 0 means that the topic is likely."""
        by_words = self.weights[places].T @ values
        by_meaning = (meaning * WEIGHT_OF_MEANING) @ self.weights[-len(meaning) :]
        return np.asarray(by_words + by_meaning + self.offsets, dtype=np.float32)

"""What the sentence encoder cannot read: sentences in other languages than English, judged by their letters alone.

A linear model over words, word pairs and groups of letters, learnt from the sentences of training.jsonl that are not
English. It knows no meaning, only that new sentences about a crisis share pieces with known ones; in cross-validation
docs/safety.md says how far that carries. It learns in about a second, so nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from hub.safety.classifier import Score
from hub.safety.crisis import KINDS, CrisisKind

Floats = NDArray[np.float32]

SIZE = 2**17  # seven languages in four scripts: with 8,192 numbers too many pieces share one
_WORDS = (1, 2)
_LETTERS = (2, 3, 4, 5)
_SMOOTHING = 1.0
# What a sentence scores that is like none, and what is taken off all scores so that the screen's thresholds fit here
# too: chosen in cross-validation (docs/safety.md).
_UNFAMILIAR = -0.55
_LOWERED = 0.15


@dataclass(frozen=True)
class LetterClassifier:
    """What was learnt. Columns of the weights: crisis or not, then one for each kind."""

    weights: Floats
    rarity: Floats

    def score(self, sentence: str) -> Score:
        """Judge a sentence in plain words."""
        numbers, values = _row(sentence, self.rarity)
        scores = values @ self.weights[numbers]
        return Score(_UNFAMILIAR - _LOWERED + float(scores[0]), KINDS[int(np.argmax(scores[1:]))])


def train_letters(sentences: Sequence[str], kinds: Sequence[CrisisKind | None]) -> LetterClassifier:
    """Learn from sentences in plain words and what each is (None: no crisis): ridge regression, solved by rows."""
    counts = np.bincount(np.concatenate([_pieces(sentence) for sentence in sentences]), minlength=SIZE)
    rarity = np.log((1 + len(sentences)) / (1 + counts)).astype(np.float32)
    rows = [_row(sentence, rarity) for sentence in sentences]
    ends = np.cumsum([0, *(len(numbers) for numbers, _ in rows)])
    parts = (np.concatenate([values for _, values in rows]), np.concatenate([numbers for numbers, _ in rows]), ends)
    features = csr_matrix(parts, shape=(len(sentences), SIZE))
    wanted = -np.ones((len(sentences), 1 + len(KINDS)))
    for row, kind in enumerate(kinds):
        if kind is not None:
            wanted[row, 0] = wanted[row, 1 + KINDS.index(kind)] = 1
    wanted[:, 0] -= _UNFAMILIAR
    likeness = (features @ features.T).toarray() + _SMOOTHING * np.eye(len(sentences))
    weights = features.T @ np.linalg.solve(likeness, wanted)
    return LetterClassifier(np.asarray(weights, dtype=np.float32), rarity)


def _row(sentence: str, rarity: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The pieces of a sentence, and how much each counts; together they have the length 1."""
    numbers = _pieces(sentence)
    values: Floats = rarity[numbers]
    return numbers, values / (float(np.linalg.norm(values)) or 1.0)


def _pieces(sentence: str) -> NDArray[np.int64]:
    """The numbers (0 to SIZE - 1, sorted, each once) of words, word pairs and groups of letters within words."""
    words = sentence.split()
    found = {
        crc32(" ".join(words[start : start + length]).encode("utf-8", "replace")) % SIZE
        for length in _WORDS
        for start in range(len(words) - length + 1)
    }
    for padded in (f" {word} " for word in words):
        found.update(
            crc32(b"\0" + padded[start : start + length].encode("utf-8", "replace")) % SIZE
            for length in _LETTERS
            for start in range(len(padded) - length + 1)
        )
    return np.fromiter(sorted(found), dtype=np.int64, count=len(found))

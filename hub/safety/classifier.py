"""The second line of defence: a small classifier that learnt from training.jsonl what crises sound like.

Kernel ridge regression: a sentence is compared with every training sentence, by meaning (``meaning``) and by letters
(``letter_groups``), and scores near 1 like those that are crises, near -1 like those that are not. Only numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hub.safety.crisis import KINDS, CrisisKind
from hub.safety.letter_groups import SIZE, letter_groups
from hub.safety.meaning import Projection

Floats = NDArray[np.float32]

_SHARPNESS = 1.5  # how fast likeness of meaning falls off
_LETTERS_WEIGH = 0.25  # against 1 for meaning
_SMOOTHING = 0.3  # how little one training sentence alone may decide
_UNFAMILIAR = -0.5  # what a sentence scores that is like none: most messages are no crisis
_STEPS = 150
_GOOD_ENOUGH = 1e-3


@dataclass(frozen=True)
class Score:
    """How much a sentence sounds like a crisis (about -1 to 1), and like which kind."""

    crisis: float
    kind: CrisisKind


@dataclass(frozen=True)
class Classifier:
    """What was learnt. Columns of the weights: crisis or not, then one for each kind."""

    projection: Projection
    meanings: Floats
    meaning_weights: Floats
    letter_weights: Floats
    rarity: Floats

    def score(self, sentence: str, layers: Floats) -> Score:
        """Judge a sentence in plain words, with the encoder's layers for it."""
        meaning = self.projection.apply(layers[np.newaxis])[0]
        scores = self._by_letters(sentence) + _likeness(self.meanings @ meaning) @ self.meaning_weights
        return Score(_UNFAMILIAR + float(scores[0]), KINDS[int(np.argmax(scores[1:]))])

    def rank(self, sentence: str) -> float:
        """A quick guess by letters alone, to choose the sentences of a long message that are worth encoding."""
        return float(self._by_letters(sentence)[0])

    def _by_letters(self, sentence: str) -> Floats:
        numbers = letter_groups(sentence)
        weights: Floats = self.rarity[numbers]
        length = float(np.linalg.norm(weights)) or 1.0
        return np.asarray((weights / length) @ self.letter_weights[numbers], dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write to a file, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.npz")
        np.savez(
            unfinished,
            centre=self.projection.centre,
            axes=self.projection.axes.astype(np.float16),
            meanings=self.meanings.astype(np.float16),
            meaning_weights=self.meaning_weights,
            letter_weights=self.letter_weights.astype(np.float16),
            rarity=self.rarity,
        )
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what ``save`` wrote; raises OSError, ValueError or KeyError where it is not that."""
        with np.load(path, allow_pickle=False) as file:
            centre, axes, meanings, meaning_weights, letter_weights, rarity = (
                file[name].astype(np.float32)
                for name in ("centre", "axes", "meanings", "meaning_weights", "letter_weights", "rarity")
            )
        return cls(Projection(centre, axes), meanings, meaning_weights, letter_weights, rarity)


def train(sentences: Sequence[str], kinds: Sequence[CrisisKind | None], layers: Floats) -> Classifier:
    """Learn from sentences in plain words, what each is (None: no crisis), and the encoder's layers for them."""
    projection = Projection.fit(layers)
    meanings = projection.apply(layers)
    groups = [letter_groups(sentence) for sentence in sentences]
    counts = np.bincount(np.concatenate(groups), minlength=SIZE)
    rarity = np.log((1 + len(sentences)) / (1 + counts)).astype(np.float32)
    letters = np.zeros((len(sentences), SIZE), dtype=np.float32)
    for row, numbers in enumerate(groups):
        weights = rarity[numbers]
        letters[row, numbers] = weights / (np.linalg.norm(weights) or 1.0)
    likeness = _likeness(meanings @ meanings.T)
    by_letters = letters @ letters.T
    by_letters *= _LETTERS_WEIGH
    likeness += by_letters
    del by_letters
    likeness[np.diag_indices(len(sentences))] += _SMOOTHING
    wanted = -np.ones((len(sentences), 1 + len(KINDS)), dtype=np.float32)
    for row, kind in enumerate(kinds):
        if kind is not None:
            wanted[row, 0] = wanted[row, 1 + KINDS.index(kind)] = 1
    wanted[:, 0] -= _UNFAMILIAR
    weights = _solve(likeness, wanted)
    return Classifier(projection, meanings, weights, _LETTERS_WEIGH * (letters.T @ weights), rarity)


def _likeness(cosine: Floats) -> Floats:
    """How alike, 0 to 1; works in place, since in training the matrix is the largest thing in memory."""
    cosine -= np.float32(1)
    cosine *= np.float32(2 * _SHARPNESS)
    return np.exp(cosine, out=cosine)


def _solve(matrix: Floats, wanted: Floats) -> Floats:
    """``matrix`` times what is returned is ``wanted``: conjugate gradients, all columns side by side."""
    found = np.zeros_like(wanted)
    rest = wanted.copy()
    direction = rest.copy()
    size = (rest * rest).sum(axis=0)
    goal = _GOOD_ENOUGH**2 * size
    for _ in range(_STEPS):
        if (size <= goal).all():
            break
        along = matrix @ direction
        step = size / np.maximum((direction * along).sum(axis=0), 1e-12)
        found += step * direction
        rest -= step * along
        before, size = size, (rest * rest).sum(axis=0)
        direction = rest + (size / np.maximum(before, 1e-12)) * direction
    return found

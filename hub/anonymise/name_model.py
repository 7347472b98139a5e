"""The classifier of names: two linear models, the second with what the first thought of a word's neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hub.anonymise.lexicon import lexeme
from hub.anonymise.name_features import LexemeOf, features, looked_up, second_look
from hub.anonymise.reading import Reading

Weights = dict[str, float]


@dataclass(frozen=True)
class NameModel:
    """What was learnt: a weight for each feature, and for the start."""

    first: Weights
    second: Weights

    def scores(self, reading: Reading, lexeme_of: LexemeOf | None = None) -> list[float]:
        """How sure it is that each word is (part of) a name: log odds, above 0 likelier than not."""
        rows = features(reading, lexeme_of)
        first = weigh(self.first, rows)
        lexemes = [
            lexeme(looked_up(w)) if lexeme_of is None else lexeme_of(at, w) for at, w in enumerate(reading.words)
        ]
        return weigh(self.second, second_look(rows, first, reading, lexemes))

    def save(self, path: Path, made_from: str = "") -> None:
        """Write to a file, whole or not at all, with a fingerprint of what it was made from."""
        unfinished = path.with_suffix(".part.npz")
        np.savez_compressed(
            unfinished,
            made_from=np.array(made_from),
            first=_packed(self.first),
            first_weights=np.array(list(self.first.values()), dtype=np.float16),
            second=_packed(self.second),
            second_weights=np.array(list(self.second.values()), dtype=np.float16),
        )
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what ``save`` wrote; raises OSError, ValueError or KeyError where it is not that."""
        with np.load(path, allow_pickle=False) as file:
            first, second = (
                dict(
                    zip(
                        bytes(file[name]).decode().split("\x1f"),
                        file[f"{name}_weights"].astype(float).tolist(),
                        strict=True,
                    )
                )
                for name in ("first", "second")
            )
        return cls(first, second)


def weigh(weights: Weights, rows: list[list[str]]) -> list[float]:
    """The sum of the weights of each row's features."""
    start = weights.get("", 0.0)
    get = weights.get
    return [start + sum([get(feature, 0.0) for feature in row]) for row in rows]


def _packed(weights: Weights) -> NDArray[np.uint8]:
    return np.frombuffer("\x1f".join(weights).encode(), dtype=np.uint8)

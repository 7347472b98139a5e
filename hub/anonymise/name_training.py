"""From examples to the classifier of names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from hub.anonymise.name_examples import Example, examples
from hub.anonymise.name_features import features, second_look
from hub.anonymise.name_model import NameModel, Weights, weigh
from hub.anonymise.name_swaps import Row

Table = Sequence[list[list[str]]]

_NAMES_WEIGH = 3.0  # against 1 for words that are none
_SMOOTHING = 1.0
_SEEN = 3  # a feature met less often is left out
_SMALLEST = 0.004


def learn(rows: Sequence[Row]) -> NameModel:
    """Train both models: the second on what models that have not seen a text think of it."""
    gathered = list(examples(rows))
    table = [_features(example) for example in gathered]
    labels = [example.labels for example in gathered]
    first = _fit(table, labels)
    scores: list[list[float]] = [[] for _ in table]
    for half in (0, 1):
        chosen = [at for at, example in enumerate(gathered) if example.group % 2 == half]
        other = _fit(*_without(table, labels, set(chosen)))
        for at in chosen:
            scores[at] = weigh(other, table[at])
    again = [second_look(row, s, e.reading, e.lexemes) for row, s, e in zip(table, scores, gathered, strict=True)]
    return NameModel(first, _fit(again, labels))


def _features(example: Example) -> list[list[str]]:
    return features(example.reading, lambda at, _: example.lexemes[at])


def _without(table: Table, labels: Sequence[list[int]], left_out: set[int]) -> tuple[Table, Sequence[list[int]]]:
    rest = [at for at in range(len(table)) if at not in left_out]
    return [table[at] for at in rest], [labels[at] for at in rest]


def _fit(table: Table, labels: Sequence[list[int]]) -> Weights:
    numbers: dict[str, int] = {}
    counts: list[int] = []
    indices: list[int] = []
    starts = [0]
    wanted: list[int] = []
    for rows, values in zip(table, labels, strict=True):
        for row, value in zip(rows, values, strict=True):
            if value < 0:
                continue
            for feature in row:
                number = numbers.setdefault(feature, len(numbers))
                if number == len(counts):
                    counts.append(0)
                counts[number] += 1
                indices.append(number)
            starts.append(len(indices))
            wanted.append(value)
    ones = np.ones(len(indices), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, indices, starts), shape=(len(wanted), len(numbers)))
    often = np.flatnonzero(np.array(counts) >= _SEEN)
    model = LogisticRegression(C=_SMOOTHING, max_iter=200, tol=1e-5, class_weight={0: 1.0, 1: _NAMES_WEIGH})
    model.fit(matrix[:, often], np.array(wanted))
    names = list(numbers)
    weights = {names[n]: float(w) for n, w in zip(often, model.coef_[0], strict=True) if abs(w) > _SMALLEST}
    return {"": float(model.intercept_[0]), **weights}

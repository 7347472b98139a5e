"""OneText: the same features as scikit-learn's own, one text at a time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge_base.word_features import OneText

_TEXTS = ["my son will not sleep", "she cannot sleep, sleep, sleep", "what is an ehcp", "school says no"]


def _fitted() -> list[TfidfVectorizer]:
    words = TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2), sublinear_tf=True)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return [words.fit(_TEXTS), pieces.fit(_TEXTS)]


@pytest.mark.parametrize(
    "text", [*_TEXTS, "sleep sleep school", "zzz", "", "ehcp at school for my son who will not sleep"]
)
def test_the_same_numbers_as_scikit_learn(text: str) -> None:
    vectorizers = _fitted()
    one = OneText(vectorizers)
    places, values = one.features(text)
    row = np.zeros(one.width)
    row[places] = values
    expected = hstack([vectorizer.transform([text]) for vectorizer in vectorizers]).toarray()[0]
    np.testing.assert_allclose(row, expected, atol=1e-6)


def test_a_vectorizer_of_another_kind_is_refused() -> None:
    plain = TfidfVectorizer().fit(_TEXTS)
    with pytest.raises(ValueError, match="another kind"):
        OneText([plain])

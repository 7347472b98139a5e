"""A sentence as the words, word pairs and groups of letters in it, each with a number: what the classifier reads
beside the meaning. Misspellings share most of their letter groups with the right spelling.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SIZE = 2**13
_WORDS = (1, 2, 3)
_LETTERS = (3, 4, 5)


def letter_groups(sentence: str) -> NDArray[np.int64]:
    """The numbers (0 to SIZE - 1, sorted, each once) of what is in a sentence in plain words."""
    words = sentence.split()
    padded = f" {' '.join(words)} "
    found = {
        crc32(" ".join(words[start : start + length]).encode("utf-8", "replace")) % SIZE
        for length in _WORDS
        for start in range(len(words) - length + 1)
    }
    found.update(
        crc32(b"\0" + padded[start : start + length].encode("utf-8", "replace")) % SIZE
        for length in _LETTERS
        for start in range(len(padded) - length + 1)
    )
    return np.fromiter(sorted(found), dtype=np.int64, count=len(found))

"""The trained classifier of names, kept in the repository: the one that was measured is the one that runs, everywhere.

``python -m hub.anonymise.build`` trains it again (a minute) after a change of what it is made from; a test says when.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from hub.anonymise import name_lists, vocabulary
from hub.anonymise.name_examples import DATA, NAME_PLACES, NOT_NAMES
from hub.anonymise.name_model import NameModel

_MODULES = ("lexicon", "name_examples", "name_features", "name_swaps", "name_training")
MODEL = vocabulary.ORDINARY.parent / "names.npz"


@cache
def name_model() -> NameModel:
    """Read from the repository; raises OSError where the file is missing."""
    return NameModel.load(MODEL)


def made_from() -> str:
    """A fingerprint of the data and code behind the weights.

    Without the articles and phrasings: they change daily, and a word more in one of them matters little.
    """
    digest = hashlib.sha256()
    for path in (
        *DATA,
        NAME_PLACES,
        NOT_NAMES,
        vocabulary.ORDINARY,
        vocabulary.PHRASES,
        name_lists.OWN_LIST,
        *(Path(__file__).with_name(f"{module}.py") for module in _MODULES),
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_current(path: Path = MODEL) -> bool:
    """Whether the file was made from today's data and code."""
    with np.load(path, allow_pickle=False) as file:
        return str(file["made_from"]) == made_from()

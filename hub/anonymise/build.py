"""Makes the two data files of the anonymiser anew: ``python -m hub.anonymise.build`` (a minute or two).

Needed after a change of the training comments, the lists of words and names, or the code that reads them.
"""

from __future__ import annotations

import time

from hub.anonymise import english_words, name_store
from hub.anonymise.name_examples import read_rows
from hub.anonymise.name_training import learn


def main() -> None:
    """Count the English words first, since the classifier looks words up there."""
    started = time.monotonic()
    english_words.build()
    print(f"{english_words.FILE.name}: {len(english_words.english_words()):,} words")
    fingerprint = name_store.made_from()
    learn(read_rows()).save(name_store.MODEL, fingerprint)
    print(f"{name_store.MODEL.name}: trained in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()

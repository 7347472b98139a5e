"""That this process has been asked to stop: whatever would go on for ever, such as a stream of events, ends then."""

from __future__ import annotations

import threading

_asked = threading.Event()


def ask() -> None:
    """Called once, from the signal's handler."""
    _asked.set()


def is_asked() -> bool:
    """Whether it is time to come to an end."""
    return _asked.is_set()

"""The process's search over the articles: built once, and again when the articles are reloaded.

A reload that fails keeps the last good version; what was wrong is logged and shown on /readyz.
"""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import structlog

from hub.settings import environment
from knowledge_base.encoder import EncoderMissingError, load
from knowledge_base.search import Search
from knowledge_base.store import KnowledgeBaseError, read_knowledge_base

log = structlog.get_logger()

_LOOK_EVERY_SECONDS = 1.0
_built: Search | None = None
_problem: str | None = None
_building = threading.Lock()


def search() -> Search:
    """The index over all articles; raises KnowledgeBaseError or EncoderMissingError where it cannot be built."""
    global _built  # noqa: PLW0603 (one index for the process)
    with _building:
        if _built is None:
            _built = _build()
        return _built


def search_if_ready() -> Search | None:
    """The index where it is there already; never waits."""
    return _built


def problem() -> str | None:
    """What kept the articles from being read the last time, or None."""
    return _problem


def prepare() -> None:
    """Build the index and watch for reloads; a failure is logged, and the process goes on without guidance."""
    reload()
    threading.Thread(target=_watch, name="knowledge-base-reload", daemon=True).start()


def reload() -> None:
    """Read the articles again; where that fails the last good version stays."""
    global _built, _problem  # noqa: PLW0603 (one index for the process)
    with _building:
        try:
            _built = _build()
        except (KnowledgeBaseError, EncoderMissingError) as error:
            _problem = str(error)
            log.exception("knowledge_base_not_read", reason=_problem, kept_last_good=_built is not None)
        else:
            _problem = None
            log.info("knowledge_base_read", articles=len(_built.knowledge_base))


def reload_request() -> Path:
    """The file whose change asks every process on this machine to reload (``hub kb reload`` touches it)."""
    return environment().hub_state / "reload-articles"


def reload_on_signal() -> None:
    """SIGHUP asks this process to reload, too. Call from the main thread."""
    signal.signal(signal.SIGHUP, lambda *_: threading.Thread(target=reload, daemon=True).start())


def _build() -> Search:
    return Search(read_knowledge_base(), load(), environment().hub_state / "search")


def _changed() -> int:
    try:
        return reload_request().stat().st_mtime_ns
    except OSError:
        return 0


def _watch() -> None:
    seen = _changed()
    pause = threading.Event()
    while not pause.wait(_LOOK_EVERY_SECONDS):
        if (now := _changed()) != seen:
            seen = now
            reload()

"""The process's search over the articles, built once."""

from __future__ import annotations

from threading import Lock

import structlog

from knowledge_base.encoder import EncoderMissingError, load
from knowledge_base.search import Search
from knowledge_base.store import KnowledgeBaseError, read_knowledge_base

log = structlog.get_logger()

_built: Search | None = None
_building = Lock()


def search() -> Search:
    """The index over all articles; raises KnowledgeBaseError or EncoderMissingError where it cannot be built."""
    global _built  # noqa: PLW0603 (one index for the process)
    with _building:
        if _built is None:
            _built = Search(read_knowledge_base(), load())
        return _built


def search_if_ready() -> Search | None:
    """The index where it is there already; never waits."""
    return _built


def prepare() -> None:
    """Build the index; a failure is logged, and the front door goes on without guidance."""
    try:
        search()
    except (KnowledgeBaseError, EncoderMissingError) as error:
        log.exception("knowledge_base_not_ready", reason=str(error))

"""The process's search over the articles, built once."""

from __future__ import annotations

from functools import lru_cache

from knowledge_base.encoder import load
from knowledge_base.search import Search
from knowledge_base.store import read_knowledge_base


@lru_cache(maxsize=1)
def search() -> Search:
    """The index over all articles; raises KnowledgeBaseError or EncoderMissingError where it cannot be built."""
    return Search(read_knowledge_base(), load())

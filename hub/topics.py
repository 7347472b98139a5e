"""Which theme a topic belongs to."""

from __future__ import annotations

from hub import knowledge


def theme_of(topic: str | None) -> str | None:
    """The theme of a topic's articles; None where there is none, or no index yet."""
    index = knowledge.search_if_ready()
    if index is None or topic is None:
        return None
    return next((article.theme for article in index.knowledge_base if article.topic_slug == topic), None)

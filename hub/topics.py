"""Which topic an article is about, and which theme a topic belongs to."""

from __future__ import annotations

from hub import knowledge


def topic_of(article: str | None) -> str | None:
    """The topic of an article's slug, or a topic itself, as replies name it; None where there is none, or no index yet."""
    index = knowledge.search_if_ready()
    if index is None or article is None:
        return None
    named = (one.topic_slug for one in index.knowledge_base if article in (one.slug, one.topic_slug))
    return next(named, None)


def theme_of(topic: str | None) -> str | None:
    """The theme of a topic's articles; None where there is none, or no index yet."""
    index = knowledge.search_if_ready()
    if index is None or topic is None:
        return None
    return next((article.theme for article in index.knowledge_base if article.topic_slug == topic), None)

"""The topics as choices: a few themes, then the articles of one, never more than a handful at a time."""

from __future__ import annotations

import json

from hub.replies import Button
from knowledge_base.article import Article
from knowledge_base.store import KnowledgeBase

# In the order in which they are offered; a theme is a folder of articles.
THEMES: dict[str, str] = {
    "assessment": "Getting assessed",
    "everyday": "Everyday life at home",
    "school": "School",
    "ehcp": "EHC plans",
    "understanding": "About autism and ADHD",
    "health": "Health services",
    "money": "Money and short breaks",
    "support": "Groups and courses",
    "hub": "About the Hub",
}
PER_PAGE = 3
PERSON = Button("Talk to a person", "/speak_to_human")


def article_button(article: Article) -> Button:
    """Opens one article."""
    return Button(article.button, "/ask_guidance" + json.dumps({"article": article.slug}))


def more_button(article: Article) -> Button:
    """Opens the rest of an article."""
    return Button("Tell me more", "/ask_guidance" + json.dumps({"article": article.slug, "part": "more"}))


def _page(options: list[Button], entity: dict[str, str], page: int) -> tuple[Button, ...]:
    start = page * PER_PAGE
    shown = options[start : start + PER_PAGE]
    if start + PER_PAGE < len(options):
        shown.append(Button("Something else", "/ask_guidance" + json.dumps({**entity, "page": str(page + 1)})))
    return (*shown, PERSON)


def theme_buttons(knowledge_base: KnowledgeBase, page: int = 0) -> tuple[Button, ...]:
    """Themes that have articles, a page at a time, and a way to a person."""
    present = {article.theme for article in knowledge_base}
    options = [
        Button(label, "/ask_guidance" + json.dumps({"theme": theme}))
        for theme, label in THEMES.items()
        if theme in present
    ]
    return _page(options, {"theme": "all"}, page)


def theme_articles(knowledge_base: KnowledgeBase, theme: str, page: int = 0) -> tuple[Button, ...]:
    """The articles of one theme, a page at a time, and a way to a person."""
    options = [article_button(article) for article in knowledge_base if article.theme == theme]
    return _page(options, {"theme": theme}, page)

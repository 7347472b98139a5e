"""What our pages share: the templates, and Markdown as safe HTML."""

from __future__ import annotations

from pathlib import Path

from fastapi.templating import Jinja2Templates
from markdown_it import MarkdownIt
from markupsafe import Markup

HERE = Path(__file__).parent
templates = Jinja2Templates(HERE / "templates")
# Raw HTML in a text stays text.
_markdown = MarkdownIt("commonmark", {"html": False})


def render_markdown(text: str) -> Markup:
    """Markdown as safe HTML."""
    return Markup(_markdown.render(text))  # noqa: S704 (markdown-it escapes raw HTML and refuses script links)

"""One file as the check sees it: the article, its texts piece by piece, and the line on which each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge_base.article import Article
from knowledge_base.yaml_lines import Located

Severity = Literal["error", "warning"]
Channel = Literal["web", "sms", "voice", "label"]
_BETWEEN_WORDS = r"[\s*\[_]+"
_MARKDOWN = MarkdownIt("commonmark")


@dataclass(frozen=True, order=True)
class Finding:
    """Something to mend: an "error" fails the build, a "warning" does not. ``line`` counts from 1."""

    path: Path
    line: int
    severity: Severity
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.message}"


@dataclass(frozen=True)
class Piece:
    """A paragraph, list item, heading or whole rendition, as a person reads or hears it (no Markdown)."""

    rendition: str
    channel: Channel
    text: str
    line: int
    heading: bool = False


@dataclass(frozen=True)
class Page:
    """An article whose form is right, with the text of its file."""

    path: Path
    article: Article
    head: Located
    text: str
    body_line: int

    def error(self, line: int, message: str) -> Finding:
        return Finding(self.path, line, "error", message)

    def warning(self, line: int, message: str) -> Finding:
        return Finding(self.path, line, "warning", message)

    def line_of(self, *key: str | int) -> int:
        """The line of a value of the front matter."""
        return self.head.line_of(key)

    def line_with(self, words: str, start: int) -> int:
        """The line at or after ``start`` where the words begin, however they are wrapped; ``start`` if they are not found."""
        pattern = _BETWEEN_WORDS.join(re.escape(word) for word in words.split())
        lines = self.text.split("\n")
        found = re.search(pattern, "\n".join(lines[start - 1 :])) if pattern else None
        return start if found is None else start + found.string.count("\n", 0, found.start())

    @cached_property
    def tokens(self) -> list[Token]:
        """The body as Markdown tokens."""
        return _MARKDOWN.parse(self.article.body)

    @cached_property
    def links(self) -> list[tuple[str, int]]:
        """Every address that the body links to or shows as an image, with its line."""
        found = []
        for token in self.tokens:
            for child in token.children or []:
                url = child.attrGet("href") or child.attrGet("src")
                if url is not None:
                    line = self.body_line + (token.map[0] if token.map else 0)
                    found.append((str(url), self.line_with(str(url), line)))
        return found

    @cached_property
    def body_pieces(self) -> list[Piece]:
        """The web rendition in pieces."""
        pieces, heading = [], False
        for token in self.tokens:
            if token.type == "inline":
                line = self.body_line + (token.map[0] if token.map else 0)
                pieces.append(Piece("web", "web", _plain(token), line, heading))
            heading = token.type == "heading_open"
        return pieces

    @cached_property
    def pieces(self) -> list[Piece]:
        """Everything that a person reads or hears of this article."""
        return [*self._of_head(), *self.body_pieces]

    def _of_head(self) -> Iterator[Piece]:
        article = self.article
        yield Piece("title", "label", article.title, self.line_of("title"))
        yield Piece("button", "label", article.button, self.line_of("button"))
        yield Piece("sms", "sms", article.sms, self.line_of("sms"))
        yield Piece("voice", "voice", article.voice, self.line_of("voice"))
        if article.variants is None:
            return
        yield Piece(
            "the question of variants", "label", article.variants.question, self.line_of("variants", "question")
        )
        for index, option in enumerate(article.variants.options):
            at = ("variants", "options", index)
            yield Piece(f"the label of {option.value}", "label", option.label, self.line_of(*at, "label"))
            line = self.line_of(*at, "web")
            for token in _MARKDOWN.parse(option.web):
                if token.type == "inline":
                    yield Piece(f"web of {option.value}", "web", _plain(token), line)
            yield Piece(f"sms of {option.value}", "sms", option.sms, self.line_of(*at, "sms"))
            yield Piece(f"voice of {option.value}", "voice", option.voice, self.line_of(*at, "voice"))


def _plain(inline: Token) -> str:
    kinds = {"softbreak": " ", "hardbreak": " "}
    return "".join(kinds.get(child.type, child.content) for child in inline.children or [] if child.type != "image")

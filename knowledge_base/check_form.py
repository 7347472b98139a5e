"""Reads a file as an article, or lists everything that keeps it from being one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from knowledge_base.article import MAX_FILE_BYTES, Article, ArticleError, parse_article
from knowledge_base.check_page import Finding, Page
from knowledge_base.yaml_lines import Located, YamlError

_HEAD = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffd]")
_HTML = re.compile(r"<\s*/?\s*[a-zA-Z!]")
# What a complaint about the form looks like, and how to mend it; the first that fits is said.
_HOW_TO_MEND = tuple(
    (re.compile(pattern), advice)
    for pattern, advice in (
        (r"valid string$", 'put the value in "quotes"; a colon inside it needs them'),
        (r"kB; an article", "split it, or keep attachments elsewhere"),
        (r"not UTF-8", "save it as UTF-8 text; pictures and documents do not belong here"),
        (r"cannot be read", "make the file readable, or delete it"),
        (r"must begin with front matter", "start the file with ---, the keys, and another ---"),
        (r"^slug .* file name", "rename the file to the slug, or the other way round"),
        (r"^sms: is missing", "write the text message, at most 306 characters"),
        (r"^voice: is missing", "write what is read aloud, at most 75 words"),
        (r"^body: ", "write the web rendition below the second ---"),
        (r"^sources: (is missing|List)", "name at least one page that the article rests on"),
        (r"^sources\.\d+\.url: ", "give the full address of the page, with https://"),
        (r"^sources\.\d+\.checked: ", "give the day you checked the page, like 2026-11-24"),
        (r"^contacts\.\d+\.source: ", "say which source (1 for the first) gives the contact"),
        (r"^contact .* names source", "count the sources from 1, or add the page"),
        (r"valid date|day is out of range|month must be", "write dates like 2026-11-24"),
        (r"unknown key", "check its spelling and indentation, or delete it"),
        (r"nested too deeply", "use only the keys shown in docs/curators.md"),
        (r"given twice", "keep one of the two"),
        (r"HTML is not allowed", "use plain paragraphs, lists, ** and [text](address)"),
        (r"is missing", "add the key"),
        (r": ", "see the format in docs/curators.md"),
        (r"", "check the colons, quotes and indentation of this line"),
    )
)


@dataclass(frozen=True)
class _Parts:
    """A file cut at its two lines of ---, line ends made one kind."""

    text: str
    head: str
    body: str

    @property
    def body_line(self) -> int:
        return self.head.count("\n") + 3


def read_page(path: Path) -> Page | list[Finding]:
    """The page, or all problems of its form; never raises for what a file may hold."""
    parts = _parts(path)
    if parts is not None and (line := _line_of_reference(parts.head)) is not None:
        reason = 'YAML takes & and * at the start of a value for a reference. To mend: put the value in "quotes".'
        return _findings(path, {(line, reason)})
    problems: set[tuple[int, str]] = set()
    article = None
    try:
        article = parse_article(path)
    except ArticleError as error:
        problems.add((error.line, error.reason))
    if parts is None:
        return _findings(path, problems)
    problems |= _strange_characters(parts.text)
    try:
        head = Located(parts.head, first_line=2)
    except YamlError:
        return _findings(path, problems)
    if article is None or problems:
        return _findings(path, problems | _schema_problems(head, parts.body))
    return Page(path, article, head, parts.text, parts.body_line)


def _findings(path: Path, problems: set[tuple[int, str]]) -> list[Finding]:
    return [Finding(path, line, "error", _with_advice(reason)) for line, reason in sorted(problems)]


def _with_advice(reason: str) -> str:
    if "To mend: " in reason:
        return reason
    advice = next(advice for pattern, advice in _HOW_TO_MEND if pattern.search(reason))
    return f"{reason}. To mend: {advice}."


def _parts(path: Path) -> _Parts | None:
    """None for what parse_article refuses before it looks at the front matter."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return None
    match = _HEAD.match(text)
    return None if match is None or len(raw) > MAX_FILE_BYTES else _Parts(text, match[1], match[2])


def _line_of_reference(head: str) -> int | None:
    """Where YAML would copy a value: a few such lines can stand for gigabytes, so nothing is parsed that has one."""
    if not re.search("[&*]", head):
        return None
    try:
        for token in yaml.scan(head, Loader=yaml.SafeLoader):
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
                return int(token.start_mark.line) + 2
    except yaml.YAMLError:
        return None  # parse_article names it
    return None


def _schema_problems(head: Located, body: str) -> set[tuple[int, str]]:
    if not isinstance(head.data, dict):
        return set()
    try:
        Article.model_validate({**head.data, "body": body})
    except ValidationError as error:
        return set(head.problems(error))
    return set()


def _strange_characters(text: str) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    if (strange := _CONTROL.search(text)) is not None:
        line = text.count("\n", 0, strange.start()) + 1
        found.add((line, f"the character U+{ord(strange[0]):04X} is not text. To mend: delete it or type it again."))
    if (html := _HTML.search(text)) is not None:
        found.add((text.count("\n", 0, html.start()) + 1, "HTML is not allowed in an article; use Markdown"))
    return found

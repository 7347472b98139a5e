"""What an article is, and how one Markdown file is read and checked for its form."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, ValidationError, model_validator

from knowledge_base.yaml_lines import Located, YamlError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MAX_FILE_BYTES = 200_000
_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)


class ArticleError(ValueError):
    """A file is not an article we can publish: the file, the line (from 1) and what to mend."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path.name} line {line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where a statement comes from, and when we last checked the article against it."""

    title: Text
    url: HttpUrl
    page_date: Text | None = None
    checked: date


class Contact(_Strict):
    """A phone number or e-mail address that a rendition mentions; ``source`` counts from 1."""

    name: Text
    phone: Text | None = None
    email: Text | None = None
    hours: Text | None = None
    source: int = Field(ge=1)

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if not (self.phone or self.email):
            raise ValueError("a contact needs a phone or an email")
        return self


class Questions(_Strict):
    """Example questions in parents' words, by the channel whose style they have."""

    web: list[Text] = Field(min_length=1)
    sms: list[Text] = []
    speech: list[Text] = []

    @property
    def all(self) -> list[str]:
        return [*self.web, *self.sms, *self.speech]


class Branch(_Strict):
    """One of the answers of an article that depends on the area or the age."""

    value: Slug
    label: Text
    ages: tuple[int, int] | None = None
    web: Text
    sms: Text
    voice: Text


class Variants(_Strict):
    """What the answer depends on, and the answers."""

    ask: Literal["area", "age"]
    question: Text
    options: list[Branch] = Field(min_length=2)


class FrontMatter(_Strict):
    """The head of an article's file."""

    slug: Slug
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=70)]
    button: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
    theme: Slug
    topic: Slug | None = None
    ages: tuple[int, int] | None = None
    sms: Text
    voice: Text
    questions: Questions
    contacts: list[Contact] = []
    sources: list[Source] = Field(min_length=1)
    verified: bool
    owner: Text
    reviewed: date
    review_by: date
    related: list[Slug] = []
    variants: Variants | None = None

    @model_validator(mode="after")
    def _contacts_have_sources(self) -> Self:
        for contact in self.contacts:
            if contact.source > len(self.sources):
                raise ValueError(
                    f"contact {contact.name} names source {contact.source}, but there are only {len(self.sources)}"
                )
        return self


class Section(BaseModel):
    """A part of the web rendition under one heading; ``text`` is Markdown."""

    model_config = ConfigDict(frozen=True)

    heading: str
    text: str


class Article(FrontMatter):
    """One page of guidance in its three renditions: web (``lead`` and ``sections``), sms, voice."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    body: Text

    @property
    def topic_slug(self) -> str:
        """The topic of topics.md that this article belongs to: its own slug, or the one it names."""
        return self.topic or self.slug

    @cached_property
    def lead(self) -> str:
        """The answer itself: what stands before the first heading, as Markdown."""
        return re.split(r"^## ", self.body, maxsplit=1, flags=re.MULTILINE)[0].strip()

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts after the lead, in order."""
        parts = re.split(r"^## +(.+?) *$", self.body, flags=re.MULTILINE)[1:]
        return tuple(Section(heading=h, text=t.strip()) for h, t in zip(parts[::2], parts[1::2], strict=True))

    def section(self, heading: str) -> Section | None:
        """The part under a heading, or None."""
        return next((part for part in self.sections if part.heading == heading), None)

    @property
    def checked(self) -> date:
        """When its sources were last checked: the oldest of their dates."""
        return min(source.checked for source in self.sources)


def parse_article(path: Path) -> Article:
    """Read one file; raises ArticleError with the line and the reason for anything that is not an article."""
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_FILE_BYTES:
            raise ArticleError(path, 1, f"is {len(raw) // 1000} kB; an article has at most {MAX_FILE_BYTES // 1000} kB")
        text = raw.decode("utf-8")
    except OSError as error:
        raise ArticleError(path, 1, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ArticleError(path, 1, "is not UTF-8 text") from error
    match = _FRONT_MATTER.match(text.replace("\r\n", "\n"))
    if match is None:
        raise ArticleError(path, 1, "must begin with front matter between two lines of ---")
    try:
        head = Located(match[1], first_line=2)
    except YamlError as error:
        raise ArticleError(path, error.line, error.reason) from error
    if not isinstance(head.data, dict):
        raise ArticleError(path, 2, "front matter must be keys and values")
    if "<" in match[2] and (html := re.search(r"<\s*/?\s*[a-zA-Z!]", match[2])):
        line = match[1].count("\n") + match[2][: html.start()].count("\n") + 3
        raise ArticleError(path, line, "HTML is not allowed in an article; use Markdown")
    try:
        article = Article.model_validate({**head.data, "body": match[2]})
    except ValidationError as error:
        line, reason = head.problems(error)[0]
        raise ArticleError(path, line, reason) from error
    if article.slug != path.stem:
        raise ArticleError(path, head.line_of(("slug",)), f"slug {article.slug} and file name {path.name} differ")
    return article

"""The articles on disk, read as one knowledge base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.article import Article, ArticleError, parse_article

ARTICLES_DIR = Path(__file__).parent / "articles"


class KnowledgeBaseError(Exception):
    """At least one article cannot be published; ``problems`` names each file, line and reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class KnowledgeBase:
    """All articles by slug."""

    articles: dict[str, Article]

    def __iter__(self) -> Iterator[Article]:
        return iter(self.articles.values())

    def __len__(self) -> int:
        return len(self.articles)

    def get(self, slug: str) -> Article | None:
        return self.articles.get(slug)


def read_knowledge_base(directory: Path = ARTICLES_DIR) -> KnowledgeBase:
    """Read every article below ``directory``; raises KnowledgeBaseError listing all that are wrong."""
    articles: dict[str, Article] = {}
    problems: list[str] = []
    for path in sorted(directory.rglob("*.md")):
        try:
            article = parse_article(path)
        except ArticleError as error:
            problems.append(str(error))
            continue
        if article.slug in articles:
            problems.append(f"{path.name} line 2: the slug {article.slug} is used by another file too")
        elif path.parent.name != article.theme:
            problems.append(f"{path.name} line 2: theme {article.theme} and folder {path.parent.name} differ")
        else:
            articles[article.slug] = article
    if not articles and not problems:
        problems.append(f"no articles in {directory}")
    if problems:
        raise KnowledgeBaseError(problems)
    return KnowledgeBase(articles)

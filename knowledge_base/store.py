"""The articles on disk, read as one knowledge base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_base.article import Article, ArticleError, parse_article

ARTICLES_DIR = Path(__file__).parent / "articles"
# How people put a topic, beyond the articles' example questions: <topic>.txt, one a line. Search learns from them.
PHRASINGS_DIR = Path(__file__).parent / "phrasings"


class KnowledgeBaseError(Exception):
    """At least one article cannot be published; ``problems`` names each file, line and reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class KnowledgeBase:
    """All articles by slug, and further phrasings by topic."""

    articles: dict[str, Article]
    phrasings: dict[str, list[str]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Article]:
        return iter(self.articles.values())

    def __len__(self) -> int:
        return len(self.articles)

    def get(self, slug: str) -> Article | None:
        return self.articles.get(slug)


def read_phrasings(directory: Path) -> dict[str, list[str]]:
    """The phrasings of each topic; blank lines and # comments are skipped."""
    found = {}
    for path in sorted(directory.glob("*.txt")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        found[path.stem] = [line for line in lines if line and not line.startswith("#")]
    return found


def read_knowledge_base(directory: Path = ARTICLES_DIR, phrasings: Path | None = PHRASINGS_DIR) -> KnowledgeBase:
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
    topics = {article.topic_slug for article in articles.values()}
    further = read_phrasings(phrasings) if phrasings else {}
    return KnowledgeBase(articles, {topic: lines for topic, lines in further.items() if topic in topics})

"""What a person has to know before relying on an article that is unverified or overdue."""

from __future__ import annotations

from datetime import date

from knowledge_base.article import Article


def full_date(day: date) -> str:
    """A date that still tells its year when it is read later: "24 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def caution(article: Article, today: date) -> list[str]:
    """Plain sentences; none where the article is verified and in date."""
    said = []
    if not article.verified:
        said.append("Some of this is what families find helpful. It has not been checked by a professional.")
    if today > article.review_by:
        said.append(f"We planned to check this again by {full_date(article.review_by)}, and have not done so yet.")
    if said:
        said.append(f"It was last checked on {full_date(article.checked)}. Please confirm before you rely on it.")
    return said

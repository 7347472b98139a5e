"""``hub kb``: the knowledge base, for curators."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from commands.stop import stop
from hub.settings import ROOT, environment

app = typer.Typer(no_args_is_help=True, help="The knowledge base.")


@app.command("check")
def kb_check() -> None:
    """Check every article and the crisis replies; exit status 1 where one must not be published."""
    from datetime import UTC, datetime

    from hub.safety.check_replies import check_replies
    from knowledge_base.check import check_articles, counted
    from knowledge_base.store import ARTICLES_DIR

    os.chdir(ROOT)
    today = datetime.now(UTC).date()
    findings = check_articles(ARTICLES_DIR.relative_to(ROOT), today) + check_replies(today)
    for finding in findings:
        print(finding)
    errors, warnings = counted(findings)
    print(f"{errors} errors, {warnings} warnings")
    if errors:
        raise typer.Exit(1)


@app.command("list")
def kb_list(
    due: Annotated[bool, typer.Option(help="only articles that a curator has to look at, and why")] = False,
) -> None:
    """List the articles."""
    from datetime import UTC, datetime

    from knowledge_base.check import due_articles
    from knowledge_base.store import read_knowledge_base

    knowledge_base = read_knowledge_base()
    if due:
        for item in due_articles(knowledge_base, datetime.now(UTC).date()):
            print(f"{item.slug:28} {item.reason} (review by {item.review_by}, {item.owner})")
        return
    for article in knowledge_base:
        print(f"{article.slug:28} {article.theme:14} review by {article.review_by}  {article.title}")


@app.command("gaps")
def kb_gaps(
    texts: Annotated[bool, typer.Option("--texts", help="the questions themselves, anonymised")] = False,
    topic: Annotated[str | None, typer.Option(help="only those nearest to this topic")] = None,
) -> None:
    """Show the questions that no article answered, by day and nearest topic."""
    from hub import gaps
    from hub.store.database import Store, StoreUnavailableError

    store = Store(environment().database_url)
    try:
        if texts:
            for gap in gaps.questions(store, topic):
                print(f"{gap.day}  {gap.nearest:28} {gap.text}")
            return
        for entry in gaps.counted(store):
            if topic in {None, entry.nearest}:
                print(f"{entry.day}  {entry.nearest:28} {entry.count}")
    except StoreUnavailableError as error:
        raise stop("The database does not answer. Run `bin/hub migrate`, or check DATABASE_URL.") from error


@app.command("reload")
def kb_reload() -> None:
    """Put changed articles live, without restart or training; refused while an article cannot be read."""
    from hub.knowledge import reload_request
    from knowledge_base.store import KnowledgeBaseError, read_knowledge_base

    try:
        count = len(read_knowledge_base())
    except KnowledgeBaseError as error:
        raise stop(f"{error}\nNothing was reloaded: mend the above first.") from error
    reload_request().parent.mkdir(parents=True, exist_ok=True)
    reload_request().touch()
    print(f"{count} articles: every process on this machine reads them again within a few seconds.")

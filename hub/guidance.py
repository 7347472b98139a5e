"""Answers from the knowledge base: which article, how much of it, and what to offer next."""

from __future__ import annotations

from dataclasses import replace

from hub import menu
from hub.outcomes import Outcome
from hub.replies import Button, Reply, SourceNote, reply_from_wire
from knowledge_base.article import Article
from knowledge_base.search import Search, Verdict

GUIDANCE_NOTE = "This is guidance, not a diagnosis."
NEXT_STEPS = "What to do next"
OFFERED = 3


def answer(question: str, search: Search, *, age: int | None = None, strict: bool = False) -> Reply | None:
    """The answer to a question in a person's own words; None where no article fits.

    ``strict`` raises the bar, for a message that may be something else altogether.
    """
    found = search.find(question, age=age, strict=strict)
    if found.verdict is Verdict.NOTHING:
        return None
    knowledge_base = search.knowledge_base
    best = knowledge_base.articles[found.best]
    if found.verdict is Verdict.CLEAR:
        return article_reply(best, related=_related(best, search))
    near = [knowledge_base.articles[slug] for slug, _ in found.ranked[:OFFERED]]
    return article_reply(best, near=near)


def article_reply(article: Article, *, related: tuple[Article, ...] = (), near: list[Article] | None = None) -> Reply:
    """The short answer of an article with its sources.

    ``near`` are the topics that the question could also be about, this one first: they are offered and
    it is said that we are not sure. ``related`` are what a reader may want next.
    """
    steps = article.section(NEXT_STEPS)
    lead, sms, voice = article.lead, article.sms, article.voice
    others = (near or [])[1:]
    if others:
        named = " or ".join(other.button for other in others)
        lead = f"I think you are asking about **{article.title}**.\n\n{lead}"
        sms = f"{sms}\nOr did you mean: {named}?"
        voice = f"I think you are asking about {article.title}. {voice} Or did you mean {named}?"
    parts = [lead, f"**{steps.heading}**\n\n{steps.text}" if steps else "", _caution(article), GUIDANCE_NOTE]
    buttons: list[Button] = [menu.more_button(article)]
    buttons += [menu.article_button(other) for other in (others or related)[:2]]
    return Reply(
        kind="answer",
        outcome=Outcome.CLARIFIED if others else Outcome.ANSWERED,
        web="\n\n".join(part for part in parts if part),
        sms=sms,
        voice=voice,
        buttons=(*buttons, menu.PERSON),
        sources=_sources(article),
        article=article.topic_slug,
        alternatives=(article.topic_slug, *dict.fromkeys(other.topic_slug for other in others)),
    )


def more_reply(article: Article, search: Search) -> Reply:
    """The rest of an article."""
    rest = [f"**{part.heading}**\n\n{part.text}" for part in article.sections if part.heading != NEXT_STEPS]
    related = _related(article, search)
    buttons = tuple(menu.article_button(other) for other in related[:2])
    return Reply(
        kind="answer",
        outcome=Outcome.ANSWERED,
        web="\n\n".join([*rest, GUIDANCE_NOTE]) if rest else article.lead,
        sms=article.sms,
        voice=article.voice,
        buttons=(*buttons, menu.PERSON),
        sources=_sources(article),
        article=article.topic_slug,
        alternatives=(article.topic_slug,),
    )


def ask_again() -> Reply:
    """The first time that we did not understand."""
    text = "Sorry, I did not understand. Please tell me in other words what it is about. A few words are enough."
    return Reply(kind="message", outcome=Outcome.ASKED_AGAIN, web=text, buttons=(menu.PERSON,))


def did_not_know(search: Search) -> Reply:
    """We do not know: say so, and offer the themes and a person."""
    start = "Sorry, I do not have an answer to that."
    return Reply(
        kind="choices",
        outcome=Outcome.DID_NOT_KNOW,
        web=f"{start} Is it about one of these? Or would you like to talk to a person?",
        buttons=menu.theme_buttons(search.knowledge_base),
    )


def theme_reply(theme: str, page: int, search: Search) -> Reply:
    """The topics of one theme, or the themes themselves (``all``)."""
    if theme in menu.THEMES:
        question, buttons = (
            f"{menu.THEMES[theme]}: what is it about?",
            menu.theme_articles(search.knowledge_base, theme, page),
        )
    else:
        question, buttons = "What is it about?", menu.theme_buttons(search.knowledge_base, page)
    return Reply(kind="choices", outcome=Outcome.CLARIFIED, web=question, buttons=buttons)


def _caution(article: Article) -> str:
    if article.verified:
        return ""
    return "Some of this is what families find helpful. It has not been checked by a professional."


def _sources(article: Article) -> tuple[SourceNote, ...]:
    return tuple(SourceNote(s.title, str(s.url), s.checked, s.page_date) for s in article.sources)


def _related(article: Article, search: Search) -> tuple[Article, ...]:
    found = (search.knowledge_base.get(slug) for slug in article.related)
    return tuple(other for other in found if other is not None)


def limits_of_advice(question: str, search: Search) -> Reply:
    """A kind refusal of doses, medicine changes and diagnoses: whom to ask, and the general articles that fit."""
    found = search.find(question)
    near = (
        [search.knowledge_base.articles[slug] for slug, _ in found.ranked[:2]]
        if found.verdict is not Verdict.NOTHING
        else []
    )
    text = (
        "I cannot say whether someone is autistic or has ADHD. I also cannot advise on giving, mixing, starting or stopping a medicine. "
        "About a medicine, ask the person who prescribed it or a pharmacist. When they are closed, phone NHS 111. "
        "About a diagnosis, your GP is the person to ask."
    )
    offer = " I can tell you more in general." if near else ""
    short = "I cannot diagnose, or advise on giving, mixing or stopping a medicine. Ask the prescriber or a pharmacist, or NHS 111. About a diagnosis, ask your GP."
    return Reply(
        kind="message",
        outcome=Outcome.REFUSED,
        web=text + offer,
        sms=short,
        voice=short.replace("NHS 111", "N H S 1 1 1"),
        buttons=(*(menu.article_button(article) for article in near), menu.PERSON),
    )


def again(last: dict[str, object] | None) -> Reply:
    """The last answer once more: its short rendition, in words for a small screen."""
    if last is None:
        return Reply(
            kind="message",
            outcome=Outcome.STEERED,
            web="I have not said anything yet. What would you like to know?",
            buttons=(menu.PERSON,),
        )
    said = reply_from_wire(last)
    short = said.sms or said.web
    return replace(said, web=short, sms=short, outcome=Outcome.STEERED)

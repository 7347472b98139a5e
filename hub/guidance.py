"""Answers from the knowledge base: which article, how much of it, and what to offer next."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date

from hub import menu
from hub.caution import caution
from hub.outcomes import Outcome
from hub.replies import Button, Reply, SourceNote, reply_from_wire
from hub.several import questions_in
from knowledge_base.article import Article, Branch, Variants
from knowledge_base.search import Found, Search, Verdict

GUIDANCE_NOTE = "This is guidance, not a diagnosis."
NEXT_STEPS = "What to do next"
OFFERED = 3
# A second question of one message is offered only where we are this sure what it is about.
SURE_OF_ANOTHER = 0.8
# "how long does that take" means nothing by itself; "and for girls?" may be about something new.
_POINTS_BACK = re.compile(r"\b(?:it|that|this|them|those|these)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^(?:and|but|what about|how about|what if|ok|so)\b", re.IGNORECASE)
NO_SIMPLER = "Those are the simplest words that I have. Would you like somebody to explain it to you?"
# A full stop inside a time or an abbreviation has no space and capital after it.
_SENTENCE_ENDS = re.compile(r"(?<=[.?!]) +(?=[A-Z0-9])")
SURELY_NEW = 0.95
_FOLLOW_UP_WORDS = 9


@dataclass(frozen=True)
class Known:
    """What is known of the person who asks, and when they ask.

    ``age`` is the child's, in whole years; ``area`` the GP's (east-and-north, south-and-west); ``about`` the slug of
    the article under discussion.
    """

    today: date
    age: int | None = None
    area: str | None = None
    about: str | None = None


def answer(question: str, search: Search, known: Known, *, strict: bool = False) -> Reply | None:
    """The answer to a question in a person's own words; None where no article fits.

    ``strict`` raises the bar, for a message that may be something else altogether.
    """
    first, *more = questions_in(question)
    found = _find(first, search, known, strict=strict)
    if found.verdict is Verdict.NOTHING:
        return None
    articles = search.knowledge_base.articles
    best = articles[found.best]
    others = [articles[slug] for slug in _also_asked(more, found.best, search, known)]
    if others:
        return _offering_the_others(article_reply(best, known), others)
    if found.verdict is Verdict.CLEAR:
        return article_reply(best, known, related=_related(best, search))
    return article_reply(best, known, near=[articles[slug] for slug, _ in found.ranked[1:OFFERED]])


def _find(question: str, search: Search, known: Known, *, strict: bool) -> Found:
    """Search; a follow-up is searched together with the topic under discussion."""
    alone = search.find(question, age=known.age, strict=strict)
    about = search.knowledge_base.get(known.about) if known.about else None
    short = len(question.split()) <= _FOLLOW_UP_WORDS
    follows = short and (_POINTS_BACK.search(question) or (_GOES_ON.search(question) and alone.confidence < SURELY_NEW))
    if about is None or not follows:
        return alone
    together = search.find(f"{about.title} {question}", age=known.age)
    return alone if together.verdict is Verdict.NOTHING else together


def _also_asked(questions: list[str], best: str, search: Search, known: Known) -> list[str]:
    """The articles of further questions in the message, where they are clear and different."""
    found = [search.find(question, age=known.age) for question in questions]
    sure = [hit.best for hit in found if hit.verdict is Verdict.CLEAR and hit.ranked[0][1] >= SURE_OF_ANOTHER]
    return [slug for slug in dict.fromkeys(sure) if slug != best]


def _offering_the_others(reply: Reply, others: list[Article]) -> Reply:
    """The answer to the first question, with the others as choices."""
    named = " and ".join(f"**{other.title}**" for other in others)
    return replace(
        reply,
        outcome=Outcome.CLARIFIED,
        web=f"{reply.web}\n\nYou also asked about {named}. Choose it below to read on.",
        buttons=(*(menu.article_button(other) for other in others), menu.PERSON),
        alternatives=tuple(dict.fromkeys((*reply.alternatives, *(other.topic_slug for other in others)))),
    )


def article_reply(
    article: Article, known: Known, *, related: tuple[Article, ...] = (), near: list[Article] | None = None
) -> Reply:
    """The short answer of an article with its sources.

    ``near`` are the topics that the question could also be about: they are offered, and it is said that we are
    not sure. ``related`` are what a reader may want next. Where the answer depends on the area or the age and
    that is not known, it is asked for.
    """
    branch = _branch(article.variants, known)
    asks = article.variants if branch is None else None
    steps = article.section(NEXT_STEPS)
    lead, sms, voice = article.lead, branch.sms if branch else article.sms, branch.voice if branch else article.voice
    if near:
        named = " or ".join(other.button for other in near)
        lead = f"I think you are asking about **{article.title}**.\n\n{lead}"
        sms = f"{sms}\nOr did you mean: {named}?"
        voice = f"I think you are asking about {article.title}. {voice} Or did you mean {named}?"
    parts = [
        lead,
        f"**{branch.label}:** {branch.web}" if branch else "",
        f"**{steps.heading}**\n\n{steps.text}" if steps else "",
        " ".join(caution(article, known.today)),
        GUIDANCE_NOTE,
        asks.question if asks else "",
    ]
    choices = _branch_buttons(article, asks) if asks else ()
    following = [menu.article_button(other) for other in (near or related)[: 1 if choices else 2]]
    return Reply(
        kind="answer",
        outcome=Outcome.CLARIFIED if near else Outcome.ANSWERED,
        web="\n\n".join(part for part in parts if part),
        sms=sms,
        voice=f"{voice} {asks.question}" if asks else voice,
        buttons=(*choices, menu.more_button(article), *following, menu.PERSON),
        sources=_sources(article),
        article=article.topic_slug,
        alternatives=(article.topic_slug, *dict.fromkeys(other.topic_slug for other in near or [])),
    )


def _branch(variants: Variants | None, known: Known) -> Branch | None:
    """The branch that fits what is known, or None."""
    if variants is None:
        return None
    for option in variants.options:
        if variants.ask == "area" and option.value == known.area:
            return option
        if variants.ask == "age" and known.age is not None and option.ages is not None:
            first, last = option.ages
            if first <= known.age <= last:
                return option
    return None


def _branch_buttons(article: Article, variants: Variants) -> tuple[Button, ...]:
    """One button for each branch; it carries what it says about the person."""
    found = []
    for option in variants.options:
        told = {"area": option.value} if variants.ask == "area" else {"age": str((option.ages or (0, 0))[0])}
        found.append(Button(option.label, "/ask_guidance" + json.dumps({"article": article.slug, **told})))
    return tuple(found)


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


def did_not_know(question: str, search: Search) -> Reply:
    """We do not know: say so, and offer the themes and a person. The nearest topic is noted, to count the gap."""
    start = "Sorry, I do not have an answer to that."
    return Reply(
        kind="choices",
        outcome=Outcome.DID_NOT_KNOW,
        web=f"{start} Is it about one of these? Or would you like to talk to a person?",
        buttons=menu.theme_buttons(search.knowledge_base),
        nearest=search.knowledge_base.articles[search.find(question).best].topic_slug,
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


def limits_of_advice(question: str, search: Search) -> Reply:
    """A kind refusal of doses, medicine changes and diagnoses: whom to ask, and the general articles that fit."""
    found = search.find(question)
    near = [] if found.verdict is Verdict.NOTHING else found.ranked[:2]
    articles = [search.knowledge_base.articles[slug] for slug, _ in near]
    refusal = (
        "I cannot say whether someone is autistic or has ADHD. "
        "I also cannot advise on giving, mixing, starting or stopping a medicine."
    )
    whom = (
        "About a medicine, ask the person who prescribed it or a pharmacist. When they are closed, phone NHS 111. "
        "About a diagnosis, your GP is the person to ask."
    )
    short = (
        "I cannot diagnose, or advise on giving, mixing or stopping a medicine. "
        "Ask the prescriber or a pharmacist, or NHS 111. About a diagnosis, ask your GP."
    )
    return Reply(
        kind="message",
        outcome=Outcome.REFUSED,
        web=" ".join([refusal, whom, *(["I can tell you more in general."] if articles else [])]),
        sms=short,
        voice=short.replace("NHS 111", "N H S 1 1 1"),
        buttons=(*(menu.article_button(article) for article in articles), menu.PERSON),
    )


def again(last: dict[str, object] | None) -> Reply:
    """The last answer once more, in its short rendition: on a screen one thought a line.

    Whoever has read that already and still asks is offered a person: no text of ours is simpler. A text message and a
    voice say the same again.
    """
    if last is None:
        text = "I have not said anything yet. What would you like to know?"
        return Reply(kind="message", outcome=Outcome.STEERED, web=text, buttons=(menu.PERSON,))
    said = reply_from_wire(last)
    if said.article is None or said.sms is None:
        return replace(said, outcome=Outcome.STEERED)
    thoughts = _thoughts(said.sms)
    simple = "\n".join(f"- {thought}" for thought in thoughts) if len(thoughts) > 1 else said.sms
    if said.web == simple:
        return replace(said, web=NO_SIMPLER, buttons=(menu.PERSON,), outcome=Outcome.STEERED)
    return replace(said, web=simple, outcome=Outcome.STEERED)


def _thoughts(text: str) -> list[str]:
    return [thought for line in text.splitlines() for thought in _SENTENCE_ENDS.split(line) if thought]


def _sources(article: Article) -> tuple[SourceNote, ...]:
    return tuple(SourceNote(s.title, str(s.url), s.checked, s.page_date) for s in article.sources)


def _related(article: Article, search: Search) -> tuple[Article, ...]:
    found = (search.knowledge_base.get(slug) for slug in article.related)
    return tuple(other for other in found if other is not None)

"""Answers from the knowledge base: sure, not sure, nothing; more of it, and again."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from made_up import VAGUE, write_article

from hub import guidance, menu
from hub.outcomes import Outcome
from hub.replies import Button, Reply, SourceNote
from knowledge_base.encoder import Encoder
from knowledge_base.search import Search
from knowledge_base.store import read_knowledge_base

SLEEP = "How do I get my son to sleep?"
SLEEP_WEB = """\
A calm hour before bed helps many children to settle.

**What to do next**

1. Keep a sleep diary.
2. Show it to the GP.

Some of this is what families find helpful. It has not been checked by a professional. \
It was last checked on 1 November 2026. Please confirm before you rely on it.

This is guidance, not a diagnosis."""
KNOWN = guidance.Known(today=date(2026, 11, 24))
PAGE = SourceNote("A page", "https://page.example/", date(2026, 11, 1))
MORE_SLEEP = Button("Tell me more", '/ask_guidance{"article": "sleep", "part": "more"}')


def article_button(title: str, slug: str) -> Button:
    return Button(title, f'/ask_guidance{{"article": "{slug}"}}')


def test_a_clear_question_is_answered_with_next_steps_sources_and_related_articles(search: Search) -> None:
    assert guidance.answer(SLEEP, search, KNOWN) == Reply(
        kind="answer",
        outcome=Outcome.ANSWERED,
        web=SLEEP_WEB,
        sms="Text about sleep.",
        voice="Words about sleep.",
        # Of four related articles one is not written yet, and two are enough.
        buttons=(
            MORE_SLEEP,
            article_button("Meltdowns", "meltdowns"),
            article_button("Senses", "sensory"),
            menu.PERSON,
        ),
        sources=(PAGE,),
        article="sleep",
        alternatives=("sleep",),
    )


def test_a_question_that_could_be_about_two_topics_says_so_and_offers_the_other(search: Search) -> None:
    reply = guidance.answer("Tell me about the EHCP", search, KNOWN)
    assert reply is not None
    first, second = reply.alternatives[:2]
    assert {first, second} == {"plan-request", "plan-weeks"}
    titles = {"plan-request": "Asking for an EHC plan", "plan-weeks": "The weeks of an EHC plan"}
    buttons = {"plan-request": "Ask for an EHC plan", "plan-weeks": "How long an EHC plan takes"}
    assert (reply.kind, reply.outcome, reply.article) == ("answer", Outcome.CLARIFIED, first)
    assert reply.web.splitlines()[0] == f"I think you are asking about **{titles[first]}**."
    assert reply.buttons[1] == article_button(buttons[second], second)
    assert reply.buttons[-1] == menu.PERSON
    assert reply.sms is not None
    assert reply.sms.startswith(f"Text about {first}.\nOr did you mean: {buttons[second]}")
    assert reply.voice is not None
    assert reply.voice.startswith(
        f"I think you are asking about {titles[first]}. Words about {first}. Or did you mean {buttons[second]}"
    )


@pytest.mark.parametrize("strict", [False, True])
def test_a_question_that_no_article_fits_is_not_answered(search: Search, strict: bool) -> None:
    assert guidance.answer("What is the capital of Mongolia?", search, KNOWN, strict=strict) is None


def test_a_strict_answer_needs_a_better_fit(search: Search) -> None:
    plain = {question for question in VAGUE if guidance.answer(question, search, KNOWN)}
    strict = {question for question in VAGUE if guidance.answer(question, search, KNOWN, strict=True)}
    assert strict < plain
    assert guidance.answer(SLEEP, search, KNOWN, strict=True) == guidance.answer(SLEEP, search, KNOWN)


@pytest.mark.parametrize(("age", "sms"), [(3, "Text about referral-little."), (9, "Text about referral-older.")])
def test_the_childs_age_picks_the_article_and_the_topic_stays(search: Search, age: int, sms: str) -> None:
    reply = guidance.answer("How do I get my child assessed for autism?", search, replace(KNOWN, age=age))
    assert reply is not None
    assert (reply.article, (reply.sms or "").splitlines()[0]) == ("referral", sms)


def test_an_article_alone_is_answered_without_doubt_and_every_source_is_named(search: Search) -> None:
    reply = guidance.article_reply(search.knowledge_base.articles["allowance"], KNOWN)
    assert reply.web == "The answer.\n\nThis is guidance, not a diagnosis."
    assert reply.sources == (
        SourceNote("First", "https://first.example/a", date(2026, 10, 2), "May 2026"),
        SourceNote("Second", "https://second.example/b", date(2026, 9, 1)),
    )
    assert [button.title for button in reply.buttons] == ["Tell me more", "Talk to a person"]


def test_not_sure_is_said_only_where_something_else_is_offered(search: Search) -> None:
    sleep = search.knowledge_base.articles["sleep"]
    assert guidance.article_reply(sleep, KNOWN, near=[]).outcome is Outcome.ANSWERED
    others = [search.knowledge_base.articles[slug] for slug in ("eating", "sensory")]
    reply = guidance.article_reply(sleep, KNOWN, near=others)
    assert (reply.outcome, reply.alternatives) == (Outcome.CLARIFIED, ("sleep", "eating", "sensory"))
    assert reply.sms == "Text about sleep.\nOr did you mean: Eating or Senses?"


def test_two_articles_of_one_topic_are_one_alternative(search: Search) -> None:
    articles = search.knowledge_base.articles
    near = [articles["referral-little"], articles["referral-older"]]
    assert guidance.article_reply(articles["sleep"], KNOWN, near=near).alternatives == ("sleep", "referral")


def test_more_is_the_rest_of_the_article(search: Search) -> None:
    assert guidance.more_reply(search.knowledge_base.articles["sleep"], search) == Reply(
        kind="answer",
        outcome=Outcome.ANSWERED,
        web="**Why it is hard**\n\nSome bodies make melatonin late.\n\nThis is guidance, not a diagnosis.",
        sms="Text about sleep.",
        voice="Words about sleep.",
        buttons=(article_button("Meltdowns", "meltdowns"), article_button("Senses", "sensory"), menu.PERSON),
        sources=(PAGE,),
        article="sleep",
        alternatives=("sleep",),
    )


def test_more_of_an_article_that_has_no_more_is_its_answer(search: Search) -> None:
    assert guidance.more_reply(search.knowledge_base.articles["eating"], search).web == "The answer."


def test_the_first_time_that_we_do_not_understand_we_ask(search: Search) -> None:
    assert guidance.ask_again() == Reply(
        kind="message",
        outcome=Outcome.ASKED_AGAIN,
        web="Sorry, I did not understand. Please tell me in other words what it is about. A few words are enough.",
        buttons=(menu.PERSON,),
    )


def test_what_we_do_not_know_leads_to_the_themes_and_a_person(search: Search) -> None:
    reply = guidance.did_not_know("What is the capital of Mongolia?", search)
    assert (reply.kind, reply.outcome, reply.article) == ("choices", Outcome.DID_NOT_KNOW, None)
    assert reply.web == (
        "Sorry, I do not have an answer to that. Is it about one of these? Or would you like to talk to a person?"
    )
    assert reply.buttons == menu.theme_buttons(search.knowledge_base)


@pytest.mark.parametrize(
    ("theme", "page", "question", "titles"),
    [
        ("everyday", 0, "Everyday life at home: what is it about?",
         ["Eating", "Meltdowns", "Senses", "Something else", "Talk to a person"]),
        ("everyday", 1, "Everyday life at home: what is it about?", ["Sleep", "Talk to a person"]),
        ("all", 0, "What is it about?",
         ["Getting assessed", "Everyday life at home", "EHC plans", "Something else", "Talk to a person"]),
        ("all", 1, "What is it about?", ["Money and short breaks", "Talk to a person"]),
        ("dragons", 0, "What is it about?",
         ["Getting assessed", "Everyday life at home", "EHC plans", "Something else", "Talk to a person"]),
    ],
)  # fmt: skip
def test_a_theme_is_a_choice_of_its_articles(
    search: Search, theme: str, page: int, question: str, titles: list[str]
) -> None:
    reply = guidance.theme_reply(theme, page, search)
    assert (reply.kind, reply.outcome, reply.web) == ("choices", Outcome.CLARIFIED, question)
    assert [button.title for button in reply.buttons] == titles


LIMITS = (
    "I cannot say whether someone is autistic or has ADHD. I also cannot advise on giving, mixing, starting or stopping "
    "a medicine. About a medicine, ask the person who prescribed it or a pharmacist. When they are closed, phone NHS 111. "
    "About a diagnosis, your GP is the person to ask."
)


def test_advice_that_we_cannot_give_is_refused_with_whom_to_ask(search: Search) -> None:
    reply = guidance.limits_of_advice("What is the capital of Mongolia?", search)
    assert (reply.kind, reply.outcome, reply.web, reply.buttons, reply.article) == (
        "message",
        Outcome.REFUSED,
        LIMITS,
        (menu.PERSON,),
        None,
    )
    assert reply.voice == (
        "I cannot diagnose, or advise on giving, mixing or stopping a medicine. "
        "Ask the prescriber or a pharmacist, or N H S 1 1 1. About a diagnosis, ask your GP."
    )


def test_a_refusal_offers_the_general_articles_that_fit_and_answers_from_none(tmp_path: Path, encoder: Encoder) -> None:
    asked = "Can I give melatonin every night?"
    write_article(tmp_path, "melatonin", theme="health", questions={"web": [asked, "What is melatonin?"]})
    write_article(tmp_path, "eating")
    index = Search(read_knowledge_base(tmp_path, phrasings=None), encoder)
    reply = guidance.limits_of_advice(asked, index)
    assert reply.web == f"{LIMITS} I can tell you more in general."
    assert (reply.buttons[0], reply.buttons[-1]) == (article_button("Melatonin", "melatonin"), menu.PERSON)
    assert (reply.article, reply.sources) == (None, ())


def test_again_is_the_last_answer_in_its_short_words(search: Search) -> None:
    said = guidance.answer(SLEEP, search, KNOWN)
    assert said is not None
    again = guidance.again(said.to_wire())
    assert (again.web, again.sms, again.voice) == ("Text about sleep.", "Text about sleep.", "Words about sleep.")
    assert (again.outcome, again.buttons, again.sources, again.article) == (
        Outcome.STEERED,
        said.buttons,
        said.sources,
        "sleep",
    )


def test_again_puts_one_thought_on_a_line_and_then_offers_a_person(search: Search) -> None:
    said = guidance.answer(SLEEP, search, KNOWN)
    assert said is not None
    said = replace(said, sms="Ask Dr Adeyemi by 9.30am. Phone 01632 960123. Who can help? A nurse.")
    again = guidance.again(said.to_wire())
    assert again.web == "- Ask Dr Adeyemi by 9.30am.\n- Phone 01632 960123.\n- Who can help?\n- A nurse."
    assert again.text_for("sms") == said.sms
    once_more = guidance.again(again.to_wire())
    assert (once_more.web, once_more.buttons) == (guidance.NO_SIMPLER, (menu.PERSON,))
    assert (once_more.text_for("sms"), once_more.text_for("voice")) == (said.sms, said.text_for("voice"))


def test_again_of_what_has_one_rendition_only_is_that_one() -> None:
    assert guidance.again({"kind": "message", "outcome": "small_talk", "web": "Hello."}).web == "Hello."


def test_again_before_anything_was_said_asks() -> None:
    assert guidance.again(None) == Reply(
        kind="message",
        outcome=Outcome.STEERED,
        web="I have not said anything yet. What would you like to know?",
        buttons=(menu.PERSON,),
    )

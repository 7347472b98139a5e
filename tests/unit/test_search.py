"""Finding the article for a question, on a small made-up knowledge base: which one, and how sure. No score is pinned."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import VAGUE, write_article

from knowledge_base.encoder import Encoder
from knowledge_base.search import Search, Verdict
from knowledge_base.store import KnowledgeBase, read_knowledge_base

FITTING = [
    # An example question of one article, word for word, and others that nobody wrote down.
    ("How do I get my son to sleep?", "sleep"),
    ("HOW DO I GET MY SON TO SLEEP", "sleep"),
    ("she wont sleep pls help", "sleep"),
    ("he is awake the whole night", "sleep"),
    ("Noise, light and touch", "sensory"),
    ("my boy will only have toast", "eating"),
    ("screaming and throwing stuff when he gets in from school", "meltdowns"),
    ("what benefits can a disabled child get", "allowance"),
]
OFF_TOPIC = ["What is the capital of Mongolia?", "asdfgh", "recipe for lemon cake", "who won the football", "", "?!"]


@pytest.mark.parametrize(("question", "slug"), FITTING)
def test_the_fitting_article_comes_first(search: Search, question: str, slug: str) -> None:
    assert search.find(question).best == slug


@pytest.mark.parametrize("question", ["How do I get my son to sleep?", "she wont sleep pls help"])
def test_a_question_that_is_an_articles_own_is_answered_by_it_alone(search: Search, question: str) -> None:
    assert search.find(question).verdict is Verdict.CLEAR
    assert search.find(question, strict=True).verdict is Verdict.CLEAR


def test_a_question_of_two_articles_is_close(search: Search) -> None:
    found = search.find("Tell me about the EHCP")
    assert found.verdict is Verdict.CLOSE
    assert {slug for slug, _ in found.ranked[:2]} == {"plan-request", "plan-weeks"}


@pytest.mark.parametrize("question", OFF_TOPIC)
def test_what_no_article_is_about_finds_nothing(search: Search, question: str) -> None:
    assert search.find(question).verdict is Verdict.NOTHING


def test_the_ranking_has_one_article_a_topic_and_the_best_first(search: Search) -> None:
    for question in [question for question, _ in FITTING] + OFF_TOPIC:
        found = search.find(question)
        scores = [score for _, score in found.ranked]
        topics = [search.knowledge_base.articles[slug].topic_slug for slug, _ in found.ranked]
        assert len(topics) == len(set(topics)) >= 3
        assert scores == sorted(scores, reverse=True)
        assert found.best == found.ranked[0][0]


def test_the_strict_bar_keeps_out_what_a_plain_search_lets_in_and_never_the_other_way_round(search: Search) -> None:
    plain = {question for question in VAGUE if search.find(question).verdict is not Verdict.NOTHING}
    strict = {question for question in VAGUE if search.find(question, strict=True).verdict is not Verdict.NOTHING}
    assert strict < plain
    for question in [question for question, _ in FITTING] + VAGUE + OFF_TOPIC:
        assert search.find(question, strict=True).ranked == search.find(question).ranked


@pytest.mark.parametrize(
    ("age", "slug"),
    [
        (0, "referral-little"),
        (4, "referral-little"),
        (5, "referral-older"),
        (9, "referral-older"),
        (15, "referral-older"),
    ],
)
def test_the_childs_age_decides_between_two_articles_of_a_topic(search: Search, age: int, slug: str) -> None:
    assert search.find("How do I get my child assessed for autism?", age=age).best == slug


def test_an_age_never_turns_a_question_to_another_matter(search: Search) -> None:
    assert {search.find("How do I get my son to sleep?", age=age).best for age in range(26)} == {"sleep"}


def test_the_same_question_finds_the_same_every_time(search: Search) -> None:
    first = search.find("he is awake the whole night", age=7)
    search.find("something else")
    assert search.find("he is awake the whole night", age=7) == first


def test_short_forms_and_mishearings_count_as_the_word_they_mean(search: Search) -> None:
    asked = ["tell me about the e h c p", "tell me about the ehc plan", "TELL ME ABOUT THE ECHP"]
    assert {search.find(question).ranked for question in asked} == {search.find("Tell me about the EHCP").ranked}


def test_a_changed_article_is_found_by_its_new_words_at_once(tmp_path: Path, encoder: Encoder) -> None:
    write_article(tmp_path, "sleep")
    write_article(tmp_path, "eating")
    question = "Where can she learn to ride a tricycle?"
    before = Search(read_knowledge_base(tmp_path, phrasings=None), encoder).find(question)
    assert before.verdict is Verdict.NOTHING
    write_article(tmp_path, "eating", questions={"web": [question]})
    after = Search(read_knowledge_base(tmp_path, phrasings=None), encoder).find(question)
    assert (after.best, after.verdict) == ("eating", Verdict.CLEAR)


def test_a_phrasing_leads_to_its_topic_like_an_articles_own_question(tmp_path: Path, encoder: Encoder) -> None:
    write_article(tmp_path / "articles", "sleep")
    write_article(tmp_path / "articles", "eating")
    question = "Where can she learn to ride a tricycle?"
    (tmp_path / "eating.txt").write_text(f"{question}\n", encoding="utf-8")
    found = Search(read_knowledge_base(tmp_path / "articles", tmp_path), encoder).find(question)
    assert found.best == "eating"


def test_what_is_kept_in_the_cache_changes_no_answer(
    search: Search, small_knowledge_base: KnowledgeBase, encoder: Encoder, tmp_path: Path
) -> None:
    questions = [question for question, _ in FITTING] + OFF_TOPIC
    expected = [search.find(question) for question in questions]
    for _ in ("written", "read"):
        cached = Search(small_knowledge_base, encoder, cache=tmp_path)
        assert [cached.find(question) for question in questions] == expected
        kept = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    Search(small_knowledge_base, encoder, cache=tmp_path)
    assert kept
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == kept


def test_a_cache_of_other_articles_is_not_used(
    search: Search, small_knowledge_base: KnowledgeBase, encoder: Encoder, tmp_path: Path
) -> None:
    write_article(tmp_path / "articles", "sleep", questions={"web": ["My boy eats nothing but plain pasta and toast"]})
    write_article(tmp_path / "articles", "eating", questions={"web": ["How do I get my son to sleep?"]})
    Search(read_knowledge_base(tmp_path / "articles", phrasings=None), encoder, cache=tmp_path / "cache")
    question = "How do I get my son to sleep?"
    assert Search(small_knowledge_base, encoder, cache=tmp_path / "cache").find(question) == search.find(question)


def test_a_knowledge_base_may_have_one_article_only(tmp_path: Path, encoder: Encoder) -> None:
    write_article(tmp_path, "sleep", questions={"web": ["How do I get him to sleep?"]})
    alone = Search(read_knowledge_base(tmp_path, phrasings=None), encoder)
    found = alone.find("How do I get him to sleep?")
    assert (found.best, len(found.ranked), found.verdict) == ("sleep", 1, Verdict.CLEAR)
    assert alone.find("What is the capital of Mongolia?").verdict is Verdict.NOTHING


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_gets_a_verdict(search: Search, text: str) -> None:
    found = search.find(text)
    assert [score for _, score in found.ranked if not 0 <= score <= 1] == []
    assert found.best in search.knowledge_base.articles

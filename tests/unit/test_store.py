"""The articles of a folder as one knowledge base: all of them, or every reason why not."""

from pathlib import Path

import pytest
from made_up import article_text, write_article

from knowledge_base.store import KnowledgeBase, KnowledgeBaseError, read_knowledge_base


def problems(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeBaseError) as refused:
        read_knowledge_base(folder)
    assert str(refused.value) == "\n".join(refused.value.problems)
    return refused.value.problems


def test_articles_are_found_by_slug_and_listed_by_their_place(small_knowledge_base: KnowledgeBase) -> None:
    assert len(small_knowledge_base) == 9
    assert [article.slug for article in small_knowledge_base] == [
        "referral-little",
        "referral-older",
        "plan-request",
        "plan-weeks",
        "eating",
        "meltdowns",
        "sensory",
        "sleep",
        "allowance",
    ]
    sleep = small_knowledge_base.get("sleep")
    assert sleep is not None
    assert (sleep.title, small_knowledge_base.get("dragons")) == ("Helping your child to sleep", None)


def test_other_files_beside_the_articles_are_left_alone(tmp_path: Path) -> None:
    write_article(tmp_path, "sleep")
    (tmp_path / "everyday" / "notes.txt").write_text("not an article", encoding="utf-8")
    assert list(read_knowledge_base(tmp_path).articles) == ["sleep"]


def test_phrasings_belong_to_the_topics_that_have_an_article(tmp_path: Path) -> None:
    write_article(tmp_path / "articles", "sleep")
    write_article(tmp_path / "articles", "eating", topic="meals")
    (tmp_path / "meals.txt").write_text("# from parents\nonly beige food\n\n  picky  \n", encoding="utf-8")
    (tmp_path / "eating.txt").write_text("of no topic\n", encoding="utf-8")
    (tmp_path / "money.txt").write_text("of no article\n", encoding="utf-8")
    assert read_knowledge_base(tmp_path / "articles", tmp_path).phrasings == {"meals": ["only beige food", "picky"]}
    assert read_knowledge_base(tmp_path / "articles", None).phrasings == {}


def test_every_wrong_article_is_named_not_only_the_first(tmp_path: Path) -> None:
    write_article(tmp_path, "eating", verified=None)
    write_article(tmp_path, "sleep")
    write_article(tmp_path, "sensory", "<b>loud</b>\n")
    html_line = len(article_text("sensory").splitlines())
    assert problems(tmp_path) == [
        "eating.md line 2: verified: is missing",
        f"sensory.md line {html_line}: HTML is not allowed in an article; use Markdown",
    ]


def test_a_slug_belongs_to_one_file(tmp_path: Path) -> None:
    write_article(tmp_path, "sleep")
    write_article(tmp_path, "sleep", theme="health")
    assert problems(tmp_path) == ["sleep.md line 2: the slug sleep is used by another file too"]


def test_an_article_lives_in_the_folder_of_its_theme(tmp_path: Path) -> None:
    write_article(tmp_path, "sleep").write_text(article_text("sleep", theme="health"), encoding="utf-8")
    assert problems(tmp_path) == ["sleep.md line 2: theme health and folder everyday differ"]


@pytest.mark.parametrize("name", ["", "not-there"])
def test_a_folder_without_articles_is_a_problem(tmp_path: Path, name: str) -> None:
    assert problems(tmp_path / name) == [f"no articles in {tmp_path / name}"]

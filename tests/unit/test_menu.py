"""Topics as choices: a few at a time, and always a way to a person."""

import json
from pathlib import Path

import pytest
from made_up import write_article

from hub import menu
from hub.replies import Button
from knowledge_base.store import KnowledgeBase, read_knowledge_base


def guidance(**entities: str) -> str:
    return "/ask_guidance" + json.dumps(entities)


def test_a_button_opens_an_article_or_the_rest_of_it(small_knowledge_base: KnowledgeBase) -> None:
    sleep = small_knowledge_base.articles["sleep"]
    assert menu.article_button(sleep) == Button("Sleep", '/ask_guidance{"article": "sleep"}')
    assert menu.more_button(sleep) == Button("Tell me more", '/ask_guidance{"article": "sleep", "part": "more"}')


def test_three_themes_are_offered_at_a_time_in_the_order_of_the_menu(small_knowledge_base: KnowledgeBase) -> None:
    assert menu.theme_buttons(small_knowledge_base) == (
        Button("Getting assessed", guidance(theme="assessment")),
        Button("Everyday life at home", guidance(theme="everyday")),
        Button("EHC plans", guidance(theme="ehcp")),
        Button("Something else", guidance(theme="all", page="1")),
        menu.PERSON,
    )
    assert menu.theme_buttons(small_knowledge_base, 1) == (
        Button("Money and short breaks", guidance(theme="money")),
        menu.PERSON,
    )


def test_three_articles_of_a_theme_are_offered_at_a_time(small_knowledge_base: KnowledgeBase) -> None:
    assert menu.theme_articles(small_knowledge_base, "everyday") == (
        Button("Eating", guidance(article="eating")),
        Button("Meltdowns", guidance(article="meltdowns")),
        Button("Senses", guidance(article="sensory")),
        Button("Something else", guidance(theme="everyday", page="1")),
        menu.PERSON,
    )
    assert menu.theme_articles(small_knowledge_base, "everyday", 1) == (
        Button("Sleep", guidance(article="sleep")),
        menu.PERSON,
    )


def test_exactly_three_choices_need_no_second_page(tmp_path: Path) -> None:
    for slug in ("one", "two", "three"):
        write_article(tmp_path, slug)
    titles = [button.title for button in menu.theme_articles(read_knowledge_base(tmp_path), "everyday")]
    assert titles == ["One", "Three", "Two", "Talk to a person"]


@pytest.mark.parametrize(("theme", "page"), [("everyday", 2), ("everyday", 99), ("school", 0)])
def test_where_there_is_nothing_left_a_person_is(small_knowledge_base: KnowledgeBase, theme: str, page: int) -> None:
    assert menu.theme_articles(small_knowledge_base, theme, page) == (menu.PERSON,)


def test_the_pages_of_a_menu_hold_each_choice_once(small_knowledge_base: KnowledgeBase) -> None:
    pages = [menu.theme_articles(small_knowledge_base, "everyday", page) for page in range(2)]
    offered = [
        button.title for page in pages for button in page if button.title not in ("Something else", menu.PERSON.title)
    ]
    assert offered == ["Eating", "Meltdowns", "Senses", "Sleep"]


def test_every_folder_of_articles_is_a_theme_of_the_menu() -> None:
    assert {article.theme for article in read_knowledge_base()} == set(menu.THEMES)

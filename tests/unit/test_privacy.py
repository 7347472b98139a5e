"""What people are told about privacy, and that the data map leaves nothing out."""

import pytest

from hub import privacy
from hub.data_map import DATA_MAP, as_markdown
from hub.settings import Retention
from hub.store.tables import Base


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("delete my data", "delete"),
        ("can you erase everything I wrote", "delete"),
        ("I want my messages removed please", "delete"),
        ("please forget this conversation", "delete"),
        ("wipe it all", "delete"),
        ("what do you keep about me", "show"),
        ("what info have u got on me", "show"),
        ("can I see my data", "show"),
        ("subject access request", "show"),
        ("what have you stored about me", "show"),
        ("is this confidential", "general"),
        ("who can see this", "general"),
        ("are calls recorded", "general"),
        ("will you tell the school", "general"),
    ],
)
def test_a_wish_is_told_from_a_general_question(text: str, wish: str) -> None:
    assert privacy.wish_in(text) == wish


def test_only_a_deletion_that_was_confirmed_forgets() -> None:
    forgets = {wish: privacy.answer(wish, 3, Retention()).forgets for wish in ("general", "show", "delete", "deleted")}
    assert forgets == {"general": False, "show": False, "delete": False, "deleted": True}


def test_the_time_is_the_operators() -> None:
    for wish in ("general", "show", "delete"):
        assert "48 hours" in privacy.answer(wish, 1, Retention(conversations_hours=48)).web


def test_what_is_kept_of_a_chat_is_counted() -> None:
    assert "your 3 messages" in privacy.answer("show", 3, Retention()).web
    assert "your message and" in privacy.answer("show", 1, Retention()).web


def test_every_table_has_its_entry_in_the_data_map() -> None:
    mapped = [table for kept in DATA_MAP for table in kept.tables]
    assert sorted(mapped) == sorted(Base.metadata.tables)


def test_every_period_in_the_settings_is_in_the_data_map_and_the_other_way_round() -> None:
    assert {kept.setting for kept in DATA_MAP if kept.setting} == set(Retention.model_fields)


def test_the_table_of_the_documents_says_every_entry() -> None:
    assert as_markdown().count("\n") == 1 + len(DATA_MAP)

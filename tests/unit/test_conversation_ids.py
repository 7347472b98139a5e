"""Conversation ids: ours are recognised, and nothing else is."""

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.conversation_ids import ID_LENGTH, ConversationIds, read_or_make_secret

IDS = ConversationIds("a secret of the tests, long enough")
ALPHABET = string.ascii_letters + string.digits + "-_"


def test_an_id_is_url_safe_new_every_time_and_recognised() -> None:
    issued = [IDS.new() for _ in range(200)]
    assert len(set(issued)) == 200
    assert [one for one in issued if not re.fullmatch(rf"[A-Za-z0-9_-]{{{ID_LENGTH}}}", one)] == []
    assert [one for one in issued if not IDS.issued(one)] == []


def test_another_front_door_with_the_same_secret_recognises_it_and_one_with_another_does_not() -> None:
    issued = IDS.new()
    assert ConversationIds("a secret of the tests, long enough").issued(issued)
    assert not ConversationIds("A secret of the tests, long enough").issued(issued)


def test_an_id_with_any_character_changed_is_not_ours() -> None:
    issued = IDS.new()
    others = [
        issued[:place] + other + issued[place + 1 :]
        for place in range(ID_LENGTH)
        for other in ALPHABET + "+/=. "
        if other != issued[place]
    ]
    assert [other for other in others if IDS.issued(other)] == []


@pytest.mark.parametrize("spoil", [lambda i: i + "=", lambda i: i[:-1], lambda i: i + "A", lambda i: f" {i}",
                                   lambda i: f"{i}\n", lambda i: i.swapcase(), lambda i: i * 1_000])  # fmt: skip
def test_an_id_that_is_longer_or_shorter_is_not_ours(spoil) -> None:
    assert not IDS.issued(spoil(IDS.new()))


@given(st.one_of(st.text(max_size=60), st.text(ALPHABET, min_size=ID_LENGTH, max_size=ID_LENGTH)))
def test_nobody_guesses_an_id(text: str) -> None:
    assert not IDS.issued(text)


def test_a_secret_that_is_set_is_used_and_not_written_down(tmp_path: Path) -> None:
    assert read_or_make_secret("set by the operator", tmp_path / "state") == "set by the operator"
    assert not (tmp_path / "state").exists()


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    made = read_or_make_secret("", tmp_path / "state")
    assert re.fullmatch(r"[0-9a-f]{64}", made)
    assert read_or_make_secret("", tmp_path / "state") == made
    assert (tmp_path / "state" / "secret").stat().st_mode & 0o777 == 0o600
    assert read_or_make_secret("", tmp_path / "other") != made

"""Files that people write: an article or a hub.yml with anything in it is read, or refused with a line, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import HUB_YML, write_small_knowledge_base

from hub.settings import SettingsError, read_hub_settings
from knowledge_base.article import ArticleError, parse_article

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.dates(), st.text(max_size=30)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=10), inner, max_size=3)),
    max_leaves=8,
)
_SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good article, whose text the tests change."""
    folder = write_small_knowledge_base(tmp_path_factory.mktemp("fuzzed"))
    return min(folder.rglob("*.md"))


def refusal(path: Path) -> ArticleError | None:
    try:
        parse_article(path)
    except ArticleError as error:
        return error
    return None


def is_read_or_refused_with_its_line(path: Path) -> bool:
    refused = refusal(path)
    return refused is None or (refused.line >= 1 and bool(refused.reason))


@_SETTINGS
@given(data=st.data())
def test_a_field_of_any_value_is_read_or_refused(article: Path, tmp_path: Path, data: st.DataObject) -> None:
    _, front, body = article.read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.safe_load(front)
    fields[data.draw(st.sampled_from([*sorted(fields), "extra"]))] = data.draw(VALUES)
    path = tmp_path / article.name
    path.write_text(f"---\n{yaml.safe_dump(fields)}---\n{body}", encoding="utf-8")
    assert is_read_or_refused_with_its_line(path)


@_SETTINGS
@given(data=st.data())
def test_a_file_that_is_cut_and_filled_anyhow_is_read_or_refused(
    article: Path, tmp_path: Path, data: st.DataObject
) -> None:
    raw = article.read_bytes()
    begins = data.draw(st.integers(0, len(raw)))
    path = tmp_path / article.name
    path.write_bytes(raw[:begins] + data.draw(st.binary(max_size=40)) + raw[begins + data.draw(st.integers(0, 200)) :])
    assert is_read_or_refused_with_its_line(path)


@_SETTINGS
@given(data=st.data())
def test_a_hub_yml_of_any_values_is_read_or_refused_by_its_name(tmp_path: Path, data: st.DataObject) -> None:
    fields = yaml.safe_load(HUB_YML)
    fields[data.draw(st.sampled_from([*sorted(fields), "retention", "appointments", "extra"]))] = data.draw(VALUES)
    path = tmp_path / "hub.yml"
    path.write_text(yaml.safe_dump(fields), encoding="utf-8")
    said = "hub.yml "
    try:
        read_hub_settings(path)
    except SettingsError as error:
        said = str(error)
    assert said.startswith("hub.yml ")

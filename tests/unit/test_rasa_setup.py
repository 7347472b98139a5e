"""Which model belongs to the present inputs: trained again when one changes, and not otherwise."""

from collections.abc import Callable
from pathlib import Path

import pytest
from made_up import write_article

from hub import rasa_setup
from hub.settings import Environment
from knowledge_base.store import read_knowledge_base

FILES = (
    "config.yml",
    "domain.yml",
    "bot/uv.lock",
    "bot/build_entities.py",
    "bot/components/featurizer.py",
    "bot/data/nlu/guidance.yml",
    "bot/data/rules/hours.yml",
    "knowledge_base/encoder.py",
    "knowledge_base/normalise.py",
    # What no training reads:
    "README.md",
    "hub.yml",
    "credentials.yml",
    "hub/people.py",
    "bot/actions/hours.py",
    "bot/data/notes.md",
    "bot/components/featurizer.pyc",
)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product with a line in each file and one article."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n", encoding="utf-8")
    write_article(tmp_path / "articles", "sleep", questions={"web": ["How do I get him to sleep?"]})
    monkeypatch.setattr(rasa_setup, "ROOT", tmp_path)
    monkeypatch.setattr(rasa_setup, "MODELS", tmp_path / "models")
    return tmp_path


def model(house: Path) -> str:
    knowledge_base = read_knowledge_base(house / "articles", house / "phrasings")
    path = rasa_setup.model_path(knowledge_base)
    assert path.parent == house / "models"
    return path.name


def changed(name: str) -> Callable[[Path], object]:
    return lambda house: (house / name).write_text("changed\n", encoding="utf-8")


def added(name: str) -> Callable[[Path], object]:
    return lambda house: (house / name).write_text("new\n", encoding="utf-8")


def removed(name: str) -> Callable[[Path], object]:
    return lambda house: (house / name).unlink()


def moved(name: str, to: str) -> Callable[[Path], object]:
    return lambda house: (house / name).rename(house / to)


def article(**changes: object) -> Callable[[Path], object]:
    head = {"questions": {"web": ["How do I get him to sleep?"]}, **changes}
    return lambda house: write_article(house / "articles", "sleep", **head)


def phrasing(house: Path) -> None:
    (house / "phrasings").mkdir()
    (house / "phrasings" / "sleep.txt").write_text("up all night\n", encoding="utf-8")


TRAINED_AGAIN: dict[str, Callable[[Path], object]] = {
    **{name: changed(name) for name in FILES[:9]},
    "a new file of data": added("bot/data/nlu/new.yml"),
    "a new component": added("bot/components/new.py"),
    "a file of data less": removed("bot/data/rules/hours.yml"),
    "a file of data under another name": moved("bot/data/rules/hours.yml", "bot/data/rules/times.yml"),
    "another question": article(questions={"web": ["Why is he up all night?"]}),
    "a question of another channel": article(questions={"web": ["How do I get him to sleep?"], "sms": ["no sleep"]}),
    "a phrasing": phrasing,
}
NOT_TRAINED_AGAIN: dict[str, Callable[[Path], object]] = {
    **{name: changed(name) for name in FILES[9:]},
    "an article's answer": article(body="Another answer.\n"),
    "an article's renditions": article(sms="Other words.", voice="Other words.", button="Nights"),
    "nothing but the time of a file": lambda house: (house / "config.yml").touch(),
}


@pytest.mark.parametrize("change", TRAINED_AGAIN.values(), ids=TRAINED_AGAIN)
def test_a_changed_input_asks_for_another_model(house: Path, change: Callable[[Path], object]) -> None:
    before = model(house)
    change(house)
    assert model(house) != before


@pytest.mark.parametrize("change", NOT_TRAINED_AGAIN.values(), ids=NOT_TRAINED_AGAIN)
def test_what_is_no_input_leaves_the_model_as_it_is(house: Path, change: Callable[[Path], object]) -> None:
    before = model(house)
    change(house)
    assert model(house) == before


def test_a_change_that_is_taken_back_asks_for_the_model_from_before(house: Path) -> None:
    before = model(house)
    text = (house / "config.yml").read_text(encoding="utf-8")
    (house / "config.yml").write_text("changed\n", encoding="utf-8")
    changed_model = model(house)
    (house / "config.yml").write_text(text, encoding="utf-8")
    assert (model(house), changed_model == before) == (before, False)


def test_every_input_is_there_in_the_product() -> None:
    assert [name for name in rasa_setup._CODE if not (rasa_setup.ROOT / name).exists()] == []


def test_a_model_that_is_there_is_not_trained_again(house: Path, tmp_path: Path, no_variables: None) -> None:
    knowledge_base = read_knowledge_base(house / "articles", None)
    path = rasa_setup.model_path(knowledge_base)
    path.parent.mkdir()
    path.write_bytes(b"a model")
    # The environment of Rasa is not there: training would fail.
    assert rasa_setup.train(knowledge_base, Environment(hub_state=tmp_path / "state")) == path
    assert path.read_bytes() == b"a model"


def test_rasas_processes_know_where_the_other_parts_are(no_variables: None, tmp_path: Path) -> None:
    machine = Environment(
        redis_url="redis://:a%20word@redis.example:6390/3", actions_url="http://actions.example:1", hub_state=tmp_path
    )
    variables = rasa_setup.rasa_environment(machine)
    names = ("REDIS_HOST", "REDIS_PORT", "REDIS_DB", "REDIS_PASSWORD", "ACTIONS_URL", "RASA_TELEMETRY_ENABLED")
    expected = ["redis.example", "6390", "3", "a word", "http://actions.example:1", "false"]
    assert [variables[name] for name in names] == expected

"""YAML with line numbers: every error names the line to mend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from knowledge_base.yaml_lines import Located, YamlError

DOCUMENT = """\
title: one
contacts:
  - name: first
    phone: "01632 960001"

  - name: second
hours:
  monday: [early, late]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("title",), 1),
        (("contacts",), 2),
        (("contacts", 0), 3),
        (("contacts", 0, "phone"), 4),
        (("contacts", 1, "name"), 6),
        (("hours", "monday"), 8),
        (("hours", "monday", 1), 8),
        # What is not there: the nearest thing around it.
        (("contacts", 1, "phone"), 6),
        (("contacts", 9, "phone"), 2),
        (("hours", "sunday", 0), 7),
        (("nothing",), 1),
    ],
)
def test_each_value_has_the_line_on_which_its_key_stands(path: tuple[str | int, ...], line: int) -> None:
    assert Located(DOCUMENT).line_of(path) == line


def test_lines_are_counted_from_where_the_text_begins_in_its_file() -> None:
    located = Located(DOCUMENT, first_line=10)
    assert (located.line_of(("hours",)), located.line_of(("nothing",))) == (16, 10)


def test_the_data_are_the_parsed_values() -> None:
    assert Located("a: [1, x]\nb: {c: null}\n").data == {"a": [1, "x"], "b": {"c": None}}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_text_has_no_data(text: str) -> None:
    located = Located(text)
    assert (located.data, located.line_of(("a",))) == (None, 1)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key a is given twice"),
        ("a:\n  b: 1\n  b: 2\n", 3, "the key b is given twice"),
        ("a: 1\nb: [1, 2\n", 3, "expected ',' or ']', but got '<stream end>'"),
        ("a: 1\n  b: 2\n", 2, "mapping values are not allowed here"),
        ("a: 1\nb: *nowhere\n", 2, "found undefined alias 'nowhere'"),
        ("a: 1\n\tb: 2\n", 2, "found character '\\t' that cannot start any token"),
        ("a: 1\nb: !!python/object:os.system x\n", 2,
         "could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system'"),
        ("a: 1\n? [x, y]\n: 2\n", 2, "found unhashable key"),
        ("a: 1\n---\nb: 2\n", 2, "but found another document"),
        ("a: 1\nb: 2\nc: \x07\n", 3, "special characters are not allowed (#x0007)"),
        ("a: 1\nb:\n  - 2026-02-30\n", 3, "day is out of range for month"),
        ("a: 1\nb: " + "[" * 500, 1, "values are nested too deeply"),
        ("a: &x [*x]\n", 1, "values are nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_not_our_yaml_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(YamlError) as refused:
        Located(text)
    assert (refused.value.line, refused.value.reason) == (line, reason)
    assert str(refused.value) == f"line {line}: {reason}"


def test_an_errors_line_is_counted_from_where_the_text_begins_too() -> None:
    for text in ("a: 1\na: 2\n", "a: 1\nb: 2026-13-01\n", "a: 1\nb: \x00\n", "a: 1\n  b: 2\n"):
        with pytest.raises(YamlError) as refused:
            Located(text, first_line=20)
        assert refused.value.line == 21, text


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!?|>'\"#%@`, \n\t0129\x00é"), max_size=60))
def test_any_text_is_either_parsed_or_refused(text: str) -> None:
    try:
        located = Located(text)
    except YamlError as error:
        assert 1 <= error.line <= text.count("\n") + 2  # noqa: PT017
    else:
        assert located.lines[()] >= 1


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    size: int = 0

    @model_validator(mode="after")
    def _small(self) -> "_Entry":
        if self.size > 9:
            raise ValueError("is too large")
        return self


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")

    entries: list[_Entry]


def test_pydantics_complaints_come_in_the_order_of_the_file() -> None:
    located = Located("wrong: 1\nentries:\n  - name: a\n    size: many\n  - size: 1\n  - name: b\n    size: 12\n")
    with pytest.raises(ValidationError) as refused:
        _Document.model_validate(located.data)
    assert located.problems(refused.value) == [
        (1, "wrong: unknown key"),
        (
            4,
            "entries.0.size: Input should be a valid integer, unable to parse string as an integer",
        ),
        (5, "entries.1.name: is missing"),
        (6, "entries.2: is too large"),
    ]

"""The charts: safe in a page under a strict policy, the hidden drawn as a star, the shown as it is."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from dashboard import charts
from dashboard.charts import Point

MONTHS = [Point("Sep", 10), Point("Oct", "*"), Point("Nov", 30)]
DRAWN = [charts.columns, charts.shares, charts.sideways]


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 (our own)
    return [node.text or "" for node in root.iter() if node.tag.endswith("text")]


@pytest.mark.parametrize("drawn", DRAWN)
def test_a_chart_has_no_style_script_or_address(drawn) -> None:
    svg = drawn(MONTHS, "Contacts")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=", svg)
    assert set(re.findall(r"https?://[^\"]+", svg)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("drawn", DRAWN)
def test_what_is_hidden_is_a_star_and_no_bar(drawn) -> None:
    svg = str(drawn(MONTHS, "Contacts"))
    assert texts(svg).count("*") == 1
    assert [text for text in texts(svg) if text in {"Sep", "Oct", "Nov"}] == ["Sep", "Oct", "Nov"]  # in the order given


@pytest.mark.parametrize("drawn", DRAWN)
def test_names_cannot_break_out(drawn) -> None:
    svg = drawn([Point('<script>alert("x")</script>&', 10)], "Contacts")
    assert "<script" not in svg
    assert texts(svg)


def test_series_differ_in_colour_that_everybody_can_tell_apart() -> None:
    points = [Point("Nov", 10, series) for series in ("Web chat", "Text message", "Phone")]
    fills = set(re.findall(r'fill="(#[0-9A-Fa-f]{6})"', charts.columns(points, "Contacts")))
    assert set(charts.COLOURS[:3]) <= fills


def test_nothing_to_draw_is_drawn() -> None:
    assert charts.sideways([], "Contacts").startswith("<svg")

"""Charts as SVG that stands in the page: no script, no style attribute, nothing loaded, so a strict policy holds.

Vega-Lite specifications, drawn by vl-convert (docs/adr/0009-charts-drawn-by-vega-lite.md). The colours are those of the
Government Analysis Function, which people with any kind of colour vision can tell apart; lines and points differ in form
as well. What is hidden is a star and no bar. The same figures stand in a table under each chart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import vl_convert
from markupsafe import Markup

from hub.disclosure import HIDDEN, Shown

# https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/
COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25")
_WIDTH, _HEIGHT = 640, 260
# More names than this would not fit beside each other.
_MOST_LEVEL = 8
_MOST_KEPT = 256


@dataclass(frozen=True)
class Point:
    """One figure of a chart. ``low`` and ``high`` are its interval, where it has one."""

    x: str
    value: Shown | float | None
    series: str = ""
    low: Shown | None = None
    high: Shown | None = None


def columns(points: Sequence[Point], unit: str) -> Markup:
    """Columns over ``x`` in the order given, side by side where there are several series."""
    names = _names(points)
    beside = _beside(names)
    bars = {"mark": "bar", "encoding": {"y": _scale(unit), "color": _colour(names), **beside}}
    return _drawn(points, [bars, _stars({"y": {"datum": 0}, **beside}, dy=-6)], {"x": _along(points)})


def shares(points: Sequence[Point], unit: str) -> Markup:
    """Percentages over ``x`` as points with their interval."""
    names = _names(points)
    beside, hundred = _beside(names), {"scale": {"domain": [0, 100]}}
    look = {"color": _colour(names), **beside}
    intervals = {
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"y": {**_scale(unit, "low"), **hundred}, "y2": {"field": "high"}, **look},
    }
    marks = {
        "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
        "encoding": {"y": {**_scale(unit), **hundred}, "shape": _colour(names, "shape"), **look},
    }
    stars = _stars({"y": {"datum": 0}, **beside}, dy=-6)
    return _drawn(points, [intervals, marks, stars], {"x": _along(points)})


def sideways(points: Sequence[Point], unit: str) -> Markup:
    """Bars with their names at the side, in the order given."""
    y = {**_along(points), "axis": {"labelLimit": 260}}
    bars = {"mark": "bar", "encoding": {"x": _scale(unit), "color": {"value": COLOURS[0]}}}
    return _drawn(points, [bars, _stars({"x": {"datum": 0}}, dx=8)], {"y": y}, height=max(60, 24 * len(points)))


def _names(points: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(point.series for point in points))


def _along(points: Sequence[Point]) -> dict[str, Any]:
    order = list(dict.fromkeys(point.x for point in points))
    angle = -40 if len(order) > _MOST_LEVEL else 0
    return {"field": "x", "type": "nominal", "sort": order, "title": None, "axis": {"labelAngle": angle}}


def _beside(names: Sequence[str]) -> dict[str, Any]:
    return {"xOffset": {"field": "series", "sort": list(names)}} if len(names) > 1 else {}


def _row(point: Point) -> dict[str, Any]:
    hidden = point.value == HIDDEN
    drawn = None if hidden else point.value
    around = {name: value for name, value in (("low", point.low), ("high", point.high)) if isinstance(value, int)}
    return {"x": point.x, "series": point.series, "value": drawn, "star": HIDDEN if hidden else "", **around}


def _scale(unit: str, field: str = "value") -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": unit}


def _colour(names: Sequence[str], what: str = "color") -> dict[str, Any]:
    if len(names) < 2:
        return {"value": COLOURS[0] if what == "color" else "circle"}
    wanted = COLOURS if what == "color" else ("circle", "square", "triangle-up", "diamond")
    scale = {"domain": list(names), "range": list(wanted[: len(names)])}
    return {"field": "series", "scale": scale, "legend": {"orient": "top", "title": None}}


def _stars(place: dict[str, Any], **offset: int) -> dict[str, Any]:
    mark = {"type": "text", "fontSize": 16, "fontWeight": "bold", **offset}
    return {"mark": mark, "encoding": {**place, "text": {"field": "star"}}}


def _drawn(
    points: Sequence[Point], layers: list[dict[str, Any]], encoding: dict[str, Any], height: int = _HEIGHT
) -> Markup:
    ink = "#0b0c0c"
    plain = {
        "labelFontSize": 14,
        "titleFontSize": 14,
        "labelColor": ink,
        "titleColor": ink,
        "titleFontWeight": "normal",
    }
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": _WIDTH,
        "height": height,
        "data": {"values": [_row(point) for point in points]},
        "encoding": encoding,
        "layer": layers,
        "config": {
            "aria": False,  # the chart is one picture with a name; the table under it is read
            "font": "Arial, sans-serif",
            "view": {"stroke": None},
            "axis": {**plain, "gridColor": "#d9d9d9"},
            "legend": {**plain, "symbolSize": 150},
        },
    }
    return Markup(_svg(json.dumps(spec, sort_keys=True)))  # noqa: S704 (Vega escapes the texts; a test holds it to that)


@lru_cache(maxsize=_MOST_KEPT)
def _svg(spec: str) -> str:
    """A specification drawn. Snapshots do not change, so neither do their charts."""
    return vl_convert.vegalite_to_svg(spec)

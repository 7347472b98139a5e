"""Draws a run of ``make load``: how long answers took, and the memory of each process, over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import vl_convert

from dashboard.charts import COLOURS

_WIDTH, _HEIGHT = 640, 180
# More processes than the colours of the dashboard are for.
_MORE = ("#3D3D3D", "#A285D1", "#0F8243")


def draw(found: dict[str, Any]) -> str:
    """The chart as SVG."""
    waits = [_point(at, ms, kind) for kind, points in found["p95_ms"].items() for at, ms in points]
    memory = [_point(at, mb, one["part"]) for one in found["processes"] for at, mb in one["mb"]]
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "config": {"view": {"stroke": None}, "font": "Arial, sans-serif"},
        "resolve": {"scale": {"color": "independent"}},
        "vconcat": [_lines(waits, "p95 of ten seconds, ms"), _lines(memory, "memory, MB")],
    }
    return str(vl_convert.vegalite_to_svg(chart))


def _point(at: float, value: float, series: str) -> dict[str, Any]:
    return {"minutes": at / 60, "value": value, "series": series}


def _lines(points: Sequence[dict[str, Any]], unit: str) -> dict[str, Any]:
    names = list(dict.fromkeys(point["series"] for point in points))
    colour = {"domain": names, "range": [*COLOURS, *_MORE][: len(names)]}
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": points},
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {
            "x": {"field": "minutes", "type": "quantitative", "title": "minutes"},
            "y": {"field": "value", "type": "quantitative", "title": unit, "scale": {"zero": True}},
            "color": {"field": "series", "type": "nominal", "title": None, "scale": colour},
        },
    }

"""Charts of tidy tables, one theme for all, drawn without any network.

A chart function takes a result with its `<thing>_ids` and leaves them in the chart's data, so that `evidence` can make
each mark open its passages. Nothing is counted here. Colours are the page's own variables and follow its light or
dark setting.
"""

from __future__ import annotations

import html
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

BAR = "var(--dn-bar, #2f7391)"
OTHER = "var(--dn-c2, #b84a06)"
INK = "var(--dn-ink, #1c1c1c)"
SOFT = "var(--dn-soft, #5c6066)"
LINE = "var(--dn-line, #d9d9d4)"
# More nodes than these, and their names and lines cover one another.
NODES = 40
# What charts count besides units; a result has one of them.
COUNTED = ("statement", "commitment", "quantity", "naming", "figure")
FONT = "var(--dn-sans, system-ui, sans-serif)"


@alt.theme.register("discourse", enable=False)
def theme() -> alt.theme.ThemeConfig:
    """Quiet axes, room to read, the page's type and colours."""
    axis = {
        "labelColor": SOFT, "titleColor": SOFT, "domainColor": LINE, "tickColor": LINE, "gridColor": LINE,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 190, "titlePadding": 8,
    }  # fmt: skip
    config: Any = {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": axis,
        "axisY": {"grid": False, "ticks": False, "domain": False, "labelPadding": 8},
        "axisX": {"tickCount": 5},
        "text": {"color": INK, "fontSize": 12},
        "legend": {"labelColor": SOFT, "titleColor": SOFT, "titleFontWeight": "normal"},
        "header": {"labelColor": INK, "titleColor": SOFT, "labelFontSize": 12},
    }
    return {"config": config, "width": "container"}


def enable() -> None:
    """Use the project's theme and its offline renderer for every chart of this session."""
    alt.theme.enable("discourse")
    alt.renderers.register("discourse", _render)
    alt.renderers.enable("discourse")


def bars(result: pd.DataFrame, *, category: str, unit: str) -> alt.LayerChart:
    """One bar per row, longest first, its number at its end; `unit` names what is counted."""
    shown = _tidy(result, [category, "unit_count"])
    # No more ticks than counts: between them there is nothing, and rounding would write 1 twice.
    ticks = max(1, min(5, int(shown["unit_count"].max())))
    base = alt.Chart(shown, height=alt.Step(26)).encode(
        y=alt.Y(
            f"{category}:N", sort=list(shown.sort_values("unit_count", ascending=False)[category]), title=None
        ),
        x=alt.X("unit_count:Q", title=unit, axis=alt.Axis(tickCount=ticks, format="d")),
        tooltip=[alt.Tooltip(f"{category}:N", title=" "), alt.Tooltip("unit_count:Q", title=unit)],
    )
    bar = base.mark_bar(color=BAR, cornerRadiusEnd=2, height=16)
    return _layers(bar, base.mark_text(align="left", dx=5).encode(text="unit_count:Q"))


def shares(result: pd.DataFrame, points: pd.DataFrame, *, category: str, unit: str) -> alt.LayerChart:
    """The share of each row with its interval, if it has one, and each document's own share as a small open circle.

    `result` holds share_of_units, low, high and unit_count; `points` one row per document and category.
    """
    order = list(result.sort_values("share_of_units", ascending=False)[category])
    y = alt.Y(f"{category}:N", sort=order, title=None)
    x = alt.X("share_of_units:Q", title=f"share of {unit}", axis=alt.Axis(format="%"))
    tips = [
        f"{category}:N",
        alt.Tooltip("share_of_units:Q", format=".0%", title="share"),
        alt.Tooltip("unit_count:Q", title=unit),
    ]
    names = [category, "unit_count", "share_of_units", "low", "high", "document"]
    whole = alt.Chart(_tidy(result, names), height=alt.Step(30))
    rules = [rule.encode(y=y, x=alt.X("low:Q"), x2="high:Q") for rule in _ruled(result, [category])]
    dot = whole.mark_point(color=BAR, filled=True, size=90, opacity=1).encode(y=y, x=x, tooltip=tips)
    each = alt.Chart(_tidy(points[points["unit_count"] > 0], names))
    own = each.mark_point(color=SOFT, size=38, strokeWidth=1.2).encode(
        y=y, x=x, tooltip=["document:N", *tips]
    )
    return _layers(*rules, own, dot)


def change(result: pd.DataFrame, *, period: str, unit: str) -> alt.LayerChart:
    """The share in each period, in their order, with its interval, if it has one; a line joins neighbours.

    `result` holds period, share_of_units, low, high and unit_count.
    """
    x = alt.X("period:O", title=period, axis=alt.Axis(labelAngle=0, labelOverlap="greedy"))
    y = alt.Y("share_of_units:Q", title=f"share of {unit}", axis=alt.Axis(format=".1~%", grid=True))
    tips = [
        alt.Tooltip("period:O", title=period),
        alt.Tooltip("share_of_units:Q", format=".1%", title="share"),
        alt.Tooltip("unit_count:Q", title=unit),
    ]
    base = alt.Chart(_tidy(result, ["period", "share_of_units", "unit_count"]), height=200)
    line = alt.Chart(result[["period", "share_of_units"]]).mark_line(color=LINE, strokeWidth=1.5)
    dot = base.mark_point(color=BAR, filled=True, size=90, opacity=1).encode(x=x, y=y, tooltip=tips)
    rules = [rule.encode(x=x, y=alt.Y("low:Q"), y2="high:Q") for rule in _ruled(result, ["period"])]
    return _layers(line.encode(x=x, y=y), *rules, dot)


def beside(result: pd.DataFrame, base: pd.DataFrame, *, category: str, unit: str) -> alt.LayerChart:
    """The share of each row as a dot, and as an upright stroke the share in the whole that it is compared with.

    Both hold share_of_theme and unit_count, one row per category.
    """
    order = list(result.sort_values("share_of_theme", ascending=False)[category])
    tips = [
        alt.Tooltip("share_of_theme:Q", format=".1%", title="share"),
        alt.Tooltip("unit_count:Q", title=unit),
    ]
    own, whole = (
        alt.Chart(_tidy(table, [category, "unit_count", "share_of_theme"]), height=alt.Step(28)).encode(
            y=alt.Y(f"{category}:N", sort=order, title=None),
            x=alt.X("share_of_theme:Q", title=f"share of {unit}", axis=alt.Axis(format="%")),
            tooltip=[alt.Tooltip(f"{category}:N", title=" "), *tips],
        )
        for table in (result, base)
    )
    stroke = whole.mark_tick(color=INK, thickness=2, size=18)
    return _layers(stroke, own.mark_point(color=BAR, filled=True, size=90, opacity=1))


def matrix(
    result: pd.DataFrame, *, row: str, column: str, unit: str, order: Sequence[str] = ()
) -> alt.LayerChart:
    """A circle where a row meets a column, its area the count, its number beside it; nothing where there is none.

    Rows and columns stand as they come, columns first in the `order` given.
    """
    shown = _tidy(result, [row, column, "unit_count"])
    shown = shown[shown["unit_count"] > 0]
    rows, found = (list(dict.fromkeys(result[name])) for name in (row, column))
    columns = [name for name in order if name in found] + [name for name in found if name not in order]
    angle = 0 if all(len(name) <= 7 for name in columns) else -40
    base = alt.Chart(shown, height=alt.Step(34)).encode(
        y=alt.Y(f"{row}:N", sort=rows, scale=alt.Scale(domain=rows), title=None),
        x=alt.X(
            f"{column}:N", sort=columns, scale=alt.Scale(domain=columns), title=None,
            axis=alt.Axis(orient="top", labelAngle=angle, grid=True, domain=False, ticks=False, labelLimit=190, gridOpacity=0.4),
        ),
        tooltip=[f"{row}:N", f"{column}:N", alt.Tooltip("unit_count:Q", title=unit)],
    )  # fmt: skip
    size = alt.Size("unit_count:Q", scale=alt.Scale(range=[30, 760], zero=True), legend=None)
    circle = base.mark_circle(color=BAR, opacity=0.4).encode(size=size)
    return _layers(circle, base.mark_text(fontSize=11).encode(text="unit_count:Q"))


def positions(result: pd.DataFrame, *, row: str, order: Sequence[str]) -> alt.Chart:
    """Where in each document the units stand: one tick per unit, from the first sentence (0 %) to the last (100 %).

    `result` holds `row`, position (0 to 1), unit_count (1) and unit_ids.
    """
    ticks = alt.Chart(_tidy(result, [row, "position", "unit_count"]), height=alt.Step(34)).mark_tick(
        color=BAR, thickness=4, size=20
    )
    place = alt.Axis(format="%")
    placed: alt.Chart = ticks.encode(
        x=alt.X("position:Q", title="place in the document", axis=place, scale=alt.Scale(domain=[0, 1])),
        y=alt.Y(f"{row}:N", sort=list(order), scale=alt.Scale(domain=list(order)), title=None),
        tooltip=[f"{row}:N", alt.Tooltip("position:Q", format=".0%", title="place")],
    )
    return placed


def series(result: pd.DataFrame, *, row: str, when: str, figure: str, unit: str) -> alt.LayerChart:
    """Figures of one thing in a row, at their dates, each as it is printed: rows differ in scale, so none is drawn.

    `result` holds `row`, `when` (dates as precise as known, in words that sort by time), `figure` and its counted ids.
    """
    shown = _tidy(result, [row, when, figure, "unit_count"])
    rows, dates = list(dict.fromkeys(shown[row])), sorted(set(shown[when]))
    base = alt.Chart(shown, height=alt.Step(44)).encode(
        y=alt.Y(f"{row}:N", sort=rows, scale=alt.Scale(domain=rows), title=None),
        x=alt.X(f"{when}:O", scale=alt.Scale(domain=dates), title=None, axis=alt.Axis(labelAngle=0, grid=True, gridOpacity=0.4)),
        tooltip=[f"{row}:N", f"{when}:O", f"{figure}:N", alt.Tooltip("unit_count:Q", title=unit)],
    )  # fmt: skip
    line = base.mark_line(color=LINE, strokeWidth=2).encode(detail=f"{row}:N")
    dot = base.mark_circle(color=BAR, opacity=1, size=70)
    return _layers(line, dot, base.mark_text(dy=-13, fontSize=12).encode(text=f"{figure}:N"))


def intervals(result: pd.DataFrame, *, category: str, unit: str) -> alt.LayerChart:
    """The value of each row with its interval, in the order of the rows, and its goal as an upright stroke.

    `result` holds value, low, high, goal and n. These are measured elsewhere: no mark has passages.
    """
    shown = result[[category, "value", "low", "high", "goal", "n"]]
    tips = [alt.Tooltip(f"{name}:Q", format=".3f") for name in ("value", "low", "high", "goal")]
    base = alt.Chart(shown, height=alt.Step(26)).encode(
        y=alt.Y(f"{category}:N", sort=list(result[category]), title=None),
        tooltip=[alt.Tooltip(f"{category}:N", title=" "), *tips, alt.Tooltip("n:Q", format=",")],
    )
    value = alt.X("value:Q", title=unit, scale=alt.Scale(domain=[0, 1]))
    rule = base.mark_rule(color=BAR, strokeWidth=2).encode(x="low:Q", x2="high:Q")
    goal = base.mark_tick(color=INK, thickness=2, size=18).encode(x="goal:Q")
    return _layers(rule, goal, base.mark_point(color=BAR, filled=True, size=80, opacity=1).encode(x=value))


def network(ties: pd.DataFrame, *nodes: pd.DataFrame, weight: str) -> alt.LayerChart:
    """Who is tied to whom: a line for each tie, wider and darker the heavier it is, dashed where its weight is below 0.

    Of a two-mode network pass the nodes of either mode, those of the sources first: they stand in two columns, most
    statements first. Those of a one-mode network stand in a ring, the closer the more they are tied. A node's area is the
    number of its statements; one without a tie is not drawn. With more than 40 nodes the ties are drawn as a matrix.
    `weight` says what the weight is.
    """
    drawn = [table[table["node"].isin([*ties["source"], *ties["target"]])] for table in nodes]
    if sum(map(len, drawn)) > NODES:
        return _tied(ties, drawn)
    places = _columns(drawn) if len(nodes) > 1 else [_ring(ties, drawn[0])]
    lines = ties.merge(places[0], left_on="source", right_on="node")
    lines = lines.merge(places[-1], left_on="target", right_on="node", suffixes=("", "2"))
    points = pd.concat([table.merge(at, on="node") for table, at in zip(drawn, places, strict=True)])
    return _layers(*_lines(lines, weight), *_points(points))


def to_spec(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega-Lite specification of a chart under the project's theme."""
    with alt.theme.enable("discourse"):
        return dict(chart.to_dict())


def markup(spec: Mapping[str, Any]) -> str:
    """The place where the page's script draws a specification."""
    return f'<div class="dn-canvas"></div><script type="application/json" class="dn-spec">{as_json(spec)}</script>'


def as_json(value: object) -> str:
    """JSON that cannot end the script element it stands in, whatever the text in it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _render(spec: dict[str, Any], **_: Any) -> dict[str, str]:
    """Altair's renderer: a chart shown without its evidence, such as one that a reader makes in JupyterLab."""
    for rows in spec.get("datasets", {}).values():
        for row in rows:
            for name in [name for name in row if name.endswith("_ids")]:
                del row[name]
    label = html.escape(str(spec.get("description", "chart")))
    figure = f'<figure class="dn dn-chart" role="group" aria-label="{label}">{markup(spec)}</figure>'
    return {"text/html": figure, "text/plain": f"Chart: {spec.get('description', '')}"}


def _lines(lines: pd.DataFrame, weight: str) -> list[alt.Chart]:
    """The ties as they are seen, and under the pointer, where they are wider."""
    lines = lines.assign(strength=lines["weight"].abs(), is_below=lines["weight"] < 0)
    shown = ["source", "target", "weight", "unit_count", "strength", "is_below", "x", "y", "x2", "y2"]
    base = alt.Chart(_tidy(lines, shown), height=460).encode(
        # A quarter of the width at either side is for the names.
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.5, 1.5])), x2="x2",
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.03, 1.03])), y2="y2",
        tooltip=["source:N", "target:N", alt.Tooltip("weight:Q", format=".3~f", title=weight),
                 alt.Tooltip("unit_count:Q", title="statements")],
    )  # fmt: skip
    seen = base.mark_rule(color=SOFT).encode(
        strokeWidth=alt.StrokeWidth("strength:Q", scale=alt.Scale(range=[1, 7], zero=True), legend=None),
        opacity=alt.Opacity("strength:Q", scale=alt.Scale(range=[0.25, 0.75], zero=True), legend=None),
        strokeDash=alt.when("datum.is_below").then(alt.value([4, 3])).otherwise(alt.value([1, 0])),
    )
    return [seen, base.mark_rule(color=SOFT, opacity=0, strokeWidth=9, aria=False)]


def _points(points: pd.DataFrame) -> list[alt.Chart]:
    """The nodes with their names, each mode in a colour and shape of its own."""
    modes = list(dict.fromkeys(points["mode"]))
    base = alt.Chart(_tidy(points, ["node", "mode", "unit_count", "x", "y"])).encode(
        x="x:Q", y="y:Q", tooltip=["node:N", alt.Tooltip("unit_count:Q", title="statements")]
    )
    dot = base.mark_point(filled=True, opacity=1).encode(
        size=alt.Size("unit_count:Q", scale=alt.Scale(range=[40, 400], zero=True), legend=None),
        shape=alt.Shape("mode:N", scale=alt.Scale(domain=modes, range=["circle", "square"]), legend=None),
        color=alt.Color("mode:N", scale=alt.Scale(domain=modes, range=[BAR, OTHER]), legend=None),
    )
    room = alt.expr("width / 4 - 16")
    left = base.transform_filter("datum.x < 0.5").mark_text(align="right", dx=-14, limit=room)
    right = base.transform_filter("datum.x >= 0.5").mark_text(align="left", dx=14, limit=room)
    return [dot, left.encode(text="node:N"), right.encode(text="node:N")]


def _columns(nodes: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Where the nodes of two modes stand: a column each."""
    ordered = [
        table.sort_values("statement_count", ascending=False, kind="stable")["node"] for table in nodes
    ]
    return [
        pd.DataFrame({"node": list(names), "x": x, "y": _steps(len(names))})
        for x, names in enumerate(ordered)
    ]


def _ring(ties: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Where the nodes of one mode stand: round an ellipse, at even heights so that no name covers another.

    Their order is that in which the forces of the ties (Fruchterman and Reingold 1991) place them round the middle. A
    weight below 0 draws nobody closer.
    """
    import networkx as nx  # noqa: PLC0415 - .1 s of every kernel, for one chart

    graph = nx.Graph()
    graph.add_nodes_from(nodes["node"])
    graph.add_weighted_edges_from(
        zip(ties["source"], ties["target"], ties["weight"].clip(lower=0), strict=True)
    )
    angles = {node: math.atan2(y, x) for node, (x, y) in nx.spring_layout(graph, seed=1).items()}
    order = sorted(angles, key=angles.__getitem__)
    right = len(order) // 2
    heights = [*reversed(_steps(right)), *_steps(len(order) - right)]
    sides = [1 if at < right else -1 for at in range(len(order))]
    xs = [round(0.5 + side * math.sqrt(y - y * y), 3) for side, y in zip(sides, heights, strict=True)]
    return pd.DataFrame({"node": order, "x": xs, "y": heights})


def _steps(count: int) -> list[float]:
    """Even heights from the top down."""
    return [round(1 - (at + 0.5) / count, 3) for at in range(count)]


def _tied(ties: pd.DataFrame, nodes: Sequence[pd.DataFrame]) -> alt.LayerChart:
    """Too many nodes to be drawn: a matrix, of one mode with either half and its rows and columns in one order."""
    ties = ties[["source", "target", "statement_count", "statement_ids"]]
    if len(nodes) == 1:
        names = nodes[0].sort_values("statement_count", ascending=False, kind="stable")["node"]
        ordered = pd.DataFrame({"source": names, "target": names, "statement_count": 0})
        ties = pd.concat([ordered, ties, ties.rename(columns={"source": "target", "target": "source"})])
    return matrix(ties, row="source", column="target", unit="statements")


def _ruled(result: pd.DataFrame, columns: Sequence[str]) -> list[alt.Chart]:
    """A layer for the intervals of the rows that have one; none without any, since an axis cannot be fitted to it."""
    known = result.dropna(subset=["low", "high"])[[*columns, "low", "high"]]
    return [alt.Chart(known).mark_rule(color=BAR, strokeWidth=2)] if len(known) else []


def _layers(*parts: alt.Chart) -> alt.LayerChart:
    return alt.LayerChart(layer=list(parts))


def _tidy(result: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The columns that a chart draws, the ids behind its count, and what names the codes to mark.

    Whatever a result counts, a chart has it as unit_count.
    """
    result = result.rename(
        columns={f"{thing}_{what}": f"unit_{what}" for thing in COUNTED for what in ("count", "ids")}
    )
    kept = [
        *columns,
        "unit_ids",
        *(name for name in ("theme", "code", "frame", "with_theme") if name in result),
    ]
    return result[[name for name in dict.fromkeys(kept) if name in result]]

"""Colours of charts in light and dark, as Vega-Lite configurations.

Company colours follow Okabe & Ito (2008), darkened until each stands out (contrast ≥ 3) on paper and on the dark
ground alike, so that a company keeps its colour in both.  Amounts are one hue from pale to strong; the steps differ in
lightness, so they can be distinguished without colour vision and in print.
"""

from __future__ import annotations

from typing import Literal

Scheme = Literal["light", "dark"]

COMPANY_COLOURS = ("#0f73b5", "#cf5a0c", "#0a8f6a", "#b05a93", "#a87400", "#6a6fd0", "#8a6a52", "#7b7f86")
COLOURS = len(COMPANY_COLOURS)  # the page's stylesheet has as many, c0 to c7; the ninth company has the first again

#: Strength of a theme: upper ends (exclusive) of the classes of a heat map, as shares of words.
CLASS_LIMITS = (0.01, 0.02, 0.05, 0.10, 0.20)
NO_CALL, NO_MENTION = "no call", "no mention"
CLASSES = ("under 1%", "1–2%", "2–5%", "5–10%", "10–20%", "20% and more")
_ON_PALE = 4  # classes whose ground is pale enough for dark ink
#: Every look of a cell, in the order of the legend.
LOOKS = (NO_CALL, NO_MENTION, *CLASSES)

_LIGHT = {
    "ink": "#1c2126",
    "muted": "#5a646e",
    "grid": "#e3e1db",
    "ground": "#fffefb",
    "outline": "#cfccc4",
    "missing": "#e9e7e1",
    "hatch": "#a19d94",
    "amounts": ("#d6e6f0", "#b0d0e3", "#7fb2d1", "#4a8fba", "#1f6a9c", "#0b3f66"),
}
_DARK = {
    "ink": "#e9e7e2",
    "muted": "#a8b0b8",
    "grid": "#30363d",
    "ground": "#181b1f",
    "outline": "#454c54",
    "missing": "#26292e",
    "hatch": "#6d737a",
    "amounts": ("#1d3a4d", "#255470", "#317497", "#4796bf", "#7dbbdd", "#c4e4f5"),
}


def look_of(share: float | None) -> str:
    """Return the look of a heat map's cell; missing, zero and little are three different looks.

    Examples
    --------
    >>> look_of(None), look_of(0.0), look_of(0.004), look_of(0.2)
    ('no call', 'no mention', 'under 1%', '20% and more')
    """
    if share is None or share != share:
        return NO_CALL
    if share == 0:
        return NO_MENTION
    return CLASSES[sum(share >= limit for limit in CLASS_LIMITS)]


def chart_config(scheme: Scheme = "light") -> dict[str, object]:
    """Return the Vega-Lite configuration that gives every chart of this package its colours and type.

    Parameters
    ----------
    scheme : {"light", "dark"}
        The ground the chart stands on.

    Returns
    -------
    dict of str to object
        Value for a chart's ``config``; the ground itself stays transparent.
    """
    colours = _LIGHT if scheme == "light" else _DARK
    ink, muted, grid = colours["ink"], colours["muted"], colours["grid"]
    text = {"labelColor": muted, "titleColor": muted, "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": 400}
    return {
        "background": "transparent",
        "font": "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
        "view": {"stroke": None},
        "axis": text | {"domain": False, "ticks": False, "gridColor": grid, "labelPadding": 5},
        "legend": text | {"symbolSize": 140, "symbolStrokeWidth": 1, "columnPadding": 10},
        "header": {"labelColor": ink, "labelFontSize": 12, "labelFontWeight": 600, "title": None},
        "title": {"color": ink, "subtitleColor": muted, "anchor": "start"},
        "text": {"color": ink},
        "range": {
            "category": list(COMPANY_COLOURS),
            "heatmap": [colours["missing"], colours["ground"], *colours["amounts"]],
        },
        "style": {
            "cell-outline": {"stroke": colours["outline"]},
            "missing": {"color": colours["missing"]},
            "hatch": {"color": colours["hatch"]},
            "hollow": {"color": colours["ground"], "fill": colours["ground"]},
            "change": {"color": muted, "strokeDash": [3, 3]},
            "said": {"color": colours["amounts"][3]},
        },
    }


def amounts() -> tuple[tuple[str, str], ...]:
    """Ground and ink of each class of the heat map on paper, weakest first: the colours of slides and workbooks."""
    ink, ground = str(_LIGHT["ink"]), str(_LIGHT["ground"])
    return tuple((amount, ink if k < _ON_PALE else ground) for k, amount in enumerate(_LIGHT["amounts"]))

"""Tables to Altair charts: one theme over quarters, themes × quarters, and who says it.

In: DataFrames, or the name of a data set that a page fills in later.  Out: Altair charts, for notebooks and for the
report alike.  Percent axes start at zero, quarters stand in calendar order, and a quarter without a call is drawn as
such.  Nothing is stacked: tracked themes overlap, so their shares do not add up to a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from reports.formatting import SPEAKER_GROUP_LABELS
from reports.palette import CLASS_LIMITS, CLASSES, LOOKS, NO_CALL, NO_MENTION, Scheme, chart_config
from themes.quarters import quarter_range
from themes.records import SPEAKER_GROUPS

Data = pd.DataFrame | str
#: A drawing of three slanted lines: the hatch over a cell without a call.
HATCH = "M-1,0.2L-0.2,-0.6M-0.7,0.7L0.7,-0.7M0.2,0.6L1,-0.2"
SPEAKERS = tuple(SPEAKER_GROUP_LABELS[group] for group in SPEAKER_GROUPS if group != "all")
#: An axis without a single mention still spans one percent, so that zero lies at its foot.
SMALLEST_AXIS = 0.01
_SHARE_FORMAT = ".1%"
_QUARTER_LABEL = "[slice(datum.value, 4), slice(datum.value, 0, 4)]"


def fill_missing_quarters(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Add a row without a share for every quarter in which a group has no call.

    Parameters
    ----------
    table : DataFrame
        ``calendar_quarter`` (``2012Q4``), ``share`` and the columns of ``by``.
    by : sequence of str
        Columns that name a group, such as ``["company"]``.

    Returns
    -------
    DataFrame
        Every quarter between the first and the last of the table for every group; rows without a quarter are left out.
    """
    known = table.dropna(subset=["calendar_quarter"])
    if known.empty:
        return known
    quarters = quarter_range(known["calendar_quarter"].min(), known["calendar_quarter"].max())
    grid = known[list(by)].drop_duplicates().merge(pd.DataFrame({"calendar_quarter": quarters}), how="cross")
    return grid.merge(known, how="left", on=[*by, "calendar_quarter"])


def share_over_quarters(
    data: Data, *, companies: Sequence[str] = (), quarters: Sequence[str] = (), columns: int = 3
) -> alt.Chart:
    """Draw one theme's share by quarter with its interval, a panel a company.

    Parameters
    ----------
    data : DataFrame or str
        ``company``, ``calendar_quarter``, ``share`` (0–1, missing where there was no call), ``low``, ``high``,
        ``n_words_theme``, ``n_words``, and ``since`` (true in the quarter of a change) if there is one; or the name of
        a data set of such rows.  :func:`reports.vega.rows.share_rows` makes them from a study.
    companies : sequence of str, optional
        All companies of the study, in the order of their colours; only those in ``data`` get a panel.  Those of
        ``data`` if not given.
    quarters : sequence of str, optional
        All quarters of the axis, in order.  Those of ``data`` if not given.
    columns : int, optional
        Panels side by side.

    Returns
    -------
    altair.Chart
        A faceted chart; a band without a mark is a quarter without a call, a hollow dot a call without a mention, a
        dashed line the quarter of a change.

    Raises
    ------
    ValueError
        A column is missing.
    """
    _check(data, "share_rows", "company", "calendar_quarter", "share", "low", "high", "n_words_theme", "n_words")
    companies, quarters = companies or _values(data, "company"), quarters or _values(data, "calendar_quarter")
    quarter = alt.X("calendar_quarter:O", title=None, scale=alt.Scale(domain=list(quarters)), axis=_quarter_axis())
    share = alt.Y("share:Q", title=None, axis=alt.Axis(format="~%", tickCount=4), scale=alt.Scale(zero=True))
    colour = alt.Color("company:N", scale=alt.Scale(domain=list(companies), range="category"), legend=None)
    base = alt.Chart().encode(x=quarter)
    said = base.transform_filter("isValid(datum.share)")
    layers = [
        base.transform_filter("!isValid(datum.share)").mark_rect(style="missing", aria=False),
        alt.Chart().mark_rule(opacity=0, aria=False).encode(y=alt.datum(SMALLEST_AXIS)),
        base.transform_filter("datum.since").mark_rule(style="change", aria=False),
        base.mark_line(strokeWidth=2, aria=False).encode(y=share, color=colour),
        said.mark_rule(strokeWidth=1.5, opacity=0.55, aria=False).encode(
            y=alt.Y("low:Q", title=None), y2="high:Q", color=colour
        ),
        said.mark_point(size=38, filled=True, opacity=1).encode(y=share, color=colour, tooltip=_call_tooltip()),
        said.transform_filter("datum.share === 0")
        .mark_point(size=30, filled=True, style="hollow", opacity=1, strokeWidth=1.5)
        .encode(y=share, stroke=colour, tooltip=_call_tooltip()),
    ]
    panels = alt.layer(*layers).properties(width=220, height=130)
    facet = alt.Facet("company:N", sort=list(companies), header=alt.Header(labelAnchor="start", labelLimit=210))
    # "each": only the first column is as wide as its axis
    return panels.facet(facet, columns=columns, data=_data(data), spacing=22, align="each")


def theme_heat_map(
    data: Data, *, row: str = "theme", row_order: Sequence[str] = (), quarters: Sequence[str] = ()
) -> alt.Chart:
    """Draw shares as a heat map of rows × quarters; no call, no mention and little are three different looks.

    Parameters
    ----------
    data : DataFrame or str
        The column ``row``, ``calendar_quarter``, ``share`` (0–1, missing where there was no call); or the name of a
        data set of such rows.  :func:`reports.vega.rows.heat_rows` makes them from a study.
    row : str, optional
        Column of the rows: ``"theme"`` or ``"company"``.
    row_order : sequence of str, optional
        Rows from top to bottom.  Those of ``data`` if not given.
    quarters : sequence of str, optional
        All quarters of the axis, in order.  Those of ``data`` if not given.

    Returns
    -------
    altair.Chart
        Layers; the one of quarters without a call lies on top.  Facet it by company for a panel a company.

    Raises
    ------
    ValueError
        A column is missing.
    """
    _check(data, "heat_rows", row, "calendar_quarter", "share")
    row_order, quarters = row_order or _values(data, row), quarters or _values(data, "calendar_quarter")
    x = alt.X("calendar_quarter:O", title=None, scale=alt.Scale(domain=list(quarters)), axis=_quarter_axis("top"))
    y = alt.Y(f"{row}:N", title=None, sort=list(row_order), axis=alt.Axis(labelLimit=240, grid=False))
    fill = alt.Fill(
        "look:O",
        title="Share of words",
        scale=alt.Scale(domain=list(LOOKS), range="heatmap"),
        legend=alt.Legend(orient="top", direction="horizontal", columns=8, symbolType="square", titlePadding=6),
    )
    tooltip = [alt.Tooltip(f"{row}:N"), alt.Tooltip("calendar_quarter:O", title="quarter"), _tip("shown", "share")]
    base = alt.Chart().encode(x=x, y=y)
    cells = base.mark_rect(style="cell-outline", xOffset=1, x2Offset=-1, yOffset=1, y2Offset=-1, strokeWidth=1)
    hatch = base.transform_filter(f"datum.look === '{NO_CALL}'").mark_point(
        shape=HATCH, size=90, style="hatch", strokeWidth=1, filled=False, opacity=1, aria=False
    )
    return (
        alt.layer(cells.encode(fill=fill, tooltip=tooltip), hatch, data=_data(data))
        .transform_calculate(look=_look_expression(), shown=_share_text(NO_CALL))
        .properties(width=560, height=alt.Step(24))
    )


def who_says_it(data: Data) -> alt.Chart:
    """Draw one theme's share of what each group of speakers says.

    Parameters
    ----------
    data : DataFrame or str
        ``speakers`` (the labels of :data:`SPEAKERS`), ``share`` (0–1 of that group's words), ``n_words_theme``,
        ``n_words``; or the name of a data set of such rows.  :func:`reports.vega.rows.speaker_rows` makes them.

    Returns
    -------
    altair.Chart
        Three bars from zero; they are shares of three different amounts of words and do not add up.

    Raises
    ------
    ValueError
        A column is missing.
    """
    _check(data, "speaker_rows", "speakers", "share", "n_words_theme", "n_words")
    y = alt.Y("speakers:N", title=None, sort=list(SPEAKERS), axis=alt.Axis(labelLimit=200))
    x = alt.X("length:Q", title=None, axis=alt.Axis(format="~%", tickCount=4), scale=alt.Scale(zero=True))
    tooltip = ["speakers:N", _tip("shown", "share"), *_word_tips()]
    base = alt.Chart().encode(y=y)
    layers = [
        base.mark_rule(opacity=0, aria=False).encode(x=alt.datum(SMALLEST_AXIS)),
        base.mark_bar(style="said", height=14).encode(x=x, tooltip=tooltip),
        base.mark_text(align="left", dx=5, aria=False).encode(x=x, text="shown:N"),
    ]
    chart = alt.layer(*layers, data=_data(data)).properties(width=320, height=96)
    return chart.transform_calculate(shown=_share_text("no words"), length="isValid(datum.share) ? datum.share : 0")


def coloured(chart: alt.Chart, scheme: Scheme = "light") -> alt.Chart:
    """Return the chart in the colours of a scheme, for showing or saving on its own.

    Examples
    --------
    >>> coloured(who_says_it("speakers"), "dark").to_dict()["config"]["background"]
    'transparent'
    """
    return chart.configure(**chart_config(scheme))


def _check(data: Data, maker: str, *columns: str) -> None:
    missing = [] if isinstance(data, str) else [column for column in columns if column not in data.columns]
    if missing:
        raise ValueError(f"no column {missing[0]!r} to draw; reports.vega.rows.{maker}(study.tables, …) makes the rows")


def _values(data: Data, column: str) -> list[str]:
    return [] if isinstance(data, str) else sorted(data[column].dropna().unique())


def _data(data: Data) -> object:
    return alt.NamedData(name=data) if isinstance(data, str) else data


def _quarter_axis(orient: str = "bottom") -> alt.Axis:
    # Vega sets the first of two lines of a label at the axis: labels on top need room for the second.
    padding = 18 if orient == "top" else 5
    return alt.Axis(
        labelAngle=0,
        labelExpr=_QUARTER_LABEL,
        labelOverlap=True,
        labelSeparation=8,
        orient=orient,
        labelLineHeight=12,
        labelPadding=padding,
    )


def _tip(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:N", title=title)


def _word_tips() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("n_words_theme:Q", title="words on it", format=","),
        alt.Tooltip("n_words:Q", title="words in all", format=","),
    ]


def _call_tooltip() -> list[alt.Tooltip]:
    shares = [
        alt.Tooltip(f"{field}:Q", title=title, format=_SHARE_FORMAT)
        for field, title in (("share", "share"), ("low", "interval from"), ("high", "interval to"))
    ]
    return ["company:N", alt.Tooltip("calendar_quarter:O", title="quarter"), *shares, *_word_tips()]


def _share_text(none: str) -> str:
    """Expression that writes a share, ``none`` where there is none."""
    return f"!isValid(datum.share) ? '{none}' : format(datum.share, '{_SHARE_FORMAT}')"


def _look_expression() -> str:
    """Write :func:`reports.palette.look_of` as a Vega expression."""
    parts = [f"!isValid(datum.share) ? '{NO_CALL}'", f"datum.share === 0 ? '{NO_MENTION}'"]
    parts += [f"datum.share < {limit} ? '{name}'" for limit, name in zip(CLASS_LIMITS, CLASSES, strict=False)]
    return " : ".join([*parts, f"'{CLASSES[-1]}'"])

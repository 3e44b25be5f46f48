"""Several themes over quarters, a panel a scope: all companies together, or each of some.

In: rows of shares.  Out: an Altair chart.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from reports.vega.charts import fill_missing_quarters


def themes_over_quarters(data: pd.DataFrame, themes: Sequence[str], columns: int = 2) -> alt.Chart:
    """Draw the share of each theme by quarter as a line, a panel a scope; a gap is a quarter without a call.

    Parameters
    ----------
    data : DataFrame
        ``scope`` (a company's name, or *All companies*), ``theme``, ``calendar_quarter`` and ``share`` (0–1).
    themes : sequence of str
        All themes that have a colour, in its order, so that a choice of some keeps theirs.
    columns : int, optional
        Panels side by side.
    """
    rows = fill_missing_quarters(data, ["scope", "theme"])
    quarters = sorted(rows["calendar_quarter"].unique())
    tooltip = [
        "theme:N",
        "scope:N",
        alt.Tooltip("calendar_quarter:O", title="quarter"),
        alt.Tooltip("share:Q", format=".1%"),
    ]
    axis = alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=8)
    x = alt.X("calendar_quarter:O", title=None, scale=alt.Scale(domain=quarters), axis=axis)
    y = alt.Y("share:Q", title="share of talk", axis=alt.Axis(format="~%", tickCount=4), scale=alt.Scale(zero=True))
    colour = alt.Color("theme:N", title=None, scale=alt.Scale(domain=list(themes), range="category"))
    base = alt.Chart().encode(x=x, y=y, color=colour)
    marks = alt.layer(
        base.mark_line(strokeWidth=2, aria=False),
        base.transform_filter("isValid(datum.share)")
        .mark_point(size=30, filled=True, opacity=1)
        .encode(tooltip=tooltip),
    )
    facet = alt.Facet("scope:N", title=None, sort=list(dict.fromkeys(data["scope"])))
    return marks.properties(width=330, height=170).facet(facet, columns=columns, data=rows)

"""Who took a theme up, and when: first mentions by company and the share of the companies, as an Altair chart.

In: ``calls`` and ``diffusion``.  Out: rows and a chart, for notebooks and pictures.  The page draws the same numbers
(:mod:`reports.views.diffusion`).
"""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from reports.data.first_mentions import first_quarters
from reports.vega.rows import company_names
from themes.quarters import quarter_range
from themes.stats.adoption import cumulative_adoption


def spread_rows(tables: Mapping[str, pd.DataFrame], theme_id: str) -> pd.DataFrame:
    """A row a quarter and a row a first mention of a theme.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``calls`` and ``diffusion``.
    theme_id : str
        The theme.

    Returns
    -------
    DataFrame
        ``calendar_quarter``, ``share`` (0–1 of the companies with a call so far that have taken the theme up), and of a
        first mention ``company`` and ``call_date``, else missing.  Empty where no company has taken it up in a call
        with a known quarter.
    """
    columns = ["calendar_quarter", "share", "company", "call_date"]
    own = tables["diffusion"].query("theme_id == @theme_id").dropna(subset=["first_quarter"])
    names = company_names(dict(tables))
    joined = first_quarters(tables, set(names))
    if own.empty or not joined:
        return pd.DataFrame(columns=columns)
    adopted = dict(zip(own["company_id"], own["first_quarter"], strict=True))
    held = tables["calls"]["calendar_quarter"].dropna()
    quarters = quarter_range(held.min(), held.max())
    steps = {point.quarter: point.share for point in cumulative_adoption(joined, adopted, quarters)}
    line = pd.DataFrame({"calendar_quarter": list(steps), "share": list(steps.values())})
    mentions = pd.DataFrame({
        "calendar_quarter": own["first_quarter"],
        "share": own["first_quarter"].map(steps),
        "company": own["company_id"].map(names),
        "call_date": own["first_call_date"],
    })  # fmt: skip
    return pd.concat([line, mentions.sort_values(["calendar_quarter", "company"])], ignore_index=True)[columns]


def spread_over_companies(data: pd.DataFrame) -> alt.Chart:
    """Draw how far a theme has spread: a step a quarter, and each company at its first mention.

    Parameters
    ----------
    data : DataFrame
        Of :func:`spread_rows`.
    """
    quarters = sorted(data["calendar_quarter"].unique())
    axis = alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=8)
    x = alt.X("calendar_quarter:O", title=None, scale=alt.Scale(domain=quarters), axis=axis)
    y = alt.Y("share:Q", title="of the companies", axis=alt.Axis(format="~%"), scale=alt.Scale(domain=[0, 1]))
    line = alt.Chart(data[data["company"].isna()]).mark_line(interpolate="step-after", strokeWidth=1.5, aria=False)
    who = data[data["company"].notna()]
    # companies of one quarter stand in a column above its step
    stacked = who.assign(place=who.groupby("calendar_quarter").cumcount())
    first = alt.Chart(stacked).encode(
        x=x, y=y, tooltip=["company:N", alt.Tooltip("calendar_quarter:O", title="quarter"), "call_date:N"]
    )
    named = [
        first.transform_filter(f"datum.place === {place}").mark_text(
            align="right", dx=-8, dy=-4 - 12 * place, fontSize=11, aria=False
        ).encode(text="company:N")
        for place in range(int(stacked["place"].max()) + 1 if len(stacked) else 0)
    ]  # fmt: skip
    return alt.layer(line.encode(x=x, y=y), first.mark_point(size=45, filled=True, opacity=1), *named).properties(
        width=560, height=220
    )

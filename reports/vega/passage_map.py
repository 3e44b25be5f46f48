"""The map of passages as an Altair chart: each where its meaning puts it, coloured by theme, company or quarter.

In: ``chunks``, ``chunk_themes``, ``calls``, ``themes`` and ``positions``.  Out: rows and a chart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import altair as alt
import pandas as pd

from reports.data.table_rows import of_assigned
from reports.vega.rows import company_names

Colour = Literal["theme", "company", "quarter"]
WORDS = 25  # of a passage, where it is pointed at
MOST_COLOURED = 7  # themes or companies; the rest are grey
OTHER = "others"


def map_rows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a passage of the map.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``chunks``, ``chunk_themes``, ``calls``, ``themes`` and ``positions``.

    Returns
    -------
    DataFrame
        ``chunk_id``, ``x``, ``y`` (0–1, y downwards), ``theme`` (the label of its discovered theme, else of its surest
        tracked one; missing without any), ``company``, ``quarter``, ``speaker``, ``line``, ``text``.
    """
    columns = ["chunk_id", "x", "y", "theme", "company", "quarter", "speaker", "line", "text"]
    known = tables["themes"].query("status != 'retired'").set_index("theme_id")["label"]
    assigned = of_assigned(tables).get("chunk_themes", tables["chunk_themes"].head(0))
    assigned = assigned[assigned["theme_id"].isin(known.index)]
    order = assigned.assign(tracked=assigned["kind"] == "tracked").sort_values(
        ["tracked", "score"], ascending=[True, False], kind="stable"
    )
    theme = order.drop_duplicates("chunk_id").set_index("chunk_id")["theme_id"].map(known)
    chunks = tables["chunks"][["chunk_id", "call_id", "speaker", "line", "text"]]
    calls = tables["calls"][["call_id", "company_id", "calendar_quarter"]]
    found = tables["positions"].merge(chunks, on="chunk_id").merge(calls, on="call_id", how="left")
    return found.assign(
        theme=found["chunk_id"].map(theme),
        company=found["company_id"].map(company_names(dict(tables))),
        quarter=found["calendar_quarter"],
    )[columns]


def map_of_passages(data: pd.DataFrame, colour: Colour = "theme") -> alt.Chart:
    """Draw the map; it can be panned and zoomed, and a point tells its citation and words.

    Parameters
    ----------
    data : DataFrame
        Of :func:`map_rows`.
    colour : {'theme', 'company', 'quarter'}
        What colours a point: the seven themes or companies with most passages, the rest grey; or its quarter from light
        to dark.
    """
    if colour not in ("theme", "company", "quarter"):
        raise ValueError(f"colour is {colour!r}; it is 'theme', 'company' or 'quarter'")
    shown = data.assign(text=[_beginning(text) for text in data["text"]])
    if colour == "quarter":
        order = sorted(shown["quarter"].dropna().unique())
        encoded = alt.Color("quarter:O", scale=alt.Scale(domain=order, scheme="viridis"), title="Quarter")
    else:
        most = shown[colour].value_counts().head(MOST_COLOURED).index.tolist()
        shown = shown.assign(**{colour: shown[colour].where(shown[colour].isin(most), OTHER)})
        # grey ones first, so that they lie below
        shown = shown.sort_values(colour, key=lambda names: names != OTHER, kind="stable")
        encoded = alt.Color(f"{colour}:N", scale=alt.Scale(domain=[*most, OTHER], range="category"), title=None)
    tip = [alt.Tooltip(f"{name}:N") for name in ("theme", "company", "quarter", "speaker", "text")]
    places = {axis: alt.Scale(domain=[0, 1], nice=False, reverse=axis == "y") for axis in ("x", "y")}
    return (
        alt.Chart(shown)
        .mark_circle(size=14, opacity=0.6)
        .encode(
            x=alt.X("x:Q", axis=None, scale=places["x"]),
            y=alt.Y("y:Q", axis=None, scale=places["y"]),
            color=encoded,
            tooltip=tip,
        )
        .properties(width=640, height=440)
        .interactive()
    )


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words[:WORDS]) + (" …" if len(words) > WORDS else "")

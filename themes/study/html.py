"""Small cards for notebooks: a heading, facts, and a table; every text escaped.

In: plain texts and DataFrames.  Out: HTML that brings its few styles with it and follows the notebook's own colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from themes.formatting import percent

_CELL = "text-align:left;vertical-align:top;padding:2px 12px 2px 0"
MOST_ROWS = 12  # of a table in a card


def card(title: str, facts: Mapping[str, object], *tables: str) -> str:
    """A heading, a line a fact (left out where empty), and tables as :func:`rows_html` makes them."""
    lines = [f"<div><b>{escape(key)}</b> {escape(str(value))}</div>" for key, value in facts.items() if value]
    return f"<div><h3>{escape(title)}</h3>{''.join(lines)}{''.join(tables)}</div>"


def rows_html(table: pd.DataFrame, columns: Mapping[str, str], most: int = MOST_ROWS) -> str:
    """The first rows as an HTML table; ``columns``: name in the frame to heading.  Shares are written as percent."""
    if table.empty:
        return ""
    head = "".join(f'<th style="{_CELL}">{escape(heading)}</th>' for heading in columns.values())
    body = "".join(
        f"<tr>{''.join(_cell(row[name], name) for name in columns)}</tr>" for row in table.head(most).to_dict("records")
    )
    more = f"<div>and {len(table) - most:,} more</div>" if len(table) > most else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: object, name: str) -> str:
    if value is None or value is pd.NA or value != value:  # nan is not equal to itself
        text = ""
    elif name.startswith("share") and isinstance(value, float):
        text = percent(value)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        text = ", ".join(map(str, value))
    else:
        text = str(value)
    return f'<td style="{_CELL}">{escape(text)}</td>'

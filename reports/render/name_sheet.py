"""The sheet on which people mark themes' names, as one self-contained HTML page.

In: the sheet's table, a row a passage.  Out: the page's text.  Marks are made in the page, kept by the browser, and
taken out as a CSV; without scripts the page is for reading, and the CSV beside it is marked.
"""

from __future__ import annotations

import pandas as pd

from reports.render.self_contained import asset, new_environment, policy
from themes.formatting import counted

STYLES, SCRIPT = ("report.css", "name-sheet.css"), "name-sheet.js"


def render_name_sheet(table: pd.DataFrame) -> str:
    """Render the page.

    Parameters
    ----------
    table : DataFrame
        Columns sheet (one id), theme (its number), name, description, passage (its number), citation, text; themes and
        their passages in the order to show them, at least one.

    Returns
    -------
    str
        A whole HTML document, UTF-8 text.
    """
    script = asset(SCRIPT)
    return new_environment().get_template("name_sheet.html.jinja").render(
        sheet=table["sheet"].iloc[0],
        themes=[rows.to_dict("records") for _, rows in table.groupby("theme", sort=False)],
        n_themes=counted(table["theme"].nunique(), "theme"),
        style="".join(map(asset, STYLES)),
        script=script,
        policy=policy([script]),
    )  # fmt: skip

"""Tables of a study to the rows that :mod:`reports.vega.charts` draws: companies and themes by name, all quarters.

In: ``study.tables``.  Out: DataFrames, one a kind of chart.  The page draws the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from reports.data.calls import companies_of
from reports.formatting import SPEAKER_GROUP_LABELS
from reports.vega.charts import fill_missing_quarters

Tables = Mapping[str, pd.DataFrame]


def share_rows(tables: Tables, theme_id: str) -> pd.DataFrame:
    """Rows for :func:`reports.vega.charts.share_over_quarters`: a theme's share in each call, with its interval.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``calls`` and ``prevalence``.
    theme_id : str
        The theme.

    Returns
    -------
    DataFrame
        ``company``, ``calendar_quarter``, ``share``, ``low``, ``high`` (0–1), ``n_words_theme``, ``n_words``; a quarter
        without a call has a row without a share.  Calls without a quarter are left out.

    Raises
    ------
    KeyError
        The study has no such theme.
    """
    names = {"share_low": "low", "share_high": "high"}
    columns = ["company", "calendar_quarter", "share", "low", "high", "n_words_theme", "n_words"]
    own = _of_theme(tables, theme_id).query("speaker_group == 'all'").rename(columns=names)
    return fill_missing_quarters(_named(tables, own)[columns], ["company"])


def heat_rows(tables: Tables) -> pd.DataFrame:
    """Rows for :func:`reports.vega.charts.theme_heat_map`: every theme's share by company and quarter.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``calls``, ``themes`` and ``prevalence``.

    Returns
    -------
    DataFrame
        ``theme``, ``company``, ``calendar_quarter``, ``share`` (0–1; calls of a quarter taken together by their words);
        retired themes are left out.  Facet the chart by company, or keep one company or one theme.
    """
    themes = tables["themes"].query("status != 'retired'").set_index("theme_id")["label"]
    own = tables["prevalence"].query("speaker_group == 'all'")
    own = _named(tables, own.assign(theme=own["theme_id"].map(themes)).dropna(subset=["theme"]))
    by = ["theme", "company", "calendar_quarter"]
    words = own.groupby(by, sort=False)[["n_words_theme", "n_words"]].sum()
    share = (words["n_words_theme"] / words["n_words"]).rename("share").reset_index()
    return fill_missing_quarters(share, ["theme", "company"])


def speaker_rows(tables: Tables, theme_id: str) -> pd.DataFrame:
    """Rows for :func:`reports.vega.charts.who_says_it`: a theme's share of what each group of speakers says.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``prevalence``.
    theme_id : str
        The theme.

    Returns
    -------
    DataFrame
        ``speakers``, ``share`` (0–1, of the group's own words), ``n_words_theme``, ``n_words``.

    Raises
    ------
    KeyError
        The study has no such theme.
    """
    own = _of_theme(tables, theme_id).query("speaker_group != 'all'")
    words = own.groupby("speaker_group")[["n_words_theme", "n_words"]].sum().reset_index()
    words["speakers"] = words["speaker_group"].map(SPEAKER_GROUP_LABELS)
    share = words["n_words_theme"] / words["n_words"].where(words["n_words"] > 0)
    return words.assign(share=share)[["speakers", "share", "n_words_theme", "n_words"]]


def _of_theme(tables: Tables, theme_id: str) -> pd.DataFrame:
    own = tables["prevalence"][tables["prevalence"]["theme_id"] == theme_id]
    if own.empty:
        raise KeyError(f"no theme {theme_id!r} in this study; see the column theme_id of its themes")
    return own


def company_names(tables: Tables) -> dict[str, str]:
    """The companies' names by id, as the report has them."""
    return {company.company_id: company.label for company in companies_of(tables)}


def _named(tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(company=rows["company_id"].map(company_names(tables)).fillna(rows["company_id"]))

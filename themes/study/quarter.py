"""One calendar quarter of a study: its calls, its themes, its quotes.

In: an opened run and a quarter.  Out: :class:`QuarterOfStudy`, as ``study.quarter("2021Q4")`` gives it.
"""

from __future__ import annotations

import pandas as pd

from themes.prevalence.by_quarter import QuarterSettings
from themes.study.html import card, rows_html
from themes.study.names import ALL
from themes.study.opened_run import OpenedRun
from themes.study.quotes import Whose, quotes
from themes.study.shares import Shares


class QuarterOfStudy:
    """A calendar quarter (that in which the reported period ends); ``name`` says which.

    Parameters
    ----------
    run : OpenedRun
        The run.
    name : str
        Such as ``2021Q4``.
    shares : Shares
        Shares of the run.
    """

    def __init__(self, run: OpenedRun, name: str, shares: Shares) -> None:
        self._run, self.name, self._shares = run, name, shares

    def __repr__(self) -> str:
        return f"QuarterOfStudy({self.name!r}, n_calls={len(self.calls)})"

    def _repr_html_(self) -> str:
        facts = {"calls": len(self.calls), "companies": ", ".join(self.calls["company"].dropna().unique())}
        return card(self.name, facts, rows_html(self.themes.head(12), {"label": "theme", "share": "share of talk"}))

    @property
    def calls(self) -> pd.DataFrame:
        """Its rows of ``study.calls``."""
        return self._run.calls[self._run.calls["calendar_quarter"] == self.name].reset_index(drop=True)

    @property
    def themes(self) -> pd.DataFrame:
        """Shares over all companies, the largest first: columns of ``study.shares`` and ``mean``, that of all quarters.

        ``mean`` (0-1) is the theme's mean over the quarters that are not thin.
        """
        table = self._shares.by_quarter(QuarterSettings(group="all"), self._run.theme_ids(None))
        table = table[table["scope"] == ALL]
        usual = table[~table["is_thin"]].groupby("theme_id")["share"].mean()
        own = table[table["quarter"] == self.name].rename(columns={"scope": "company_id"})
        columns = ["theme_id", "label", "company_id", "company", "quarter", "share", "share_low", "share_high"]
        found = self._run.named(own)[[*columns, "n_calls", "n_companies", "is_thin"]]
        found = found.assign(mean=found["theme_id"].map(usual))
        return found.sort_values("share", ascending=False, kind="stable", ignore_index=True)

    def quotes(
        self, theme: str, *, company: str | None = None, speaker: str | None = None, limit: int | None = 10
    ) -> pd.DataFrame:
        """:meth:`themes.study.study.Study.quotes` of this quarter."""
        whose = Whose(company, self.name, speaker)
        return quotes(self._run, self._run.theme_id(theme), whose, limit)

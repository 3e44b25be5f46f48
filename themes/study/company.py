"""One company of a study: its calls, shares, trends and quotes.

In: an opened run and a company's id.  Out: :class:`Company`, as ``study.company("msi")`` gives it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from embeddings.encoder import Encoder
from themes.records import SpeakerGroup, Status
from themes.study.html import card, rows_html
from themes.study.opened_run import OpenedRun
from themes.study.quotes import Whose, quotes, search
from themes.study.shares import By, Shares


class Company:
    """A company of a run; ``id``, ``name``, ``ticker`` and ``aliases`` say which.

    Parameters
    ----------
    run : OpenedRun
        The run.
    company_id : str
        Its id.
    shares : Shares
        Shares of the run.
    """

    def __init__(self, run: OpenedRun, company_id: str, shares: Shares) -> None:
        self._run, self._shares, self.id = run, shares, company_id
        self.name = run.company_names[company_id]
        tickers = self.calls["ticker"].dropna()
        self.ticker = str(tickers.mode().iloc[0]) if len(tickers) else None
        spelt = self._run.table("calls").loc[self._run.table("calls")["company_id"] == company_id, "company"].dropna()
        own = [names for key, names in run.aliases.items() if key.lower() == company_id.lower()]
        self.aliases = tuple(sorted({*spelt, *(name for names in own for name in names)} - {self.name}))

    def __repr__(self) -> str:
        return f"Company({self.id!r}, name={self.name!r}, n_calls={len(self.calls)})"

    def _repr_html_(self) -> str:
        quarters = self.calls["calendar_quarter"].dropna()
        facts = {
            "company": self.id,
            "also": ", ".join(self.aliases),
            "calls": f"{len(self.calls)}" + (f", {quarters.min()} to {quarters.max()}" if len(quarters) else ""),
        }
        statuses = self.trends.set_index("theme_id")["status"].map(lambda status: Status(status).plain)
        themes = self.themes.assign(status=self.themes["theme_id"].map(statuses))
        return card(
            self.name, facts, rows_html(themes, {"label": "theme", "share": "share of talk", "status": "status"})
        )

    @property
    def calls(self) -> pd.DataFrame:
        """Its rows of ``study.calls``."""
        return self._run.calls[self._run.calls["company_id"] == self.id].reset_index(drop=True)

    @property
    def themes(self) -> pd.DataFrame:
        """Its share of talk in each theme, the mean of its quarters, the largest first; columns as ``by="company"``."""
        return self.shares(by="company").sort_values("share", ascending=False, kind="stable", ignore_index=True)

    @property
    def trends(self) -> pd.DataFrame:
        """Its rows of ``study.trends``."""
        return self._run.trends[self._run.trends["scope"] == self.id].reset_index(drop=True)

    def shares(
        self, theme: str | Iterable[str] | None = None, *, by: By = "quarter", group: SpeakerGroup = "all"
    ) -> pd.DataFrame:
        """:meth:`themes.study.study.Study.shares` of this company."""
        return self._shares.table(theme, self.id, by, group)

    def quotes(
        self, theme: str, *, quarter: str | None = None, speaker: str | None = None, limit: int | None = 10
    ) -> pd.DataFrame:
        """:meth:`themes.study.study.Study.quotes` of this company."""
        return quotes(self._run, self._run.theme_id(theme), Whose(self.id, quarter, speaker), limit)

    def search(self, words: str, limit: int = 10, *, encoder: Encoder | None = None) -> pd.DataFrame:
        """:meth:`themes.study.study.Study.search` in its calls: columns of ``quotes`` less the theme's."""
        return search(self._run, words, Whose(self.id), limit, encoder)

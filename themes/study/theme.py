"""One theme of a study: its share, quotes, trend, words and neighbours.

In: an opened run and a theme's id.  Out: :class:`Theme`, as ``study.theme("sdn")`` gives it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from themes.errors import StudyError
from themes.records import SpeakerGroup, Status
from themes.study.answers import led
from themes.study.html import card, rows_html
from themes.study.opened_run import OpenedRun
from themes.study.quotes import Whose, assigned_to, cited, quotes
from themes.study.shares import By, Shares
from themes.study.words import vocabulary, words_between

RELATED = ("theme_id", "label", "kind", "n_passages", "share_of_passages", "lift")


class Theme:
    """A theme of a run; ``id``, ``label``, ``kind``, ``description`` and ``top_terms`` say what it is.

    Parameters
    ----------
    run : OpenedRun
        The run.
    theme_id : str
        Its id.
    shares : Shares
        Shares of the run.
    """

    def __init__(self, run: OpenedRun, theme_id: str, shares: Shares) -> None:
        self._run, self._shares, self.id = run, shares, theme_id
        (row,) = run.themes[run.themes["theme_id"] == theme_id].to_dict("records")
        self.label, self.kind = str(row["label"]), str(row["kind"])
        self.description = str(row["description"] or "")
        self.top_terms = tuple(map(str, json.loads(row["terms"])))

    def __repr__(self) -> str:
        return f"Theme({self.id!r}, label={self.label!r}, kind={self.kind!r})"

    def _repr_html_(self) -> str:
        overall = self.trend.query("company_id == 'ALL'")
        status = [Status(value).plain for value in overall["status"]]
        facts = {"theme": self.id, "kind": self.kind, "status": ", ".join([*status, *overall["reason"].dropna()])}
        shares = rows_html(self.shares(by="company"), {"company": "company", "share": "share of talk"})
        best = rows_html(self.quotes(limit=3), {"citation": "who", "text": "quote"})
        return card(self.label, {"": self.description} | facts, shares, best)

    @property
    def share(self) -> pd.DataFrame:
        """Share over all companies by quarter; columns as :meth:`themes.study.study.Study.shares`."""
        return self.shares()

    def shares(
        self, *, company: str | Iterable[str] | None = None, by: By = "quarter", group: SpeakerGroup = "all"
    ) -> pd.DataFrame:
        """:meth:`themes.study.study.Study.shares` of this theme."""
        return self._shares.table(self.id, company, by, group)

    @property
    def trend(self) -> pd.DataFrame:
        """Its rows of :attr:`themes.study.study.Study.trends`: over all companies, then each company."""
        trends = self._run.trends
        return trends[trends["theme_id"] == self.id].reset_index(drop=True)

    def quotes(
        self,
        *,
        company: str | None = None,
        quarter: str | None = None,
        speaker: str | None = None,
        limit: int | None = 10,
    ) -> pd.DataFrame:
        """:meth:`themes.study.study.Study.quotes` of this theme."""
        return quotes(self._run, self.id, Whose(company, quarter, speaker), limit)

    @property
    def first_mentions(self) -> pd.DataFrame:
        """When each company took it up: its rows of :meth:`themes.study.study.Study.diffusion`."""
        return led(self._run, [self.id])

    @property
    def passages(self) -> pd.DataFrame:
        """All its passages in the order of the calls.

        Columns of ``chunks`` (``docs/tables.md``) with ``theme_id``, ``score``, ``reason``, ``company``,
        ``company_id``, ``calendar_quarter``, ``fiscal_quarter``, ``call_date`` and ``citation``.
        """
        return cited(self._run, assigned_to(self._run, self.id).sort_values("chunk_id", ignore_index=True))

    def terms(self, early: str | None = None, late: str | None = None, *, company: str | None = None) -> pd.DataFrame:
        """Cues and words of its passages: by year, or a late period against an early one.

        Parameters
        ----------
        early, late : str, optional
            Years (``2012``) or quarters (``2012Q3``), both or neither.
        company : str, optional
            Of two periods, only this company's calls.

        Returns
        -------
        DataFrame
            With periods, a row a term: ``term``, ``is_cue``, ``share_early`` and ``share_late`` (of the theme's
            passages, 0-1), ``change``, ``moved`` (*came*, *went*, or empty where chance may have done it),
            ``n_early`` and ``n_late`` (passages of the periods), ``p_value`` (of the words of both periods being the
            same).  Without, the table of :meth:`themes.study.study.Study.vocabulary_drift`.

        Raises
        ------
        StudyError
            One period without the other, or one in which the study has no call.
        """
        if early is None and late is None:
            return vocabulary(self._run, [self.id])
        if early is None or late is None:
            raise StudyError("terms of one period have nothing to be compared with", mend='terms("2012", "2014")')
        return words_between(self._run, self.id, early, late, company)

    @property
    def related(self) -> pd.DataFrame:
        """Themes that its passages speak of too, those most often together first.

        Columns ``theme_id``, ``label``, ``kind``, ``n_passages`` (that speak of both), ``share_of_passages`` (of this
        theme's, 0-1), ``lift`` (times as often as by chance).
        """
        rows = self._run.table("chunk_themes")
        rows = rows[rows["assigned"].astype(bool)]
        own = rows.loc[rows["theme_id"] == self.id, "chunk_id"]
        together = rows[rows["chunk_id"].isin(own) & (rows["theme_id"] != self.id)]
        found = together.groupby("theme_id", sort=False).size().rename("n_passages").reset_index()
        of_other = found["theme_id"].map(rows["theme_id"].value_counts()).astype(float)
        n_content = int((self._run.chunks["kind"] == "content").sum())
        found["label"] = found["theme_id"].map(self._run.theme_labels)
        found["kind"] = found["theme_id"].map(self._run.themes.set_index("theme_id")["kind"])
        found["share_of_passages"] = found["n_passages"] / max(len(own), 1)
        found["lift"] = np.round(found["share_of_passages"] * n_content / of_other, 2)
        ranked = found.sort_values(["n_passages", "theme_id"], ascending=[False, True], ignore_index=True)
        return ranked[list(RELATED)]

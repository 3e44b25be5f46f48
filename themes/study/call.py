"""One call of a study: who said what, and which themes are in it.

In: an opened run and a call's id.  Out: :class:`Call`, as ``study.call("msi-2022q2")`` gives it.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from themes.study.html import card, rows_html
from themes.study.opened_run import OpenedRun
from themes.study.quotes import Whose, cited, quotes
from themes.study.shares import Shares

TRANSCRIPT = ("turn_index", "section", "speaker", "role", "title", "firm", "text", "themes", "line", "page")


class Call:
    """A call of a run; ``id``, ``company_id``, ``company``, ``quarter``, ``date`` and ``title`` say which.

    Parameters
    ----------
    run : OpenedRun
        The run.
    call_id : str
        Its id.
    shares : Shares
        Shares of the run.
    """

    def __init__(self, run: OpenedRun, call_id: str, shares: Shares) -> None:
        self._run, self._shares, self.id = run, shares, call_id
        (row,) = run.calls[run.calls["call_id"] == call_id].to_dict("records")
        self.company_id, self.company = str(row["company_id"]), str(row["company"])
        self.quarter, self.date, self.title = (
            value if isinstance(value := row[name], str) else None
            for name in ("calendar_quarter", "call_date", "title")
        )

    def __repr__(self) -> str:
        return f"Call({self.id!r}, company={self.company!r}, quarter={self.quarter!r})"

    def _repr_html_(self) -> str:
        facts = {"call": self.id, "company": self.company, "quarter": self.quarter, "date": self.date}
        said = rows_html(self.transcript, {"speaker": "speaker", "role": "role", "themes": "themes", "text": "words"})
        return card(self.title or self.id, facts, rows_html(self.themes, {"label": "theme", "share": "share"}), said)

    @property
    def transcript(self) -> pd.DataFrame:
        """Its turns in order, each with the themes of its passages.

        Columns ``turn_index``, ``section``, ``speaker``, ``role``, ``title``, ``firm``, ``text``, ``themes`` (a tuple
        of theme ids, by their place in the turn), ``line`` and ``page`` of the source.
        """
        turns = self._run.table("turns")
        turns = turns[turns["call_id"] == self.id].sort_values("turn_index", ignore_index=True)
        marked = {turn: tuple(dict.fromkeys(own["theme_id"])) for turn, own in self.passages.groupby("turn_index")}
        turns["themes"] = pd.Series([marked.get(turn, ()) for turn in turns["turn_index"]], turns.index, dtype=object)
        return turns[list(TRANSCRIPT)]

    @property
    def passages(self) -> pd.DataFrame:
        """Its passages that speak of a theme, a row a passage and theme; columns as ``theme.passages``."""
        rows = self._run.table("chunk_themes")
        own = self._run.chunks[self._run.chunks["call_id"] == self.id]
        rows = rows[rows["assigned"].astype(bool)]
        found = rows[["chunk_id", "theme_id", "score", "reason"]].merge(own, on="chunk_id")
        return cited(self._run, found.sort_values(["turn_index", "chunk_id"], kind="stable", ignore_index=True))

    def quotes(
        self, theme: str | Iterable[str] | None = None, *, speaker: str | None = None, limit: int | None = 10
    ) -> pd.DataFrame:
        """:meth:`themes.study.study.Study.quotes` of this call."""
        return quotes(self._run, self._run.theme_ids(theme), Whose(speaker=speaker, call=self.id), limit)

    @property
    def themes(self) -> pd.DataFrame:
        """Shares of its themes, the largest first, without those not mentioned; columns as ``by="call"``."""
        table = self._shares.table(None, self.company_id, "call", "all")
        own = table[(table["call_id"] == self.id) & (table["n_words_theme"] > 0)]
        return own.sort_values("share", ascending=False, kind="stable", ignore_index=True)

"""What is picked in ``themes explore``: some themes, companies and quarters, and what a study says of them.

In: a study and a choice.  Out: a chart, a table of shares with statuses, quotes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from themes.errors import StudyError
from themes.records import Status

if TYPE_CHECKING:
    import altair as alt

    from themes.study.study import Study

MOST_FIRST = 3  # themes shown at first
MOST_QUOTES = 40  # a theme


@dataclass(frozen=True)
class Choices:
    """What there is to pick from: labels to ids, themes by share; quarters in order, those with a call."""

    title: str
    themes: dict[str, str]
    companies: dict[str, str]
    quarters: list[str]
    first_themes: list[str]


def choices(study: Study) -> Choices:
    """What a study offers.

    Raises
    ------
    StudyError
        No theme is mentioned, or no call has a known quarter.
    """
    spoken = study.table("prevalence").query("speaker_group == 'all' and n_words_theme > 0")
    amounts = spoken.groupby("theme_id")["n_words_theme"].sum().sort_values(ascending=False)
    themes = study.themes.query("status != 'retired'").set_index("theme_id")
    order = [theme for theme in amounts.index if theme in themes.index]
    order.sort(key=lambda theme: themes["kind"][theme] != "tracked")
    quarters = sorted(study.calls["calendar_quarter"].dropna().unique())
    if not order or not quarters:
        raise StudyError(f"{study.folder}: nothing to explore: no theme is mentioned in a call with a known quarter")
    calls = study.calls.dropna(subset=["company_id"])
    names = calls.groupby("company_id")["company"].agg(lambda given: given.mode()[0])
    labels = {_unique(str(themes["label"][theme]), theme, themes["label"].tolist()): theme for theme in order}
    counts = f"{len(study.calls):,} calls, {quarters[0]}–{quarters[-1]}"
    companies = {_unique(str(name), str(company), names.tolist()): str(company) for company, name in names.items()}
    return Choices(counts, labels, companies, quarters, list(labels)[:MOST_FIRST])


def _unique(label: str, key: str, labels: list[str]) -> str:
    return label if labels.count(label) == 1 else f"{label} ({key})"


@dataclass(frozen=True)
class Selection:
    """Some themes of a study at some companies (none: all together), from one quarter to another."""

    study: Study
    themes: tuple[str, ...]
    companies: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None

    @cached_property
    def shares(self) -> pd.DataFrame:
        """``theme_id``, ``scope``, ``quarter``, ``share`` (0–1) as ``themes prevalence --by-quarter`` has them."""
        table = self.study.prevalence_by_quarter()
        scopes = self.companies or ("ALL",)
        own = table[table["theme_id"].isin(self.themes) & table["scope"].isin(scopes)]
        low, high = self.first or own["quarter"].min(), self.last or own["quarter"].max()
        return own.loc[own["quarter"].between(low, high), ["theme_id", "scope", "quarter", "share"]]

    @property
    def is_empty(self) -> bool:
        """Whether nobody called in these quarters."""
        return self.shares.empty

    @property
    def chart(self) -> alt.Chart:
        """The shares by quarter, a panel a company."""
        from themes.study.plot import Plot

        return Plot(self.study).compare(self.themes, self.companies, first=self.first, last=self.last)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a theme and scope: mean share of the quarters, the largest, and the status by all quarters."""
        labels = self.study.themes.set_index("theme_id")["label"]
        trends = self.study.trends
        status = dict(zip(zip(trends["theme_id"], trends["scope"], strict=True), trends["status"], strict=True))
        rows = []
        for key, own in self.shares.groupby(["theme_id", "scope"], sort=False):
            theme, scope = map(str, key)
            top = own.sort_values("share", ascending=False, kind="stable").iloc[0]
            rows.append({
                "theme": labels[theme],
                "scope": "all companies" if scope == "ALL" else self.study.company_names[scope],
                "share of talk, %": round(100 * float(own["share"].mean()), 1),
                "largest, %": round(100 * float(top["share"]), 1),
                "in": top["quarter"],
                "status (whole study)": Status(status.get((theme, scope), Status.INSUFFICIENT)).plain,
            })  # fmt: skip
        return pd.DataFrame(rows).sort_values("share of talk, %", ascending=False, ignore_index=True)

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """The passages said most surely to be on the themes, in these quarters, of these companies."""
        companies = dict(zip(self.study.calls["call_id"], self.study.calls["company_id"], strict=True))
        labels = self.study.themes.set_index("theme_id")["label"]
        found = []
        for theme in self.themes:
            own = self.study.quotes(theme, limit=None)
            if self.companies:
                own = own[own["call_id"].map(companies).isin(self.companies)]
            low, high = self.first or "", self.last or "9999Q4"
            own = own[own["calendar_quarter"].fillna("").between(low, high)].head(MOST_QUOTES)
            found.append(own.assign(theme=labels[theme]))
        return pd.concat(found, ignore_index=True)[
            ["theme", "text", "speaker", "company", "calendar_quarter", "source", "line"]
        ]

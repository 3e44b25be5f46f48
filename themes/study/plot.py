"""Charts of a study, for notebooks and pictures: ``study.plot.share("sdn")``.

In: a study.  Out: Altair charts in the report's colours, of the numbers that the report and the commands have, with a
title.  ``chart.save("share.svg")`` writes one without a network; :func:`reports.vega.export.picture` adds the source.
Shown in a notebook they are SVG; ``altair.renderers.enable("jupyter", offline=True)`` makes them answer to the pointer,
without a network too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from themes.errors import StudyError
from themes.formatting import counted
from themes.study.asked_run import AskedRun
from themes.study.quotes import assigned_to

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from themes.study.explorer import Explorer

Colour = Literal["theme", "company", "quarter"]


@dataclass(frozen=True)
class Plot:
    """Charts of one study, :class:`altair.Chart`; themes and companies by any name that the study takes."""

    study: AskedRun

    def share(self, theme: str, company: str | Sequence[str] | None = None) -> alt.Chart:
        """A theme's share of talk by quarter with its 95% interval, a panel a company (all, one or some)."""
        from reports.vega.charts import share_over_quarters
        from reports.vega.rows import share_rows

        rows = share_rows(self.study.tables, self._theme(theme))
        everyone = sorted(rows["company"].unique())
        if company is not None:
            named = (company,) if isinstance(company, str) else company
            rows = rows[rows["company"].isin([self._name(one) for one in named])]
        return _titled(share_over_quarters(rows, companies=everyone), f"{self._label(theme)}: share of talk, 95% CI")

    def heatmap(self, theme: str | None = None, company: str | None = None) -> alt.Chart:
        """Shares of all themes (or one) by quarter: over companies, adjusted for who called, or of one company."""
        from reports.vega.charts import fill_missing_quarters, theme_heat_map

        labels = self.study.themes.query("status != 'retired'").set_index("theme_id")["label"]
        if theme is not None:
            labels = labels.loc[[self._theme(theme)]]
        at = f", {self._name(company)}" if company is not None else ""
        table = self.study.prevalence_by_quarter().rename(columns={"quarter": "calendar_quarter"})
        scope = "ALL" if company is None else self._company(company)
        own = table[(table["scope"] == scope) & table["theme_id"].isin(labels.index)]
        rows = own.assign(theme=own["theme_id"].map(labels))[["theme", "calendar_quarter", "share"]]
        order = rows.groupby("theme")["share"].mean().sort_values(ascending=False).index
        drawn = theme_heat_map(fill_missing_quarters(rows, ["theme"]), row_order=list(order))
        return _titled(drawn, f"Share of talk by quarter{at}")

    def compare(
        self,
        themes: str | Sequence[str],
        companies: str | Sequence[str] = (),
        *,
        first: str | None = None,
        last: str | None = None,
    ) -> alt.Chart:
        """Several themes' shares by quarter: over all companies, or a panel for each of some.

        Parameters
        ----------
        themes : sequence of str
            Ids or labels; a theme keeps its colour only within one list.
        companies : sequence of str, optional
            Ids, tickers or names; without any all companies together, adjusted for who called.
        first, last : str, optional
            Quarters (``2012Q1``) to begin and end with.

        Raises
        ------
        StudyError
            Nothing to draw: no theme, or no call in these quarters.
        """
        from reports.vega.lines import themes_over_quarters

        themes = (themes,) if isinstance(themes, str) else themes
        companies = (companies,) if isinstance(companies, str) else companies
        labels = {self._theme(theme): self._label(theme) for theme in themes}
        scopes = {self._company(company): self._name(company) for company in companies} or {"ALL": "All companies"}
        table = self.study.prevalence_by_quarter()
        own = table[table["theme_id"].isin(labels) & table["scope"].isin(scopes)]
        own = own[own["quarter"].between(first or own["quarter"].min(), last or own["quarter"].max())]
        if own.empty:
            raise StudyError("nothing to draw: no theme, or no call in these quarters", mend="choose others")
        place = {name: k for k, name in enumerate(scopes)}
        rows = own.sort_values("scope", key=lambda column: column.map(place), kind="stable").assign(
            scope=own["scope"].map(scopes), theme=own["theme_id"].map(labels), calendar_quarter=own["quarter"]
        )[["scope", "theme", "calendar_quarter", "share"]]
        return _titled(themes_over_quarters(rows, list(labels.values())), "Share of talk by quarter")

    def speakers(self, theme: str, company: str | None = None) -> alt.Chart:
        """What part of each group of speakers' own words is on a theme."""
        from reports.vega.charts import who_says_it
        from reports.vega.rows import speaker_rows

        at = f" at {self._name(company)}" if company is not None else ""
        own = self.study.table("prevalence")
        own = own if company is None else own[own["company_id"] == self._company(company)]
        rows = speaker_rows({**self.study.tables, "prevalence": own}, self._theme(theme))
        return _titled(who_says_it(rows), f"{self._label(theme)}{at}: share of each group's own words")

    def spread(self, theme: str) -> alt.Chart:
        """How far a theme has spread over the companies, and who took it up when.

        Raises
        ------
        StudyError
            No company has taken it up in a call with a known quarter.
        """
        from reports.vega.spread import spread_over_companies, spread_rows

        rows = spread_rows(self.study.tables, self._theme(theme))
        if rows.empty:
            raise StudyError(
                f"{theme}: no company has two clear passages on it in a call with a known quarter",
                mend="choose a theme of study.table('diffusion')",
            )
        return _titled(spread_over_companies(rows), f"{self._label(theme)}: companies that have taken it up")

    def map(self, colour: Colour = "theme", company: str | None = None) -> alt.Chart:
        """Passages (of one company, if given) where their meaning puts them, coloured by theme, company or quarter.

        Of many passages a sample.

        Raises
        ------
        StudyError
            The run keeps no places: it is of an older version, or has no passage of substance.
        """
        from reports.vega.passage_map import map_of_passages

        rows = self.passages()
        if company is not None:
            rows = rows[rows["company"] == self._name(company)]
        title = f"{counted(len(rows), 'passage')} by meaning, coloured by {colour}"
        return _titled(map_of_passages(rows, colour), title)

    def explore(
        self, themes: str | Sequence[str] = (), company: str | None = None, *, colour: Colour = "theme"
    ) -> Explorer:
        """A map to select passages on, for a notebook: ``explorer.selected`` is what is selected, as a DataFrame.

        Parameters
        ----------
        themes : str or several, optional
            Only passages on these.
        company : str, optional
            Only this company's.
        colour : {'theme', 'company', 'quarter'}
            What colours a point.
        """
        from themes.study.explorer import Explorer

        shown = self.passages()
        if themes:
            on_them = set(assigned_to(self.study, *self.study.theme_ids(themes))["chunk_id"])
            shown = shown[shown["chunk_id"].isin(on_them)]
        if company is not None:
            shown = shown[shown["company"] == self._name(company)]
        return Explorer.of(shown, colour)

    def passages(self) -> pd.DataFrame:
        """The passages of the map: see :func:`reports.vega.passage_map.map_rows` for the columns."""
        from reports.vega.passage_map import map_rows

        places = self.study.table("positions")
        if not len(places):
            raise StudyError(
                f"{self.study.folder}: run {self.study.run} keeps no places of passages",
                mend="refresh the study with --refit always",
            )
        tables = {name: self.study.table(name) for name in ("chunks", "chunk_themes", "calls", "themes")}
        return map_rows({**tables, "positions": places})

    def _theme(self, theme: str) -> str:
        theme_id = self.study.theme_id(theme)
        known = self.study.themes.loc[self.study.themes["status"] != "retired", "theme_id"]
        self.study.check("theme", theme_id, known)
        return theme_id

    def _company(self, company: str) -> str:
        return self.study.company_id(company)

    def _label(self, theme: str) -> str:
        return self.study.theme_labels[self._theme(theme)]

    def _name(self, company: str) -> str:
        from reports.vega.rows import company_names

        return company_names(dict(self.study.tables))[self._company(company)]


def _titled(chart: alt.Chart, title: str) -> alt.Chart:
    """The chart in the report's colours, with its title.

    Altair's own way of showing one in a notebook loads a script from a host: unless another way was chosen, charts are
    shown as SVG, which asks nobody.
    """
    import altair as alt

    from reports.vega.charts import coloured

    if alt.renderers.active in ("default", "html"):
        alt.renderers.enable("svg")
    return coloured(chart.properties(title=title))

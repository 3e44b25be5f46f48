"""Shares of talk by quarter, year, company or call, and companies compared.

In: an opened run.  Out: a row a theme × company × period with its 95% interval.  A period's share is the mean of its
quarters, so that a quarter with much talk does not speak for the others; means and differences combine intervals by
MOVER (:mod:`themes.stats.mover`).  Companies are compared over the quarters in which each of them has a call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal, get_args

import pandas as pd

from themes.config.settings import load_settings, weights_and_peers
from themes.errors import StudyError
from themes.prevalence.by_quarter import DECIMALS, QuarterSettings, company_quarters, prevalence_by_quarter
from themes.prevalence.by_year import prevalence_by_year
from themes.prevalence.estimate import with_expected
from themes.prevalence.intervals import cluster_calls
from themes.records import SPEAKER_GROUPS, SpeakerGroup
from themes.stats.mover import bounds, combine_shares, difference, with_bounds
from themes.study.names import ALL
from themes.study.opened_run import OpenedRun

By = Literal["quarter", "year", "company", "call", "peer_group"]
SHARE = ["share", "share_low", "share_high"]
PERIOD = re.compile(r"\d{4}(Q[1-4])?")  # a quarter or a year
OF_QUARTERS = ("theme_id", "label", "company_id", "company", "quarter", *SHARE, "n_calls", "n_companies", "is_thin")
OF_YEARS = (
    "theme_id", "label", "company_id", "company", "year", *SHARE, "n_quarters", "n_calls", "n_companies", "is_thin",
)  # fmt: skip
OF_GROUPS = ("theme_id", "label", "peer_group", "quarter", *SHARE, "n_calls", "n_companies", "is_thin")
OF_COMPANIES = ("theme_id", "label", "company_id", "company", *SHARE, "n_quarters")
OF_CALLS = (
    "theme_id", "label", "company_id", "company", "call_id", "calendar_quarter", "fiscal_quarter", *SHARE,
    "n_words_theme", "n_words", "n_chunks",
)  # fmt: skip


class Shares:
    """Shares of one run; what is counted once is kept.

    Parameters
    ----------
    run : OpenedRun
        The run.
    """

    def __init__(self, run: OpenedRun) -> None:
        self._run = run

    @cached_property
    def _expected(self) -> pd.DataFrame:
        """``prevalence`` with the shares that the scores lead to expect, which intervals of sums lie around."""
        prevalence = self._run.table("prevalence")
        themes = list(dict.fromkeys(prevalence["theme_id"]))
        return with_expected(
            prevalence, cluster_calls(self._run.chunks, self._run.table("chunk_themes"), themes), themes
        )

    def by_quarter(self, settings: QuarterSettings, themes: Sequence[str] | None = None) -> pd.DataFrame:
        """All measures by theme, scope and quarter, weights and peer groups as study.toml has them now."""
        return prevalence_by_quarter(self._of_themes(themes), self._weighted(settings))

    def by_year(self, settings: QuarterSettings, themes: Sequence[str] | None = None) -> pd.DataFrame:
        """Shares by theme, scope and year."""
        return prevalence_by_year(self._of_themes(themes), self._weighted(settings))

    def table(
        self, theme: str | Iterable[str] | None, company: str | Iterable[str] | None, by: By, group: SpeakerGroup
    ) -> pd.DataFrame:
        """Shares as :meth:`themes.study.study.Study.shares` gives them."""
        _check_choice("by", by, get_args(By))
        _check_choice("group", group, SPEAKER_GROUPS)
        themes, settings = self._run.theme_ids(theme), QuarterSettings(group=group)
        if by == "peer_group":
            found = self._of_peers(themes, settings)
            labels = found["theme_id"].map(self._run.theme_labels)
            return found.assign(label=labels)[list(OF_GROUPS)].reset_index(drop=True)
        companies = None if company is None else self._run.company_ids(company)
        if by == "call":
            found, columns = self._of_group(themes, group), OF_CALLS
        elif by == "company":
            found, columns = self._of_companies(themes, settings), OF_COMPANIES
        else:
            table = self.by_quarter(settings, themes) if by == "quarter" else self.by_year(settings, themes)
            found, columns = table.rename(columns={"scope": "company_id"}), OF_QUARTERS if by == "quarter" else OF_YEARS
            companies = [ALL] if companies is None else companies
        found = found if companies is None else found[found["company_id"].isin(companies)]
        return self._run.named(found)[list(columns)].reset_index(drop=True)

    def of_period(
        self,
        theme: str | Iterable[str] | None,
        company: str | Iterable[str] | None,
        by: By,
        group: SpeakerGroup,
        period: str | None,
    ) -> pd.DataFrame:
        """Shares of one quarter or year (all without one); by company, each company's share in it."""
        if period is None:
            return self.table(theme, company, by, group)
        column = "quarter" if "Q" in period else "year"
        if by == "call":
            found = self.table(theme, company, by, group)
            own = found[found["calendar_quarter"].fillna("").str.startswith(period)]
        else:
            everyone = sorted(self._run.company_names) if by == "company" and company is None else company
            found = self.table(theme, everyone, "quarter" if column == "quarter" else "year", group)
            own = found[found[column].astype(str) == period]
        if own.empty:
            raise StudyError(f"no call in {period}", mend="see study.quarters")
        return own.reset_index(drop=True)

    def periods(
        self,
        periods: tuple[str, str],
        theme: str | Iterable[str] | None,
        company: str | None,
        group: SpeakerGroup,
    ) -> pd.DataFrame:
        """Two quarters or years side by side, as :meth:`themes.study.study.Study.compare` gives them."""
        sides = []
        for period in periods:
            own = self.of_period(theme, company, "year" if "Q" not in period else "quarter", group, period)
            side = own.set_index("theme_id")[SHARE]
            down, up = side["share"] - side["share_low"], side["share_high"] - side["share"]
            sides.append(side.assign(centre=side["share"], down=down, up=up))
        kept = sides[0].index.intersection(sides[1].index)
        before, after = (side.loc[kept] for side in sides)
        less = difference(after, before)
        low, high = bounds(less)
        columns = [
            side[SHARE].rename(columns={name: name.replace("share", period) for name in SHARE})
            for period, side in zip(periods, (before, after), strict=True)
        ]
        table = pd.concat(columns, axis=1).assign(difference=less["share"], difference_low=low, difference_high=high)
        order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
        return self._run.named(table.loc[order].round(DECIMALS).reset_index())

    def compared(
        self, companies: Sequence[str], theme: str | Iterable[str] | None, group: SpeakerGroup
    ) -> pd.DataFrame:
        """Companies side by side, as :meth:`themes.study.study.Study.compare` gives them."""
        _check_choice("group", group, SPEAKER_GROUPS)
        ids = self._run.company_ids(companies)
        if len(ids) < 2:
            raise StudyError("one company cannot be compared", mend='name two or more: study.compare("msi", "anet")')
        own = company_quarters(self._of_themes(self._run.theme_ids(theme)), QuarterSettings(group=group))
        own = own[own["company_id"].isin(ids)]
        held = own.groupby("quarter")["company_id"].nunique()
        common = held.index[held == len(ids)]
        if common.empty:
            raise StudyError(f"{' and '.join(ids)} have no quarter in common", mend="see study.calls")
        own = own[own["quarter"].isin(common)]
        sides = [_means(own[own["company_id"] == company], ["theme_id"]) for company in ids]
        table = pd.concat([_side(side, company) for company, side in zip(ids, sides, strict=True)], axis=1)
        less = difference(sides[0], sides[1])
        low, high = bounds(less)
        if len(ids) == 2:
            table = table.assign(difference=less["share"], difference_low=low, difference_high=high)
            table = table.loc[less["share"].abs().sort_values(ascending=False, kind="stable").index]
        named = self._run.named(table.round(DECIMALS).reset_index())
        return named.assign(n_quarters=len(common), from_quarter=common.min(), to_quarter=common.max())

    def _weighted(self, settings: QuarterSettings) -> QuarterSettings:
        weights, peer_groups = weights_and_peers(load_settings(self._run.folder / "study.toml"))
        return replace(settings, weights=weights, peer_groups=peer_groups)

    def _of_themes(self, themes: Sequence[str] | None) -> pd.DataFrame:
        expected = self._expected
        return expected if themes is None else expected[expected["theme_id"].isin(themes)]

    def _of_group(self, themes: Sequence[str], group: SpeakerGroup) -> pd.DataFrame:
        table = self._run.table("prevalence")
        return table[(table["speaker_group"] == group) & table["theme_id"].isin(themes)]

    def _of_peers(self, themes: Sequence[str], settings: QuarterSettings) -> pd.DataFrame:
        """Shares over the companies of each peer group, by quarter."""
        weighted = self._weighted(settings)
        groups = sorted(set(weighted.peer_groups.values()))
        if not groups:
            raise StudyError("no company has a peer group", mend='in study.toml: [company.acme] peer_group = "optical"')
        expected, tables = self._of_themes(themes), []
        for group in groups:
            own = expected[expected["company_id"].map(weighted.peer_groups) == group]
            if len(own):
                table = prevalence_by_quarter(own, weighted)
                tables.append(table[table["scope"] == ALL].assign(peer_group=group))
        return pd.concat(tables) if tables else pd.DataFrame(columns=list(OF_GROUPS))

    def _of_companies(self, themes: Sequence[str], settings: QuarterSettings) -> pd.DataFrame:
        """The mean of each company's quarters."""
        own = company_quarters(self._of_themes(themes), settings)
        mean = _means(own, ["theme_id", "company_id"])
        table = with_bounds(mean.rename(columns={"rows": "n_quarters"}).reset_index()).round(DECIMALS)
        order = {theme: k for k, theme in enumerate(themes)}
        return table.sort_values("theme_id", key=lambda ids: ids.map(order), kind="stable")


def _means(own: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Means over quarters, each counted once."""
    return combine_shares(own, keys, pd.Series(1.0, own.index))


def _side(side: pd.DataFrame, company: str) -> pd.DataFrame:
    shares = with_bounds(side)[SHARE]
    return shares.rename(columns={name: name.replace("share", company) for name in SHARE})


def _check_choice(what: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise StudyError(f"{what}={given!r} is not known", mend=f"it is one of {', '.join(known)}")

"""The trends of a real study: narratives known to have come and gone, and two negative controls made of its own calls."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from themes.records import TABLES
from themes.stats.composition import n_known_quarters
from themes.stats.windows import Horizon
from themes.study.study import Study
from themes.trends.classification import judge_panel
from themes.trends.panel import Panel, lay_out

UP, DOWN = ("new", "rising", "revived"), ("fading", "dormant")
# theme, as of, what a reader of these calls would say
NAMED = (
    ("lte", "2012Q4", ("rising",)), ("lte", "2018Q4", ("fading",)), ("sdn", "2014Q4", ("rising", "new")),
    ("sdn", "2021Q4", DOWN), ("5g", "2018Q4", ("rising",)), ("5g", "2020Q4", ("rising",)),
    ("cloud", "2016Q4", ("rising",)), ("covid-19", "2020Q2", ("new",)),
    ("work-from-home", "2020Q4", ("new", "rising", "spike")), ("tariffs", "2019Q2", ("new", "rising")),
    ("inflation", "2022Q2", UP), ("supply-chain", "2022Q2", UP), ("fiber-to-the-home", "2022Q2", ("rising",)),
)  # fmt: skip
# those of the first four firms that stand in earlier tables
NAMED_BEFORE = (
    ("lte", "2012Q4", ("rising",)), ("lte", "2018Q4", ("fading",)), ("sdn", "2014Q4", ("rising",)),
    ("sdn", "2021Q4", DOWN), ("5g", "2018Q4", ("rising",)), ("covid-19", "2020Q2", ("new",)),
    ("tariffs", "2018Q4", ("new", "rising")), ("work-from-home", "2020Q4", ("new", "rising")),
    ("work-from-home", "2022Q2", ("fading",)), ("inflation", "2022Q2", UP),
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """One narrative: what is said of all companies, and which companies' own rows say what a reader would."""

    theme_id: str
    moment: str
    status: str
    is_hit: bool
    own: tuple[str, ...]
    reason: str


def named_cases(study: Study, cases: tuple[tuple[str, str, tuple[str, ...]], ...] = NAMED) -> list[Named]:
    """What the study would have said of each narrative as of then."""
    found = []
    for theme, moment, wanted in cases:
        rows = study.as_of(moment).trends.query("theme_id == @theme").set_index("scope")
        status = str(rows.loc["ALL", "status"])
        own = tuple(str(scope) for scope, row in rows.iterrows() if scope != "ALL" and row["status"] in wanted)
        found.append(Named(theme, moment, status, status in wanted, own, str(rows.loc["ALL", "reason"])))
    return found


@dataclass(frozen=True)
class Controls:
    """In ``n`` negative controls: cells tested, and those given a status other than none, by theme and by status."""

    n: int
    cells: int
    by_theme: Counter[str]
    by_status: Counter[str]

    @property
    def rate(self) -> float:
        """Part of the cells that were given a status."""
        return self.by_theme.total() / self.cells


def exchange_windows(panel: Panel, rng: np.random.Generator) -> Panel:
    """Each company's windows exchanged by the toss of a coin: of the last two years, and within them of the last year."""
    year, two = Horizon.YEAR.quarters, Horizon.TWO_YEARS.quarters
    n = len(panel.quarters)
    order = np.tile(np.arange(n), (len(panel.companies), 1))
    for own in order:
        if n >= 2 * two and rng.random() < 0.5:
            own[n - 2 * two :] = np.concatenate([own[n - two :], own[n - 2 * two : n - two]])
        if n >= two and rng.random() < 0.5:
            own[n - two :] = np.concatenate([own[n - year :], own[n - two : n - year]])
    rows = np.arange(len(panel.companies))[:, None]
    return replace(
        panel, share=panel.share[:, rows, order], passages=panel.passages[rows, order],
        n_calls=panel.n_calls[rows, order],
    )  # fmt: skip


def exchanged_statuses(study: Study, moments: tuple[str, ...], n_each: int, seed: int = 0) -> Controls:
    """How often a status is given to themes over all companies whose windows were exchanged, as of several moments."""
    ids = study.themes.query("kind == 'tracked' and status != 'retired'")["theme_id"].tolist()
    dated = study.table("prevalence").merge(study.calls[["call_id", "call_date"]], on="call_id")
    rng, by_theme, by_status = np.random.default_rng(seed), Counter[str](), Counter[str]()
    for moment in moments:
        panel = lay_out(dated[dated["call_date"] <= moment], ids)
        panel = panel.until(n_known_quarters(panel.held))
        for _ in range(n_each):
            scope = judge_panel(exchange_windows(panel, rng), np.full(len(ids), "tracked"))["ALL"]
            found = [k for k, verdict in enumerate(scope.verdicts) if verdict.status.is_finding]
            by_theme.update(ids[k] for k in found)
            by_status.update(str(scope.verdicts[k].status) for k in found)
    n = n_each * len(moments)
    return Controls(n, n * len(ids), by_theme, by_status)


def placebo_statuses(study: Study, n_sets: int, seed: int = 0) -> Controls:
    """How often a status is given to themes that are random exchanges, as many and as clustered as a tracked theme's."""
    rng, by_theme, by_status = np.random.default_rng(seed), Counter[str](), Counter[str]()
    n_cells = 0
    for _ in range(n_sets):
        table = _placebo_prevalence(study, rng)
        ids = table["theme_id"].unique().tolist()
        panel = lay_out(table, ids)
        scope = judge_panel(panel, np.full(len(ids), "tracked"))["ALL"]
        found = [k for k, verdict in enumerate(scope.verdicts) if verdict.status.is_finding]
        by_theme.update(ids[k] for k in found)
        by_status.update(str(scope.verdicts[k].status) for k in found)
        n_cells += len(ids)
    return Controls(n_sets, n_cells, by_theme, by_status)


def _placebo_prevalence(study: Study, rng: np.random.Generator) -> pd.DataFrame:
    """The ``prevalence`` table of a placebo for each tracked theme that is spoken of in ten clusters or more.

    A cluster is an exchange, or five neighbouring passages of prepared remarks; of each drawn at random the same part
    of its words is the placebo's as of one of the theme's own.
    """
    spoken = study.tables["chunks"].query("kind == 'content'").copy()
    order = spoken.groupby(["call_id", "exchange_index"]).cumcount()
    block = np.where(spoken["exchange_index"] == 0, -1 - order // 5, spoken["exchange_index"])
    spoken["cluster"] = spoken["call_id"] + ":" + block.astype(str)
    words = spoken.groupby("cluster")["n_words"].sum()
    call_of = spoken.groupby("cluster")["call_id"].first()
    tagged = (
        study.tables["chunk_themes"]
        .query("kind == 'tracked' and assigned")
        .merge(spoken[["chunk_id", "cluster", "n_words"]], on="chunk_id")
    )
    rows = []
    for theme, own in tagged.groupby("theme_id"):
        part = own.groupby("cluster")["n_words"].sum() / words
        part = part.dropna().to_numpy()
        if len(part) < 10:
            continue
        drawn = rng.choice(len(words), len(part), replace=False)
        on_theme = pd.Series(words.to_numpy()[drawn] * part, index=call_of.to_numpy()[drawn]).groupby(level=0).sum()
        calls = study.calls.merge(words.groupby(call_of).sum().rename("n_words"), left_on="call_id", right_index=True)
        rows.append(
            calls.assign(
                theme_id=f"placebo of {theme}",
                speaker_group="all",
                n_words_theme=calls["call_id"].map(on_theme).fillna(0.0),
            )
        )
    return pd.concat(rows).reindex(columns=list(TABLES["prevalence"]))

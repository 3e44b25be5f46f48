"""What the pipeline finds in composed calls, against what was planted.

In: composed panels.  Out: rows a theme (share, status, quarters) and rows a first mention, and their tables.  Each status
is given twice: as found from the files, and as the same tests give it on the words that were in truth told; where the
two differ the matcher is the cause, where both miss a story the test is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import beta

from tests.benchmarks.composed_panels import KINDS, STILL, STORIES, Composed
from tests.benchmarks.composed_studies import as_told, run_panel, told_words
from tests.benchmarks.planted_panels import event_of
from themes.quarters import Quarter
from themes.records import FINDINGS, Status
from themes.stats.adoption import MIN_PASSAGES
from themes.stats.windows import Horizon, compared_windows
from themes.study.study import Study
from themes.trends.change_test import adjusted_levels
from themes.trends.panel import Panel
from themes.trends.table import judge_trends


def score_themes(composed: Composed, study: Study) -> pd.DataFrame:
    """A row for every theme of the catalog: kind, statuses found and from told words, shares, quarters."""
    found = study.table("prevalence")[study.table("prevalence")["speaker_group"] == "all"]
    told = as_told(found, told_words(composed, study))
    ids = study.themes.loc[study.themes["status"] != "retired", "theme_id"].tolist()
    judged = {"found": study.trends, "told": judge_trends(told, ids, study.themes, study.calls)}
    overall = {name: table[table["scope"] == "ALL"].set_index("theme_id") for name, table in judged.items()}
    rows = []
    for theme in ids:
        topic = theme if theme in STORIES else None
        true = allowed(composed, topic)
        shares = [t[t["theme_id"] == theme].set_index("call_id")["share"] for t in (found, told)]
        rows.append(
            {"theme_id": theme, "kind": composed.kinds[topic] if topic else "none"}
            | {f"{column}_{name}": t.loc[theme, column] for name, t in overall.items() for column in _COLUMNS}
            | {f"is_true_{name}": is_true(t.loc[theme], true) for name, t in overall.items()}
            | {"share_found": shares[0].mean(), "share_told": shares[1].mean()}
            | {"correlation": shares[0].corr(shares[1]) if topic else np.nan}
        )
    return pd.DataFrame(rows)


_COLUMNS = ("status", "horizon", "since_quarter", "peak_quarter", "p_value", "q_value", "reason")


def is_true(trend: pd.Series, true: Mapping[Horizon, frozenset[Status]]) -> bool:
    """Whether a row's status is true at the horizon that it rests on; of one without a horizon nothing is said."""
    horizon = trend["horizon"]
    return isinstance(horizon, str) and Status(trend["status"]) in true[Horizon(horizon)]


def allowed(composed: Composed, topic: str | None) -> dict[Horizon, frozenset[Status]]:
    """The findings that are true of a topic at each horizon, by its expected shares: its event, and the way it moved.

    None of a theme that stays or is not told.  A burst that moved may be called a spike, too.
    """
    if topic is None or composed.kinds[topic] in ("steady", "seasonal"):
        return dict.fromkeys(Horizon, frozenset())
    expected = np.where(composed.held, composed.expected[STORIES.index(topic)], np.nan)
    quarters = tuple(dict.fromkeys(call.fiscal_quarter for call in composed.calls))
    names = tuple(company.key for company in composed.companies)
    passages = np.where(composed.held, 30.0, 0.0)
    panel = Panel(expected[None], passages, composed.held.astype(np.int64), names, quarters)
    event = event_of(expected)
    events = {Status(event)} if event else set()
    spikes = {Status.SPIKE} if composed.kinds[topic] == "burst" else set()
    true = {}
    for horizon in Horizon:
        windows = compared_windows(len(quarters), horizon)
        before, after = adjusted_levels(panel, windows) if windows is not None else (np.zeros(1), np.zeros(1))
        way = Status.RISING if after[0] > before[0] else Status.FADING
        true[horizon] = frozenset(events | ({way} | spikes if abs(after[0] - before[0]) > 1e-9 else set()))
    return true


def true_quarters(composed: Composed, topic: str) -> dict[str, str]:
    """``since`` of a step or an event, ``peak`` of a story that has one: by the mean expected share of a company."""
    expected = np.where(composed.held, composed.expected[STORIES.index(topic)], np.nan)
    quarters = list(dict.fromkeys(call.fiscal_quarter for call in composed.calls))
    level, kind = np.nanmean(expected, axis=0), composed.kinds[topic]
    if kind in ("rise", "fade", "burst"):
        return {"peak": quarters[int(level.argmax())]}
    if kind == "dormant":
        return {"since": quarters[int(np.flatnonzero(level > 0)[-1]) + 1]}
    if kind in ("new", "revived"):
        return {"since": quarters[int(np.flatnonzero(level == 0)[-1]) + 1]}
    # with lags a step comes over three quarters: the largest part of it counts
    return {"since": quarters[int(np.diff(level).argmax()) + 1]} if kind == "step" else {}


def quarters_apart(a: object, b: object) -> float:
    """Quarters from ``b`` to ``a``; NaN where either is not told."""
    if not isinstance(a, str) or not isinstance(b, str):
        return np.nan
    return float(Quarter.parse(a).since(Quarter.parse(b)))


def score_first_mentions(composed: Composed, study: Study) -> pd.DataFrame:
    """A row for every topic and company that told it or was found to: first quarters, told and found, and the lag."""
    told = told_words(composed, study).merge(study.calls[["call_id", "company_id", "calendar_quarter"]], on="call_id")
    began = told[told["n_passages_told"] >= MIN_PASSAGES].groupby(["theme_id", "company_id"])["calendar_quarter"].min()
    found = study.table("diffusion").set_index(["theme_id", "company_id"])["first_quarter"]
    both = pd.DataFrame({"told": began, "found": found}).reset_index()
    both = both[both["theme_id"].isin(STORIES)]
    place = {str(company.ticker).lower(): company.place for company in composed.companies}
    both["kind"] = [composed.kinds[theme] for theme in both["theme_id"]]
    both["lag"] = [
        composed.lags[theme][place[company]]
        for theme, company in zip(both["theme_id"], both["company_id"], strict=True)
    ]
    return both


def order_of_pairs(mentions: pd.DataFrame, column: str) -> tuple[int, int, int]:
    """Pairs of companies with different lags in a theme: rightly ordered, in one quarter, the wrong way round."""
    right = tied = wrong = 0
    for _, own in mentions.dropna(subset=[column]).groupby(["panel", "theme_id"]):
        for (lag_a, at_a), (lag_b, at_b) in combinations(zip(own["lag"], own[column], strict=True), 2):
            if lag_a == lag_b:
                continue
            early, late = (at_a, at_b) if lag_a < lag_b else (at_b, at_a)
            right, tied, wrong = right + (early < late), tied + (early == late), wrong + (early > late)
    return right, tied, wrong


def interval(found: int, of: int) -> str:
    """A part in % with its exact interval of 95% (Clopper & Pearson 1934).

    >>> interval(1, 20)
    '1 of 20 (5%, [0, 25])'
    """
    if not of:
        return "0 of 0"
    low = beta.ppf(0.025, found, of - found + 1) if found else 0.0
    high = beta.ppf(0.975, found + 1, of - found) if found < of else 1.0
    return f"{found} of {of} ({100 * found / of:.0f} %, [{100 * low:.0f}, {100 * high:.0f}])"


def confusion(themes: pd.DataFrame) -> str:
    """Rows: planted kind; columns: how often each status was found, in brackets from the words told."""
    kinds = [*dict.fromkeys(KINDS), "none"]
    lines = ["| planted | n | correlation | bias | " + " | ".join(Status) + " |", "|---" * (len(Status) + 4) + "|"]
    for kind in kinds:
        own = themes[themes["kind"] == kind]
        bias = 100 * (own["share_found"] - own["share_told"]).mean()
        fit = "–" if kind == "none" else f"{own['correlation'].mean():.2f}"
        cells = [_cell((own["status_found"] == s).sum(), (own["status_told"] == s).sum()) for s in Status]
        lines.append(f"| {kind} | {len(own)} | {fit} | {bias:+.1f} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(found: int, told: int) -> str:
    return f"{found} ({told})" if found or told else ""


def false_discoveries(themes: pd.DataFrame, which: str, kinds: Sequence[str] = ()) -> tuple[int, int, int]:
    """Findings that are not true, all findings, and all rows (of some kinds, where named): ``found`` or ``told``."""
    own = themes[themes["kind"].isin(kinds)] if kinds else themes
    called = own[own[f"status_{which}"].isin(FINDINGS)]
    return int((~called[f"is_true_{which}"]).sum()), len(called), len(own)


def summary(themes: pd.DataFrame, mentions: pd.DataFrame) -> str:
    """The confusion table, and a line each on false discovery, quarters, and first mentions."""
    lines = [confusion(themes), ""]
    for which in ("found", "told"):
        wrong, called, _ = false_discoveries(themes, which)
        still_wrong, _, still = false_discoveries(themes, which, STILL)
        lines += [
            f"{which}: false of all called {interval(wrong, called)}; of still themes {interval(still_wrong, still)}"
        ]
        for name in ("since", "peak"):
            own = themes if name == "peak" else themes[themes[f"status_{which}"].isin(FINDINGS)]
            off = own[f"{name}_off_{which}"].dropna().abs()
            lines += [f"{which}: {name}_quarter right {interval(sum(off == 0), len(off))}, within one {sum(off <= 1)}"]
        silent = mentions[mentions["kind"].isin(("new", "burst"))]
        right, tied, wrong_way = order_of_pairs(silent, which)
        lines += [f"{which}: lagged pairs in order {right}, in one quarter {tied}, the wrong way round {wrong_way}"]
    both = mentions.dropna(subset=["found", "told"])
    off = pd.Series([quarters_apart(a, b) for a, b in zip(both["found"], both["told"], strict=True)])
    lines += [
        f"first mentions {len(both)}: right {sum(off == 0)}, within one {sum(off.abs() <= 1)}, early {sum(off < 0)}"
    ]
    lines += [
        f"told but not found {mentions['found'].isna().sum()}, found but not told {mentions['told'].isna().sum()}"
    ]
    return "\n".join(lines)


def score_panels(seeds: Iterable[int], folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Themes and first mentions of several panels, with the panel's seed."""
    themes, mentions = [], []
    for seed in seeds:
        composed, study = run_panel(seed, folder / str(seed), folder / "vectors.duckdb")
        themes.append(_with_quarters(score_themes(composed, study), composed).assign(panel=seed))
        mentions.append(score_first_mentions(composed, study).assign(panel=seed))
    return pd.concat(themes, ignore_index=True), pd.concat(mentions, ignore_index=True)


def _with_quarters(scored: pd.DataFrame, composed: Composed) -> pd.DataFrame:
    """Beside the quarters found, how many they are off the planted ones."""
    ids = scored["theme_id"]
    planted = [true_quarters(composed, theme) if theme in STORIES else {} for theme in ids]
    columns = {}
    for name in ("since", "peak"):
        for which in ("found", "told"):
            given = zip(scored[f"{name}_quarter_{which}"], planted, strict=True)
            columns[f"{name}_off_{which}"] = [quarters_apart(quarter, true.get(name)) for quarter, true in given]
    return scored.assign(**columns)

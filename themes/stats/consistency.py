"""Consistency: where the numbers and the words of a run contradict each other.

In: the tables of a run, whole.  Out: a :class:`Contradiction` for each pair of sayings that cannot both be so.  They
are questions of arithmetic and of the words' meaning, whatever test gave the statuses: ``themes status --check`` lists
them, and the report makes no finding of what has one.  To add a check, write a function from tables to contradictions
and list it in :data:`CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from themes.formatting import LEAST_SHARE, counted, percent, points, q_text
from themes.quarters import quarter_range
from themes.records import Status
from themes.stats.composition import is_thin, panel_weights
from themes.stats.multiple_testing import ALPHA, within_pairs
from themes.stats.windows import Horizon, compared_windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

Tables = Mapping[str, pd.DataFrame]
Row = Mapping[str, object]

LEAST_CARRIERS = 2.0  # companies, effectively, below which a change is that of one
ROUNDING = 2e-6  # of shares in tables, which have six digits
_SIGN = {"up": 1, "down": -1}


@dataclass(frozen=True)
class Contradiction:
    """Two sayings on a theme that cannot both be so; ``scope`` is ``ALL`` or a company_id."""

    theme_id: str
    scope: str
    what: str
    against: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.theme_id} ({self.scope}): {self.what}, but {self.against}"


Check = Callable[[Tables], Iterator[Contradiction]]


def contradictions(tables: Tables) -> tuple[Contradiction, ...]:
    """List what contradicts itself in a run.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``calls``, ``themes``, ``prevalence``, ``trends`` and ``contrasts`` of the whole study; retired themes are left
        out, and a study without one of the tables has nothing to contradict.
    """
    needed = ("calls", "themes", "prevalence", "trends", "contrasts")
    if any(name not in tables for name in needed):
        return ()
    retired = set(tables["themes"].loc[tables["themes"]["status"] == "retired", "theme_id"])
    shown = {name: table for name, table in tables.items() if name in ("calls", "themes")}
    for name in ("prevalence", "trends", "contrasts"):
        shown[name] = tables[name][~tables[name]["theme_id"].isin(retired)]
    return tuple(found for check in CHECKS for found in check(shown))


def opposite_contrasts(tables: Tables) -> Iterator[Contradiction]:
    """A company's last call differs one way from the call before or a year before, its own finding goes the other.

    A quarter against years is no contradiction by itself; one report's findings must not show both.
    """
    if any(name not in tables for name in ("calls", "themes", "trends", "contrasts")):
        return
    contrasts, themes = tables["contrasts"], tables["themes"]
    q_value = within_pairs(contrasts, dict(zip(themes["theme_id"], themes["kind"], strict=True)))
    dated = tables["calls"].dropna(subset=["calendar_quarter"]).sort_values(["calendar_quarter", "call_date"])
    is_last = contrasts["call_id_to"].isin(dated.groupby("company_id")["call_id"].last())
    found = {_key(row): row for row in _findings(tables)}
    for row in _rows(contrasts.assign(q_value=q_value)[is_last & (q_value <= ALPHA)]):
        own, difference = found.get((str(row["theme_id"]), str(row["company_id"]))), _number(row["difference"])
        if own is not None and difference * _way(own) < 0:
            size, sure = points(difference, signed=True), q_text(_number(row["q_value"]))
            against = f"{row['call_id_to']} has {size} points against {row['call_id_from']} ({sure})"
            yield Contradiction(*_key(own), f"it is {own['status']}", against)


def _nobody_moves_so(tables: Tables) -> Iterator[Contradiction]:
    """All companies together move one way, and no company does, or most of those that speak of it move the other.

    A move that shows as 0.0 points is none.  Where the windows of one horizon agree with the finding there is no
    contradiction.
    """
    overall = [row for row in _findings(tables) if row["scope"] == "ALL"]
    if not overall:
        return
    shares = _shares_by_quarter(tables)
    alone = {(row["theme_id"], _way(row)) for row in _findings(tables) if row["scope"] != "ALL"}
    for row in overall:
        if row["theme_id"] not in shares:
            continue
        own, sign = shares[str(row["theme_id"])], _way(row)
        moves = [move for before, after in _spans(row, own) if len(move := _moves(own, before, after))]
        if not moves:
            continue
        told = f"all companies together: {row['status']}"
        n_same = [int((sign * move >= LEAST_SHARE).sum()) for move in moves]
        n_other = [int((sign * move <= -LEAST_SHARE).sum()) for move in moves]
        outvoted = [2 * other > len(move) for other, move in zip(n_other, moves, strict=True)]
        if (row["theme_id"], sign) not in alone and not any(n_same):
            yield Contradiction(*_key(row), told, "no company's share of talk moved that way")
        elif any(outvoted) and not any(same and not out for same, out in zip(n_same, outvoted, strict=True)):
            k = outvoted.index(True)
            speaking = counted(len(moves[k]), "company", "companies")
            yield Contradiction(*_key(row), told, f"{n_other[k]} of {speaking} with talk of it moved the other way")


def _silent_companies(tables: Tables) -> Iterator[Contradiction]:
    """A company has a finding of its own and never spoke of the theme."""
    everyone = tables["prevalence"].query("speaker_group == 'all' and n_chunks > 0")
    spoke = set(zip(everyone["theme_id"], everyone["company_id"], strict=True))
    for row in _findings(tables):
        if row["scope"] != "ALL" and (row["theme_id"], row["scope"]) not in spoke:
            yield Contradiction(*_key(row), f"it is {row['status']}", "the company never spoke of it")


def _too_few_carriers(tables: Tables) -> Iterator[Contradiction]:
    """A finding over all companies that effectively fewer than two carry."""
    for row in _rows(tables["trends"]):
        carriers = _number(row.get("carriers"))
        if row["scope"] == "ALL" and Status(str(row["status"])).is_finding and carriers < LEAST_CARRIERS:
            against = f"effectively {carriers:.1f} companies carry it"
            yield Contradiction(*_key(row), f"all companies together: {row['status']}", against)


def _sign_of_change(tables: Tables) -> Iterator[Contradiction]:
    """A finding goes one way and its change the other; of an event, where the whole interval does."""
    for row in _findings(tables):
        is_change = Status(str(row["status"])).kind == "change"
        change = _number(row["change_per_year"])
        surest = change if is_change else min((_number(row[k]) for k in ("change_low", "change_high")), key=abs)
        both_ends = is_change or _number(row["change_low"]) * _number(row["change_high"]) > 0
        if both_ends and surest * _way(row) < 0:
            against = f"its change is {points(change, signed=True, digits=2)} points a year"
            yield Contradiction(*_key(row), f"it is {row['status']}", against)
        before, after = (_number(row.get(name)) for name in ("share_before", "share_after"))
        if (after - before) * _way(row) < 0:
            against = f"its share went from {percent(before)} to {percent(after)}"
            yield Contradiction(*_key(row), f"it is {row['status']}", against)


def _interval_without_estimate(tables: Tables) -> Iterator[Contradiction]:
    """An interval that does not hold its estimate: of a change a year, or of two calls compared."""
    for row in _rows(tables["trends"]):
        if _is_outside(row, "change_per_year", "change_low", "change_high"):
            yield Contradiction(*_key(row), *_estimate(row, "change_per_year", "change_low", "change_high"))
    contrasts = tables["contrasts"]
    estimate, low, high = (contrasts[name].astype(float) for name in ("difference", "low", "high"))
    outside = (estimate < low - ROUNDING) | (estimate > high + ROUNDING)
    apart = (contrasts["share_to"] - contrasts["share_from"] - estimate).abs() > ROUNDING
    for row in _rows(contrasts[outside | apart]):
        calls, place = f"{row['call_id_from']} to {row['call_id_to']}", (str(row["theme_id"]), str(row["company_id"]))
        if _is_outside(row, "difference", "low", "high"):
            what, against = _estimate(row, "difference", "low", "high")
        else:
            what = f"the difference is {points(_number(row['difference']), signed=True)} points"
            shares = " and ".join(percent(_number(row[name])) for name in ("share_from", "share_to"))
            against = f"the shares are {shares}"
        yield Contradiction(*place, f"{calls}: {what}", against)


def _unsure_finding(tables: Tables) -> Iterator[Contradiction]:
    """A finding, whichever way it goes, whose q-value is above 0.05."""
    for row in _rows(tables["trends"]):
        q_value = _number(row["q_value"])
        if Status(str(row["status"])).is_finding and q_value > ALPHA:
            yield Contradiction(*_key(row), f"it is {row['status']}", f"{q_text(q_value)} is above 0.05")


def _impossible_quarters(tables: Tables) -> Iterator[Contradiction]:
    """A theme begun after its last mention; a peak in no quarter of the scope, or where few companies called."""
    calls = tables["calls"].dropna(subset=["calendar_quarter"])
    held = {str(company): set(own) for company, own in calls.groupby("company_id")["calendar_quarter"]}
    held["ALL"] = set(calls["calendar_quarter"])
    thin = _thin_quarters(calls)
    for row in _findings(tables):
        since, last = row["since_quarter"], row["last_quarter"]
        if _way(row) > 0 and isinstance(since, str) and isinstance(last, str) and since > last:
            yield Contradiction(*_key(row), f"it is {row['status']} since {since}", f"it was last mentioned in {last}")
    for row in _rows(tables["trends"]):
        peak = row["peak_quarter"]
        if not isinstance(peak, str):
            continue
        if peak not in held.get(str(row["scope"]), set()):
            yield Contradiction(*_key(row), f"it was at its largest in {peak}", "no call reports on that quarter")
        elif row["scope"] == "ALL" and peak in thin:
            yield Contradiction(*_key(row), f"it was at its largest in {peak}", "few companies called in that quarter")


def _twins_apart(tables: Tables) -> Iterator[Contradiction]:
    """A discovered theme moves one way and the tracked theme that most of its passages are about the other."""
    themes = tables["themes"]
    twins = themes.dropna(subset=["tracked_twin"]).set_index("theme_id")["tracked_twin"].to_dict()
    found = {_key(row): row for row in _findings(tables)}
    for (theme_id, scope), row in found.items():
        other = found.get((str(twins.get(theme_id)), scope))
        if other is not None and _way(other) * _way(row) < 0:
            against = f"{other['theme_id']}, the subject of most of its passages, is {other['status']}"
            yield Contradiction(*_key(row), f"it is {row['status']}", against)


#: Every check, in the order in which contradictions are listed.
CHECKS: tuple[Check, ...] = (
    _nobody_moves_so,
    _silent_companies,
    _too_few_carriers,
    _sign_of_change,
    _interval_without_estimate,
    _unsure_finding,
    _impossible_quarters,
    _twins_apart,
)


def moves_against(means: NDArray[np.float64], way: int) -> bool:
    """Whether a series goes the other way, in the last year or the last two, and in none of them this way.

    Parameters
    ----------
    means : ndarray of float, shape (n_quarters,)
        Shares by quarter, NaN where unknown.
    way : int
        1 for up, -1 for down.

    Examples
    --------
    >>> falling = np.linspace(0.2, 0.1, 16)
    >>> moves_against(falling, 1), moves_against(falling, -1), moves_against(falling[:1], 1)
    (True, False, False)
    """
    moves = [_mean(means[after]) - _mean(means[before]) for before, after in _last_spans(len(means))]
    known = [move for move in moves if not np.isnan(move)]
    return any(way * move < 0 for move in known) and not any(way * move > 0 for move in known)


def _findings(tables: Tables) -> list[Row]:
    """Rows of ``trends`` whose status found something with a direction."""
    rows = _rows(tables["trends"])
    return [row for row in rows if (status := Status(str(row["status"]))).is_finding and status.direction in _SIGN]


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _key(row: Row) -> tuple[str, str]:
    return str(row["theme_id"]), str(row["scope"])


def _way(row: Row) -> int:
    return _SIGN[Status(str(row["status"])).direction]


def _number(value: object) -> float:
    """A number of a table; NaN where there is none, so that comparisons with it do not hold."""
    return float(value) if isinstance(value, int | float | np.number) else np.nan


def _is_outside(row: Row, *columns: str) -> bool:
    estimate, low, high = (_number(row[name]) for name in columns)
    return estimate < low - ROUNDING or estimate > high + ROUNDING


def _estimate(row: Row, *columns: str) -> tuple[str, str]:
    estimate, low, high = (points(_number(row[name]), signed=True, digits=2) for name in columns)
    return f"the estimate is {estimate} points", f"its interval is {low} to {high}"


def _shares_by_quarter(tables: Tables) -> dict[str, pd.DataFrame]:
    """By theme the share of each known company (rows) in every quarter of the study (columns), pooled by words."""
    calls, everyone = tables["calls"], tables["prevalence"].query("speaker_group == 'all' and n_words > 0")
    own = everyone[~everyone["company_id"].isin(calls["call_id"])].dropna(subset=["calendar_quarter"])
    if own.empty:
        return {}
    quarters = quarter_range(own["calendar_quarter"].min(), own["calendar_quarter"].max())
    words = own.groupby(["theme_id", "company_id", "calendar_quarter"])[["n_words_theme", "n_words"]].sum()
    shares = (words["n_words_theme"] / words["n_words"]).unstack().reindex(columns=list(quarters))
    return {str(theme): table.droplevel(0) for theme, table in shares.groupby(level=0)}


def _spans(row: Row, own: pd.DataFrame) -> list[tuple[slice, slice]]:
    """Columns before and after: of an event around its quarter, else the last spans."""
    since = str(row["since_quarter"])
    if Status(str(row["status"])).kind == "event" and since in own.columns:
        split = list(own.columns).index(since)
        return [(slice(max(0, split - Horizon.TWO_YEARS.quarters), split), slice(split, None))] if split else []
    return _last_spans(own.shape[1])


def _last_spans(n_quarters: int) -> list[tuple[slice, slice]]:
    """The windows compared at each horizon."""
    found = (compared_windows(n_quarters, horizon) for horizon in Horizon)
    return [(slice(w.start, w.split), slice(w.split, w.stop)) for w in found if w is not None]


def _moves(own: pd.DataFrame, before: slice, after: slice) -> NDArray[np.float64]:
    """Change of the mean share of each company that spoke of the theme in either span and called in both."""
    shares = own.to_numpy(dtype=np.float64)
    found = [_mean(row[after]) - _mean(row[before]) for row in shares if np.nansum([*row[before], *row[after]]) > 0]
    moves = np.asarray(found, dtype=np.float64)
    return moves[~np.isnan(moves)]


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan


def _thin_quarters(calls: pd.DataFrame) -> set[str]:
    """The quarters in which too few of the known companies called; none where all quarters are such."""
    known = calls[~calls["company_id"].isin(calls["call_id"])]
    if known.empty:
        return set()
    quarters = list(quarter_range(known["calendar_quarter"].min(), known["calendar_quarter"].max()))
    held = pd.crosstab(known["company_id"], known["calendar_quarter"]).reindex(columns=quarters, fill_value=0)
    called = np.where(held.to_numpy() > 0, 1.0, np.nan)[None]
    thin = is_thin(panel_weights(called))[0]
    return set() if thin.all() else {quarter for quarter, is_one in zip(quarters, thin, strict=True) if is_one}

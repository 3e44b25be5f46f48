"""What changed between two runs of a study, and why.

In: the tables of two runs, and the ``lineage`` of every run between.  Out: :class:`RunDiff`: calls, themes, labels,
statuses, and the shares of calls that are in both runs and were restated, each with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from themes.feedback.decisions import ThemeDecision

Tables = Mapping[str, pd.DataFrame]

SAID_TO_BE = ("company", "company_id", "ticker", "event", "call_date", "fiscal_quarter", "calendar_quarter")
LEAST = 1e-6  # difference of two shares below which a share was not restated


@dataclass(frozen=True)
class ThemeEvent:
    """What became of a discovered theme in a run."""

    run: int
    event: str
    theme_id: str
    parents: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A theme's label or status, or a trend, that is another now; ``scope`` is empty for the theme itself."""

    theme_id: str
    scope: str
    before: str
    now: str


@dataclass(frozen=True)
class CallChange:
    """What a call in both runs is said to be (its company, date, quarter …) and is said to be otherwise now."""

    call_id: str
    field: str
    before: str
    now: str


@dataclass(frozen=True)
class Restated:
    """A share (0-1) of a call that is in both runs and is another now, and why."""

    theme_id: str
    call_id: str
    before: float
    now: float
    why: str


@dataclass(frozen=True)
class RunDiff:
    """What changed; ``unknown_runs``: runs between whose files are gone, so that their events are not known."""

    run_from: int
    run_to: int
    calls_added: tuple[str, ...]
    calls_corrected: tuple[str, ...]
    calls_removed: tuple[str, ...]
    calls_changed: tuple[CallChange, ...]
    fits: tuple[str, ...]
    catalog: tuple[str, ...]
    decisions: tuple[str, ...]
    events: tuple[ThemeEvent, ...]
    labels: tuple[Change, ...]
    statuses: tuple[Change, ...]
    trends: tuple[Change, ...]
    restated: tuple[Restated, ...]
    unknown_runs: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return asdict(self)


def compare_runs(before: Tables, now: Tables, between: Mapping[int, pd.DataFrame | None]) -> RunDiff:
    """Compare two runs.

    Parameters
    ----------
    before, now : mapping of str to DataFrame
        All tables of the earlier and of the later run.
    between : mapping of int to DataFrame or None
        ``lineage`` of every run after the earlier one, up to the later one; None where the run's file is gone.
    """
    runs = [_run(tables) for tables in (before, now)]
    old_calls, new_calls = (set(tables["calls"]["call_id"]) for tables in (before, now))
    corrected = _corrected(before, now)
    themes = [tables["themes"].set_index("theme_id") for tables in (before, now)]
    decisions = _decided(runs[0], runs[1])
    decided = {theme for decision in decisions for theme in decision.themes}
    why = _Reasons(runs[0], runs[1], corrected, decided, _read_otherwise(before, now))
    return RunDiff(
        run_from=runs[0]["run_id"],
        run_to=runs[1]["run_id"],
        calls_added=tuple(c for c in now["calls"]["call_id"] if c not in old_calls),
        calls_corrected=corrected,
        calls_removed=tuple(c for c in before["calls"]["call_id"] if c not in new_calls),
        calls_changed=tuple(_calls_changed(before["calls"], now["calls"])),
        fits=why.fits,
        catalog=tuple(_catalog_changes(runs[0], runs[1])),
        decisions=tuple(map(str, decisions)),
        events=tuple(_events(between)),
        labels=_changes(themes[0]["label"], themes[1]["label"]),
        statuses=_changes(themes[0]["status"], themes[1]["status"]),
        trends=_changes(*(t["trends"].set_index(["theme_id", "scope"])["status"] for t in (before, now))),
        restated=_restated(before, now, why),
        unknown_runs=tuple(run for run, lineage in between.items() if lineage is None),
    )


def _run(tables: Tables) -> dict[str, Any]:
    row = tables["run"].iloc[0]
    settings, versions = json.loads(row["settings"]), json.loads(row["versions"])
    fit = settings.get("fit") or {"run_id": 0, "reason": "", "scored": {}}
    decisions = [ThemeDecision(**decision) for decision in json.loads(row["decisions"])]
    return {"run_id": int(row["run_id"]), "versions": versions, "fit": fit, "decisions": decisions}


def _corrected(before: Tables, now: Tables) -> tuple[str, ...]:
    """Calls in both runs whose words are others; what calls.csv corrects is in ``calls_changed``."""
    spoken = [tables["turns"].groupby("call_id")["text"].agg("\n".join) for tables in (before, now)]
    both = spoken[0].index.intersection(spoken[1].index)
    return tuple(str(call) for call in both if spoken[0][call] != spoken[1][call])


def _calls_changed(before: pd.DataFrame, now: pd.DataFrame) -> Iterator[CallChange]:
    old, new = (
        calls.set_index("call_id")[list(SAID_TO_BE)].fillna("").astype(str).T.to_dict() for calls in (before, now)
    )
    for call_id in [call_id for call_id in new if call_id in old]:
        for field, then in old[call_id].items():
            if then != new[call_id][field]:
                yield CallChange(str(call_id), str(field), then, new[call_id][field])


def _catalog_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    old, new = (run["fit"]["scored"] for run in (before, now))
    if not old:
        return []
    changes = [f"{theme} added" for theme in new if theme not in old]
    changes += [f"{theme} removed" for theme in old if theme not in new]
    return changes + [f"{t} edited" for t in new if t in old and new[t]["definition"] != old[t]["definition"]]


def _decided(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[ThemeDecision]:
    """What people decided about themes since; of older versions' runs only the days of decisions are known."""
    known = {_of_day(decision) for decision in before["decisions"]}
    return [decision for decision in now["decisions"] if _of_day(decision) not in known]


def _of_day(decision: ThemeDecision) -> ThemeDecision:
    return replace(decision, decided_at=decision.decided_at[:10])


def _events(between: Mapping[int, pd.DataFrame | None]) -> list[ThemeEvent]:
    return [
        ThemeEvent(run, str(row.event), str(row.theme_id), tuple(json.loads(str(row.parents))))
        for run, lineage in between.items()
        if lineage is not None
        for row in lineage.itertuples()
        if row.event != "continued"
    ]


def _read_otherwise(before: Tables, now: Tables) -> set[tuple[str, str]]:
    """Themes and calls with a passage on which a second reader says something else than before, or anything at all."""
    read = []
    for tables in (before, now):
        rows = tables["chunk_themes"].merge(tables["chunks"][["chunk_id", "call_id"]], on="chunk_id")
        rows = rows[rows["origin"] == "reader"]
        columns = ["theme_id", "call_id", "chunk_id", "assigned"]
        read.append(set(rows[columns].itertuples(index=False, name=None)))
    return {(str(theme), str(call)) for theme, call, _, _ in read[0] ^ read[1]}


def _changes(before: pd.Series[str], now: pd.Series[str]) -> tuple[Change, ...]:
    both = before.index.intersection(now.index)
    named = [(key if isinstance(key, tuple) else (key, ""), before[key], now[key]) for key in both]
    return tuple(Change(str(k[0]), str(k[1]), str(then), str(today)) for k, then, today in named if then != today)


class _Reasons:
    """Why a share of a call in both runs is another now."""

    def __init__(
        self,
        before: Mapping[str, Any],
        now: Mapping[str, Any],
        corrected: tuple[str, ...],
        decided: set[str],
        read_otherwise: set[tuple[str, str]],
    ) -> None:
        self._corrected, self._decided, self._read_otherwise = set(corrected), decided, read_otherwise
        self._scored = [run["fit"]["scored"] for run in (before, now)]
        self._versions = [run["versions"].get("callthemes") for run in (before, now)]
        fit = now["fit"]
        self.fits = (f"run {fit['run_id']}: {fit['reason']}",) if fit["run_id"] > before["run_id"] else ()

    def of(self, theme_id: str, call_id: str) -> str:
        old, new = (scored.get(theme_id) for scored in self._scored)
        if call_id in self._corrected:
            return "the call was corrected"
        if theme_id in self._decided:
            return "a decision about the theme"
        if old and new and old["definition"] != new["definition"]:
            return "the theme was edited in catalog.toml"
        if (theme_id, call_id) in self._read_otherwise:
            return "a second reader read passages of it"
        if self.fits:
            return "themes were fitted anew"
        if old and new and old["key"] != new["key"]:
            return "decisions about passages, or the threshold, changed"
        if self._versions[0] != self._versions[1]:
            return f"callthemes {self._versions[1]} instead of {self._versions[0]}"
        return "settings changed" if new else "passages were corrected, or joined a theme born since"


def _restated(before: Tables, now: Tables, why: _Reasons) -> tuple[Restated, ...]:
    """Restated shares of all that was said in a call, the largest change first."""
    keys = ["theme_id", "call_id"]
    old, new = (t["prevalence"].loc[t["prevalence"]["speaker_group"] == "all", [*keys, "share"]] for t in (before, now))
    both = old.merge(new, on=keys, suffixes=("_before", "_now")).dropna()
    both["change"] = (both["share_now"] - both["share_before"]).abs()
    moved = both[both["change"] > LEAST].sort_values(["change", *keys], ascending=[False, True, True])
    columns = (moved[c] for c in (*keys, "share_before", "share_now"))
    rows = ((str(t), str(c), float(then), float(today)) for t, c, then, today in zip(*columns, strict=True))
    return tuple(Restated(t, c, then, today, why.of(t, c)) for t, c, then, today in rows)

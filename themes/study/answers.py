"""Who spoke of a theme first, what a study lacks, tracks, and what changed in it: tables with a name of their own.

In: an opened run.  Out: DataFrames.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from themes.quarters import quarter_range
from themes.store.runs import list_runs, read_table, read_tables
from themes.study.opened_run import OpenedRun
from themes.study.run_diff import RunDiff, compare_runs

LED = ("theme_id", "label", "company_id", "company", "first_quarter", "first_call_date", "rank", "lag_days", "p_value")
LACKS = ("company_id", "company", "quarter", "is_pending")
CHANGED = ("what", "theme_id", "company_id", "call_id", "before", "now", "why")


def led(run: OpenedRun, themes: Sequence[str]) -> pd.DataFrame:
    """First mentions of themes by company: :data:`LED`, in the order of each theme."""
    table = run.table("diffusion")
    own = run.named(table[table["theme_id"].isin(themes)])
    place = {theme: k for k, theme in enumerate(themes)}
    own = own.assign(_place=own["theme_id"].map(place)).sort_values(["_place", "rank"], kind="stable")
    return own[list(LED)].reset_index(drop=True)


def lacking(run: OpenedRun) -> pd.DataFrame:
    """Quarters without a call from a company's first call to the study's last quarter: :data:`LACKS`."""
    calls = run.calls.dropna(subset=["company_id", "calendar_quarter"])
    if calls.empty:
        return pd.DataFrame(columns=list(LACKS))
    last = str(calls["calendar_quarter"].max())
    called = calls.groupby("company_id")["calendar_quarter"].agg(set)
    of_last = sum(last in held for held in called)
    rows = [
        {"company_id": company, "quarter": quarter, "is_pending": quarter == last and 3 * of_last < 2 * len(called)}
        for company, held in called.items()
        for quarter in quarter_range(min(held), last)
        if quarter not in held
    ]
    found = pd.DataFrame(rows, columns=["company_id", "quarter", "is_pending"])
    return found.assign(company=found["company_id"].map(run.company_names))[list(LACKS)]


def tracked(run: OpenedRun) -> pd.DataFrame:
    """The catalog as it is in the study's folder now: a row a theme, its fields as columns."""
    from themes.config.catalog import load_catalog

    catalog = load_catalog(run.folder / "catalog.toml")
    return pd.DataFrame([theme.model_dump(by_alias=True) for theme in catalog.theme]).rename(columns={"id": "theme_id"})


def diff_since(run: OpenedRun, earlier: int) -> RunDiff:
    """What changed since an earlier run; the events of runs between whose files are gone are not known."""
    there = set(list_runs(run.folder))
    numbers = range(earlier + 1, run.run + 1)
    between = {n: read_table(run.folder, "lineage", n) if n in there else None for n in numbers}
    return compare_runs(read_tables(run.folder, earlier), run.tables, between)


def changed(run: OpenedRun) -> pd.DataFrame:
    """What changed since the run before: :data:`CHANGED`; empty of a first run, or where that run is no longer kept."""
    earlier = [number for number in list_runs(run.folder) if number < run.run]
    if not earlier:
        return pd.DataFrame(columns=list(CHANGED))
    diff = diff_since(run, earlier[-1])
    rows: list[dict[str, object]] = [
        {"what": what, "call_id": call}
        for what, calls in (
            ("call added", diff.calls_added), ("call corrected", diff.calls_corrected),
            ("call removed", diff.calls_removed),
        )
        for call in calls
    ]  # fmt: skip
    rows += [
        {"what": call.field, "call_id": call.call_id, "before": call.before, "now": call.now}
        for call in diff.calls_changed
    ]
    rows += [
        {"what": event.event, "theme_id": event.theme_id, "why": ", ".join(event.parents)} for event in diff.events
    ]
    rows += [
        {
            "what": what,
            "theme_id": change.theme_id,
            "company_id": change.scope,
            "before": change.before,
            "now": change.now,
        }
        for what, changes in (("label", diff.labels), ("theme", diff.statuses), ("trend", diff.trends))
        for change in changes
    ]
    rows += [
        {"what": "share", "theme_id": s.theme_id, "call_id": s.call_id, "before": s.before, "now": s.now, "why": s.why}
        for s in diff.restated
    ]
    return pd.DataFrame(rows, columns=list(CHANGED))

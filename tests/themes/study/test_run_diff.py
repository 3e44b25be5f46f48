"""What changed between two runs, and why a share was restated."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pandas as pd
import pytest

from themes.cli.diff import diff_lines
from themes.feedback.decisions import ThemeDecision
from themes.study.run_diff import SAID_TO_BE, CallChange, Change, Restated, RunDiff, ThemeEvent, compare_runs

Tables = dict[str, pd.DataFrame]

AT = "2013-02-01T10:00:00+00:00"


def scored(**definitions: str) -> dict[str, Any]:
    return {t: {"definition": d, "key": d, "mean": 0.2, "sd": 0.1} for t, d in definitions.items()}


def tables(
    run_id: int,
    *,
    calls: str = "ab",
    words: str = "as said",
    shares: dict[str, float] | None = None,
    fit: int = 1,
    label: str = "Toll",
    status: str = "active",
    trend: str = "steady",
    decisions: tuple[ThemeDecision, ...] = (),
    definition: str = "d1",
    version: str = "1",
    reader: bool | None = None,
) -> Tables:
    """Two themes, tracked sdn and discovered toll; the share of each call may be given as theme+call → share.

    ``reader``: what a second reader says of sdn in the passage of each call, if there is one.
    """
    share = {f"{theme}{call}": 0.1 for theme in ("sdn", "toll") for call in calls} | (shares or {})
    prevalence = [(key[:-1], key[-1], "all", value) for key, value in share.items()]
    settings = {"fit": {"run_id": fit, "reason": "asked for", "scored": scored(sdn=definition)}}
    run = {"run_id": run_id, "settings": json.dumps(settings), "versions": json.dumps({"callthemes": version})}
    run["decisions"] = json.dumps([asdict(decision) for decision in decisions])
    origin = "matcher" if reader is None else "reader"
    return {
        "chunks": pd.DataFrame({"chunk_id": list(calls), "call_id": list(calls)}),
        "chunk_themes": pd.DataFrame(
            {"chunk_id": list(calls), "theme_id": "sdn", "origin": origin, "assigned": reader is not False}
        ),
        "calls": pd.DataFrame({"call_id": list(calls), **dict.fromkeys(SAID_TO_BE, "as read")}),
        "turns": pd.DataFrame({"call_id": list(calls), "text": words}),
        "themes": pd.DataFrame(
            {"theme_id": ["sdn", "toll"], "label": ["SDN", label], "status": ["active", status]}
        ),
        "trends": pd.DataFrame({"theme_id": ["sdn"], "scope": ["ALL"], "status": [trend]}),
        "prevalence": pd.DataFrame(prevalence, columns=["theme_id", "call_id", "speaker_group", "share"]),
        "run": pd.DataFrame([run]),
    }  # fmt: skip


def lineage(*rows: tuple[str, str, list[str]]) -> pd.DataFrame:
    packed = [(event, theme, json.dumps(parents)) for event, theme, parents in rows]
    return pd.DataFrame(packed, columns=["event", "theme_id", "parents"])


def difference(before: Tables, now: Tables) -> RunDiff:
    return compare_runs(before, now, {2: lineage()})


def test_nothing_changed_is_nothing() -> None:
    found = difference(tables(1), tables(2))
    assert (found.run_from, found.run_to) == (1, 2)
    rest = found.as_dict()
    assert [rest[k] for k in rest if not k.startswith("run_")] == [()] * 13
    assert list(diff_lines(found))[-1] == "shares restated: none; every call in both runs has the numbers it had"


def test_call_that_is_said_to_be_another_is_told_by_what_changed() -> None:
    before, now = tables(1, calls="abc"), tables(2, calls="abd")
    before["calls"].loc[0, ["company", "call_date"]] = ["Juno", None]
    now["calls"].loc[0, ["company", "call_date"]] = ["Vesta", "2012-08-01"]
    found = difference(before, now)
    assert found.calls_corrected == ()
    assert found.calls_changed == (
        CallChange("a", "company", "Juno", "Vesta"),
        CallChange("a", "call_date", "", "2012-08-01"),
    )
    assert "  call a: call_date unknown → 2012-08-01" in list(diff_lines(found))


def test_calls_added_corrected_and_removed() -> None:
    before, now = tables(1, calls="abc"), tables(2, calls="bcd")
    now["turns"].loc[now["turns"]["call_id"] == "c", "text"] = "as corrected"
    found = difference(before, now)
    assert (found.calls_added, found.calls_corrected, found.calls_removed) == (("d",), ("c",), ("a",))


def test_labels_statuses_and_trends_that_are_others_now() -> None:
    found = difference(tables(1), tables(2, label="Road tolls", status="tentative", trend="rising"))
    assert found.labels == (Change("toll", "", "Toll", "Road tolls"),)
    assert found.statuses == (Change("toll", "", "active", "tentative"),)
    assert found.trends == (Change("sdn", "ALL", "steady", "rising"),)
    assert "  trend: sdn (ALL): steady → rising" in diff_lines(found)


def test_events_of_all_runs_between_are_told_in_their_order() -> None:
    between = {
        2: lineage(("born", "ferry", []), ("continued", "toll", ["toll"])),
        3: None,
        4: lineage(("retired", "ferry", ["toll"])),
    }
    found = compare_runs(tables(1), tables(4), between)
    assert found.events == (ThemeEvent(2, "born", "ferry", ()), ThemeEvent(4, "retired", "ferry", ("toll",)))
    assert found.unknown_runs == (3,)
    lines = list(diff_lines(found))
    assert "  retired in run 4: ferry (into toll)" in lines
    assert "themes' events of runs 3 are not known: their files are gone" in lines


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"words": "corrected"}, "the call was corrected"),
        ({"definition": "d2"}, "the theme was edited in catalog.toml"),
        ({"fit": 2}, "themes were fitted anew"),
        ({"decisions": (ThemeDecision("merge", "toll", "sdn", AT),)}, "a decision about the theme"),
        ({"decisions": (ThemeDecision("rename", "toll", "The sdn of roads", AT),)}, "settings changed"),
        ({"reader": True}, "a second reader read passages of it"),
        ({"version": "2"}, "callthemes 2 instead of 1"),
        ({}, "settings changed"),
    ],
)
def test_restated_share_says_why(changed: dict[str, Any], why: str) -> None:
    found = difference(tables(1), tables(2, shares={"sdna": 0.25}, **changed))
    assert found.restated == (Restated("sdn", "a", 0.1, 0.25, why),)
    assert f"  sdn in a: 10.0% → 25.0% ({why})" in diff_lines(found)


def test_catalog_and_decisions_that_are_new() -> None:
    renamed = ThemeDecision("rename", "toll", "The sdn of roads", AT)
    before, now = (
        tables(1, decisions=(ThemeDecision("hide", "gate", "", AT[:10]),)),  # an older version kept the day only
        tables(2, definition="d2", decisions=(ThemeDecision("hide", "gate", "", AT), renamed)),
    )
    found = difference(before, now)
    assert (found.catalog, found.decisions) == (("sdn edited",), ("rename toll to “The sdn of roads” (2013-02-01)",))


def test_largest_restatement_comes_first_and_a_missing_share_is_none() -> None:
    now = tables(2, fit=2, shares={"sdna": 0.12, "tollb": 0.5, "sdnb": float("nan")})
    assert [(r.theme_id, r.call_id) for r in difference(tables(1), now).restated] == [("toll", "b"), ("sdn", "a")]


def test_long_lists_are_cut_for_a_person_and_say_so() -> None:
    calls = "abcdefghijklmnop"
    found = difference(tables(1, calls=calls), tables(2, calls=calls, fit=2, shares={f"sdn{c}": 0.2 for c in calls}))
    lines = list(diff_lines(found))
    assert lines[-1] == "  … 4 more; all of them: --format json"
    assert len(found.restated) == 16

"""What people renamed, merged and hid is so, and what no longer applies is said."""

from __future__ import annotations

import pandas as pd
import pytest

from themes.feedback.apply import apply_decisions
from themes.feedback.decisions import ThemeAction, ThemeDecision
from themes.records import TABLES

THEMES = pd.DataFrame(
    [(t, kind, t.title(), status) for t, kind, status in (
        ("sdn", "tracked", "active"), ("toll", "discovered", "active"), ("gate", "discovered", "tentative"),
        ("lock", "discovered", "active"), ("old", "discovered", "retired"),
    )],
    columns=["theme_id", "kind", "label", "status"],
).reindex(columns=list(TABLES["themes"])).astype({"description": object})  # fmt: skip
PLACED = pd.DataFrame(
    [
        ("a", "sdn", "tracked", 0.3, False, "weak", "matcher"),
        ("b", "sdn", "tracked", 0.9, True, "says “SDN”", "matcher"),
        ("a", "toll", "discovered", 0.8, True, "in the cluster", "core"),
        ("c", "toll", "discovered", 0.7, True, "", "near"), ("b", "gate", "discovered", 0.6, True, "", "near"),
        ("d", "lock", "discovered", 0.5, True, "", "near"),
    ],
    columns=list(TABLES["chunk_themes"])[:7],
).assign(
    merged_from=None, matcher_score=float("nan"), cues=[None, '["SDN"]', None, None, None, None],
    strong_cue=pd.array([False, True, None, None, None, None], dtype="boolean"), meaning=[1.2, 0.4, *[float("nan")] * 4],
)  # fmt: skip


def decided(*given: tuple[ThemeAction, str, str]) -> list[ThemeDecision]:
    return [
        ThemeDecision(action, theme, value, f"2013-02-0{k}T10:00:00")
        for k, (action, theme, value) in enumerate(given, 1)
    ]


def applied(*given: tuple[ThemeAction, str, str]) -> tuple[pd.DataFrame, dict[str, str], tuple[str, ...]]:
    themes, rows, stale = apply_decisions(THEMES, PLACED, decided(*given))
    assigned = rows[rows["assigned"]].sort_values("chunk_id").groupby("theme_id")["chunk_id"].sum().to_dict()
    return themes.set_index("theme_id"), assigned, stale


def test_without_decisions_all_is_as_found() -> None:
    themes, rows, stale = apply_decisions(THEMES, PLACED, [])
    pd.testing.assert_frame_equal(themes, THEMES)
    pd.testing.assert_frame_equal(rows, PLACED)
    assert stale == ()


def test_last_name_holds() -> None:
    themes, _, stale = applied(("rename", "toll", "Tolls"), ("rename", "toll", "Road tolls"))
    assert themes.loc["toll", "label"] == "Road tolls"
    assert stale == ()


def test_hidden_theme_is_retired_says_so_and_has_no_passages() -> None:
    themes, rows, _ = applied(("hide", "toll", ""))
    assert themes.loc["toll", ["status", "description"]].tolist() == ["retired", "Hidden by a decision of 2013-02-01."]
    assert rows == {"sdn": "b", "gate": "b", "lock": "d"}


def test_theme_shown_again_is_as_found() -> None:
    assert applied(("hide", "toll", ""), ("show", "toll", ""))[1]["toll"] == "ac"


def test_passages_of_a_merged_theme_are_those_of_the_other() -> None:
    themes, rows, _ = applied(("merge", "toll", "gate"))
    assert rows == {"sdn": "b", "gate": "abc", "lock": "d"}
    told = themes.loc["toll", ["status", "description"]].tolist()
    assert told == ["retired", "Merged into gate by a decision of 2013-02-01."]


def test_passage_of_both_keeps_the_better_row_and_the_kind_of_the_target() -> None:
    _, rows, _ = apply_decisions(THEMES, PLACED, decided(("merge", "toll", "sdn")))
    sdn = rows[rows["theme_id"] == "sdn"].set_index("chunk_id")
    assert sdn["kind"].tolist() == ["tracked"] * 3
    # "a" was not assigned to sdn with .3 and was assigned to toll with .8; "b" was sdn's own
    assert sdn["score"].to_dict() == {"a": 0.8, "b": 0.9, "c": 0.7}
    assert sdn.loc["a", ["reason", "origin", "merged_from"]].tolist() == ["merged by you: toll", "merged", "toll"]
    assert sdn.loc["b", ["origin", "cues"]].tolist() == ["matcher", '["SDN"]']
    # what the matcher saw in "a" goes with it; "c" had no row of its own
    assert sdn.loc[["a", "b"], ["strong_cue", "meaning"]].values.tolist() == [[False, 1.2], [True, 0.4]]
    assert sdn.loc["c", ["strong_cue", "meaning"]].isna().all()


def test_merges_are_followed_to_their_end() -> None:
    assert applied(("merge", "toll", "gate"), ("merge", "gate", "lock"))[1] == {"sdn": "b", "lock": "abcd"}
    assert applied(("merge", "gate", "lock"), ("merge", "toll", "gate"))[1] == {"sdn": "b", "lock": "abcd"}


def test_theme_merged_into_a_hidden_one_is_hidden() -> None:
    for order in ((("merge", "toll", "gate"), ("hide", "gate", "")), (("hide", "gate", ""), ("merge", "toll", "gate"))):
        assert applied(*order)[1] == {"sdn": "b", "lock": "d"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((("rename", "ferry", "Ferries"),), "rename ferry to “Ferries” (2013-02-01): no such theme"),
        ((("hide", "ferry", ""),), "hide ferry (2013-02-01): no such theme"),
        ((("merge", "toll", "ferry"),), "merge toll into ferry (2013-02-01): ferry is not found any more"),
        ((("merge", "toll", "old"),), "merge toll into old (2013-02-01): old is not found any more"),
        ((("merge", "toll", "toll"),), "merge toll into toll (2013-02-01): merged in a circle"),
    ],
)
def test_decision_that_no_longer_applies_is_told_and_changes_nothing(given: tuple, reason: str) -> None:
    _, rows, stale = applied(*given)
    assert stale == (reason,)
    assert rows == {"sdn": "b", "toll": "ac", "gate": "b", "lock": "d"}


def test_arguments_are_not_changed() -> None:
    before = (THEMES.copy(), PLACED.copy())
    applied(("merge", "toll", "gate"), ("hide", "lock", ""), ("rename", "gate", "Gates"))
    pd.testing.assert_frame_equal(THEMES, before[0])
    pd.testing.assert_frame_equal(PLACED, before[1])

"""The same theme keeps its id and name; new ones get ids that were never used."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from string import ascii_letters

import numpy as np
import pandas as pd
import pytest

from themes.records import HOUSEKEEPING, TABLES
from themes.topics.assignment import assign, carried_over
from themes.topics.model import Discovery, Topic
from themes.topics.registry import OUTGROWN, Known, Named, Spoken, add_born, discovered_rows, keep_topics, name_topics
from themes.topics.typicality import TYPICAL

Members = Mapping[int, str]  # topic → its passages, a letter each

TERMS = {0: ("barge", "canal lock", "timber", "sluice"), 1: ("cork", "vine", "cellar", "bottle"), 2: ("loom", "wool")}
EMPTY = Known(*(pd.DataFrame(columns=list(TABLES[name])) for name in ("themes", "placements")))
# Every passage is a letter, and as unlike every other as can be: what they share decides
VECTORS = np.eye(len(ascii_letters), dtype=np.float32)
CHUNKS = pd.DataFrame({"chunk_id": list(ascii_letters), "text_hash": [f"hash of {c}" for c in ascii_letters]}).assign(
    kind="content", is_short=False
)


TEXTS = ["the barge, the cork and the loom are all in here"] * len(ascii_letters)


def discovery(members: Members, terms: Mapping[int, tuple[str, ...]] | None = None) -> Discovery:
    topics = tuple(Topic(t, (terms or TERMS)[t], 1.0) for t in members)
    rows = [(c, t, 0.9, c.islower()) for t, chunks in members.items() for c in chunks]
    return Discovery(topics, pd.DataFrame(rows, columns=["chunk_id", "topic", "score", "fitted"]))


def known_from(named: Named, fit_run: int = 1) -> Known:
    return Known(named.themes, named.placements, fit_run)


def refit(members: Members, known: Known, taken: Collection[str] = (), run_id: int = 2, **terms: object) -> Named:
    carried = carried_over(CHUNKS, known.without(taken).placements, known.fit_run)
    spoken = Spoken(carried, TEXTS, VECTORS)
    return name_topics(discovery(members, **terms), known, spoken, {i: i.title() for i in taken}, run_id)  # type: ignore[arg-type]


def first_run(members: Members, terms: Mapping[int, tuple[str, ...]] | None = None) -> Named:
    return refit(members, EMPTY, run_id=1, terms=terms)


def themes_of(named: Named, fit_run: int = 0) -> dict[str, str]:
    """Theme id → its passages; of the last fit."""
    rows = named.placements[named.placements["run_id"] >= (fit_run or named.placements["run_id"].max())]
    return rows.groupby("theme_id")["chunk_id"].sum().map(sorted).map("".join).to_dict()


def themes_row(named: Named, theme_id: str) -> pd.Series:
    return named.themes.set_index("theme_id").loc[theme_id]


def events(named: Named) -> dict[str, str]:
    return dict(zip(named.lineage["theme_id"], named.lineage["event"], strict=True))


def test_new_theme_is_named_after_its_best_terms() -> None:
    named = first_run({0: "abc"})
    row = themes_row(named, "barge-canal-lock")
    assert tuple(named.themes.columns) == TABLES["themes"]
    assert row[["kind", "label", "status", "first_run", "last_run"]].tolist() == [
        "discovered", "Barge, canal lock, timber", "active", 1, 1,
    ]  # fmt: skip
    assert json.loads(row["terms"]) == list(TERMS[0])
    assert json.loads(row["label_terms"]) == list(TERMS[0])[:3]


def test_new_theme_is_born_without_parents() -> None:
    lineage = first_run({0: "abc"}).lineage
    assert tuple(lineage.columns) == TABLES["lineage"]
    assert lineage[["event", "theme_id", "parents"]].values.tolist() == [["born", "barge-canal-lock", "[]"]]
    assert lineage[["similarity", "ambiguity"]].isna().all(axis=None)


def test_placed_passages_are_assigned_and_say_how() -> None:
    named = first_run({0: "abX"})
    table = discovered_rows(named.placements, named.themes, 1)
    assert tuple(table.columns) == TABLES["chunk_themes"]
    assert table[["chunk_id", "theme_id", "kind", "score", "assigned"]].values.tolist() == [
        [c, "barge-canal-lock", "discovered", 0.9, True] for c in "abX"
    ]
    assert table["reason"].tolist() == ["in the cluster", "in the cluster", "near the cluster's centre"]
    assert table["origin"].tolist() == ["core", "core", "near"]
    assert table[["merged_from", "matcher_score", "cues"]].isna().all(axis=None)


def test_passages_of_a_fit_that_are_placed_nowhere_are_kept_too() -> None:
    placements = first_run({0: "abX"}).placements.set_index("chunk_id")
    assert len(placements) == len(CHUNKS)
    assert placements.loc["z", ["theme_id", "how", "run_id"]].tolist() == [None, "none", 1]
    assert placements.loc["X", ["text_hash", "theme_id", "how", "run_id"]].tolist() == [
        "hash of X", "barge-canal-lock", "near", 1,
    ]  # fmt: skip


def test_same_topics_keep_their_ids_in_whatever_order_they_come() -> None:
    before = first_run({0: "abc", 1: "def"})
    after = refit({0: "def", 1: "abc"}, known_from(before, 1))
    assert themes_of(after) == themes_of(before) == {"barge-canal-lock": "abc", "cork-vine": "def"}


def test_continued_theme_keeps_its_label_and_first_run_and_takes_new_terms() -> None:
    before = first_run({0: "abc"})
    after = refit({0: "abc"}, known_from(before), terms={0: ("ferry", "toll")})
    row = themes_row(after, "barge-canal-lock")
    assert row[["label", "first_run", "last_run"]].tolist() == ["Barge, canal lock, timber", 1, 2]
    assert json.loads(row["terms"]) == ["ferry", "toll"]


def test_theme_not_found_again_is_retired_and_keeps_its_row() -> None:
    before = first_run({0: "abc", 1: "def"})
    after = refit({0: "abc"}, known_from(before, 1))
    assert events(after) == {"barge-canal-lock": "continued", "cork-vine": "retired"}
    row = themes_row(after, "cork-vine")
    assert row[["status", "label", "last_run"]].tolist() == ["retired", "Cork, vine, cellar", 1]
    assert "cork-vine" not in themes_of(after)


def test_retired_theme_stays_in_the_table_and_is_retired_once() -> None:
    second = refit({0: "abc"}, known_from(first_run({0: "abc", 1: "def"})))
    third = refit({0: "abc"}, known_from(second, 2), run_id=3)
    assert themes_row(third, "cork-vine")["status"] == "retired"
    assert events(third) == {"barge-canal-lock": "continued"}


def test_id_and_label_of_a_retired_theme_are_not_used_again() -> None:
    second = refit({}, known_from(first_run({0: "abc"})))
    third = refit({0: "xyz"}, known_from(second, 2), run_id=3)
    assert themes_of(third) == {"barge-canal-lock-2": "xyz"}
    assert themes_row(third, "barge-canal-lock-2")["label"] == "Barge, canal lock, timber, sluice"


def test_two_topics_of_the_same_terms_get_two_ids_and_labels() -> None:
    named = first_run({0: "abc", 1: "def"}, {0: TERMS[0], 1: TERMS[0]})
    assert set(themes_of(named)) == {"barge-canal-lock", "barge-canal-lock-2"}
    assert named.themes["label"].is_unique


def test_id_of_a_tracked_theme_is_not_given() -> None:
    named = refit({0: "abc"}, EMPTY, ["barge-canal-lock"], 1)
    assert set(themes_of(named)) == {"barge-canal-lock-2"}


def test_id_of_a_tracked_theme_that_left_the_catalog_is_not_given() -> None:
    gone = pd.DataFrame([{"theme_id": "barge-canal-lock", "kind": "tracked", "label": "Barges", "status": "retired"}])
    known = Known(gone.reindex(columns=list(TABLES["themes"])), EMPTY.placements)
    assert "barge-canal-lock" not in themes_of(refit({0: "abc"}, known))


def test_id_that_the_catalog_takes_is_not_kept_by_a_discovered_theme() -> None:
    before = first_run({0: "abc"})
    after = refit({0: "abc"}, known_from(before), ["barge-canal-lock"])
    assert "barge-canal-lock" not in themes_of(after)


def test_label_of_last_resort_is_one_that_no_other_theme_has() -> None:
    terms = {0: ("loom", "wool", "dye")}
    third = first_run({0: "abc"}, terms)
    for run in (2, 3):
        gone = refit({}, known_from(third, 2 * run - 3), run_id=2 * run - 2)
        third = refit({0: "xyz"[: run - 1] + "q"}, known_from(gone, 2 * run - 2), run_id=2 * run - 1, terms=terms)
    assert third.themes["label"].is_unique


def test_topic_without_terms_still_gets_a_name() -> None:
    named = first_run({0: "abc"}, {0: ()})
    assert named.themes[["theme_id", "label"]].values.tolist() == [["unnamed-theme", "Unnamed theme"]]


def test_nothing_found_and_nothing_known_give_empty_tables() -> None:
    nobody = carried_over(CHUNKS[:0], EMPTY.placements, 0)
    named = name_topics(Discovery.empty("none"), EMPTY, Spoken(nobody, [], VECTORS[:0]), {"tea": "Tea"}, 1)
    for table, name in ((named.themes, "themes"), (named.placements, "placements"), (named.lineage, "lineage")):
        assert tuple(table.columns) == TABLES[name]
        assert table.empty


def test_kept_themes_are_as_they_were_but_for_the_run() -> None:
    second = refit({0: "abc"}, known_from(first_run({0: "abc", 1: "def"})))
    known = known_from(second, 2)
    kept = keep_topics(assign(carried_over(CHUNKS, known.placements, 2), VECTORS, 2, 3), known, 3)
    assert themes_of(kept, 2) == {"barge-canal-lock": "abc"}
    assert kept.themes.set_index("theme_id")["last_run"].to_dict() == {"barge-canal-lock": 3, "cork-vine": 1}
    same = [c for c in TABLES["themes"] if c != "last_run"]
    pd.testing.assert_frame_equal(kept.themes[same], second.themes[same])
    assert kept.lineage.empty


def test_retired_theme_keeps_the_passages_it_last_had_and_is_revived_by_them() -> None:
    second = refit({0: "abc"}, known_from(first_run({0: "abc", 1: "def"})))
    third = refit({0: "abc"}, known_from(second, 2), run_id=3)
    memory = third.placements[third.placements["theme_id"] == "cork-vine"]
    assert memory[["chunk_id", "run_id"]].values.tolist() == [[c, 1] for c in "def"]
    fourth = refit({0: "abc", 1: "def"}, known_from(third, 3), run_id=4)
    assert events(fourth) == {"barge-canal-lock": "continued", "cork-vine": "revived"}
    assert themes_row(fourth, "cork-vine")[["label", "status", "first_run"]].tolist() == [
        "Cork, vine, cellar", "active", 1,
    ]  # fmt: skip
    assert (fourth.placements["theme_id"] == "cork-vine").sum() == 3


def test_split_and_merged_themes_tell_their_parents() -> None:
    before = first_run({0: "abcdefgh", 1: "ijk", 2: "lmno"})
    after = refit({0: "abcdef", 1: "gh", 2: "ijklmno"}, known_from(before), terms=dict.fromkeys(range(3), ("toll",)))
    told = {row.theme_id: (row.event, json.loads(row.parents)) for row in after.lineage.itertuples()}
    assert told == {
        "barge-canal-lock": ("continued", ["barge-canal-lock"]),
        "toll": ("split", ["barge-canal-lock"]),
        "loom-wool": ("merged", ["loom-wool", "cork-vine"]),
        "cork-vine": ("retired", ["loom-wool"]),
    }


def said(text: str, n: int) -> list[str]:
    """The text in the first n passages, and in all of them a word on the ferry."""
    return [f"{text if k < n else ''} A ferry." for k in range(len(ascii_letters))]


@pytest.mark.parametrize(("n", "event"), [(5, "continued"), (4, "born")])
def test_theme_whose_name_its_passages_no_longer_say_goes_on_under_another(n: int, event: str) -> None:
    # all ten passages say one of the topic's own phrases, so half of them, five, have to say the name
    assert OUTGROWN == 0.5
    known = known_from(first_run({0: "abcdefghij"}))
    carried = carried_over(CHUNKS, known.placements, 1)
    found = discovery({0: "abcdefghij"}, {0: ("ferry", "toll")})
    after = name_topics(found, known, Spoken(carried, said("By Barge we came.", n), VECTORS), {}, 2)
    assert events(after) == (
        {"barge-canal-lock": event} if event == "continued" else {"ferry-toll": "born", "barge-canal-lock": "retired"}
    )
    if event == "born":
        told = {row.theme_id: json.loads(row.parents) for row in after.lineage.itertuples()}
        assert told == {"ferry-toll": ["barge-canal-lock"], "barge-canal-lock": ["ferry-toll"]}
        assert themes_row(after, "barge-canal-lock")["status"] == "retired"


def test_theme_that_a_person_decided_about_keeps_its_name_whatever_is_said() -> None:
    known = known_from(first_run({0: "abcdefghij"}))
    spoken = Spoken(carried_over(CHUNKS, known.placements, 1), said("", 0), VECTORS)
    found = discovery({0: "abcdefghij"}, {0: ("ferry", "toll")})
    after = name_topics(found, known, spoken, {}, 2, {"barge-canal-lock"})
    assert events(after) == {"barge-canal-lock": "continued"}


def test_theme_born_between_fits_takes_passages_that_had_none() -> None:
    known = known_from(first_run({0: "abc"}))
    kept = keep_topics(assign(carried_over(CHUNKS, known.placements, 1), VECTORS, 1, 2), known, 2)
    topic = kept.placements["chunk_id"].map({"x": 0, "y": 0}).fillna(-1).to_numpy(dtype=np.int64)
    surely = np.where(topic == 0, 0.9, np.nan)
    born = add_born(kept, [Topic(0, TERMS[1], 1.0)], (topic, surely), {"cork-vine": "Corks"}, 2)
    assert events(born) == {"cork-vine-2": "born"}
    rows = born.placements[born.placements["theme_id"] == "cork-vine-2"]
    assert rows[["chunk_id", "how", "run_id", "score"]].values.tolist() == [
        ["x", "born", 2, 0.9],
        ["y", "born", 2, 0.9],
    ]
    assert born.themes["theme_id"].tolist() == ["barge-canal-lock", "cork-vine-2"]


def test_groups_of_two_bear_the_label_of_their_largest_theme_and_a_theme_alone_none() -> None:
    found = discovery({0: "abc", 1: "def", 2: "ghi"})
    grouped = [replace(t, group=g, stability=0.7) for t, g in zip(found.topics, (0, 1, 0), strict=True)]
    carried = carried_over(CHUNKS, EMPTY.placements, 0)
    themes = name_topics(Discovery(tuple(grouped), found.placed), EMPTY, Spoken(carried, TEXTS, VECTORS), {}, 1).themes
    leader = "Barge, canal lock, timber"
    assert themes["broader"].fillna("alone").tolist() == [leader, "alone", leader]
    assert themes["stability"].tolist() == [0.7] * 3


def test_theme_that_the_catalog_took_over_is_not_kept_as_a_discovered_one() -> None:
    known = known_from(first_run({0: "abc", 1: "def"}))
    kept = known.without(["barge-canal-lock"])
    assert kept.themes["theme_id"].tolist() == ["cork-vine"]
    placed = assign(carried_over(CHUNKS, kept.placements, 1), VECTORS, 1, 2)
    again = keep_topics(placed, kept, 2)
    assert again.themes["theme_id"].tolist() == ["cork-vine"]
    assert themes_of(again, 1) == {"cork-vine": "def"}


def test_label_of_a_tracked_theme_is_given_to_no_other() -> None:
    # the topic of "barge" would be called by its first three phrases
    label = "Barge, canal lock, timber"
    assert first_run({0: ["a", "b"]}).themes["label"].tolist() == [label]
    carried = carried_over(CHUNKS, EMPTY.placements, 0)
    named = name_topics(discovery({0: ["a", "b"]}), EMPTY, Spoken(carried, TEXTS, VECTORS), {"boats": label}, 1)
    assert named.themes["label"].tolist() == [label + ", beyond the catalog"]


def test_routine_themes_stand_together_whatever_the_clusterings_say() -> None:
    found = discovery({0: "abc", 1: "def", 2: "ghi"})
    topics = [replace(t, group=0, is_routine=t.index == 1) for t in found.topics]
    carried = carried_over(CHUNKS, EMPTY.placements, 0)
    themes = name_topics(Discovery(tuple(topics), found.placed), EMPTY, Spoken(carried, TEXTS, VECTORS), {}, 1).themes
    leader = "Barge, canal lock, timber"
    assert themes["broader"].tolist() == [leader, HOUSEKEEPING, leader]


def test_best_title_that_no_other_theme_has_becomes_the_label() -> None:
    found = discovery({0: "abc", 1: "def"})
    titles = ("Freight: barges and locks", "Freight: barges and sluices")
    topics = [replace(t, titles=titles, named_for=("barges", "locks")) for t in found.topics]
    carried = carried_over(CHUNKS, EMPTY.placements, 0)
    named = name_topics(Discovery(tuple(topics), found.placed), EMPTY, Spoken(carried, TEXTS, VECTORS), {}, 1)
    assert named.themes["label"].tolist() == list(titles)
    assert named.themes["theme_id"].tolist() == ["freight-barges-and-locks", "freight-barges-and-sluices"]
    assert json.loads(named.themes["label_terms"].iloc[0]) == ["barges", "locks"]


def test_titles_that_a_reader_takes_for_the_same_are_given_once() -> None:
    found = discovery({0: "abc", 1: "def"})
    titles = (("Lead times",), ("Lead-time", "Lead time of valves"))
    topics = [replace(t, titles=own) for t, own in zip(found.topics, titles, strict=True)]
    carried = carried_over(CHUNKS, EMPTY.placements, 0)
    named = name_topics(Discovery(tuple(topics), found.placed), EMPTY, Spoken(carried, TEXTS, VECTORS), {}, 1)
    assert named.themes["label"].tolist() == ["Lead times", "Lead time of valves"]


def test_passage_that_is_not_sure_to_be_about_its_theme_is_kept_but_not_counted() -> None:
    named = first_run({0: "abc"})
    placements = named.placements.assign(score=[TYPICAL, TYPICAL - 0.01, *[np.nan] * (len(named.placements) - 2)])
    rows = discovered_rows(placements[placements["theme_id"].notna()], named.themes, 1)
    assert rows["assigned"].tolist() == [True, False, False]

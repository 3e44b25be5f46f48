"""The same theme keeps its id and name; new ones get ids that were never used."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import pytest

from themes.discovery import Discovery, Topic
from themes.records import TABLES
from themes.registry import MATCH_FROM, Known, Named, describe_discovered, keep_topics, name_topics

MakeChunks = Callable[..., pd.DataFrame]
Members = Mapping[int, str]  # topic → its passages, a letter each

TERMS = {0: ("barge", "canal lock", "timber", "sluice"), 1: ("cork", "vine", "cellar", "bottle"), 2: ("loom", "wool")}
EMPTY = Known(pd.DataFrame(columns=list(TABLES["themes"])), pd.DataFrame(columns=["chunk_id", "theme_id"]))


def discovery(members: Members, terms: Mapping[int, tuple[str, ...]] | None = None) -> Discovery:
    topics = tuple(Topic(t, (terms or TERMS)[t], 1.0) for t in members)
    rows = [(c, t, 0.9, c.islower()) for t, chunks in members.items() for c in chunks]
    return Discovery(topics, pd.DataFrame(rows, columns=["chunk_id", "topic", "score", "fitted"]))


def known_from(named: Named) -> Known:
    return Known(named.themes, named.chunk_themes[["chunk_id", "theme_id"]])


def first_run(members: Members, terms: Mapping[int, tuple[str, ...]] | None = None) -> Named:
    return name_topics(discovery(members, terms), EMPTY, [], 1)


def themes_of(named: Named) -> dict[str, str]:
    """Theme id → its passages."""
    return named.chunk_themes.groupby("theme_id")["chunk_id"].sum().map(sorted).map("".join).to_dict()


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


def test_new_theme_is_born_without_parents() -> None:
    lineage = first_run({0: "abc"}).lineage
    assert tuple(lineage.columns) == TABLES["lineage"]
    assert lineage[["event", "theme_id", "parents"]].values.tolist() == [["born", "barge-canal-lock", "[]"]]
    assert lineage[["similarity", "ambiguity"]].isna().all(axis=None)


def test_placed_passages_are_assigned_and_say_how() -> None:
    table = first_run({0: "abX"}).chunk_themes
    assert tuple(table.columns) == TABLES["chunk_themes"]
    assert table.drop(columns="reason").values.tolist() == [
        [c, "barge-canal-lock", "discovered", 0.9, True] for c in "abX"
    ]
    assert table["reason"].tolist() == ["in the cluster", "in the cluster", "near the cluster's centre"]


def test_same_topics_keep_their_ids_in_whatever_order_they_come() -> None:
    before = first_run({0: "abc", 1: "def"})
    after = name_topics(discovery({0: "def", 1: "abc"}), known_from(before), [], 2)
    assert themes_of(after) == themes_of(before) == {"barge-canal-lock": "abc", "cork-vine": "def"}


def test_continued_theme_keeps_its_label_and_first_run_and_takes_new_terms() -> None:
    before = first_run({0: "abc"})
    after = name_topics(discovery({0: "abc"}, {0: ("ferry", "toll")}), known_from(before), [], 2)
    row = themes_row(after, "barge-canal-lock")
    assert row[["label", "first_run", "last_run"]].tolist() == ["Barge, canal lock, timber", 1, 2]
    assert json.loads(row["terms"]) == ["ferry", "toll"]


def test_continued_theme_tells_how_similar_it_is_and_how_near_the_next() -> None:
    before = first_run({0: "abcd", 1: "efgh"})
    after = name_topics(discovery({0: "abce"}), known_from(before), [], 2)
    row = after.lineage.set_index("theme_id").loc["barge-canal-lock"]
    assert (row["event"], json.loads(row["parents"])) == ("continued", ["barge-canal-lock"])
    # three of five passages shared with the one, one of seven with the other
    assert (row["similarity"], row["ambiguity"]) == (0.6, pytest.approx((1 / 7) / (3 / 5), abs=1e-4))


def test_passages_of_new_calls_do_not_count_against_continuity() -> None:
    before = first_run({0: "ab"})
    after = name_topics(discovery({0: "abcdefghijkl"}), known_from(before), [], 2)
    assert events(after) == {"barge-canal-lock": "continued"}
    assert after.lineage["similarity"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("old", "event"), [("abcdefgh", "continued"), ("abcdefghi", "retired")], ids=["a quarter", "two of nine"]
)
def test_theme_continues_from_a_quarter_of_shared_passages_on(old: str, event: str) -> None:
    after = name_topics(discovery({0: "ab"}, {0: TERMS[2]}), known_from(first_run({0: old})), [], 2)
    born = {"loom-wool": "born"} if event == "retired" else {}
    assert MATCH_FROM == 0.25
    assert events(after) == {"barge-canal-lock": event} | born


def test_matching_is_optimal_where_greedy_would_err() -> None:
    # Jaccard: new 0 with the barges 5/11, with the corks 3/8; new 1 with the barges 3/8, with the corks 0.
    # Greedy takes 5/11 and leaves new 1 without a theme; 3/8 and 3/8 are more together.
    before = first_run({0: "abcdefgh", 1: "ijk"})
    after = name_topics(discovery({0: "abcdeijk", 1: "fgh"}), known_from(before), [], 2)
    assert themes_of(after) == {"barge-canal-lock": "fgh", "cork-vine": "abcdeijk"}
    assert set(after.lineage["similarity"]) == {0.375}


def test_theme_not_found_again_is_retired_and_keeps_its_row() -> None:
    before = first_run({0: "abc", 1: "def"})
    after = name_topics(discovery({0: "abc"}), known_from(before), [], 2)
    assert events(after) == {"barge-canal-lock": "continued", "cork-vine": "retired"}
    row = themes_row(after, "cork-vine")
    assert row[["status", "label", "last_run"]].tolist() == ["retired", "Cork, vine, cellar", 1]
    assert "cork-vine" not in themes_of(after)


def test_retired_theme_stays_in_the_table_and_is_retired_once() -> None:
    second = name_topics(discovery({0: "abc"}), known_from(first_run({0: "abc", 1: "def"})), [], 2)
    third = name_topics(discovery({0: "abc"}), known_from(second), [], 3)
    assert themes_row(third, "cork-vine")["status"] == "retired"
    assert events(third) == {"barge-canal-lock": "continued"}


def test_id_and_label_of_a_retired_theme_are_not_used_again() -> None:
    second = name_topics(discovery({}), known_from(first_run({0: "abc"})), [], 2)
    third = name_topics(discovery({0: "xyz"}), known_from(second), [], 3)
    assert themes_of(third) == {"barge-canal-lock-2": "xyz"}
    assert themes_row(third, "barge-canal-lock-2")["label"] == "Barge, canal lock, timber, sluice"


def test_two_topics_of_the_same_terms_get_two_ids_and_labels() -> None:
    named = first_run({0: "abc", 1: "def"}, {0: TERMS[0], 1: TERMS[0]})
    assert set(themes_of(named)) == {"barge-canal-lock", "barge-canal-lock-2"}
    assert named.themes["label"].is_unique


def test_id_of_a_tracked_theme_is_not_given() -> None:
    named = name_topics(discovery({0: "abc"}), EMPTY, ["barge-canal-lock"], 1)
    assert set(themes_of(named)) == {"barge-canal-lock-2"}


def test_id_of_a_tracked_theme_that_left_the_catalog_is_not_given() -> None:
    gone = pd.DataFrame([{"theme_id": "barge-canal-lock", "kind": "tracked", "label": "Barges", "status": "retired"}])
    known = Known(gone.reindex(columns=list(TABLES["themes"])), EMPTY.placed)
    assert "barge-canal-lock" not in themes_of(name_topics(discovery({0: "abc"}), known, [], 2))


def test_id_that_the_catalog_takes_is_not_kept_by_a_discovered_theme() -> None:
    before = first_run({0: "abc"})
    after = name_topics(discovery({0: "abc"}), known_from(before), ["barge-canal-lock"], 2)
    assert "barge-canal-lock" not in themes_of(after)


def test_label_of_last_resort_is_one_that_no_other_theme_has() -> None:
    terms = {0: ("loom", "wool", "dye")}
    third = first_run({0: "abc"}, terms)
    for run in (2, 3):
        gone = name_topics(discovery({}), known_from(third), [], run)
        third = name_topics(discovery({0: "abc"}, terms), known_from(gone), [], run)
    assert third.themes["label"].is_unique


def test_topic_without_terms_still_gets_a_name() -> None:
    named = first_run({0: "abc"}, {0: ()})
    assert named.themes[["theme_id", "label"]].values.tolist() == [["unnamed-theme", "Unnamed theme"]]


def test_nothing_found_and_nothing_known_give_empty_tables() -> None:
    named = name_topics(Discovery.empty("none"), EMPTY, ["tea"], 1)
    for table, name in ((named.themes, "themes"), (named.chunk_themes, "chunk_themes"), (named.lineage, "lineage")):
        assert tuple(table.columns) == TABLES[name]
        assert table.empty


def test_kept_themes_are_as_they_were_but_for_the_run() -> None:
    second = name_topics(discovery({0: "abc"}), known_from(first_run({0: "abc", 1: "def"})), [], 2)
    placed = pd.DataFrame(
        {"chunk_id": ["a", "n"], "theme_id": "barge-canal-lock", "score": 0.8, "fitted": [True, False]}
    )
    kept = keep_topics(placed, known_from(second), 3)
    assert themes_of(kept) == {"barge-canal-lock": "an"}
    assert kept.themes.set_index("theme_id")["last_run"].to_dict() == {"barge-canal-lock": 3, "cork-vine": 1}
    same = [c for c in TABLES["themes"] if c != "last_run"]
    pd.testing.assert_frame_equal(kept.themes[same], second.themes[same])
    assert kept.lineage.empty


def described(
    make_chunks: MakeChunks,
    calls: str,
    tracked_on: int,
    stability: float = 0.9,
    companies: str = "WWWW",
    speakers: str = "",
    terms: Sequence[str] = ("passage",),
) -> pd.Series:
    """One discovered theme on passages of these calls (a letter each), the first few of them tracked too."""
    chunks = make_chunks([(call, 1, "executive", 20) for call in calls])
    ids = chunks["chunk_id"].tolist()
    rows = [(i, "barge-canal-lock", "discovered") for i in ids] + [(i, "freight", "tracked") for i in ids[:tracked_on]]
    assigned = pd.DataFrame(rows, columns=["chunk_id", "theme_id", "kind"]).assign(assigned=True)
    themes = pd.DataFrame(
        [
            ("freight", "tracked", "Freight by barge", "Goods on water.", "active"),
            ("barge-canal-lock", "discovered", "Barge", "", "active"),
        ],
        columns=["theme_id", "kind", "label", "description", "status"],
    ).reindex(columns=list(TABLES["themes"]))
    themes["stability"] = stability
    themes["terms"] = json.dumps(terms)
    calls_table = pd.DataFrame({"call_id": list("abcd"), "company": list(companies)})
    told = describe_discovered(
        themes, assigned, chunks.assign(speaker=list(speakers or "klmnopq"[: len(calls)])), calls_table
    )
    return told.set_index("theme_id").loc["barge-canal-lock"]


def test_theme_of_two_calls_is_active_and_counts_them(make_chunks: MakeChunks) -> None:
    found = described(make_chunks, "aab", 0)
    assert (found["status"], found["description"]) == ("active", "3 passages of 2 calls.")


def test_theme_of_one_call_is_tentative(make_chunks: MakeChunks) -> None:
    found = described(make_chunks, "aaa", 0)
    assert (found["status"], found["description"]) == ("tentative", "3 passages of 1 call.")


def test_tracked_theme_on_half_of_the_passages_is_named(make_chunks: MakeChunks) -> None:
    text = described(make_chunks, "aabb", 2)["description"]
    assert text.endswith("Mostly the tracked theme “Freight by barge” (50% of its passages).")


def test_tracked_theme_on_fewer_passages_is_not_named(make_chunks: MakeChunks) -> None:
    assert "Mostly" not in described(make_chunks, "aabbb", 2)["description"]


def test_tentative_theme_is_active_when_a_second_call_speaks_of_it(make_chunks: MakeChunks) -> None:
    assert described(make_chunks, "ab", 0)["status"] == "active"


def test_theme_not_found_again_is_tentative(make_chunks: MakeChunks) -> None:
    assert described(make_chunks, "ab", 0, stability=0.49)["status"] == "tentative"
    assert described(make_chunks, "ab", 0, stability=0.5)["status"] == "active"
    assert described(make_chunks, "ab", 0, stability=float("nan"))["status"] == "active"


def test_theme_of_one_voice_says_whose(make_chunks: MakeChunks) -> None:
    assert "Mostly m (80% of its passages)." in described(make_chunks, "aabbc", 0, speakers="mmmmn")["description"]
    assert "Mostly" not in described(make_chunks, "aabb", 0, speakers="mmmn")["description"]


def test_theme_of_one_of_several_companies_says_which(make_chunks: MakeChunks) -> None:
    assert "Mostly W (80% of its passages)." in described(make_chunks, "aaabc", 0, companies="WWXX")["description"]
    assert "Mostly" not in described(make_chunks, "aaabc", 0, companies="WWWW")["description"]


def test_groups_of_two_bear_the_label_of_their_largest_theme_and_a_theme_alone_none() -> None:
    found = discovery({0: "abc", 1: "def", 2: "ghi"})
    grouped = [replace(t, group=g, stability=0.7) for t, g in zip(found.topics, (0, 1, 0), strict=True)]
    themes = name_topics(Discovery(tuple(grouped), found.placed), EMPTY, [], 1).themes
    leader = "Barge, canal lock, timber"
    assert themes["broader"].fillna("alone").tolist() == [leader, "alone", leader]
    assert themes["stability"].tolist() == [0.7] * 3


def test_theme_whose_passages_have_few_words_in_common_is_tentative(make_chunks: MakeChunks) -> None:
    # the texts are "passage 0" to "passage 4": one of five says one of the first three terms
    found = described(make_chunks, "aabbc", 0, terms=["quay", "Passage 0", "dock", "passage"])
    assert found["status"] == "tentative"
    assert found["description"].endswith("Its passages have few words in common.")
    assert described(make_chunks, "aabb", 0, terms=["passage 1"])["status"] == "active"


def test_theme_that_the_catalog_took_over_is_not_kept_as_a_discovered_one() -> None:
    known = known_from(first_run({0: "abc", 1: "def"}))
    kept = known.without(["barge-canal-lock"])
    assert kept.themes["theme_id"].tolist() == ["cork-vine"]
    assert sorted(kept.placed["chunk_id"]) == list("def")
    placed = kept.placed.assign(score=0.9, fitted=True)
    assert keep_topics(placed, kept, 2).themes["theme_id"].tolist() == ["cork-vine"]

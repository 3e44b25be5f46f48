"""What is said of discovered themes, and which are tentative."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pandas as pd

from themes.records import TABLES
from themes.topics.descriptions import describe_discovered

MakeChunks = Callable[..., pd.DataFrame]


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
    told = "3 passages of 1 call. Tentative: mentioned in one call only."
    assert (found["status"], found["description"]) == ("tentative", told)


def test_tracked_theme_on_half_of_the_passages_is_named(make_chunks: MakeChunks) -> None:
    text = described(make_chunks, "aabb", 2)["description"]
    assert text.endswith("Mostly the tracked theme “Freight by barge” (50% of its passages).")


def test_tracked_theme_on_fewer_passages_is_not_named(make_chunks: MakeChunks) -> None:
    assert "Mostly" not in described(make_chunks, "aabbb", 2)["description"]


def test_tentative_theme_is_active_when_a_second_call_speaks_of_it(make_chunks: MakeChunks) -> None:
    assert described(make_chunks, "ab", 0)["status"] == "active"


def test_theme_not_found_again_is_tentative(make_chunks: MakeChunks) -> None:
    found = described(make_chunks, "ab", 0, stability=0.499)
    assert found["status"] == "tentative"
    assert found["description"].endswith(" Tentative: other clusterings do not find it again (stability 0.49).")
    assert described(make_chunks, "ab", 0, stability=0.5)["status"] == "active"
    assert described(make_chunks, "ab", 0, stability=float("nan"))["status"] == "active"


def test_theme_of_one_voice_says_whose(make_chunks: MakeChunks) -> None:
    assert "Mostly m (80% of its passages)." in described(make_chunks, "aabbc", 0, speakers="mmmmn")["description"]
    assert "Mostly" not in described(make_chunks, "aabb", 0, speakers="mmmn")["description"]


def test_theme_of_one_of_several_companies_says_which(make_chunks: MakeChunks) -> None:
    assert "Mostly W (80% of its passages)." in described(make_chunks, "aaabc", 0, companies="WWXX")["description"]
    assert "Mostly" not in described(make_chunks, "aaabc", 0, companies="WWWW")["description"]


def test_theme_whose_passages_have_few_words_in_common_is_tentative(make_chunks: MakeChunks) -> None:
    # the texts are "passage 0" to "passage 4": one of five says one of the first three terms
    found = described(make_chunks, "aabbc", 0, terms=["quay", "Passage 0", "dock", "passage"])
    assert found["status"] == "tentative"
    assert found["description"].endswith(" Tentative: its passages have few words in common.")
    assert described(make_chunks, "aabb", 0, terms=["passage 1"])["status"] == "active"

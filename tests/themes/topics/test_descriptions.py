"""What is said of discovered themes, and which are tentative."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pandas as pd

from themes.records import TABLES
from themes.topics.descriptions import FEWEST, MIXED, describe_discovered, typical_sentence

MakeChunks = Callable[..., pd.DataFrame]


def described(
    make_chunks: MakeChunks,
    calls: str,
    tracked_on: int,
    stability: float = 0.9,
    companies: str = "WWWW",
    speakers: str = "",
    phrases: Sequence[str] = ("passage",),
    score: float = 0.9,
    subject: str | None = "mix",
) -> pd.Series:
    """One discovered theme on passages of these calls (a letter each), the first few of them tracked too."""
    chunks = make_chunks([(call, 1, "executive", 20) for call in calls])
    ids = chunks["chunk_id"].tolist()
    rows = [(i, "barge-canal-lock", "discovered") for i in ids] + [(i, "freight", "tracked") for i in ids[:tracked_on]]
    assigned = pd.DataFrame(rows, columns=["chunk_id", "theme_id", "kind"]).assign(assigned=True, score=score)
    themes = pd.DataFrame(
        [
            ("freight", "tracked", "Freight by barge", "Goods on water.", "active"),
            ("barge-canal-lock", "discovered", "Barge", "", "active"),
        ],
        columns=["theme_id", "kind", "label", "description", "status"],
    ).reindex(columns=list(TABLES["themes"]))
    themes["stability"] = stability
    themes["label_terms"] = json.dumps(phrases)
    calls_table = pd.DataFrame(
        {
            "call_id": list("abcd"),
            "company": list(companies),
            "calendar_quarter": ["2012Q1", "2012Q2", "2012Q3", "2012Q4"],
        }
    )
    who = list(speakers or "klmnopqrst"[: len(calls)])
    told = describe_discovered(themes, assigned, chunks.assign(speaker=who, subject=subject), calls_table)
    return told.set_index("theme_id").loc["barge-canal-lock"]


def test_theme_of_two_calls_is_active_and_counts_them(make_chunks: MakeChunks) -> None:
    found = described(make_chunks, "aaaabbbb", 0)
    assert (found["status"], found["description"]) == ("active", "8 passages of 2 calls.")


def test_theme_of_one_call_is_tentative(make_chunks: MakeChunks) -> None:
    found = described(make_chunks, "aaaaaaaa", 0)
    told = "8 passages of 1 call. Tentative: mentioned in one call only."
    assert (found["status"], found["description"]) == ("tentative", told)


def test_theme_of_few_passages_is_tentative(make_chunks: MakeChunks) -> None:
    assert FEWEST == 8
    assert "only 7 passages" in described(make_chunks, "aaaabbb", 0)["description"]


def test_tracked_theme_on_half_of_the_passages_is_named(make_chunks: MakeChunks) -> None:
    text = described(make_chunks, "aaaabbbb", 4)["description"]
    assert text.endswith("Mostly the tracked theme “Freight by barge” (50% of its passages).")


def test_tracked_theme_on_fewer_passages_is_not_named(make_chunks: MakeChunks) -> None:
    assert "Mostly" not in described(make_chunks, "aaaabbbb", 3)["description"]


def test_theme_not_found_again_is_tentative(make_chunks: MakeChunks) -> None:
    found = described(make_chunks, "aaaabbbb", 0, stability=0.499)
    assert found["status"] == "tentative"
    assert found["description"].endswith(" Tentative: other clusterings do not find it again (stability 0.49).")
    assert described(make_chunks, "aaaabbbb", 0, stability=0.5)["status"] == "active"
    assert described(make_chunks, "aaaabbbb", 0, stability=float("nan"))["status"] == "active"


def test_theme_of_one_voice_says_whose(make_chunks: MakeChunks) -> None:
    assert "Mostly m (80% of its passages)." in described(make_chunks, "aabbc", 0, speakers="mmmmn")["description"]
    assert "Mostly" not in described(make_chunks, "aabb", 0, speakers="mmmn")["description"]


def test_theme_of_one_of_several_companies_stands_under_that_company(make_chunks: MakeChunks) -> None:
    found = described(make_chunks, "aaabc", 0, companies="WWXX")
    assert "Mostly W (80% of its passages)." in found["description"]
    assert found["broader"] == "W"
    of_the_only_one = described(make_chunks, "aaabc", 0, companies="WWWW")
    assert "Mostly" not in of_the_only_one["description"]
    assert pd.isna(of_the_only_one["broader"])


def test_theme_of_several_subjects_is_tentative_unless_it_says_its_name(make_chunks: MakeChunks) -> None:
    # the texts are "passage 0" to "passage 7": of "passage 1" and "passage 2", two of eight say one
    unsure = MIXED - 0.01
    found = described(make_chunks, "aaaabbbb", 0, phrases=["passage 1", "passage 2"], score=unsure)
    assert found["description"].endswith(" Tentative: its passages are of several subjects.")
    assert described(make_chunks, "aaaabbbb", 0, phrases=["passage 1"], score=MIXED)["status"] == "active"
    without_heads = described(make_chunks, "aaaabbbb", 0, phrases=["passage 1"], score=unsure, subject=None)
    assert without_heads["status"] == "active"
    assert described(make_chunks, "aaaabbbb", 0, phrases=["passage"], score=unsure)["status"] == "active"


def test_sentence_with_most_of_the_phrases_is_quoted_with_its_company_and_quarter(make_chunks: MakeChunks) -> None:
    chunks = make_chunks([(call, 1, "executive", 20) for call in "ab"])
    said = "Good year. Our barges waited eleven days at the canal lock this spring. We like barges."
    chunks["text"] = ["We like the barges that we have on the river today, and more will come.", said]
    spoken = pd.DataFrame(
        {"company": ["W", "X"], "quarter": ["2012Q1", "2012Q2"], "text": chunks["text"], "score": 0.9}
    )
    quoted = typical_sentence(spoken, ["barge", "canal lock"])
    assert quoted == "“Our barges waited eleven days at the canal lock this spring.” (X, 2012Q2)"
    assert typical_sentence(spoken, ["cork"]) == ""

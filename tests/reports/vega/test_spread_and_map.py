"""Rows of the spread and of the map against numbers by hand, and what is drawn of them."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import vl_convert

from reports.vega.passage_map import OTHER, map_of_passages, map_rows
from reports.vega.spread import spread_over_companies, spread_rows
from tests.reports.conftest import Tables

HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture
def spreading() -> Tables:
    """Four companies from 2011Q1 on, the fourth from 2011Q3; two take the theme up in 2011Q2, one in 2011Q3."""
    held = [(c, q) for c in ("elk", "fox", "ox") for q in ("2011Q1", "2011Q2", "2011Q3")] + [("yak", "2011Q3")]
    calls = pd.DataFrame(held, columns=["company_id", "calendar_quarter"])
    calls = calls.assign(
        call_id=calls["company_id"] + calls["calendar_quarter"], company=calls["company_id"].str.title()
    )
    first = [("elk", "2011Q2"), ("fox", "2011Q2"), ("ox", "2011Q3")]
    diffusion = pd.DataFrame(first, columns=["company_id", "first_quarter"])
    diffusion = diffusion.assign(theme_id="sdn", first_call_date="2011-05-01", rank=1, lag_days=0, p_value=0.5)
    return {"calls": calls, "diffusion": diffusion}


def test_rows_of_the_spread_are_the_companies_that_have_taken_it_up_of_those_with_a_call(spreading: Tables) -> None:
    found = spread_rows(spreading, "sdn")
    line = found[found["company"].isna()].set_index("calendar_quarter")["share"]
    assert line.to_dict() == {"2011Q1": 0.0, "2011Q2": 2 / 3, "2011Q3": 3 / 4}
    mentions = found.dropna(subset=["company"])
    assert mentions[["company", "calendar_quarter", "share"]].to_numpy().tolist() == [
        ["Elk", "2011Q2", 2 / 3],
        ["Fox", "2011Q2", 2 / 3],
        ["Ox", "2011Q3", 3 / 4],
    ]


def test_theme_that_nobody_took_up_has_no_rows(spreading: Tables) -> None:
    assert spread_rows(spreading, "tariffs").empty


def test_spread_names_every_company(spreading: Tables) -> None:
    spreading["calls"]["company"] = spreading["calls"]["company"].replace({"Ox": HOSTILE})
    drawn = vl_convert.vegalite_to_svg(spread_over_companies(spread_rows(spreading, "sdn")).to_dict())
    assert {"Elk", "Fox"} <= set(re.findall(r">([^<>]+)</text>", drawn))
    assert "<script" not in drawn


def passages(n: int, companies: int = 2) -> pd.DataFrame:
    return pd.DataFrame({
        "chunk_id": [f"p{k}" for k in range(n)],
        "x": [k / n for k in range(n)],
        "y": [0.5] * n,
        "theme": [f"theme {k % 9}" if k else None for k in range(n)],
        "company": [f"company {k % companies}" for k in range(n)],
        "quarter": ["2012Q1"] * n,
        "speaker": ["Ada Berg"] * n,
        "line": [1] * n,
        "text": [" ".join(["word"] * 30)] * n,
    })  # fmt: skip


def test_passages_of_the_map_have_their_discovered_theme_before_tracked_ones(tables: Tables) -> None:
    chunks = tables["chunks"]
    placed = pd.DataFrame({"chunk_id": chunks["chunk_id"], "x": 0.25, "y": 0.75})
    found = map_rows({**tables, "positions": placed}).set_index("chunk_id")
    assert set(found.index) == set(chunks["chunk_id"])
    labels = tables["themes"].set_index("theme_id")["label"]
    assigned = tables["chunk_themes"].query("assigned")
    for chunk, own in assigned.groupby("chunk_id"):
        shown = own[own["theme_id"].isin(tables["themes"].query("status != 'retired'")["theme_id"])]
        discovered = shown[shown["kind"] == "discovered"]
        best = (discovered if len(discovered) else shown).sort_values("score", ascending=False)["theme_id"]
        assert found.loc[chunk, "theme"] == labels[best.iloc[0]]
    assert found["theme"].isna().any()


def test_map_colours_the_seven_themes_with_most_passages_and_shortens_words() -> None:
    spec = map_of_passages(passages(90)).to_dict()
    (rows,) = spec["datasets"].values()
    assert len({row["theme"] for row in rows}) == 8
    assert [row["theme"] for row in rows][0] == OTHER  # below the others
    assert all(row["text"] == " ".join(["word"] * 25) + " …" for row in rows)
    drawn = vl_convert.vegalite_to_svg(spec)
    assert len(re.findall(r'aria-roledescription="circle"', drawn)) == 90


@pytest.mark.parametrize("colour", ["company", "quarter"])
def test_map_is_coloured_by_what_is_asked_for(colour: str) -> None:
    spec = map_of_passages(passages(20), colour).to_dict()  # type: ignore[arg-type]
    assert spec["encoding"]["color"]["field"] == colour


def test_colour_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="'speaker'"):
        map_of_passages(passages(20), "speaker")  # type: ignore[arg-type]

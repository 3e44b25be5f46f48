"""The worked examples of docs/prevalence.md: what a reader computes by hand is what the program computes."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from themes.prevalence.by_quarter import prevalence_by_quarter
from themes.prevalence.estimate import measure_prevalence
from themes.prevalence.intervals import cluster_calls

PAGE = Path(__file__).parents[3] / "docs" / "prevalence.md"
ADJUSTED_QUARTERS = ("2012Q1", "2012Q2", "2012Q3", "2012Q4")


def tables() -> list[pd.DataFrame]:
    """Every table of numbers on the page."""
    blocks = re.findall(r"(?:^\|.*\n)+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    found = []
    for block in blocks:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        found.append(pd.DataFrame(rows[2:], columns=rows[0]))
    return found


def table(*columns: str) -> pd.DataFrame:
    return next(t for t in tables() if tuple(t.columns) == columns)


def passages() -> pd.DataFrame:
    given = table("passage", "exchange", "role", "words", "score")
    return given.assign(score=given["score"].replace("–", "0")).astype({"exchange": int, "words": int, "score": float})


def test_row_of_the_page_is_what_the_program_makes_of_its_passages() -> None:
    given = passages()
    chunks = pd.DataFrame(
        {
            "chunk_id": given["passage"], "call_id": "c", "exchange_index": given["exchange"], "role": given["role"],
            "kind": "content", "n_words": given["words"],
            "section": given["exchange"].map(lambda k: "q_and_a" if k else "prepared_remarks"),
        }
    )  # fmt: skip
    scored = given[given["score"] > 0]
    talk = pd.DataFrame(
        {"chunk_id": scored["passage"], "theme_id": "tea", "kind": "tracked", "score": scored["score"],
         "assigned": scored["score"] >= 0.5, "strong_cue": None, "meaning": np.nan}
    )  # fmt: skip
    calls = pd.DataFrame(
        [{"call_id": "c", "company_id": "a", "calendar_quarter": "2012Q4", "fiscal_quarter": "2012Q4"}]
    )
    made = measure_prevalence(calls, cluster_calls(chunks, talk, ["tea"]), ["tea"]).iloc[0]
    told = table("n_words_theme", "n_words", "share", "share_low", "share_high").astype(float).iloc[0]
    assert told.to_dict() == pytest.approx({k: float(made[k]) for k in told.index}, abs=5e-5)


def test_row_of_the_page_follows_from_its_steps() -> None:
    """The same row, in plain arithmetic and without the program."""
    from scipy.stats import beta, t

    given = passages()
    words, expected = given["words"], given["words"] * given["score"]
    total, s = words.sum(), expected.sum() / words.sum()
    by_exchange = pd.DataFrame({"w": words, "e": expected}).groupby(given["exchange"]).sum()
    v = sum((e - s * w) ** 2 for w, e in by_exchange.itertuples(index=False)) / total**2 * 5 / 4
    v *= (t.ppf(0.975, 4) / 1.959964) ** 2
    open_ = (words**2 * given["score"] * (1 - given["score"])).sum() / total**2
    m = s * (1 - s) / max(v, open_)
    low, high = beta.ppf([0.025, 0.975], s * m + 0.5, (1 - s) * m + 0.5)
    told = table("n_words_theme", "n_words", "share", "share_low", "share_high").astype(float).iloc[0]
    assert [told["share_low"], told["share_high"]] == pytest.approx([low, high], abs=5e-5)
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    for number in (f"*V* = {v / (t.ppf(0.975, 4) / 1.959964) ** 2:.5f}".replace("0.", "."), f"= {m:.2f}."):
        assert number in text


def test_mean_and_measures_of_the_page_are_what_the_program_makes_of_its_companies() -> None:
    given = table("company", "share", "share_low", "share_high")
    numbers = given[["share", "share_low", "share_high"]].astype(float)
    prevalence = numbers.assign(
        theme_id="tea", company_id=given["company"], call_id=given["company"], calendar_quarter="2012Q4",
        fiscal_quarter="2012Q4", speaker_group="all", n_words=1000,
    )  # fmt: skip
    made = prevalence_by_quarter(prevalence).set_index("scope")
    told = next(t for t in tables() if "effective_companies" in t.columns).astype(float).iloc[0]
    for name in told.index:
        scope = "a" if name in ("affinity", "against_peers") else "ALL"
        assert made.loc[scope, name] == pytest.approx(told[name], abs=5e-5), name


def test_distances_of_the_page_are_those_of_its_formula() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"= {math.sqrt(0.03**2 + 0.01**2) / 3:.4f}, above".replace("0.", ".") in text
    assert f"= {math.sqrt(0.04**2 + 0.02**2 + 0.06**2) / 3:.4f}. Two".replace("0.", ".") in text


def test_adjusted_share_of_the_page_is_what_the_program_makes_of_its_companies() -> None:
    rows = [
        {"company_id": row["company"], "calendar_quarter": quarter, "share": float(row[quarter])}
        for _, row in table("company", *ADJUSTED_QUARTERS).iterrows()
        for quarter in ADJUSTED_QUARTERS
        if row[quarter] != "–"
    ]
    given = pd.DataFrame(rows)
    last = given["calendar_quarter"] == ADJUSTED_QUARTERS[-1]
    prevalence = given.assign(
        theme_id="tea", call_id=given.index, speaker_group="all", n_words=1000,
        share_low=given["share"].where(~last, 0.08), share_high=given["share"].where(~last, 0.13),
    )  # fmt: skip
    made = prevalence_by_quarter(prevalence).query("scope == 'ALL'").set_index("quarter")
    for _, told in table("quarter", "share", "share_raw", "panel_weight", "is_thin").iterrows():
        found = made.loc[told["quarter"]]
        for name in ("share", "share_raw", "panel_weight"):
            assert found[name] == pytest.approx(float(told[name]), abs=5e-5), name
        assert found["is_thin"] == (told["is_thin"] == "yes")
    bounds = made.loc[ADJUSTED_QUARTERS[-1], ["share_low", "share_high"]]
    assert f"= {bounds['share_low']:.3f} to {bounds['share_high']:.3f}.".replace("0.", ".") in PAGE.read_text("utf-8")


def test_adjusted_share_of_the_page_follows_from_its_steps() -> None:
    """The same shares, in plain arithmetic and without the program."""
    said = {
        (row["company"], quarter): float(row[quarter])
        for _, row in table("company", *ADJUSTED_QUARTERS).iterrows()
        for quarter in ADJUSTED_QUARTERS
        if row[quarter] != "–"
    }
    level = {"a": 1.0, "b": 1.0}
    for _ in range(50):
        spoken = {q: sum(s for (_, when), s in said.items() if when == q) for q in ADJUSTED_QUARTERS}
        called = {q: sum(level[c] for c, when in said if when == q) for q in ADJUSTED_QUARTERS}
        b = {q: spoken[q] / called[q] for q in ADJUSTED_QUARTERS}
        m = sum(b.values()) / 4
        expected = {(c, q): level[c] * b[q] for c, q in said}
        phi = sum((s - expected[cell]) ** 2 / expected[cell] for cell, s in said.items()) / (7 - 2 - 4 + 1)
        kappa = min(1.0, phi * m / (sum((x - m) ** 2 for x in b.values()) / 3))
        shrunk = {q: (spoken[q] + kappa * m) / (called[q] + kappa) for q in ADJUSTED_QUARTERS}
        own = {c: [(s, shrunk[q]) for (who, q), s in said.items() if who == c] for c in level}
        a = {c: (sum(s for s, _ in cells) + m) / (sum(x for _, x in cells) + m) for c, cells in own.items()}
        level = {c: x / (sum(a.values()) / 2) for c, x in a.items()}
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    told = f"It settles at *a* = {level['a']:.3f} and {level['b']:.3f}, *b* = .060, .100, .080 and {b['2012Q4']:.4f}"
    assert told.replace("0.", ".") in text
    assert f"*m* = {m:.4f}, *φ* = {phi:.4f}".replace("0.", ".") in text
    of_missing = 0.25 * level["b"] * b["2012Q4"]
    of_effect = (level["b"] / 2) ** 2 * 0.25 * expected["a", "2012Q4"] / (level["a"] / 2) ** 2
    variance = phi * (of_missing + of_effect)
    assert f"= {variance:.6f}, a standard deviation of {math.sqrt(variance):.4f}".replace("0.", ".") in text

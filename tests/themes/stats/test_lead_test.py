"""What an order of first mentions can show: names dealt out by hand, and planted leaders."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from themes.stats.lead_test import COLUMNS, lead_verdict, leader_sentence, leading, unknown_order

QUARTERS = [f"{year}Q{quarter}" for year in (2011, 2012) for quarter in (1, 2, 3, 4)]
Begun = dict[str, dict[str, int]]  # by theme and company the quarter (0 to 7) of the first mention


def calls(companies: str, joined: dict[str, int] | None = None) -> pd.DataFrame:
    """A call of each company in every quarter from the one in which it joined."""
    rows = [
        (f"{company}{k}", company, company.upper(), quarter)
        for company in companies
        for k, quarter in enumerate(QUARTERS)
        if k >= (joined or {}).get(company, 0)
    ]
    return pd.DataFrame(rows, columns=["call_id", "company_id", "company", "calendar_quarter"])


def diffusion(begun: Begun) -> pd.DataFrame:
    rows = [(theme, company, QUARTERS[k]) for theme, own in begun.items() for company, k in own.items()]
    table = pd.DataFrame(rows, columns=["theme_id", "company_id", "first_quarter"])
    earliest = table.groupby("theme_id")["first_quarter"].transform("min")
    return table.assign(rank=np.where(table["first_quarter"] == earliest, 1, 2), p_value=0.25)


def themes(*theme_ids: str, kind: str = "tracked") -> pd.DataFrame:
    return pd.DataFrame(
        {"theme_id": theme_ids, "kind": kind, "label": [t.upper() for t in theme_ids], "status": "active"}
    )


LED = {f"t{k}": {"a": 1, "b": 3, "c": 4, "d": 5} for k in range(5)}


def test_company_that_is_first_again_and_again_leads() -> None:
    found = leading(calls("abcd"), diffusion(LED)).set_index("company_id")
    assert ("company_id", *found.columns) == COLUMNS
    assert found.loc["a", ["n_themes", "n_first", "mean_place"]].tolist() == [5, 5, 0.0]
    assert found["mean_place"].tolist() == pytest.approx([0.0, 1 / 3, 2 / 3, 1.0], abs=1e-6)
    # first of four on five themes: (1/4)^5 = .00098; four standard errors of 9,999 draws are .00125
    assert found.loc["a", "p_value"] == pytest.approx((1 / 4) ** 5, abs=0.00125)
    assert found.loc["a", "q_value"] == pytest.approx(4 * found.loc["a", "p_value"], abs=2e-6)


def test_themes_older_than_the_study_or_of_one_company_say_nothing_of_leading() -> None:
    assert leading(calls("ab"), diffusion({"tea": {"a": 0, "b": 1}})).empty
    assert leading(calls("ab"), diffusion({"tea": {"a": 1}})).empty


def test_company_that_joined_after_a_theme_began_is_not_late() -> None:
    found = leading(calls("abc", {"c": 2}), diffusion({"tea": {"a": 1, "b": 2, "c": 2}}))
    assert found["company_id"].tolist() == ["a", "b"]


def test_call_of_an_unknown_company_is_no_company_that_leads() -> None:
    unknown = pd.DataFrame([("x", "x", None, "2011Q1")], columns=calls("a").columns)
    found = leading(pd.concat([calls("ab"), unknown]), diffusion({"tea": {"x": 1, "a": 2, "b": 3}}))
    assert found["company_id"].tolist() == ["a", "b"]


def test_verdict_names_the_company_that_leads_over_many_themes() -> None:
    found = lead_verdict(calls("abcd"), diffusion(LED), themes(*LED))
    # company, mean place, themes, the ends of the scale, q (four times 1 in 1,024), companies tested
    assert found.startswith("A ")
    place, n_themes, _, _, q_value, n_tested = re.findall(r"\d+(?:\.\d+)?", found)
    assert (place, n_themes, n_tested) == ("0.00", "5", "4")
    assert float(q_value) == pytest.approx(4 * (1 / 4) ** 5, abs=0.005)


def test_three_companies_are_too_few_however_often_one_is_first() -> None:
    led = {f"t{k}": {"a": 1, "b": 3, "c": 4} for k in range(9)}
    assert leading(calls("abc"), diffusion(led))["q_value"].min() < 0.001
    assert lead_verdict(calls("abc"), diffusion(led), themes(*led)) == unknown_order(3)
    assert unknown_order(3) == "Who led is unknown: 3 companies are too few."


def test_verdict_on_one_theme_is_that_chance_gives_such_an_order() -> None:
    found = lead_verdict(calls("abcd"), diffusion({"tea": LED["t0"]}), themes("tea"))
    assert found == "Who led is unknown: chance could give this order."


def test_discovered_themes_and_retired_ones_do_not_make_a_leader() -> None:
    expected = unknown_order(4)
    assert lead_verdict(calls("abcd"), diffusion(LED), themes(*LED, kind="discovered")) == expected
    assert lead_verdict(calls("abcd"), diffusion(LED), themes(*LED).assign(status="retired")) == expected


def test_verdict_names_a_theme_whose_first_company_is_earlier_than_chance_gives() -> None:
    sure = diffusion({"tea": {"a": 1, "b": 3}}).assign(p_value=[0.04, 0.08])
    companies = "abcdefghijklmnopqrstuvwxy"
    assert lead_verdict(calls(companies), sure, themes("tea")).endswith(" on “TEA”.")
    from_the_start = sure.assign(p_value=[np.nan, 0.08])
    assert lead_verdict(calls(companies), from_the_start, themes("tea")) == unknown_order(25)


def test_leader_is_named_only_where_the_companies_tried_are_counted() -> None:
    row = {"company_id": "a", "n_themes": 9, "n_first": 5, "mean_place": 0.2, "p_value": 0.02}
    others = [{**row, "company_id": c, "p_value": 0.9, "q_value": 0.9} for c in "bcd"]
    assert leader_sentence(pd.DataFrame([{**row, "q_value": 0.08}, *others]), {"a": "Alder"}) == ""
    assert leader_sentence(pd.DataFrame([{**row, "q_value": 0.04}, *others]), {"a": "Alder"}).startswith("Alder ")


@pytest.mark.slow
def test_leading_holds_its_level_where_names_are_dealt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("themes.stats.lead_test.DRAWS", 499)
    rng = np.random.default_rng(4)
    hits = 0
    for trial in range(200):
        dealt = {f"t{k}": dict(zip("abcd", map(int, rng.permutation([1, 2, 4, 6])), strict=True)) for k in range(6)}
        found = leading(calls("abcd"), diffusion(dealt), seed=trial).set_index("company_id")
        hits += int((found["p_value"] <= 0.05)["a"])
    assert hits / 200 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)

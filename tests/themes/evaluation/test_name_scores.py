"""Scores of names: shares, intervals, kappa and the worst themes, as counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from themes.evaluation.name_scores import NameScores, cohen_kappa, score_names
from themes.evaluation.name_sheet import Marks, NameSheet

SIZES = {1: 5, 2: 5, 3: 5, 4: 2}  # passages of the themes t1 to t4


def sheet() -> NameSheet:
    rows = [
        {"theme": t, "theme_id": f"t{t}", "kind": "discovered", "name": f"Name {t}", "passage": p}
        for t, size in SIZES.items()
        for p in range(1, size + 1)
    ]
    return NameSheet(1, "discovered", pd.DataFrame(rows), 0)


def judged(
    judge: str,
    about: dict[int, str],
    slide: str = "yyyy",
    procedure: str = "nnnn",
    comments: dict[int, str] | None = None,
) -> Marks:
    """Marks as letters: y, n, or - for none; ``about`` by theme, a letter a passage."""
    is_about = {(t, p): c == "y" for t, letters in about.items() for p, c in enumerate(letters, 1) if c != "-"}
    by_theme = [{t: c == "y" for t, c in enumerate(letters, 1) if c != "-"} for letters in (slide, procedure)]
    return Marks(judge, is_about, *by_theme, comments or {})


ANNA = judged(
    "anna", {1: "yyyyy", 2: "yyyyn", 3: "yyynn", 4: "yn"}, slide="yynn", procedure="nnny", comments={3: "Too wide"}
)
BEN = judged("ben", {1: "yyyyy", 2: "yynnn", 3: "yyynn", 4: "nn"}, slide="yyn-", procedure="nnyy", comments={3: "Two"})


def share(scores: NameScores, question: str, judge: str = "anna") -> tuple[float, ...]:
    table = scores.shares.set_index(["judge", "question"])
    return tuple(table.loc[(judge, question), ["n", "n_yes", "share", "share_low", "share_high"]])


def test_shares_of_one_judge_have_wilson_intervals() -> None:
    scores = score_names(sheet(), [ANNA])
    # of 2 of 4: centre (2 + z²/2) / (4 + z²) = .5, half width z sqrt(4 · .25 + z²/4) / (4 + z²), z = 1.96
    assert share(scores, "slide_worthy") == pytest.approx((4, 2, 0.5, 0.1500, 0.8500), abs=1e-4)
    # t1 has five of five, t2 four of five, t3 three of five, t4 one of two
    assert share(scores, "coherent") == pytest.approx((4, 2, 0.5, 0.1500, 0.8500), abs=1e-4)
    assert share(scores, "procedure") == pytest.approx((4, 1, 0.25, 0.0456, 0.6994), abs=1e-4)
    assert scores.agreement.empty


def test_theme_with_fewer_than_five_passages_is_coherent_where_four_fifths_are_about_it() -> None:
    alike = {1: "nnnnn", 2: "nnnnn", 3: "nnnnn"}
    assert share(score_names(sheet(), [judged("anna", alike | {4: "yy"})]), "coherent")[:2] == (4, 1)
    assert share(score_names(sheet(), [judged("anna", alike | {4: "yn"})]), "coherent")[:2] == (4, 0)


def test_what_is_not_marked_is_left_out_and_counted() -> None:
    some = judged("anna", {1: "yyyy-", 2: "yyyyy", 4: "yy"}, slide="y-n-", procedure="----")
    scores = score_names(sheet(), [some])
    assert share(scores, "slide_worthy")[:3] == (2, 1, 0.5)
    assert share(scores, "coherent")[:3] == (2, 2, 1.0)  # t1 lacks a mark, which might be either
    n, n_yes, *figures = share(scores, "procedure")
    assert (n, n_yes) == (0, 0)
    assert pd.isna(figures).all()
    assert scores.not_marked.to_dict("records") == [{"judge": "anna", "is_about": 6, "slide_worthy": 2, "procedure": 4}]


def test_two_judges_have_shares_of_their_own_and_kappa_of_what_both_marked() -> None:
    scores = score_names(sheet(), [ANNA, BEN])
    assert share(scores, "slide_worthy", "ben")[:2] == (3, 2)
    found = {row["question"]: (row["n"], row["agreed"], row["kappa"]) for row in scores.agreement.to_dict("records")}
    # passages: 17, of which 14 alike; yes 13 and 10 of 17; chance (13·10 + 4·7) / 17² = .5467
    assert found["is_about"] == pytest.approx((17, 14 / 17, (14 / 17 - 158 / 289) / (1 - 158 / 289)))
    # yyn against yyn
    assert found["slide_worthy"] == pytest.approx((3, 1.0, 1.0))
    # yynn against ynnn: chance .5 · .25 + .5 · .75 = .5
    assert found["coherent"] == pytest.approx((4, 0.75, 0.5))
    # nnny against nnyy: chance .25 · .5 + .75 · .5 = .5
    assert found["procedure"] == pytest.approx((4, 0.75, 0.5))


def test_kappa_of_answers_that_are_all_alike_is_unknown_and_of_opposites_below_zero() -> None:
    assert pd.isna(cohen_kappa([True, True], [True, True]))
    assert pd.isna(cohen_kappa([], []))
    assert cohen_kappa([True, False], [False, True]) == -1.0
    assert cohen_kappa([True, True], [True, False]) == 0.0


def test_the_worst_have_the_most_faults_and_then_the_fewest_passages_about_them() -> None:
    worst = score_names(sheet(), [ANNA, BEN]).worst(10).set_index("theme_id")
    # t4: anna finds three faults, ben (who left slide-worthy open) two; t3: two and three; t2: none and one
    assert worst["n_faults"].to_dict() == {"t4": 2.5, "t3": 2.5, "t2": 0.5}
    assert worst.index.tolist() == ["t4", "t3", "t2"]
    assert worst["is_about"].to_dict() == pytest.approx({"t4": 1 / 4, "t3": 6 / 10, "t2": 6 / 10})
    assert worst["slide_worthy"].to_dict() == {"t4": 0.0, "t3": 0.0, "t2": 1.0}
    assert worst["procedure"].to_dict() == {"t4": 1.0, "t3": 0.5, "t2": 0.0}
    assert worst["comment"].to_dict() == {"t4": "", "t3": "Too wide / Two", "t2": ""}
    assert score_names(sheet(), [ANNA, BEN]).worst(1)["theme_id"].tolist() == ["t4"]

"""Scores against readers, worked out by hand."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from themes.evaluation.gold_labels import Paragraph
from themes.evaluation.label_scores import LabelScores, score_labels, score_verdicts
from themes.stats import pair_kappa as kappa_module
from themes.stats.pair_kappa import Estimate, draw_groups, pair_kappa

COLUMNS = ["chunk_id", "theme_id", "kind", "score", "assigned"]
Row = tuple[str, str, str, float, bool]


def paragraph(
    name: str, themes: str = "", primary: str = "x", group: str = "", scored: frozenset[str] | None = None
) -> Paragraph:
    return Paragraph(name, "a.txt", "", frozenset(themes.split()), primary, group or name, "book", scored)


def scores(paragraphs: list[Paragraph], rows: list[Row], tracked: str = "sdn lte", seed: int = 0) -> LabelScores:
    """Every paragraph is one passage of its own name."""
    places = {p.id: Counter({p.id: 4}) for p in paragraphs}
    return score_labels(paragraphs, places, pd.DataFrame(rows, columns=COLUMNS), tracked.split(), seed)


def test_precision_recall_and_f1_are_those_of_the_hand() -> None:
    people = [
        paragraph("a", "sdn"),
        paragraph("b", "sdn"),
        paragraph("c", "sdn"),
        paragraph("d", "lte"),
        paragraph("e"),
    ]
    found = scores(people, [("a", "sdn", "tracked", 0.9, True), ("b", "sdn", "tracked", 0.9, True),
                            ("e", "sdn", "tracked", 0.6, True), ("c", "sdn", "tracked", 0.4, False)])  # fmt: skip
    table = found.by_theme.set_index("theme_id")
    assert table.loc["sdn"].tolist() == pytest.approx([3, 3, 2 / 3, 2 / 3, 2 / 3])
    assert table.loc["lte", ["n_readers", "n_found", "recall", "f1"]].tolist() == [1, 0, 0, 0]
    assert found.micro_f1.value == pytest.approx(2 * 2 / (4 + 3))


def test_macro_is_the_mean_over_themes_of_ten_labels_and_more() -> None:
    people = [paragraph(f"s{k}", "sdn") for k in range(10)] + [paragraph(f"l{k}", "lte") for k in range(9)]
    found = scores(people, [(f"s{k}", "sdn", "tracked", 0.9, True) for k in range(5)])
    assert found.macro_f1.value == pytest.approx(2 * 5 / (10 + 5))
    assert np.isnan(scores(people[10:], []).macro_f1.value)


def test_paragraph_carries_a_theme_from_half_of_its_words_on() -> None:
    people = [paragraph("a", "sdn"), paragraph("b", "sdn")]
    places = {"a": Counter({"one": 2, None: 2}), "b": Counter({"one": 1, None: 2})}
    rows = pd.DataFrame([("one", "sdn", "tracked", 0.9, True)], columns=COLUMNS)
    found = score_labels(people, places, rows, ["sdn"])
    assert found.by_theme["n_found"].tolist() == [1]
    assert found.lost == pytest.approx(4 / 7)


def test_theme_that_no_reader_saw_counts_where_readers_looked_for_it() -> None:
    looked = frozenset({"sdn", "lte"})
    people = [paragraph("0", "sdn", scored=looked), paragraph("1", scored=looked), paragraph("2", scored=looked),
              paragraph("p", primary="procedural", scored=looked)]  # fmt: skip
    rows = [("0", "lte", "tracked", 0.9, True), ("p", "lte", "tracked", 0.9, True)]
    rows += [(str(k), "sdn", "tracked", 0.9, True) for k in range(3)]  # which a reader saw once
    assert scores(people, rows).absent == pytest.approx(1 / 3)  # the procedural paragraph is not of substance
    unasked = [paragraph(str(k), "sdn") for k in range(3)]
    assert scores(unasked, rows).absent == 0


def test_kappa_is_one_where_themes_are_labels_and_counts_no_pair_of_one_exchange() -> None:
    people = [paragraph(str(k), primary="ab"[k % 2]) for k in range(6)]
    same = [(str(k), f"t{k % 2}", "discovered", 0.9, True) for k in range(6)]
    assert scores(people, same).kappa.value == pytest.approx(1)
    # paragraphs 0-2 are one exchange, 3-5 another: nine pairs across, of which five agree; chance is worked out below
    grouped = [paragraph(str(k), primary="aabaab"[k], group="uuuvvv"[k]) for k in range(6)]
    rows = [(str(k), "abbabb"[k], "discovered", 0.9, True) for k in range(6)]
    share_label, share_theme = 5 / 9, 5 / 9
    chance = share_label * share_theme + (1 - share_label) * (1 - share_theme)
    # labels are the same for (0,1)x(3,4) and (2,5); themes for (0,3) and (1,2)x(4,5): both or neither in 03, 14, 25, 05, 23
    assert scores(grouped, rows).kappa.value == pytest.approx((5 / 9 - chance) / (1 - chance))


def test_passage_in_no_theme_counts_as_not_placed_and_procedure_not_at_all() -> None:
    people = [paragraph(str(k), primary="a") for k in range(4)] + [paragraph("5", primary="b")]
    people += [paragraph("p", primary="procedural")]
    found = scores(people, [(str(k), "t", "discovered", 0.9, True) for k in (0, 1, 2, "p")])
    assert (found.placed, found.largest, found.n_discovered) == (3 / 5, 3 / 5, 1)


@pytest.mark.parametrize("order", [1, -1])
def test_passage_in_two_discovered_themes_is_in_that_of_the_higher_score(order: int) -> None:
    people = [paragraph(str(k), primary="a") for k in range(4)]
    rows = [("0", "one", "discovered", 0.9, True), ("0", "two", "discovered", 0.4, True),
            ("1", "one", "discovered", 0.9, True), ("2", "one", "discovered", 0.9, True)]  # fmt: skip
    assert scores(people, rows[::order]).largest == 3 / 4


def test_reliability_bins_scores_and_counts_pairs_without_a_row_as_nought() -> None:
    people = [paragraph("a", "sdn"), paragraph("b", "sdn"), paragraph("c"), paragraph("d"), paragraph("e", "sdn")]
    rows = [("a", "sdn", "tracked", 0.9, True), ("b", "sdn", "tracked", 0.3, False), ("c", "sdn", "tracked", 1.0, True)]
    found = scores(people, rows, "sdn")
    assert found.reliability.to_numpy().tolist() == [
        [0.0, 0.0, 2, 0.0, 0.5],
        [0.2, 0.35, 1, pytest.approx(0.3), 1.0],
        [0.8, 1.0, 2, pytest.approx(0.95), 0.5],
    ]
    assert found.calibration_error == pytest.approx((2 * 0.5 + 0.7 + 2 * 0.45) / 5)
    assert found.calibration_error_scored == pytest.approx((0.7 + 2 * 0.45) / 3)


@pytest.mark.parametrize(("score", "low"), [(0.2, 0.2), (0.35, 0.35), (0.4999, 0.35), (0.5, 0.5), (0.8, 0.8), (0.1, 0)])
def test_score_on_the_border_of_two_bins_is_in_the_upper_one(score: float, low: float) -> None:
    table = scores([paragraph("a", "sdn")], [("a", "sdn", "tracked", score, score >= 0.5)], "sdn").reliability
    assert table[["score_from", "n"]].to_numpy().tolist() == [[low, 1]]


def test_paragraph_of_two_passages_has_the_score_that_half_of_its_words_reach() -> None:
    rows = pd.DataFrame([("one", "sdn", "tracked", 0.9, True), ("two", "sdn", "tracked", 0.3, False)], columns=COLUMNS)
    for n_one, score in ((2, 0.9), (1, 0.3)):  # of four rows of words
        places = {"a": Counter({"one": n_one, "two": 1, None: 3 - n_one})}
        found = score_labels([paragraph("a", "sdn")], places, rows, ["sdn"])
        assert found.reliability["mean_score"].tolist() == [score]
        assert found.by_theme["n_found"].tolist() == [int(score == 0.9)]


def test_decided_passage_is_scored_as_assigned_and_calibrated_by_the_matcher() -> None:
    rows = pd.DataFrame([("a", "sdn", "tracked", 1.0, True)], columns=COLUMNS).assign(
        origin="person", matcher_score=0.31
    )
    found = score_labels([paragraph("a", "sdn")], {"a": Counter({"a": 1})}, rows, ["sdn"])
    assert found.by_theme["n_found"].tolist() == [1]
    assert found.reliability["mean_score"].tolist() == [0.31]


def test_interval_is_that_of_whole_exchanges_drawn_with_replacement() -> None:
    # two exchanges, one all right (F1 1) and one all wrong (F1 0); a resample is both the right one (1/4), both the
    # wrong one (1/4), or one of each (2 * 5 / (10 + 10 + 0) = 2/3, where readers see five in each and all five are found)
    people = [paragraph(f"r{k}", "sdn", group="right") for k in range(5)]
    people += [paragraph(f"w{k}", "sdn", group="wrong") for k in range(5)]
    found = scores(people, [(f"r{k}", "sdn", "tracked", 0.9, True) for k in range(5)], "sdn")
    assert found.micro_f1 == Estimate(pytest.approx(2 / 3), 0.0, 1.0)
    assert found.macro_f1 == found.micro_f1  # one theme of ten paragraphs


def test_interval_narrows_with_the_number_of_exchanges_and_needs_two() -> None:
    def width(n_groups: int) -> float:
        people = [paragraph(f"{k}", "sdn", group=str(k % n_groups)) for k in range(80)]
        found = scores(people, [(f"{k}", "sdn", "tracked", 0.9, True) for k in range(80) if k % n_groups % 2], "sdn")
        assert found.micro_f1.value == pytest.approx(2 / 3)
        return found.micro_f1.high - found.micro_f1.low

    assert width(80) < 0.5 * width(8)
    alone = scores([paragraph("a", "sdn", group="g"), paragraph("b", group="g")], [], "sdn")
    assert alone.micro_f1.value == 0
    assert np.isnan([alone.micro_f1.low, alone.micro_f1.high]).all()


def test_intervals_are_the_same_for_the_same_seed() -> None:
    people = [paragraph(str(k), "sdn", primary="ab"[k % 2]) for k in range(20)]
    rows = [(str(k), "sdn", "tracked", 0.9, True) for k in range(7)]
    rows += [(str(k), "t", "discovered", 0.9, True) for k in range(0, 20, 3)]
    first, again, other = (scores(people, rows, seed=seed) for seed in (1, 1, 2))
    assert (first.micro_f1, first.kappa) == (again.micro_f1, again.kappa)
    assert (first.micro_f1, first.kappa) != (other.micro_f1, other.kappa)


def test_kappa_and_its_interval_are_those_of_the_pairs_counted_one_by_one() -> None:
    rng = np.random.default_rng(3)
    theme, label, group = (rng.integers(low, high, 40) for low, high in ((-1, 4), (0, 4), (0, 8)))
    draws = draw_groups(8, seed=5)

    def kappa(times: NDArray[np.float64]) -> float:
        copies = [
            (t, y, (g, copy)) for t, y, g in zip(theme, label, group, strict=True) for copy in range(int(times[g]))
        ]
        pairs = [(a[0] == b[0] >= 0, a[1] == b[1]) for a, b in combinations(copies, 2) if a[2][0] != b[2][0]]
        if not pairs:
            return float("nan")
        same_theme, same_label = np.array(pairs).T
        a, b = same_theme.mean(), same_label.mean()
        chance = a * b + (1 - a) * (1 - b)
        return float(((same_theme == same_label).mean() - chance) / (1 - chance)) if chance < 1 else float("nan")

    slow = np.array([kappa(row) for row in draws[:60]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kappa_module, "N_RESAMPLES", 59)
        few = pair_kappa(theme, label, group, seed=5)
    assert (few.value, few.low, few.high) == pytest.approx((slow[0], *np.nanquantile(slow[1:], (0.025, 0.975))))


def test_verdicts_are_scored_by_what_the_matcher_itself_said() -> None:
    rows = pd.DataFrame(
        [("a", "sdn", "tracked", 1.0, True, "person", 0.31), ("b", "sdn", "tracked", 0.8, True, "matcher", None),
         ("c", "sdn", "tracked", 0.1, False, "reader", 0.77), ("d", "lte", "discovered", 0.9, True, "core", None)],
        columns=[*COLUMNS, "origin", "matcher_score"],
    )  # fmt: skip
    verdicts = {("a", "sdn"): True, ("b", "sdn"): True, ("c", "sdn"): False, ("d", "lte"): True, ("e", "lte"): False}
    table = score_verdicts(verdicts, rows, 0.5).set_index("theme_id")
    # sdn: yes to a and b; the matcher took b and c
    assert table.loc["sdn"].tolist() == [3, 2, 2, 0.5, 0.5, 0.5]
    assert table.loc["lte", ["n_decided", "n_yes", "n_found", "recall", "f1"]].tolist() == [2, 1, 0, 0, 0]
    assert table.loc["ALL"].tolist() == pytest.approx([5, 3, 2, 1 / 2, 1 / 3, 2 / 5])
    assert score_verdicts(verdicts, rows, 0.31).set_index("theme_id").loc["sdn", "recall"] == 1


def test_no_labels_of_tracked_themes_score_nothing() -> None:
    found = scores([paragraph("a", "other")], [])
    assert found.by_theme.empty
    assert found.reliability.empty
    figures = [found.micro_f1.value, found.macro_f1.value, found.kappa.value, found.calibration_error]
    assert np.isnan(figures).all()

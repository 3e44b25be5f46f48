"""Scores against readers, worked out by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from themes.label_scores import LabelScores, score_labels
from themes.paragraph_labels import Paragraph

COLUMNS = ["chunk_id", "theme_id", "kind", "score", "assigned"]


def paragraph(
    name: str, themes: str = "", primary: str = "x", group: str = "", scored: frozenset[str] | None = None
) -> Paragraph:
    return Paragraph(name, "a.txt", "", frozenset(themes.split()), primary, group or name, "book", scored)


def scores(
    paragraphs: list[Paragraph], rows: list[tuple[str, str, str, float, bool]], tracked: str = "sdn lte"
) -> LabelScores:
    """Every paragraph is one passage of its own name."""
    places = {p.id: Counter({p.id: 4}) for p in paragraphs}
    return score_labels(paragraphs, places, pd.DataFrame(rows, columns=COLUMNS), tracked.split())


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
    assert found.micro_f1 == pytest.approx(2 * 2 / (4 + 3))
    assert found.micro_interval[0] <= found.micro_f1 <= found.micro_interval[1]


def test_macro_is_the_mean_over_themes_of_ten_labels_and_more() -> None:
    people = [paragraph(f"s{k}", "sdn") for k in range(10)] + [paragraph(f"l{k}", "lte") for k in range(9)]
    found = scores(people, [(f"s{k}", "sdn", "tracked", 0.9, True) for k in range(5)])
    assert found.macro_f1 == pytest.approx(2 * 5 / (10 + 5))
    assert np.isnan(scores(people[10:], []).macro_f1)


def test_paragraph_carries_a_theme_from_half_of_its_words_on() -> None:
    people = [paragraph("a", "sdn"), paragraph("b", "sdn")]
    places = {"a": Counter({"one": 2, None: 2}), "b": Counter({"one": 1, None: 2})}
    rows = pd.DataFrame([("one", "sdn", "tracked", 0.9, True)], columns=COLUMNS)
    found = score_labels(people, places, rows, ["sdn"])
    assert found.by_theme["n_found"].tolist() == [1]
    assert found.lost == pytest.approx(4 / 7)


def test_theme_that_no_reader_saw_counts_where_readers_looked_for_it() -> None:
    looked = frozenset({"sdn", "lte"})
    people = [paragraph(str(k), "sdn", scored=looked) for k in range(3)] + [paragraph("p", primary="procedural")]
    rows = [("0", "lte", "tracked", 0.9, True), ("p", "lte", "tracked", 0.9, True)]
    assert scores(people, rows).absent == pytest.approx(1 / 3)  # the procedural paragraph is not of substance
    unasked = [paragraph(str(k), "sdn") for k in range(3)]
    assert scores(unasked, rows).absent == 0


def test_kappa_is_one_where_themes_are_labels_and_counts_no_pair_of_one_exchange() -> None:
    people = [paragraph(str(k), primary="ab"[k % 2]) for k in range(6)]
    same = [(str(k), f"t{k % 2}", "discovered", 0.9, True) for k in range(6)]
    assert scores(people, same).kappa == pytest.approx(1)
    # paragraphs 0-2 are one exchange, 3-5 another: nine pairs across, of which five agree; chance is worked out below
    grouped = [paragraph(str(k), primary="aabaab"[k], group="uuuvvv"[k]) for k in range(6)]
    rows = [(str(k), "abbabb"[k], "discovered", 0.9, True) for k in range(6)]
    share_label, share_theme = 5 / 9, 5 / 9
    chance = share_label * share_theme + (1 - share_label) * (1 - share_theme)
    # labels are the same for (0,1)x(3,4) and (2,5); themes for (0,3) and (1,2)x(4,5): both or neither in 03, 14, 25, 05, 23
    assert scores(grouped, rows).kappa == pytest.approx((5 / 9 - chance) / (1 - chance))


def test_passage_in_no_theme_is_in_no_pair_and_counts_as_not_placed() -> None:
    people = [paragraph(str(k), primary="a") for k in range(4)] + [paragraph("5", primary="b")]
    found = scores(people, [(str(k), "t", "discovered", 0.9, True) for k in range(3)])
    assert (found.placed, found.largest) == (3 / 5, 3 / 5)


def test_reliability_bins_scores_and_counts_pairs_without_a_row_as_nought() -> None:
    people = [paragraph("a", "sdn"), paragraph("b", "sdn"), paragraph("c"), paragraph("d")]
    rows = [("a", "sdn", "tracked", 0.9, True), ("b", "sdn", "tracked", 0.3, False), ("c", "sdn", "tracked", 0.9, True)]
    found = scores(people, rows, "sdn")
    assert found.reliability.values.tolist() == [
        [0.0, 0.2, 1, 0.0, 0.0],
        [0.2, 0.35, 1, pytest.approx(0.3), 1.0],
        [0.8, 1.0, 2, pytest.approx(0.9), 0.5],
    ]
    assert found.calibration_error == pytest.approx((0 + 0.7 + 2 * 0.4) / 4)


def test_no_labels_of_tracked_themes_score_nothing() -> None:
    found = scores([paragraph("a", "other")], [])
    assert found.by_theme.empty
    assert np.isnan([found.micro_f1, found.macro_f1, found.kappa]).all()

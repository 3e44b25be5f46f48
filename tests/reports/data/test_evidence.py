"""What the tables hold on each theme: shares, speakers, comparisons, trends, notes."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd
import pytest

from reports.data.calls import companies_of
from reports.data.evidence import (
    contrast_q_values,
    contrasts_by_theme,
    gather,
    points_by_theme,
    pooled,
    speakers_by_theme,
    trends_by_theme,
)
from reports.data.quotes import Passages
from reports.records import CallRead, Contrast
from tests.reports.conftest import Tables
from themes.records import TABLES


def contrast(tables: Tables, calls: tuple[CallRead, ...], **changes: object) -> Contrast:
    """The comparison of Juno's two calls on open access, with some cells changed."""
    row = tables["contrasts"].query("theme_id == 'open-access' and company_id == 'juno'").assign(**changes)
    alone = {"contrasts": row, "themes": tables["themes"]}
    return contrasts_by_theme(alone, calls, contrast_q_values(alone))["open-access"][0]


def compared(tables: Tables, calls: Sequence[CallRead]) -> dict[str, tuple[Contrast, ...]]:
    return contrasts_by_theme(tables, calls, contrast_q_values(tables))


def lineage(event: str, theme_id: str, parents: list[str]) -> pd.DataFrame:
    return pd.DataFrame([(event, theme_id, json.dumps(parents), None, None)], columns=list(TABLES["lineage"]))


def test_points_come_in_the_order_of_the_calls(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    found = points_by_theme(tables, calls)["open-access"]
    assert [point.call_id for point in found] == [call.call_id for call in calls]


def test_points_are_the_shares_of_all_speakers(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    found = points_by_theme(tables, calls)["open-access"]
    assert [point.share for point in found] == [0.04, 0.15, 0.15, 0.1, 0.5, 0.005]
    assert [(point.n_words_theme, point.n_words) for point in found[:2]] == [(40, 1000), (150, 1000)]


def test_points_keep_the_interval_of_the_table(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    first = points_by_theme(tables, calls)["open-access"][0]
    assert (first.low, first.high) == pytest.approx((0.02, 0.06))


def test_points_of_a_theme_nobody_spoke_of_are_zeros(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    assert [point.share for point in points_by_theme(tables, calls)["tunnel-fires"]] == [0.0] * 6


def test_point_has_no_share_where_the_call_has_no_content(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    empty = tables["prevalence"].assign(n_words_theme=0, n_words=0, share=float("nan"), share_low=float("nan"))
    found = points_by_theme({"prevalence": empty}, calls)["open-access"][0]
    assert (found.share, found.low, found.n_words) == (None, None, 0)


def test_points_of_calls_outside_the_study_are_left_out(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    assert [p.call_id for p in points_by_theme(tables, calls[:1])["open-access"]] == ["juno-2012q2"]


def test_speakers_are_pooled_by_words_over_all_calls(tables: Tables) -> None:
    found = {s.group: (s.n_words_theme, s.n_words, s.share) for s in speakers_by_theme(tables)["open-access"]}
    assert found == {
        "management_prepared": (335, 2800, 335 / 2800),
        "management_answers": (105, 1280, 105 / 1280),
        "analyst_questions": (10, 420, 10 / 420),
    }


def test_speakers_without_a_word_have_no_share(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    only = tables["prevalence"].query("call_id == 'mrln-3fa9c1'")
    found = {s.group: s.share for s in speakers_by_theme({"prevalence": only})["open-access"]}
    assert found == {"management_prepared": 0.15, "management_answers": None, "analyst_questions": None}


def test_pooled_share_is_not_the_mean_of_shares() -> None:
    assert pooled(80 + 100, 800 + 200) == 0.18


@pytest.mark.parametrize(
    ("difference", "p_value", "expected"),
    [
        (0.11, 0.05, "up"),
        (0.11, 0.0501, "unclear"),
        (-0.11, 0.05, "down"),
        (-0.11, 0.06, "unclear"),
        (None, None, "unclear"),
    ],
)
def test_direction_of_a_theme_alone_on_two_calls_is_stated_by_its_p(
    tables: Tables, calls: tuple[CallRead, ...], difference: float | None, p_value: float | None, expected: str
) -> None:
    assert contrast(tables, calls, difference=difference, p_value=p_value).direction == expected


def test_difference_with_an_interval_around_zero_is_told_without_its_size(
    tables: Tables, calls: tuple[CallRead, ...]
) -> None:
    found = contrast(tables, calls, low=-0.01)
    assert (found.direction, found.is_size_open) == ("up", True)
    assert found.sentence.endswith("−1.0 to 17.0); too few passages to tell by how much.")


def test_p_is_corrected_for_the_tracked_themes_tried_on_the_same_two_calls(tables: Tables) -> None:
    found = contrast_q_values(tables)
    pair = "juno-2012q2", "juno-2012q4"
    # .001 .018 1.0 of three; the discovered theme is a family of its own, and so is each other pair
    assert [found[theme, *pair] for theme in ("open-access", "copper-prices", "tunnel-fires", "old-tune")] == [
        0.003, 0.027, 1.0, 0.0001
    ]  # fmt: skip
    assert found["open-access", "vsta-2012q2", "vsta-2012q2-2"] == 0.028


def test_contrast_keeps_its_numbers(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    found = contrast(tables, calls)
    assert (found.share_from, found.share_to, found.difference, found.p_value) == (0.04, 0.15, 0.11, 0.001)
    assert (found.company_id, found.call_id_from, found.call_id_to) == ("juno", "juno-2012q2", "juno-2012q4")


def test_contrasts_with_a_direction_come_first_then_the_largest(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    found = compared(tables, calls)["open-access"]
    assert [(c.direction, c.difference) for c in found] == [("up", 0.4), ("up", 0.11), ("unclear", -0.495)]


def test_contrast_names_calls_by_their_ids_where_they_share_a_quarter(
    tables: Tables, calls: tuple[CallRead, ...]
) -> None:
    found = next(c for c in compared(tables, calls)["open-access"] if c.call_id_to == "vsta-2012q2-2")
    assert "in vsta-2012q2-2," in found.sentence
    assert "in vsta-2012q2 (" in found.sentence


def test_contrast_names_calls_by_their_ids_where_a_quarter_is_unknown(
    tables: Tables, calls: tuple[CallRead, ...]
) -> None:
    assert "in juno-2012q2 " in contrast(tables, calls, call_id_to="mrln-3fa9c1").sentence


def test_contrast_names_a_call_by_its_id_where_another_shares_its_quarter(
    tables: Tables, calls: tuple[CallRead, ...]
) -> None:
    found = next(c for c in compared(tables, calls)["open-access"] if c.call_id_to == "vsta-2013q1")
    assert "vsta-2012q2-2" in found.sentence


def test_contrast_with_a_call_outside_the_study_is_left_out(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    without = [call for call in calls if call.call_id != "juno-2012q4"]
    assert "copper-prices" not in compared(tables, without)


def test_trend_of_all_companies_comes_first(tables: Tables) -> None:
    found = trends_by_theme(tables, companies_of(tables))["open-access"]
    assert [(trend.scope, trend.scope_label) for trend in found] == [
        ("ALL", "All companies"),
        ("vsta", "Vesta Cable plc"),
    ]


def test_trend_without_a_reason_says_so(tables: Tables) -> None:
    assert trends_by_theme(tables, ())["copper-prices"][0].reason == "No reason is given."


def test_gather_finds_nothing_in_empty_tables(tables: Tables) -> None:
    empty = {name: table.head(0) for name, table in tables.items()}
    found = gather(empty, (), (), {}, {}, max_quotes=5)
    assert found.passages == Passages({}, {}, {})
    others = (part for name, part in vars(found).items() if name != "passages")
    assert [dict(part) for part in others] == [{}] * 5

"""A study tagged part by part: however its calls are split, rows and background are those of the whole, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.config.catalog import Catalog, TrackedTheme
from themes.records import TABLES
from themes.tagging.background import Background, BackgroundSums, Cosines, NearnessSums
from themes.tagging.evidence import Signs
from themes.tagging.incremental import Earlier, Scoring, tag_incrementally
from themes.tagging.matcher import CatalogVectors, Matcher, MatchSettings, Tagged, tag_parts
from themes.tagging.passages import Passages

N_CALLS, DIMENSION = 12, 96
WORDS = "barge timber cork glass river lock sill mill wages ice freight bottle tax dear spring winter".split()
THEMES = (
    TrackedTheme(id="freight", label="Freight", description="Barges.", strong_cues=("barge",), weak_cues=("river", "lock")),
    TrackedTheme(id="cork", label="Cork", description="Cork.", strong_cues=("cork",), near_misses=("Glass.", "Bottles.")),
    TrackedTheme(id="mood", label="Mood", description="Mood."),
)  # fmt: skip
CATALOG = Catalog(name="harbour", theme=THEMES)
NO_ROWS = Earlier(pd.DataFrame(columns=list(TABLES["chunk_themes"])))


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def study() -> tuple[pd.DataFrame, np.ndarray, CatalogVectors, dict[tuple[str, str], bool]]:
    """Chunks, vectors, catalog vectors, and verdicts on *mood* that follow a direction its matcher does not know."""
    rng = np.random.default_rng(11)
    rows: list[dict[str, object]] = []
    for call in range(N_CALLS):
        for k in range(int(rng.integers(3, 40))):
            role = ("executive", "analyst")[int(rng.integers(2))]
            rows.append(
                {
                    "chunk_id": f"c{call}:{k}", "call_id": f"c{call}", "turn_index": k // 2, "exchange_index": k // 5,
                    "speaker": f"{role} {k % 3}", "role": role, "is_short": False,
                    "kind": "content" if rng.random() < 0.9 else "courtesy",
                    "text": " ".join(rng.choice(WORDS, 12)) + ".", "text_hash": f"{call}-{k}",
                }
            )  # fmt: skip
    chunks = pd.DataFrame(rows)
    vectors = unit(rng.normal(size=(len(chunks), DIMENSION)) + 0.5)
    hidden = vectors @ unit(rng.normal(size=(1, DIMENSION)))[0]
    vectors = unit(vectors + 2 * np.outer(np.sign(hidden), rng.normal(size=DIMENSION) / 20))
    asked = np.flatnonzero((chunks["kind"] == "content").to_numpy())[::3]
    verdicts = {(str(chunks["text_hash"][k]), "mood"): bool(hidden[k] > 0) for k in asked}
    positive = {theme.id: unit(rng.normal(size=(3, DIMENSION)) + 0.5) for theme in THEMES}
    negative = {theme.id: unit(rng.normal(size=(len(theme.near_misses), DIMENSION))) for theme in THEMES}
    return chunks, vectors, CatalogVectors(positive, negative), verdicts


CHUNKS, VECTORS, CATALOG_VECTORS, VERDICTS = study()
PASSAGES = Passages.of(CHUNKS, VECTORS)
MATCHER = Matcher(CATALOG, CATALOG_VECTORS, MatchSettings(0.3, decided=VERDICTS))


def split(passages: Passages, part_of: Sequence[int]) -> list[Passages]:
    """Call ``k`` goes into part ``part_of[k]``; parts come in the order of their numbers, which is no order of calls."""
    numbers = sorted(set(part_of))
    return [passages.of_calls({f"c{k}" for k, own in enumerate(part_of) if own == number}) for number in numbers]


def facts(background: Background) -> tuple[object, ...]:
    learnt = {theme: (c.weights.tolist(), c.bias) for theme, c in background.corrections.items()}
    return background.cosines, learnt


def tagged(part_of: Sequence[int]) -> tuple[pd.DataFrame, Background]:
    backgrounds: list[Background] = []

    def tag(matcher: Matcher, passages: Passages) -> Tagged:
        found = tag_parts(matcher, split(passages, part_of))
        backgrounds.append(found.background)
        return found

    scoring = Scoring(CATALOG, CATALOG_VECTORS, MATCHER.settings, "test")
    rows, _ = tag_incrementally(CHUNKS, VECTORS, scoring, NO_ROWS, (), tag)
    return rows, backgrounds[0]


@cache
def at_once() -> tuple[pd.DataFrame, Background]:
    return tagged([0] * N_CALLS)


def test_planted_study_has_rows_of_each_theme_and_learns_from_its_verdicts() -> None:
    rows, background = at_once()
    assert set(rows["theme_id"]) == {"freight", "cork", "mood"}
    assert set(background.corrections) == {"mood"}
    assert len({cosines.mean for cosines in background.cosines.values()}) == 3


@pytest.mark.slow
@given(part_of=st.lists(st.integers(0, 5), min_size=N_CALLS, max_size=N_CALLS))
@settings(deadline=None, max_examples=10)
def test_rows_and_background_do_not_depend_on_how_calls_are_split(part_of: list[int]) -> None:
    whole, background = at_once()
    rows, own = tagged(part_of)
    pd.testing.assert_frame_equal(rows, whole, check_exact=True)
    assert facts(own) == facts(background)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.id)
def test_evidence_of_a_call_is_the_same_to_the_last_bit_alone_and_among_others(theme: TrackedTheme) -> None:
    sentences = CATALOG_VECTORS.positive[theme.id], CATALOG_VECTORS.negative[theme.id]
    together = Signs.of(PASSAGES, theme, *sentences).against(Cosines(0.3, 0.1)).as_features()
    for k, call in enumerate(PASSAGES.call_slices):
        alone = Signs.of(PASSAGES.of_calls([f"c{k}"]), theme, *sentences).against(Cosines(0.3, 0.1)).as_features()
        assert alone.tolist() == together[call].tolist()


def test_a_call_tagged_without_the_others_against_its_own_background_has_other_rows() -> None:
    apart = pd.concat([tag_parts(MATCHER, [PASSAGES.of_calls([f"c{k}"])]).rows for k in range(N_CALLS)])
    assert sorted(apart["score"]) != sorted(at_once()[0]["score"])


# --- sums -----------------------------------------------------------------------------------------------------------


def test_mean_and_sd_are_those_worked_out_by_hand() -> None:
    # 0.5 and -0.25 with sixty prior passages of mean 0.25, sd 0.12: mean (0.25 + 15) / 62
    found = (NearnessSums.of(np.array([0.5])) + NearnessSums.of(np.array([-0.25]))).finish()
    mean = 15.25 / 62
    variance = ((0.5 - mean) ** 2 + (-0.25 - mean) ** 2 + 60 * 0.12**2) / 62
    assert (found.mean, found.sd) == (pytest.approx(mean, rel=1e-15), pytest.approx(sqrt(variance), rel=1e-14))


cosine = st.floats(-1, 1, width=32).filter(lambda x: x == 0 or abs(x) > 2**-15)


@given(st.lists(st.tuples(cosine, st.integers(0, 3)), max_size=40))
def test_sums_are_exact_for_float32_cosines_and_add_up_in_any_order(marked: list[tuple[float, int]]) -> None:
    values = [x for x, _ in marked]
    parts = [NearnessSums.of(np.array([x for x, own in marked if own == k], dtype=float)) for k in range(4)]
    whole = NearnessSums.of(np.array(values, dtype=float))
    assert parts[0] + parts[1] + parts[2] + parts[3] == parts[3] + (parts[1] + parts[0]) + parts[2] == whole
    assert Fraction(whole.total, 2**40) == sum(map(Fraction, values))
    assert Fraction(whole.squares, 2**80) == sum(Fraction(x) ** 2 for x in values)


def test_study_of_no_part_has_the_prior_for_a_background_and_no_row() -> None:
    found = tag_parts(MATCHER, [])
    assert found.background.cosines == dict.fromkeys(("freight", "cork", "mood"), Cosines(0.25, 0.12))
    assert found.rows.empty


def test_theme_that_was_measured_before_is_tagged_against_that_background() -> None:
    before = {"cork": Cosines(0.9, 0.01)}
    matcher = Matcher(CATALOG, CATALOG_VECTORS, MatchSettings(0.3), before)
    assert set(matcher.sums(PASSAGES).nearness) == {"freight", "mood"}
    rows = tag_parts(matcher, [PASSAGES]).rows
    anew = tag_parts(Matcher(CATALOG, CATALOG_VECTORS, MatchSettings(0.3)), [PASSAGES]).rows
    changed = {theme for theme in ("freight", "cork", "mood") if scores_of(rows, theme) != scores_of(anew, theme)}
    assert changed == {"cork"}


def scores_of(rows: pd.DataFrame, theme: str) -> dict[str, float]:
    own = rows[rows["theme_id"] == theme]
    return dict(zip(own["chunk_id"], own["score"], strict=True))


def test_sums_of_different_themes_and_calls_are_put_side_by_side() -> None:
    one, other = NearnessSums(1, 2, 3), NearnessSums(10, 20, 30)
    of_call = PASSAGES.of_calls(["c1"])
    found = BackgroundSums({"a": one, "b": one}, {"c1": of_call}) + BackgroundSums({"b": other, "c": other}, {})
    assert found.nearness == {"a": one, "b": NearnessSums(11, 22, 33), "c": other}
    assert list(found.decided_calls) == ["c1"]


def test_calls_are_split_between_calls_only() -> None:
    parts = list(PASSAGES.split(5))
    assert [part.spoken["call_id"].nunique() for part in parts] == [5, 5, 2]
    pd.testing.assert_frame_equal(Passages.joined(parts).spoken, PASSAGES.spoken)
    assert list(PASSAGES.of_calls([]).split(5)) == []

"""Checks of a catalog: each planted defect is found, and a sound theme has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from themes.config.catalog import Catalog, TrackedTheme
from themes.records import TABLES
from themes.tagging.catalog_checks import check_catalog
from themes.tagging.matcher import CatalogVectors

MakeChunks = Callable[..., pd.DataFrame]
AXES = np.eye(6, dtype=np.float32)
SOUND = TrackedTheme(
    id="barges", label="Barges", description="Boats.", examples=("A barge.", "Barges sail.", "Our barge."),
    near_misses=("A lorry.", "A train.", "A plane."), strong_cues=("barge*",),
)  # fmt: skip


def changed(fields: dict[str, object]) -> TrackedTheme:
    return TrackedTheme.model_validate(SOUND.model_dump(by_alias=True) | fields)


def found(
    theme: TrackedTheme,
    *others: TrackedTheme,
    texts: tuple[str, ...] = (),
    assigned: str = "",
    unscored: tuple[str, ...] = (),
    outside: Sequence[str] = (),
) -> pd.DataFrame:
    """Findings on passages, each a call (assigned where the letter says y), those ``outside`` beyond the theme's limits.

    Examples lie on one axis, near misses on another.
    """
    catalog = Catalog(theme=(theme, *others))
    vectors = CatalogVectors(
        {t.id: np.repeat(AXES[:1], 1 + len(t.examples), axis=0) for t in catalog.theme},
        {t.id: np.repeat(AXES[1:2], len(t.near_misses), axis=0) for t in catalog.theme},
    )
    ids = [f"c{k}" for k in range(len(texts))]
    chunks = pd.DataFrame({"chunk_id": ids, "call_id": ids, "kind": "content", "text": list(texts)})
    rows = [
        (i, t.id, "tracked", 0.9, True, "")
        for i, letter in zip(ids, assigned, strict=False)
        if letter == "y"
        for t in catalog.theme
    ]
    table = pd.DataFrame(rows, columns=list(TABLES["chunk_themes"])[:6])
    return check_catalog(catalog, vectors, chunks, table, unscored=unscored, outside={theme.id: frozenset(outside)})


def kinds(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["finding"], table["what"], strict=True))


def test_sound_theme_has_no_finding() -> None:
    assert found(SOUND, texts=("A barge came.", *["Nothing."] * 40), assigned="y").empty


def test_cues_that_never_fire_are_listed_together() -> None:
    theme = changed({"weak_cues": ("sluice*", "lock"), "not_cues": ("barge pole",)})
    table = found(theme, texts=("A barge at the lock.", *["Nothing."] * 40), assigned="y")
    assert kinds(table) == {"cues never fire": "sluice*", "not-cues never take anything out": "barge pole"}


def test_strong_cue_in_more_than_one_passage_of_twenty_is_too_broad() -> None:
    row = found(SOUND, texts=("A barge.",) * 2 + ("Nothing.",) * 18, assigned="yy").iloc[0]
    assert row.tolist() == ["barges", "strong cue is too broad", "barge*", 2, 0.1, "c0"]
    assert found(SOUND, texts=("A barge.",) + ("Nothing.",) * 19, assigned="y").empty


def test_strong_cue_whose_passages_are_rarely_assigned_misleads() -> None:
    theme = changed({"strong_cues": ("barge*", "boat")})
    texts = ("A boat.",) * 5 + ("A barge.",) * 2 + ("Nothing.",) * 200
    row = found(theme, texts=texts, assigned="y").iloc[0]
    assert row.tolist() == ["barges", "strong cue misleads: assigned where it stands alone", "boat", 5, 0.2, "c1"]
    assert found(theme, texts=texts, assigned="yy").empty


def test_theme_that_came_after_the_run_is_told_and_no_cue_of_it_misleads() -> None:
    table = found(SOUND, texts=("A barge.",) * 5 + ("Nothing.",) * 200, unscored=("barges",))
    assert kinds(table) == {"not in the last run yet": "the next refresh scores it"}


def test_example_without_a_cue_and_far_from_the_others_is_not_taken() -> None:
    theme = changed({"examples": ("A barge.", "Barges sail.", "A spoon.")})
    catalog = Catalog(theme=(theme,))
    vectors = CatalogVectors({"barges": AXES[[0, 0, 0, 2]]}, {"barges": AXES[[1, 1, 1]]})
    nothing = pd.DataFrame(columns=list(TABLES["chunks"])), pd.DataFrame(columns=list(TABLES["chunk_themes"]))
    assert kinds(check_catalog(catalog, vectors, *nothing)) == {"example the matcher does not take": "A spoon."}


def test_near_miss_with_a_strong_cue_that_lies_among_the_examples_is_taken() -> None:
    theme = changed({"near_misses": ("A lorry.", "A train.", "A barge of lies.")})
    vectors = CatalogVectors({"barges": AXES[[0, 0, 0, 0]]}, {"barges": AXES[[1, 1, 0]]})
    nothing = pd.DataFrame(columns=list(TABLES["chunks"])), pd.DataFrame(columns=list(TABLES["chunk_themes"]))
    table = check_catalog(Catalog(theme=(theme,)), vectors, *nothing)
    assert kinds(table) == {"near miss the matcher takes": "A barge of lies."}


def test_few_sentences_are_told() -> None:
    theme = changed({"examples": ("A barge.", "Barges sail."), "near_misses": ()})
    assert kinds(found(theme)) == {"fewer than 3 examples": "2", "fewer than 3 near misses": "0"}


def test_twins_share_a_cue_and_passages() -> None:
    twin = changed({"id": "boats"})
    table = found(SOUND, twin, texts=("A barge.", *["Nothing."] * 40), assigned="y")
    assert kinds(table) == {
        "strong cue is also one of boats": "barge*",
        "mostly the passages of another theme": "boats",
    }


def test_passages_outside_of_a_themes_limits_speak_neither_for_nor_against_its_cues() -> None:
    theme = changed({"until": "2013Q4", "strong_cues": ("barge*", "boat", "raft")})
    texts = ("A boat.",) * 5 + ("A barge.", "A raft.") + ("Nothing.",) * 200
    late = [f"c{k}" for k in (*range(5), 6)]
    assert kinds(found(theme, texts=texts, assigned="nnnnny", outside=late)) == {"cues never fire": "boat, raft"}


def test_theme_with_no_call_within_its_limits_is_told_so_and_nothing_of_its_cues() -> None:
    theme = changed({"until": "2013Q4"})
    table = found(theme, texts=("A barge.",), outside=["c0"])
    assert kinds(table) == {"no call within the theme's limits": "from ever until 2013Q4"}

"""Checks of a catalog: each planted defect is found, and a sound theme has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from themes.config.catalog import Catalog, TrackedTheme
from themes.records import TABLES
from themes.tagging.catalog_checks import CheckScope, check_catalog
from themes.tagging.cue_checks import StudyPassages, cue_findings
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
    near: Sequence[str] = (),
    unscored: tuple[str, ...] = (),
    outside: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Findings on passages, each a call (assigned where the letter says y), those ``outside`` beyond the theme's limits.

    Passages of ``near`` are near in meaning to every theme.  Examples lie on one axis, near misses on another.
    """
    catalog = Catalog(theme=(theme, *others))
    vectors = CatalogVectors(
        {t.id: np.repeat(AXES[:1], 1 + len(t.examples), axis=0) for t in catalog.theme},
        {t.id: np.repeat(AXES[1:2], len(t.near_misses), axis=0) for t in catalog.theme},
    )
    ids = [f"c{k}" for k in range(len(texts))]
    chunks = pd.DataFrame({"chunk_id": ids, "call_id": ids, "kind": "content", "text": list(texts)})
    taken = {i for i, letter in zip(ids, assigned, strict=False) if letter == "y"}
    rows = [
        {"chunk_id": i, "theme_id": t.id, "kind": "tracked", "assigned": i in taken, "meaning": 2.0 * (i in near)}
        for i in ids
        if i in taken or i in near
        for t in catalog.theme
    ]
    table = pd.DataFrame(rows, columns=list(TABLES["chunk_themes"]))
    scope = CheckScope(only, unscored, {theme.id: frozenset(outside)})
    return check_catalog(catalog, vectors, chunks, table, scope)


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
    assert row.tolist()[:6] == ["barges", "strong cue is too broad", "barge*", 2, 0.1, "c0"]
    assert found(SOUND, texts=("A barge.",) + ("Nothing.",) * 19, assigned="y").empty


def test_strong_cue_whose_passages_are_rarely_assigned_misleads() -> None:
    theme = changed({"strong_cues": ("barge*", "boat")})
    texts = ("A boat.",) * 5 + ("A barge.",) * 2 + ("Nothing.",) * 200
    row = found(theme, texts=texts, assigned="y").iloc[0]
    assert row.tolist()[:6] == ["barges", "strong cue misleads: assigned where it stands alone", "boat", 5, 0.2, "c1"]
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


SILENCED = changed({"not_cues": ("barge",)})


def test_not_cue_that_silences_a_strong_cue_of_passages_near_the_theme_is_found() -> None:
    texts = ("The barge sank.",) * 6 + ("Nothing.",) * 200
    row = found(SILENCED, texts=texts, near=[f"c{k}" for k in range(5)]).iloc[0]
    assert row.tolist()[:6] == ["barges", "not-cue silences a strong cue", "barge", 5, 5 / 6, "c0"]
    assert found(SILENCED, texts=texts, near=["c0", "c1"]).empty


def test_not_cue_beside_a_sentence_that_names_the_theme_silences_nothing() -> None:
    texts = ("The barge sank. Barges sink.",) * 6 + ("Nothing.",) * 200
    assert found(SILENCED, texts=texts, near=[f"c{k}" for k in range(6)], assigned="yyyyyy").empty


def test_subject_of_a_passage_is_evidence_that_a_not_cue_silences_the_theme() -> None:
    theme = changed({"not_cues": ("barge",), "subjects": ("logistics-freight",)})
    texts = {f"c{k}": "The barge sank." for k in range(6)}
    chunks = pd.DataFrame({"chunk_id": texts.keys(), "call_id": "a", "kind": "content", "text": texts.values()})
    chunks = chunks.assign(subject="logistics-freight", subject_probability=[0.9] * 5 + [0.4])
    own = StudyPassages.of(chunks, pd.DataFrame(columns=list(TABLES["chunk_themes"]))).for_theme(theme)
    assert own.near == {f"c{k}" for k in range(5)}
    silenced = [found.n_passages for found in cue_findings(theme, own) if found.finding.startswith("not-cue silences")]
    assert silenced == [5]


def test_plain_word_of_the_label_that_carries_the_theme_and_is_only_a_weak_cue_is_found() -> None:
    theme = changed({"strong_cues": ("boat",), "weak_cues": ("barge*",)})
    texts = ("A barge.",) * 6 + ("A boat.",) + ("Nothing.",) * 200
    near = [f"c{k}" for k in range(4)]
    row = found(theme, texts=texts, near=near, assigned="yynnnny").iloc[0]
    assert row.tolist() == [
        "barges", "plain word is only a weak cue", "barge*", 6, 4 / 6, "c2", "put 'barge*' among the strong cues",
    ]  # fmt: skip
    assert found(theme, texts=texts, near=near[:3], assigned="yynnnny").empty


def test_most_harmful_finding_comes_first_and_each_has_a_mend() -> None:
    twin = changed({"id": "boats", "strong_cues": ("boat",), "weak_cues": ("oar",)})
    table = found(SOUND, twin, texts=("A barge.", "A boat.", *["Nothing."] * 38), assigned="yy")
    assert table["finding"].tolist() == ["mostly the passages of another theme", "cues never fire"]
    assert table["mend"].str.len().min() > 0


def test_only_the_themes_asked_for_are_looked_at_and_what_they_share_with_others() -> None:
    idle = {"weak_cues": ("oar",)}
    twin = changed({"id": "boats", **idle})
    table = found(changed(idle), twin, texts=("A barge.", *["Nothing."] * 40), assigned="y", only=["boats"])
    assert kinds(table[table["theme_id"] == "boats"]) == {"cues never fire": "oar"}
    assert set(table.loc[table["theme_id"] == "barges", "what"]) == {"boats", "barge*"}

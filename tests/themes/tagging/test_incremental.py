"""Tracked themes are scored where something changed, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.fakes import HashingEncoder
from themes.config.catalog import Catalog, TrackedTheme
from themes.records import TABLES
from themes.tagging.incremental import Earlier, Scoring, definition, tag_incrementally, tag_whole
from themes.tagging.matcher import Matcher, MatchSettings, Tagged, catalog_sentences, split_vectors
from themes.tagging.passages import Passages

MakeChunks = Callable[..., pd.DataFrame]
NONE = Earlier(pd.DataFrame(columns=list(TABLES["chunk_themes"])))

TEXTS = [
    "We moved the timber by barge again and the barge paid for itself.",
    "Cork was dear all winter and cork will stay dear for a while.",
    "Nobody asked about the barge but the barge was late all spring.",
    "Wages at the mill were as they were in every other year before.",
]


def catalog(**cues: tuple[str, ...]) -> Catalog:
    words = {"freight": ("barge",), "cork": ("cork",)} | cues
    themes = [TrackedTheme(id=i, label=i, description=f"About {i}.", strong_cues=w) for i, w in words.items()]
    return Catalog(name="test", theme=tuple(themes))


@pytest.fixture
def chunks(make_chunks: MakeChunks) -> pd.DataFrame:
    return make_chunks([(call, 1, "executive", 12) for call in ("c1", "c1", "c2", "c2")], text=TEXTS).assign(
        text_hash=list("abcd")
    )


def scoring(given: Catalog, **settings: object) -> Scoring:
    sentences = HashingEncoder().encode(catalog_sentences(given))
    return Scoring(given, split_vectors(given, sentences), MatchSettings(0.3, **settings), "hashing/64")  # type: ignore[arg-type]


def vectors_of(chunks: pd.DataFrame) -> np.ndarray:
    return HashingEncoder().encode(chunks["text"].tolist())


class LookedAt(list[tuple[str, str]]):
    """Pairs (theme, passages) that are scored."""

    def tag(self, matcher: Matcher, passages: Passages) -> Tagged:
        self.extend((t.id, "".join(passages.spoken["text_hash"])) for t in matcher.catalog.theme)
        return tag_whole(matcher, passages)


@pytest.fixture
def looked_at() -> LookedAt:
    return LookedAt()


def scored(
    chunks: pd.DataFrame,
    given: Scoring,
    earlier: Earlier = NONE,
    touched: tuple[str, ...] = (),
    looked_at: LookedAt | None = None,
) -> tuple:
    tag = looked_at.tag if looked_at is not None else tag_whole
    return tag_incrementally(chunks, vectors_of(chunks), given, earlier, touched, tag)


def test_new_call_alone_is_scored_and_the_others_keep_their_rows(chunks: pd.DataFrame, looked_at: LookedAt) -> None:
    first = chunks[chunks["call_id"] == "c1"].reset_index(drop=True)
    given = scoring(catalog())
    before, how = scored(first, given)
    now, again = scored(chunks, given, Earlier(before, how), ("c2",), looked_at)
    assert looked_at == [("freight", "cd"), ("cork", "cd")]
    assert again == how
    kept = now[now["chunk_id"].isin(first["chunk_id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, before)
    assert "freight" in set(now.loc[~now["chunk_id"].isin(first["chunk_id"]), "theme_id"])


def test_scores_of_a_call_are_those_it_would_have_had_against_the_background_of_the_fit(chunks: pd.DataFrame) -> None:
    given = scoring(catalog())
    everything, how = scored(chunks, given)
    first = everything[everything["chunk_id"].isin(chunks["chunk_id"][:2])].reset_index(drop=True)
    again, _ = scored(chunks, given, Earlier(first, how), ("c2",))
    pd.testing.assert_frame_equal(again, everything)


def test_edited_theme_is_scored_anew_and_the_others_are_not(chunks: pd.DataFrame, looked_at: LookedAt) -> None:
    before, how = scored(chunks, scoring(catalog()))
    now, again = scored(chunks, scoring(catalog(cork=("wages",))), Earlier(before, how), (), looked_at)
    assert ("cork", "abcd") in looked_at
    assert ("freight", "abcd") not in looked_at
    assert again["freight"] == how["freight"]
    assert again["cork"].definition != how["cork"].definition
    assert now.loc[(now["theme_id"] == "cork") & now["assigned"], "chunk_id"].tolist() == [chunks["chunk_id"][3]]


def test_rows_without_evidence_are_made_again_against_the_same_background(chunks: pd.DataFrame) -> None:
    first = chunks[chunks["call_id"] == "c1"].reset_index(drop=True)
    _, how = scored(first, scoring(catalog()))
    rows, _ = scored(chunks, scoring(catalog()), Earlier(NONE.rows, how), ("c1", "c2"))
    counted = (rows["assigned"] | (rows["score"] >= 0.2)).to_numpy()
    assert not counted.all()  # some rows are there for their meaning alone
    older = rows[counted].assign(strong_cue=None, meaning=np.nan)
    again, scored_how = scored(chunks, scoring(catalog()), Earlier(older, how))
    assert rows["meaning"].notna().all()
    pd.testing.assert_frame_equal(again, rows)
    assert scored_how == how


def test_rows_kept_from_another_score_on_are_made_again_against_the_same_background(chunks: pd.DataFrame) -> None:
    first = chunks[chunks["call_id"] == "c1"].reset_index(drop=True)
    _, how = scored(first, scoring(catalog()))
    before, _ = scored(chunks, scoring(catalog()), Earlier(NONE.rows, how), ("c1", "c2"))
    more, again = scored(chunks, scoring(catalog(), min_score=0.001), Earlier(before, how))
    assert again == how
    assert set(zip(before["theme_id"], before["chunk_id"], strict=True)) < set(
        zip(more["theme_id"], more["chunk_id"], strict=True)
    )
    fewer, _ = scored(chunks, scoring(catalog()), Earlier(more, how, min_score=0.001))
    pd.testing.assert_frame_equal(fewer, before)


def test_theme_that_left_the_catalog_leaves_no_rows(chunks: pd.DataFrame) -> None:
    before, how = scored(chunks, scoring(catalog()))
    only = Catalog(name="test", theme=catalog().theme[:1])
    now, again = scored(chunks, scoring(only), Earlier(before, how))
    assert set(now["theme_id"]) == set(again) == {"freight"}


def test_decision_has_its_theme_scored_anew(chunks: pd.DataFrame, looked_at: LookedAt) -> None:
    before, how = scored(chunks, scoring(catalog()))
    now, _ = scored(chunks, scoring(catalog(), decided={("d", "cork"): True}), Earlier(before, how), (), looked_at)
    assert ("cork", "abcd") in looked_at
    assert ("freight", "abcd") not in looked_at
    assert now.loc[now["origin"] == "person", "chunk_id"].tolist() == [chunks["chunk_id"][3]]


def test_call_with_a_decided_passage_has_the_theme_scored_anew(chunks: pd.DataFrame, looked_at: LookedAt) -> None:
    first = chunks[chunks["call_id"] == "c1"].reset_index(drop=True)
    given = scoring(catalog(), decided={("d", "cork"): True})
    before, how = scored(first, given)
    scored(chunks, given, Earlier(before, how), ("c2",), looked_at)
    assert looked_at == [("freight", "cd"), ("cork", "abcd")]


def test_rows_of_calls_that_are_gone_are_dropped(chunks: pd.DataFrame) -> None:
    given = scoring(catalog())
    before, how = scored(chunks, given)
    left = chunks[chunks["call_id"] == "c2"].reset_index(drop=True)
    now, _ = scored(left, given, Earlier(before, how))
    assert set(now["chunk_id"]) <= set(left["chunk_id"])
    assert len(now)


def test_definition_tells_edits_of_any_part() -> None:
    theme = catalog().theme[0]
    same = theme.model_copy()
    edited = TrackedTheme(id="freight", label="freight", description="About barges.", strong_cues=("barge",))
    assert definition(theme) == definition(same) != definition(edited)

"""The local engine: batches are its own affair, what comes out is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from embeddings.cached import VectorCache, text_hash
from embeddings.encoder import Encoder
from tests.fakes import HashingEncoder, MemoryCache
from themes.engines.base import Engine
from themes.engines.local import LocalEngine
from themes.engines.registry import load_engine
from themes.pipeline.refresh import refresh
from themes.store.runs import read_tables
from themes.tagging.matcher import Matcher, Tagged
from themes.tagging.passages import Passages

MakeStudy = Callable[..., Path]
TEXTS = [f"Barge {n} left the valley." for n in range(7)]
HASHES = [text_hash(text) for text in TEXTS]


def test_texts_are_committed_in_batches_of_the_engines_size() -> None:
    cache, encoder = MemoryCache(), HashingEncoder()
    vectors = LocalEngine(texts_per_batch=3).embed(encoder, TEXTS, HASHES, cache)
    assert cache.puts == [3, 3, 1]
    np.testing.assert_array_equal(vectors, LocalEngine().embed(encoder, TEXTS, HASHES, MemoryCache()))


def run_with(engine: Engine, folder: Path, make_study: MakeStudy) -> Mapping[str, pd.DataFrame]:
    study = make_study(folder)
    refresh(study, (str(folder / "calls"),), encoder=HashingEncoder(), engine=engine)
    return read_tables(study)


def test_run_does_not_depend_on_how_many_calls_are_tagged_together(tmp_path: Path, make_study: MakeStudy) -> None:
    one_by_one = run_with(LocalEngine(calls_per_part=1), tmp_path / "one", make_study)
    together = run_with(load_engine(), tmp_path / "all", make_study)
    assert len(together["calls"]) > 1
    for name in ("chunk_themes", "prevalence", "trends"):
        pd.testing.assert_frame_equal(one_by_one[name], together[name], check_exact=True)


@pytest.mark.parametrize("given", [{"texts_per_batch": 0}, {"calls_per_part": 0}])
def test_batch_of_nothing_is_refused(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="both must be at least 1"):
        LocalEngine(**given)


class Notes:
    """An engine of one's own: notes what it is asked for and lets the local one do it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(
        self,
        encoder: Encoder,
        texts: Sequence[str],
        hashes: Sequence[str],
        cache: VectorCache,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        self.asked.append("embed")
        return LocalEngine().embed(encoder, texts, hashes, cache, progress)

    def tag(self, matcher: Matcher, passages: Passages) -> Tagged:
        self.asked.append("tag")
        return LocalEngine().tag(matcher, passages)


def test_refresh_leaves_embedding_and_tagging_to_the_engine_it_is_given(tmp_path: Path, make_study: MakeStudy) -> None:
    engine = Notes()
    run_with(engine, tmp_path, make_study)
    assert engine.asked == ["embed", "tag"]


def test_engine_is_chosen_by_name() -> None:
    assert load_engine("local") == LocalEngine()
    with pytest.raises(ValueError, match="engine is 'cloud', must be one of local"):
        load_engine("cloud")

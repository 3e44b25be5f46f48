"""Long measurements, printed as ratios against the stock alternative in the same run; no wall time is asserted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import load_encoder
from embeddings.weights import packaged_model
from themes.config.packaged_data import packaged_data
from themes.pipeline.refresh import refresh
from themes.store.runs import read_tables
from themes.study.create import create_study


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("bench") / "study"
    create_study(folder)
    refresh(folder, (str(packaged_data() / "sample" / "calls"),))
    chunks = read_tables(folder)["chunks"]
    return chunks.loc[chunks["kind"] == "content", "text"].tolist()


def test_encoding_against_sentence_transformers_as_shipped(texts: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    ours, stock = load_encoder("default"), SentenceTransformer(str(packaged_model()), local_files_only=True)
    ours.encode(texts[:32])
    stock.encode(texts[:32])
    mine = min(seconds(lambda: ours.encode(texts)) for _ in range(3))
    theirs = min(seconds(lambda: stock.encode(texts)) for _ in range(3))
    cosines = (ours.encode(texts[:200]) * stock.encode(texts[:200], normalize_embeddings=True)).sum(axis=1)
    print(f"\nencoding {len(texts)} passages: {theirs / mine:.2f} times stock, least cosine {cosines.min():.5f}")
    assert cosines.min() >= 0.999


def test_whole_run_against_stock_bertopic_on_the_same_passages(texts: list[str], tmp_path: Path) -> None:
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer

    create_study(tmp_path / "study")
    calls = str(packaged_data() / "sample" / "calls")
    ours = seconds(lambda: refresh(tmp_path / "study", (calls,)))
    model = SentenceTransformer(str(packaged_model()), local_files_only=True)
    stock = seconds(lambda: BERTopic(embedding_model=model).fit_transform(texts))
    run = json.loads(read_tables(tmp_path / "study")["run"]["settings"].iloc[0])
    print(f"\nwhole refresh {ours:.1f} s, stock BERTopic {stock:.1f} s: ratio {ours / stock:.2f} ({run['model_id']})")
    assert np.isfinite(ours / stock)

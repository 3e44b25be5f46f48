"""Long measurements, printed as ratios against the stock alternative in the same run; no wall time is asserted."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from embeddings.encoder import load_encoder
from embeddings.models import settle_precision
from embeddings.weights import UPDATES, packaged_model
from themes.config.packaged_data import packaged_data
from themes.pipeline.refresh import refresh
from themes.store.runs import read_tables
from themes.study.create import create_study


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "study"
    create_study(folder, "telecom")
    refresh(folder, (str(packaged_data() / "sample" / "calls"),))
    return folder


@pytest.fixture(scope="module")
def texts(study: Path) -> list[str]:
    chunks = read_tables(study)["chunks"]
    return chunks.loc[chunks["kind"] == "content", "text"].tolist()


def test_encoding_against_sentence_transformers_as_shipped(texts: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    ours, stock = load_encoder("plain"), SentenceTransformer(str(packaged_model()), local_files_only=True)
    ours.encode(texts[:32])
    stock.encode(texts[:32])
    mine = min(seconds(lambda: ours.encode(texts)) for _ in range(3))
    theirs = min(seconds(lambda: stock.encode(texts)) for _ in range(3))
    cosines = (ours.encode(texts[:200]) * stock.encode(texts[:200], normalize_embeddings=True)).sum(axis=1)
    print(f"\nencoding {len(texts)} passages: {theirs / mine:.2f} times stock, least cosine {cosines.min():.5f}")
    assert cosines.min() >= 0.999


@pytest.mark.parametrize("precision", dict.fromkeys([settle_precision("auto"), "float32"]))
def test_encoding_by_each_packaged_model(texts: list[str], precision: Literal["float32", "bfloat16"]) -> None:
    encoders = [load_encoder(name, precision=precision) for name in ("plain", *UPDATES)]
    for encoder in encoders:
        encoder.encode(texts[:32])
    took = {e.model_id: min(seconds(lambda e=e: e.encode(texts)) for _ in range(3)) for e in encoders}  # type: ignore[misc]
    plain = next(iter(took.values()))
    for model_id, of_model in took.items():
        print(f"\n{model_id}: {len(texts) / of_model:.0f} texts/s, {plain / of_model:.2f} times plain", end="")
    print()
    assert len(took) == 1 + len(UPDATES)


def test_first_search_against_a_process_that_imports_sentence_transformers(study: Path) -> None:
    search = ["-c", "from themes.cli.app import app; app()", "search", str(study), "fiber shortages", "--format", "csv"]
    found = subprocess.run([sys.executable, *search], capture_output=True, text=True, check=True).stdout
    mine, theirs = (
        min(
            seconds(lambda c=c: subprocess.run([sys.executable, *c], capture_output=True, check=True)) for _ in range(3)
        )  # type: ignore[misc]
        for c in (search, ["-c", "import sentence_transformers"])
    )
    print(f"\nfirst search {mine:.1f} s, import of sentence_transformers {theirs:.1f} s: ratio {mine / theirs:.2f}")
    assert len(found.splitlines()) > 1


def test_whole_run_against_stock_bertopic_on_the_same_passages(texts: list[str], tmp_path: Path) -> None:
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer

    create_study(tmp_path / "study", "telecom")
    calls = str(packaged_data() / "sample" / "calls")
    ours = seconds(lambda: refresh(tmp_path / "study", (calls,)))
    model = SentenceTransformer(str(packaged_model()), local_files_only=True)
    stock = seconds(lambda: BERTopic(embedding_model=model).fit_transform(texts))
    run = json.loads(read_tables(tmp_path / "study")["run"]["settings"].iloc[0])
    print(f"\nwhole refresh {ours:.1f} s, stock BERTopic {stock:.1f} s: ratio {ours / stock:.2f} ({run['model_id']})")
    assert np.isfinite(ours / stock)

"""Seconds and memory of the figures for 1,000 calls and 60 themes: `python -m tests.benchmarks.measuring_speed [CALLS]`."""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pandas as pd

from themes.diffusion.first_mentions import first_mentions
from themes.prevalence.by_quarter import prevalence_by_quarter
from themes.prevalence.contrasts import contrast_calls
from themes.prevalence.estimate import measure_prevalence
from themes.prevalence.intervals import ResamplingSettings, cluster_calls
from themes.stats.adoption import accepted_passages
from themes.trends.table import judge_trends

PASSAGES, EXCHANGES, REMARKS = 170, 25, 50


def corpus(n_calls: int, n_themes: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Calls of 20 companies, 170 passages each, every passage on about two themes of those given."""
    rng = np.random.default_rng(seed)
    ids = [f"c{k:04d}" for k in range(n_calls)]
    quarters = [f"{2000 + k // 20 // 4}Q{k // 20 % 4 + 1}" for k in range(n_calls)]
    calls = pd.DataFrame({"call_id": ids, "company_id": [f"k{k % 20}" for k in range(n_calls)]})
    calls = calls.assign(calendar_quarter=quarters, fiscal_quarter=quarters, call_date=None)
    place = np.tile(np.arange(PASSAGES), n_calls)
    exchange = np.where(place < REMARKS, 0, 1 + (place - REMARKS) * EXCHANGES // (PASSAGES - REMARKS))
    chunks = pd.DataFrame({"call_id": np.repeat(ids, PASSAGES), "exchange_index": exchange})
    chunks["chunk_id"] = [f"{call}:{k}" for call, k in zip(chunks["call_id"], place, strict=True)]
    asks = (exchange > 0) & (place % 3 == 0)
    chunks = chunks.assign(kind="content", role=np.where(asks, "analyst", "executive"))
    chunks["section"] = np.where(exchange == 0, "prepared_remarks", "q_and_a")
    chunks["n_words"] = rng.integers(30, 111, len(chunks))
    rows = rng.integers(0, len(chunks), 2 * len(chunks))
    talk = pd.DataFrame({"chunk_id": chunks["chunk_id"].to_numpy()[rows]})
    talk["theme_id"] = np.char.add("t", rng.integers(0, n_themes, len(talk)).astype(str))
    talk = talk.drop_duplicates().assign(kind="tracked")
    talk["score"] = rng.random(len(talk)).round(4)
    talk = talk.assign(assigned=talk["score"] >= 0.5, origin="matcher")
    return calls, chunks, talk.assign(strong_cue=talk["score"] >= 0.7, meaning=3 * talk["score"])


def main() -> None:
    n_calls = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    themes = [f"t{k}" for k in range(60)]
    calls, chunks, talk = corpus(n_calls, len(themes))
    settings = ResamplingSettings(1, 1000)
    started = time.perf_counter()

    def told(what: str) -> None:
        """Seconds since the corpus was made, which is no part of what is measured."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{what}: {time.perf_counter() - started:.1f} s so far, peak {peak:.2f} GB", flush=True)

    told("corpus")
    started = time.perf_counter()
    clustered = cluster_calls(chunks, talk, themes)
    told("clusters")
    prevalence = measure_prevalence(calls, clustered, themes)
    told(f"prevalence ({len(prevalence)} rows)")
    told(f"by quarter ({len(prevalence_by_quarter(prevalence))} rows)")
    shown = pd.DataFrame({"theme_id": themes, "kind": "tracked"})
    told(f"trends ({len(judge_trends(prevalence, themes, shown))} rows)")
    accepted = accepted_passages(chunks, talk)
    told(f"diffusion ({len(first_mentions(calls, prevalence, accepted))} rows)")
    told(f"contrasts ({len(contrast_calls(calls, clustered, themes, settings))} rows)")


if __name__ == "__main__":
    main()

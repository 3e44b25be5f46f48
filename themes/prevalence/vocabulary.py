"""Vocabulary drift: which cues and words make up a theme's passages each year, and what came and went.

In: ``calls``, ``chunks`` and ``chunk_themes``.  Out: a table theme × year × term.  A term counts once a passage.  How
much the words of a year differ from those of the year before is the Jensen-Shannon distance of their distributions
(Lin 1991; base 2, so 0 to 1).  Two samples of the same talk differ too, and the fewer passages the more: so whole calls
are dealt out anew between the two years, each company keeping its number of calls a year, and the distance is held
against those of 200 deals (permutation test; Phipson & Smyth 2010).  Terms came or went when the share of
passages with them moved beyond what any term's did in 19 of 20 deals (Westfall & Young 1993).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.text.phrases import phrase_analyzer

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]

DRIFT_COLUMNS = (
    "theme_id", "year", "n_passages", "distance", "distance_expected", "p_value", "term", "is_cue", "n_with", "share",
    "share_before", "moved",
)  # fmt: skip
_ALPHA = 0.05


@dataclass(frozen=True)
class DriftSettings:
    """Seed and number of deals; fewest passages that a year is compared with; characteristic words listed a year."""

    seed: int = 0
    deals: int = 200
    min_passages: int = 10
    n_words: int = 10


def vocabulary_drift(
    tables: Mapping[str, pd.DataFrame],
    theme_ids: Sequence[str],
    names: frozenset[str] = frozenset(),
    settings: DriftSettings | None = None,
) -> pd.DataFrame:
    """Terms of each theme's passages by calendar year, and how they differ from the year before.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``calls``, ``chunks`` and ``chunk_themes``.
    theme_ids : sequence of str
        Themes, in the order to show them.
    names : frozenset of str
        Words that are no terms: those of people's and companies' names.
    settings : DriftSettings, optional
        Seed and bounds.

    Returns
    -------
    DataFrame
        :data:`DRIFT_COLUMNS`.  A theme and year have a row for each cue that reasons name (three a passage at most),
        for the ten words that they have most beyond other passages of the study, and for each term that came or went.
        ``distance`` and what stands beside it belong to the year and are NaN where it or the year before has too few
        passages; ``share`` and ``share_before`` are shares of the theme's passages (0-1).
    """
    settings = settings or DriftSettings()
    spoken = _spoken(tables)
    assigned = tables["chunk_themes"][tables["chunk_themes"]["assigned"].astype(bool)]
    if spoken.empty or assigned.empty:
        return pd.DataFrame(columns=list(DRIFT_COLUMNS))
    words = _Words.of(spoken["text"].tolist(), names)
    rows: list[dict[str, object]] = []
    for theme_id in theme_ids:
        own = assigned[(assigned["theme_id"] == theme_id) & assigned["chunk_id"].isin(spoken.index)]
        if len(own):
            said = _Said.of(spoken, own, words)
            for year in np.unique(said.year).tolist():
                rows += [{"theme_id": theme_id} | row for row in _year_rows(said, year, settings)]
    return pd.DataFrame(rows, columns=list(DRIFT_COLUMNS))


def _spoken(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Content passages by id with ``company``, ``year`` and the number of their row; calls without quarter left out."""
    calls = tables["calls"].dropna(subset=["calendar_quarter"]).set_index("call_id")
    chunks = tables["chunks"]
    spoken = chunks[(chunks["kind"] == "content") & chunks["call_id"].isin(calls.index)].set_index("chunk_id")
    year = spoken["call_id"].map(calls["calendar_quarter"]).str[:4].astype(int)
    return spoken.assign(company=spoken["call_id"].map(calls["company_id"]), year=year, row=np.arange(len(spoken)))


@dataclass(frozen=True)
class _Words:
    """Which passage says which word (0 or 1, n_passages × n_words); the words; the share of passages with each."""

    matrix: csr_matrix
    words: NDArray[np.object_]
    share: Floats

    @classmethod
    def of(cls, texts: list[str], names: frozenset[str]) -> _Words:
        """Count passages; there is at least one, and one of them has a word."""
        from sklearn.feature_extraction.text import CountVectorizer

        phrases = phrase_analyzer(names)
        vectorizer = CountVectorizer(analyzer=lambda text: [p for p in phrases(text) if " " not in p], binary=True)
        matrix = vectorizer.fit_transform(texts)
        return cls(matrix, vectorizer.get_feature_names_out(), np.asarray(matrix.mean(axis=0)).ravel())


@dataclass(frozen=True)
class _Said:
    """The passages of a theme by call.

    ``company`` (codes), ``year`` and ``n_passages`` of each call; ``counts``: its passages with each term, shape
    (n_calls, n_terms); ``terms``, cues first; ``usual``: the share of all passages of the study with each word, zero
    for cues.
    """

    company: NDArray[np.int64]
    year: NDArray[np.int64]
    n_passages: NDArray[np.int64]
    counts: Floats
    terms: NDArray[np.object_]
    is_cue: NDArray[np.bool_]
    usual: Floats

    @classmethod
    def of(cls, spoken: pd.DataFrame, own: pd.DataFrame, words: _Words) -> _Said:
        """From passages, the theme's rows of ``chunk_themes`` and the words of all passages."""
        passages = spoken.loc[own["chunk_id"]]
        call, call_ids = pd.factorize(passages["call_id"])
        of_call = passages.drop_duplicates("call_id").set_index("call_id").loc[call_ids]
        given = own["cues"].where(own["cues"].notna(), "[]")
        cues = [[str(cue).lower() for cue in json.loads(text)] for text in given]
        cue_names = sorted({cue for named in cues for cue in named})
        of_cues = np.zeros((len(call_ids), len(cue_names)))
        for of_one, named in zip(call.tolist(), cues, strict=True):
            of_cues[of_one, [cue_names.index(cue) for cue in set(named)]] += 1
        of_words = np.zeros((len(call_ids), len(words.words)))
        for number in range(len(call_ids)):
            of_words[number] = words.matrix[passages["row"].to_numpy()[call == number]].sum(axis=0)
        there = of_words.any(axis=0)
        return cls(
            pd.factorize(of_call["company"])[0].astype(np.int64),
            of_call["year"].to_numpy(dtype=np.int64),
            np.bincount(call),
            np.hstack([of_cues, of_words[:, there]]),
            np.concatenate([np.array(cue_names, dtype=object), words.words[there]]),
            np.arange(len(cue_names) + there.sum()) < len(cue_names),
            np.concatenate([np.zeros(len(cue_names)), words.share[there]]),
        )


@dataclass(frozen=True)
class _Step:
    """What differs from the year before: distance, its mean over deals, p; +1 for terms that came, -1 that went."""

    distance: float
    expected: float
    p_value: float
    moved: NDArray[np.int64]


def _year_rows(said: _Said, year: int, settings: DriftSettings) -> list[dict[str, object]]:
    """The rows of a theme and year."""
    n, with_term = _of_year(said, year)
    n_before, with_before = _of_year(said, year - 1)
    step = _step(said, year, settings) if min(n, n_before) >= settings.min_passages else None
    moved = step.moved if step else np.zeros(len(said.terms), dtype=np.int64)
    of_year = {
        "year": year,
        "n_passages": n,
        "distance": step.distance if step else np.nan,
        "distance_expected": step.expected if step else np.nan,
        "p_value": step.p_value if step else np.nan,
    }
    return [
        of_year
        | {
            "term": said.terms[k],
            "is_cue": bool(said.is_cue[k]),
            "n_with": int(with_term[k]),
            "share": with_term[k] / n,
            "share_before": with_before[k] / n_before if n_before else np.nan,
            "moved": {1: "came", -1: "went", 0: ""}[int(moved[k])],
        }
        for k in _listed(said, with_term, n, moved, settings)
    ]


def _of_year(said: _Said, year: int) -> tuple[int, Floats]:
    """Passages of a year, and those with each term."""
    own = said.year == year
    return int(said.n_passages[own].sum()), said.counts[own].sum(axis=0)


def _listed(said: _Said, with_term: Floats, n: int, moved: NDArray[np.int64], settings: DriftSettings) -> list[int]:
    """Numbers of the terms to show: cues by frequency, then the words most in excess, then others that moved."""
    cues = [int(k) for k in np.argsort(-with_term, kind="stable") if said.is_cue[k] and (with_term[k] or moved[k])]
    named = {said.terms[k] for k in cues}
    excess = with_term - n * said.usual
    words = [int(k) for k in np.argsort(-excess, kind="stable") if not said.is_cue[k] and said.terms[k] not in named]
    characteristic = [k for k in words[: settings.n_words] if excess[k] > 0]
    return [*cues, *characteristic, *(k for k in words if moved[k] and k not in characteristic)]


def _step(said: _Said, year: int, settings: DriftSettings) -> _Step:
    """A year against the year before, and against deals of the same calls."""
    from scipy.spatial.distance import jensenshannon

    calls = np.flatnonzero((said.year == year) | (said.year == year - 1))
    deals = _deals(said.company[calls], said.year[calls] == year, settings)
    counts, n_passages = said.counts[calls], said.n_passages[calls]
    now, n_now = deals @ counts, deals @ n_passages
    before, n_before = counts.sum(axis=0) - now, n_passages.sum() - n_now
    words = ~said.is_cue
    distance = np.asarray(jensenshannon(now[:, words], before[:, words], base=2, axis=1))
    rise = _rise(now, n_now, before, n_before)
    enough = counts.sum(axis=0) >= settings.min_passages / 2
    largest = np.abs(rise[1:, enough]).max(axis=1, initial=0.0)
    bound = np.quantile(largest, 1 - _ALPHA, method="higher")
    moved = np.where(enough & (np.abs(rise[0]) > bound), np.sign(rise[0]), 0).astype(np.int64)
    as_far = int((distance[1:] >= distance[0] - 1e-12).sum())
    return _Step(float(distance[0]), float(distance[1:].mean()), (1 + as_far) / (1 + settings.deals), moved)


def _deals(company: NDArray[np.int64], is_now: NDArray[np.bool_], settings: DriftSettings) -> Floats:
    """1 where a call counts for the later year: as it was in the first row, then dealt out within companies."""
    rng = np.random.default_rng(settings.seed)
    deals = np.tile(is_now.astype(np.float64), (1 + settings.deals, 1))
    for code in np.unique(company):
        own = np.flatnonzero(company == code)
        deals[1:, own] = rng.permuted(deals[1:, own], axis=1)
    return deals


def _rise(now: Floats, n_now: Floats, before: Floats, n_before: Floats) -> Floats:
    """Standardised change of the share of passages with each term (the score test of two shares)."""
    n = (n_now + n_before)[:, None]
    pooled = (now + before) / n
    variance = pooled * (1 - pooled) * n / (n_now * n_before)[:, None]
    change = now / n_now[:, None] - before / n_before[:, None]
    return np.divide(change, np.sqrt(variance), out=np.zeros_like(change), where=variance > 0)

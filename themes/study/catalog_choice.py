"""Which packaged catalog suits a folder of transcripts: the themes that a sample of its calls names.

In: paths.  Out: :class:`CatalogChoice`.  A catalog for one industry suits calls that often name the themes that it has
beside the general one's.  Words are enough to tell: of four telecom suppliers and carriers 14% of passages name such
a theme, of calls of all industries fewer than 1%.  Nothing is stored, and no sentence model is needed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from themes.config.catalog import Catalog, industry_catalogs
from themes.config.packaged_data import ANY_INDUSTRY
from themes.corpus.ingest import ReadingSettings, find_files, take_in
from themes.errors import StudyError
from themes.formatting import counted, percent
from themes.records import TABLES
from themes.tagging.catalog_fit import MIN_INDUSTRY_SHARE
from themes.tagging.cues import Sentences, find_cues
from themes.tagging.time_limits import calls_outside

MAX_FILES = 12  # of the sample, spread over the folder


@dataclass(frozen=True)
class CatalogChoice:
    """The catalog that suits a folder, and why.

    ``shares``: by catalog for one industry, the share (0-1) of the sample's passages that name a theme of its own;
    ``n_calls``, ``n_passages``: of the sample.
    """

    name: str
    shares: Mapping[str, float]
    n_calls: int
    n_passages: int

    def __str__(self) -> str:
        """In one sentence."""
        sample = f"{counted(self.n_passages, 'passage')} of {counted(self.n_calls, 'call')}"
        found = ", ".join(f"{percent(share)} name a theme of {name}" for name, share in self.shares.items())
        return f"the catalog {self.name} suits: of {sample}, {found} that {ANY_INDUSTRY} does not have"


def suiting_catalog(paths: Collection[str]) -> CatalogChoice:
    """Sample the calls of some paths, and see which packaged catalog suits them.

    Parameters
    ----------
    paths : collection of str
        Files, folders or globs.

    Raises
    ------
    StudyError
        Nothing there, or no transcript in the sample.
    """
    chunks, calls = _sample(find_files(paths))
    sentences = Sentences.of(chunks["text"].tolist())
    shares = {catalog.name: _share_naming(catalog, sentences, chunks, calls) for catalog in industry_catalogs()}
    best = max(shares, key=lambda name: shares[name])
    return CatalogChoice(best if shares[best] >= MIN_INDUSTRY_SHARE else ANY_INDUSTRY, shares, len(calls), len(chunks))


def _share_naming(catalog: Catalog, sentences: Sentences, chunks: pd.DataFrame, calls: pd.DataFrame) -> float:
    """Share of passages with a strong cue of a theme within its limits in time."""
    outside, names = calls_outside(catalog, calls), np.zeros(len(chunks), dtype=bool)
    for theme in catalog.theme:
        is_outside = chunks["call_id"].isin(outside.get(theme.id, ())).to_numpy()
        names |= (find_cues(sentences, theme).has_strong > 0) & ~is_outside
    return float(names.mean())


def _sample(files: list[Path]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Passages of substance, and the calls they are of, of files spread over all that there are."""
    spread = np.unique(np.linspace(0, len(files) - 1, min(MAX_FILES, len(files))).astype(int))
    before = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    taken = take_in([files[k] for k in spread], before, ReadingSettings()).tables
    content = taken["chunks"][taken["chunks"]["kind"] == "content"]
    if content.empty:
        raise StudyError(f"no transcript among {counted(len(spread), 'file')}", mend="try: themes parse FILE")
    return content, taken["calls"]

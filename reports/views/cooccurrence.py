"""Tables ``chunk_themes`` and ``chunks`` to co-occurring themes: those that come up in the same turns.

Method: cosine of two sets, |A ∩ B| / √(|A| |B|) (Ochiai 1957), over turns in which a passage carries the theme.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from reports.records import ThemeReport

MAX_COOCCURRENCES = 4
MIN_TOGETHER = 3  # turns: fewer are a coincidence


@dataclass(frozen=True)
class Cooccurrence:
    """A theme that comes up beside another: turns that carry both, and their likeness (0–1)."""

    theme_id: str
    label: str
    n_together: int
    likeness: float


def cooccurrences_by_theme(
    tables: Mapping[str, pd.DataFrame], themes: Sequence[ThemeReport]
) -> dict[str, tuple[Cooccurrence, ...]]:
    """Find the themes that share most turns with each theme.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``chunk_themes`` and ``chunks``.
    themes : sequence of ThemeReport
        The themes to look at; others are left out.

    Returns
    -------
    dict of str to tuple of Cooccurrence
        The likest first, at most four, each with three turns in common at least.
    """
    if any(tables.get(name) is None or tables[name].empty for name in ("chunk_themes", "chunks")):
        return {}
    labels = {theme.theme_id: theme.label for theme in themes}
    ids = sorted(labels)
    held = _held(tables, ids)
    n_together = held.T @ held
    n_turns = np.diag(n_together)
    found: dict[str, list[Cooccurrence]] = defaultdict(list)
    for a, b in combinations(range(len(ids)), 2):
        n = int(n_together[a, b])
        if n >= MIN_TOGETHER:
            likeness = n / float(np.sqrt(n_turns[a] * n_turns[b]))
            found[ids[a]].append(Cooccurrence(ids[b], labels[ids[b]], n, likeness))
            found[ids[b]].append(Cooccurrence(ids[a], labels[ids[a]], n, likeness))
    return {
        theme_id: tuple(sorted(near, key=lambda n: (-n.likeness, n.theme_id))[:MAX_COOCCURRENCES])
        for theme_id, near in found.items()
    }


def _held(tables: Mapping[str, pd.DataFrame], ids: Sequence[str]) -> np.ndarray:
    """Turns × themes, 1 where a passage of the turn carries the theme."""
    assigned = tables["chunk_themes"]
    assigned = assigned.loc[
        assigned["assigned"].astype(bool) & assigned["theme_id"].isin(ids), ["chunk_id", "theme_id"]
    ]
    placed = assigned.merge(tables["chunks"][["chunk_id", "call_id", "turn_index"]], on="chunk_id")
    turns = placed.groupby(["call_id", "turn_index"]).ngroup().to_numpy()
    held = np.zeros((turns.max(initial=-1) + 1, len(ids)))
    held[turns, pd.Index(ids).get_indexer(pd.Index(placed["theme_id"]))] = 1
    return held

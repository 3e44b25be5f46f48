"""Lineage: what became of the known themes when discovery was fitted anew.

In: passages of the new topics and of the known themes, and their vectors.  Out: for each topic which theme it is, or
where it comes from; for each known theme that is not found again, where its passages went.  A topic continues a theme
by the passages they share *and* by what these mean: half the likeness is the Jaccard similarity of the passages known
before, half the cosine of the centres.  Pairs are chosen together (Kuhn 1955), so that one good pair does not cost two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from themes.topics.features import unit_rows

Floats = NDArray[np.float64]
Key = TypeVar("Key", int, str)
Event = Literal["born", "continued", "split", "merged", "retired", "revived"]

MATCH_FROM = 0.4  # likeness from which a topic is a known theme
MOST = 0.5  # share of passages from which a theme comes from another, or went into it


@dataclass(frozen=True)
class Origin:
    """Where a topic comes from: the theme it is (None: a new one) and the themes its passages come from.

    ``similarity`` is the likeness to the theme it is, ``ambiguity`` that to the next over it (0: no other is near).
    """

    event: Event
    theme_id: str | None
    parents: tuple[str, ...] = ()
    similarity: float = float("nan")
    ambiguity: float = float("nan")


@dataclass(frozen=True)
class Passages:
    """Passages (ids) by topic or theme, and the unit vector of each passage that is still in the study."""

    new: Mapping[int, frozenset[str]]
    alive: Mapping[str, frozenset[str]]
    retired: Mapping[str, frozenset[str]]
    row_of: Mapping[str, int]
    vectors: NDArray[np.float32]


def trace(passages: Passages) -> tuple[dict[int, Origin], dict[str, tuple[str, ...]]]:
    """Where every topic comes from, and for every theme alive that no topic is, the themes its passages went into.

    Themes alive are matched first; topics left over may revive retired themes.  A topic that is no known theme but
    has most of its known passages from one is split from it; a theme not found again, most of whose passages are in
    one topic, was merged into that.
    """
    new, alive = passages.new, passages.alive
    origins = _matched(new, alive, passages, "continued")
    is_theme = {o.theme_id: topic for topic, o in origins.items()}
    left = {topic: members for topic, members in new.items() if topic not in origins}
    for topic in left:
        source = _most_of(new[topic] & _union(alive), alive)
        if source is not None and source in is_theme:
            origins[topic] = Origin("split", None, (source,))
    left = {topic: members for topic, members in left.items() if topic not in origins}
    origins |= _matched(left, passages.retired, passages, "revived")
    origins |= {topic: Origin("born", None) for topic in new if topic not in origins}
    gone: dict[str, tuple[str, ...]] = {}
    for theme in alive:
        if theme in is_theme:
            continue
        into = _most_of(alive[theme], new)
        heir = None if into is None else origins[into]
        gone[theme] = ()
        if into is not None and heir is not None and heir.theme_id is not None:
            gone[theme] = (heir.theme_id,)
            if heir.event in ("continued", "merged"):
                origins[into] = replace(heir, event="merged", parents=(*heir.parents, theme))
    return origins, gone


def _matched(
    new: Mapping[int, frozenset[str]], old: Mapping[str, frozenset[str]], passages: Passages, event: Event
) -> dict[int, Origin]:
    from scipy.optimize import linear_sum_assignment

    if not new or not old:
        return {}
    topics, themes = list(new), list(old)
    alike = likeness(new, old, passages)
    found = {}
    for i, j in zip(*linear_sum_assignment(-alike), strict=True):
        if alike[i, j] >= MATCH_FROM:
            rivals = np.delete(alike[i], j)
            ambiguity = float(rivals.max() / alike[i, j]) if rivals.size else 0.0
            parents = (themes[j],)
            found[topics[i]] = Origin(event, themes[j], parents, round(float(alike[i, j]), 4), round(ambiguity, 4))
    return found


def likeness(new: Mapping[int, frozenset[str]], old: Mapping[str, frozenset[str]], passages: Passages) -> Floats:
    """Likeness of each topic to each theme, 0-1, shape (n_topics, n_themes).

    Half is the Jaccard similarity of their passages, of those known before: new calls say nothing about continuity.
    Half is the cosine of their centres among passages whose common mean was taken away.
    """
    known = _union(old)
    jaccard = np.zeros((len(new), len(old)))
    for i, members in enumerate(new.values()):
        here = members & known
        jaccard[i] = [len(here & there) / max(1, len(here | there)) for there in old.values()]
    centred = passages.vectors - passages.vectors.mean(axis=0, dtype=np.float64)
    centres = [
        unit_rows(np.vstack([_centre(members, passages.row_of, centred) for members in side.values()]))
        for side in (new, old)
    ]
    together: Floats = (jaccard + np.clip(centres[0] @ centres[1].T, 0, 1)) / 2
    return together


def _centre(members: frozenset[str], row_of: Mapping[str, int], centred: Floats) -> Floats:
    rows = sorted(row_of[m] for m in members if m in row_of)
    centre: Floats = centred[rows].mean(axis=0) if rows else np.zeros(centred.shape[1])
    return centre


def _union(sides: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sides.values())


def _most_of(members: frozenset[str], sides: Mapping[Key, frozenset[str]]) -> Key | None:
    """The side that holds most of the members; None where none holds half of them."""
    best = max(sides, key=lambda side: len(members & sides[side]), default=None)
    return best if best is not None and len(members & sides[best]) >= max(1.0, MOST * len(members)) else None

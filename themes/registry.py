"""Registry: the same discovered theme keeps the same id and name in every refresh.

In: what discovery found and what the study knew.  Out: theme ids, rows of ``themes`` and of ``lineage``.  New topics
are matched with known themes by the passages they share, optimally over all pairs (Hungarian method), not greedily.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from themes.discovery import LABEL_TERMS, Discovery, Topic
from themes.identity import slug
from themes.records import TABLES

MATCH_FROM = 0.25  # Jaccard similarity of shared passages from which a topic continues a known theme
MIN_STABILITY = 0.5  # mean best Jaccard similarity below which a theme is tentative (Hennig 2007: 0.5, dissolved)
VAGUE = 0.25  # share of a discovered theme's passages with one of its best phrases, below which it is tentative
ONE_VOICE = 0.8  # share of a discovered theme's passages from which it lives in one speaker or company
MOSTLY = 0.5  # share of a discovered theme's passages that a tracked theme must cover to be named in its description


@dataclass(frozen=True)
class Known:
    """What the last run knew: its ``themes`` table, and its discovered passages (chunk_id, theme_id)."""

    themes: pd.DataFrame
    placed: pd.DataFrame

    def without(self, taken: Iterable[str]) -> Known:
        """The same less discovered themes whose ids the catalog took over."""
        gone = list(taken)
        discovered = (self.themes["kind"] == "discovered") & self.themes["theme_id"].isin(gone)
        return Known(self.themes[~discovered], self.placed[~self.placed["theme_id"].isin(gone)])


@dataclass(frozen=True)
class Named:
    """Discovered themes with their ids: rows of ``themes``, of ``chunk_themes`` and of ``lineage``."""

    themes: pd.DataFrame
    chunk_themes: pd.DataFrame
    lineage: pd.DataFrame


def name_topics(discovery: Discovery, known: Known, taken: Iterable[str], run_id: int) -> Named:
    """Give every topic an id: that of the known theme it continues, else a new one that was never used.

    Parameters
    ----------
    discovery : Discovery
        Topics and placed passages of this refresh.
    known : Known
        The last run; empty tables in a first run.
    taken : iterable of str
        Ids that cannot be given (tracked themes).
    run_id : int
        Number of this run.
    """
    members = {
        t.index: set(discovery.placed.loc[discovery.placed["topic"] == t.index, "chunk_id"]) for t in discovery.topics
    }
    given = set(taken)
    known_rows = known.themes[known.themes["kind"] == "discovered"].set_index("theme_id")
    alive = known_rows.index[(known_rows["status"] != "retired") & ~known_rows.index.isin(list(given))]
    earlier = {str(t): set(known.placed.loc[known.placed["theme_id"] == t, "chunk_id"]) for t in alive}
    matches = _match(members, earlier)
    used = {*given, *known.themes["theme_id"].astype(str)}
    labels = {str(label) for label in known.themes["label"]}
    rows: list[dict[Hashable, Any]] = []
    lineage: list[tuple[str, str, list[str], float, float]] = []
    ids: dict[int, str] = {}
    for topic in discovery.topics:
        if topic.index in matches:
            theme_id, similarity, ambiguity = matches[topic.index]
            row = {"theme_id": theme_id, **known_rows.loc[theme_id].to_dict()}
            lineage.append(("continued", theme_id, [theme_id], similarity, ambiguity))
        else:
            label = _label(topic, labels)
            theme_id = _new_id(label, used)
            row = {"theme_id": theme_id, "kind": "discovered", "label": label, "first_run": run_id}
            lineage.append(("born", theme_id, [], np.nan, np.nan))
        used.add(theme_id)
        labels.add(str(row["label"]))
        ids[topic.index] = theme_id
        row |= {"terms": json.dumps(list(topic.terms)), "stability": topic.stability, "broader": topic.group}
        rows.append(row | {"last_run": run_id, "status": "active", "description": ""})
    _name_groups(rows)
    for theme_id in sorted(set(known_rows.index) - set(ids.values()) - given):
        rows.append({"theme_id": theme_id, **known_rows.loc[theme_id].to_dict(), "status": "retired"})
        if theme_id in earlier:
            lineage.append(("retired", theme_id, [], np.nan, np.nan))
    placed = discovery.placed.assign(theme_id=discovery.placed["topic"].map(ids))
    return Named(_frame(rows), _placed_rows(placed, list(ids.values())), _lineage_frame(lineage))


def keep_topics(placed: pd.DataFrame, known: Known, run_id: int) -> Named:
    """Keep the known themes as they are; ``placed`` has chunk_id, theme_id, score, fitted of old and new passages."""
    themes = known.themes[known.themes["kind"] == "discovered"].copy()
    themes.loc[themes["status"] != "retired", "last_run"] = run_id
    return Named(themes, _placed_rows(placed, themes["theme_id"].tolist()), _lineage_frame([]))


def _name_groups(rows: list[dict[Hashable, Any]]) -> None:
    """Put the label of its largest theme in ``broader`` of every theme of a group of two or more; none alone."""
    leaders: dict[int, str] = {}
    sizes: dict[int, int] = {}
    for row in rows:  # topics come largest first
        group = int(row["broader"])
        leaders.setdefault(group, str(row["label"]))
        sizes[group] = sizes.get(group, 0) + 1
    for row in rows:
        group = int(row["broader"])
        row["broader"] = leaders[group] if sizes[group] > 1 else None


def _match(new: dict[int, set[str]], old: dict[str, set[str]]) -> dict[int, tuple[str, float, float]]:
    """Topic → (theme id, similarity, ambiguity): second-best over best similarity, 0 when nothing else is near."""
    from scipy.optimize import linear_sum_assignment

    if not new or not old:
        return {}
    topics, themes = list(new), list(old)
    everything_old = set().union(*old.values())
    jaccard = np.zeros((len(topics), len(themes)))
    for i, t in enumerate(topics):
        here = new[t] & everything_old  # passages of new calls say nothing about continuity
        for j, o in enumerate(themes):
            jaccard[i, j] = len(here & old[o]) / max(1, len(here | old[o]))
    found = {}
    for row, column in zip(*linear_sum_assignment(-jaccard), strict=True):
        i, j = int(row), int(column)
        if jaccard[i, j] >= MATCH_FROM:
            rivals = np.delete(jaccard[i], j)
            ambiguity = float(rivals.max() / jaccard[i, j]) if rivals.size else 0.0
            found[topics[i]] = (themes[j], round(float(jaccard[i, j]), 4), round(ambiguity, 4))
    return found


def _label(topic: Topic, taken: set[str]) -> str:
    """A readable label that no other theme has: the best phrases, one more when needed."""
    for n in range(LABEL_TERMS, max(LABEL_TERMS, len(topic.terms)) + 1):
        text = ", ".join(topic.terms[:n]) or "unnamed theme"
        label = text[0].upper() + text[1:]
        if label not in taken:
            return label
    number = 2
    while f"{label} ({number})" in taken:
        number += 1
    return f"{label} ({number})"


def _new_id(label: str, used: set[str]) -> str:
    base = "-".join(slug(part) for part in label.split(", ")[:2])
    candidate, n = base, 1
    while candidate in used:
        n += 1
        candidate = f"{base}-{n}"
    return candidate


def _placed_rows(placed: pd.DataFrame, theme_ids: list[str]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "chunk_id": placed["chunk_id"],
            "theme_id": placed["theme_id"],
            "kind": "discovered",
            "score": placed["score"].astype(float),
            "assigned": True,
            "reason": np.where(placed["fitted"].astype(bool), "in the cluster", "near the cluster's centre"),
        },
        columns=list(TABLES["chunk_themes"]),
    )
    order = {theme: k for k, theme in enumerate(theme_ids)}
    return table.sort_values("theme_id", key=lambda s: s.map(order), kind="stable", ignore_index=True)


def describe_discovered(
    themes: pd.DataFrame, chunk_themes: pd.DataFrame, chunks: pd.DataFrame, calls: pd.DataFrame
) -> pd.DataFrame:
    """The discovered themes with descriptions: how many passages and calls, whose they are, which tracked theme.

    A theme that lives in one speaker, or in one of several companies, says so.

    A theme heard in one call only is ``tentative``: it may be that call's way of speaking rather than a story.  So is
    one that independent clusterings do not find again (stability below 0.5), and one whose passages have few words in
    common.
    """
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    passages = chunks.set_index("chunk_id")[["call_id", "speaker", "text"]]
    passages["company"] = passages["call_id"].map(calls.set_index("call_id")["company"])
    several = passages["company"].nunique() > 1
    tracked = assigned[assigned["kind"] == "tracked"]
    labels = themes.set_index("theme_id")["label"]
    described = themes.copy()
    for k, theme in described[described["kind"] == "discovered"].iterrows():
        own = assigned.loc[assigned["theme_id"] == theme["theme_id"], "chunk_id"]
        if theme["status"] == "retired" or own.empty:
            continue
        spoken = passages.loc[own]
        n_calls = int(spoken["call_id"].nunique())
        text = f"{len(own)} passages of {n_calls} call{'s' if n_calls > 1 else ''}."
        text += _mostly_by(spoken["speaker"]) or (_mostly_by(spoken["company"]) if several else "")
        shares = tracked[tracked["chunk_id"].isin(own)]["theme_id"].value_counts() / len(own)
        if len(shares) and shares.iloc[0] >= MOSTLY:
            text += f" Mostly the tracked theme “{labels[shares.index[0]]}” ({shares.iloc[0]:.0%} of its passages)."
        unstable = theme["stability"] < MIN_STABILITY  # not known (nan) is not unstable
        vague = _said_share(spoken["text"], json.loads(theme["terms"])[:LABEL_TERMS]) < VAGUE
        described.loc[k, "description"] = text + (" Its passages have few words in common." if vague else "")
        described.loc[k, "status"] = "tentative" if n_calls == 1 or unstable or vague else "active"
    return described


def _said_share(texts: pd.Series[str], terms: list[str]) -> float:
    """Share of passages in which one of the terms stands."""
    lowered = [text.lower() for text in texts]
    return sum(any(term.lower() in text for term in terms) for text in lowered) / len(lowered)


def _mostly_by(names: pd.Series[str]) -> str:
    shares = names.value_counts(normalize=True)
    most = len(shares) > 0 and shares.iloc[0] >= ONE_VOICE
    return f" Mostly {shares.index[0]} ({shares.iloc[0]:.0%} of its passages)." if most else ""


def _frame(rows: list[dict[Hashable, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLES["themes"]))


def _lineage_frame(rows: list[tuple[str, str, list[str], float, float]]) -> pd.DataFrame:
    packed = [(event, theme, json.dumps(parents), s, a) for event, theme, parents, s, a in rows]
    return pd.DataFrame(packed, columns=list(TABLES["lineage"]))

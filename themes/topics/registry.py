"""Registry: the same discovered theme keeps the same id and name in every refresh.

In: what discovery found, what the study knew, and where the topics come from (:mod:`themes.topics.lineage`).  Out:
theme ids, rows of ``themes``, ``placements`` and ``lineage``.  An id that was given is never given again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.records import HOUSEKEEPING, TABLES
from themes.text.identifiers import slug
from themes.topics.lineage import Origin, Passages, trace
from themes.topics.model import Discovery, Topic
from themes.topics.name_rules import same_name
from themes.topics.naming import LABEL_TERMS
from themes.topics.typicality import TYPICAL

Row = dict[Hashable, Any]

MAX_ID_WORDS = 5  # of a title, in the id of its theme
OUTGROWN = 0.5  # of the share that a topic's own phrases reach; a name said less often is not its name any more


@dataclass(frozen=True)
class Known:
    """What the study knew: the ``themes`` and ``placements`` of the run before, and the run of its last fit."""

    themes: pd.DataFrame
    placements: pd.DataFrame
    fit_run: int = 0

    def without(self, taken: Iterable[str]) -> Known:
        """The same less discovered themes whose ids the catalog took over; their passages are placed nowhere."""
        gone = list(taken)
        discovered = (self.themes["kind"] == "discovered") & self.themes["theme_id"].isin(gone)
        placements = self.placements.copy()
        theirs = placements["theme_id"].isin(gone)
        placements.loc[theirs, "theme_id"], placements.loc[theirs, "score"] = None, np.nan
        placements.loc[theirs, "how"] = "none"
        return Known(self.themes[~discovered], placements, self.fit_run)

    def label_terms_of(self, theme_id: str) -> list[str]:
        """The phrases that a discovered theme was named for."""
        return list(json.loads(str(self.themes.set_index("theme_id").loc[theme_id, "label_terms"])))

    def retired(self) -> pd.DataFrame:
        """The placements that retired themes last had."""
        return self.placements[(self.placements["run_id"] < self.fit_run) & self.placements["theme_id"].notna()]


@dataclass(frozen=True)
class Named:
    """Discovered themes with their ids: rows of ``themes``, of ``placements`` and of ``lineage``."""

    themes: pd.DataFrame
    placements: pd.DataFrame
    lineage: pd.DataFrame


@dataclass(frozen=True)
class Spoken:
    """The passages of a refresh, a row each: where they were before, their texts and unit vectors.

    ``carried`` is from :func:`themes.topics.assignment.carried_over`.
    """

    carried: pd.DataFrame
    texts: Sequence[str]
    vectors: NDArray[np.float32]

    def said_share(self, chunk_ids: Collection[str], phrases: Sequence[str]) -> float:
        """Share of these passages that say one of the phrases, whatever their case."""
        wanted, lowered = self.carried["chunk_id"].isin(list(chunk_ids)), [phrase.lower() for phrase in phrases]
        texts = [text.lower() for text, is_wanted in zip(self.texts, wanted, strict=True) if is_wanted]
        return sum(any(phrase in text for phrase in lowered) for text in texts) / max(1, len(texts))


def name_topics(
    discovery: Discovery,
    known: Known,
    spoken: Spoken,
    taken: Mapping[str, str],
    run_id: int,
    decided: Container[str] = (),
) -> Named:
    """Give every topic of a fit an id: that of the known theme it is, else a new one that was never used.

    Parameters
    ----------
    discovery : Discovery
        Topics and placed passages of this refresh.
    known : Known
        The run before; empty tables in a first run.
    spoken : Spoken
        The passages.
    taken : mapping of str to str
        Ids that cannot be given, with labels that cannot (tracked themes).
    run_id : int
        Number of this run.
    decided : container of str
        Themes that a person decided about: they keep id and name whatever their passages say.
    """
    carried = spoken.carried
    known = known.without(taken)
    members = _members(discovery.placed, "topic")
    retired, row_of = known.retired(), {str(c): k for k, c in enumerate(carried["chunk_id"])}
    alive = _members(carried[~carried["theme_id"].isin(taken)], "theme_id")
    passages = Passages(members, alive, _members(retired, "theme_id"), row_of, spoken.vectors)
    origins, gone = trace(passages)
    outgrown = [
        topic.index
        for topic in discovery.topics
        if (old := origins[topic.index].theme_id) is not None
        and old not in decided
        and _has_outgrown(topic, known.label_terms_of(old), spoken, members[topic.index])
    ]
    naming = _Naming(known.themes, taken, run_id)
    for topic in discovery.topics:
        origin = origins[topic.index]
        if topic.index in outgrown:
            old = str(origin.theme_id)
            gone[old] = (naming.add(topic, replace(origin, event="born", theme_id=None, parents=(old,))),)
        else:
            naming.add(topic, origin)
    _name_groups(naming.rows, naming.is_routine)
    naming.retire(gone)
    found = list(naming.ids.values())
    kept = [
        retired[~retired["theme_id"].isin(found)],
        known.placements[known.placements["theme_id"].isin(list(gone)) & (known.placements["run_id"] >= known.fit_run)],
    ]
    placed = _placements(discovery.placed, carried, naming.ids, run_id)
    placements = pd.concat([placed, *(k for k in kept if len(k))], ignore_index=True)
    return Named(_frame(naming.rows), placements, lineage_frame(naming.lineage))


def _has_outgrown(topic: Topic, name: Sequence[str], spoken: Spoken, chunk_ids: Collection[str]) -> bool:
    """Whether a theme's name is no longer its subject: its passages say it half as often as the topic's own phrases."""
    own = spoken.said_share(chunk_ids, topic.terms[:LABEL_TERMS])
    return spoken.said_share(chunk_ids, name) < OUTGROWN * own


def keep_topics(placements: pd.DataFrame, known: Known, run_id: int) -> Named:
    """Keep the known themes as they are; ``placements`` of the passages of this refresh, old and new."""
    themes = known.themes[known.themes["kind"] == "discovered"].copy()
    alive = themes["theme_id"].isin(placements["theme_id"].dropna().unique())
    themes.loc[alive, "last_run"] = run_id
    themes["status"] = np.where(alive, "active", "retired")
    retired = known.retired()
    parts = [part for part in (placements, retired[retired["theme_id"].isin(themes["theme_id"])]) if len(part)]
    return Named(themes, pd.concat(parts, ignore_index=True) if parts else placements, lineage_frame([]))


def add_born(
    named: Named,
    topics: Iterable[Topic],
    born: tuple[NDArray[np.int64], NDArray[np.float64]],
    taken: Mapping[str, str],
    run_id: int,
) -> Named:
    """The same with themes born between fits of passages that were like no theme.

    ``born``: of the first placements, those of this refresh, the topic (-1: none) and how surely (0-1).
    """
    labels, scores = born
    naming = _Naming(named.themes, taken, run_id)
    placements = named.placements.copy()
    for topic in topics:
        theme_id = naming.add(topic, Origin("born", None))
        rows = placements.index[np.flatnonzero(labels == topic.index)]
        for column, value in (("theme_id", theme_id), ("how", "born"), ("run_id", run_id)):
            placements.loc[rows, column] = value
        placements.loc[rows, "score"] = scores[labels == topic.index]
    for row in naming.rows:
        row["broader"] = HOUSEKEEPING if naming.is_routine[row["theme_id"]] else None
    added = _frame(naming.rows)
    themes = (
        pd.concat([part for part in (named.themes, added) if len(part)], ignore_index=True)
        if len(added)
        else named.themes
    )
    return Named(themes, placements, lineage_frame(naming.lineage))


def discovered_rows(
    placements: pd.DataFrame, themes: pd.DataFrame, fit_run: int, least: float = TYPICAL
) -> pd.DataFrame:
    """Rows of ``chunk_themes`` of the passages that discovered themes have, ordered by theme.

    A passage is assigned where it is typical: the probability that it is about its theme is ``least`` or more.
    """
    placed = placements[placements["theme_id"].notna() & (placements["run_id"] >= fit_run)]
    is_typical = placed["score"].astype(float).ge(least)
    table = pd.DataFrame(
        {
            "chunk_id": placed["chunk_id"],
            "theme_id": placed["theme_id"],
            "kind": "discovered",
            "score": placed["score"].astype(float),
            "assigned": is_typical,
            "reason": placed["how"].map(_REASONS).where(is_typical, "too little like the theme to count"),
            "origin": placed["how"],
            "strong_cue": pd.Series(pd.NA, index=placed.index, dtype="boolean"),
            "meaning": np.nan,
        },
        columns=list(TABLES["chunk_themes"]),
    )
    order = {theme: k for k, theme in enumerate(themes["theme_id"])}
    return table.sort_values("theme_id", key=lambda s: s.map(order), kind="stable", ignore_index=True)


_REASONS = {
    "core": "in the cluster",
    "near": "near the cluster's centre",
    "later": "most like the theme's passages",
    "born": "like passages that fitted no theme",
}


class _Naming:
    """The growing rows of ``themes`` and ``lineage``, and the id of each topic."""

    def __init__(self, known: pd.DataFrame, given: Mapping[str, str], run_id: int) -> None:
        self.rows: list[Row] = []
        self.lineage: list[tuple[str, str, tuple[str, ...], float, float]] = []
        self.ids: dict[int, str] = {}
        self.is_routine: dict[str, bool] = {}
        self._run_id, self._given = run_id, given
        self._known = known[known["kind"] == "discovered"].set_index("theme_id")
        self._used = {*given, *known["theme_id"].astype(str)}
        self._labels = {*given.values(), *known["label"].astype(str)}

    def add(self, topic: Topic, origin: Origin) -> str:
        """A row for a topic; returns its theme id."""
        if origin.theme_id is not None:
            row: Row = {"theme_id": origin.theme_id, **self._known.loc[origin.theme_id].to_dict()}
        else:
            label = _new_label(topic, self._labels, self._given.values())
            row = {"theme_id": _new_id(topic, label, self._used), "kind": "discovered", "label": label}
            named_for = list(topic.named_for or topic.terms[:LABEL_TERMS])
            row |= {"first_run": self._run_id, "label_terms": json.dumps(named_for)}
        theme_id = str(row["theme_id"])
        self.lineage.append((origin.event, theme_id, origin.parents, origin.similarity, origin.ambiguity))
        self._used.add(theme_id)
        self._labels.add(str(row["label"]))
        self.ids[topic.index] = theme_id
        row |= {"terms": json.dumps(list(topic.terms)), "stability": topic.stability, "broader": topic.group}
        self.is_routine[theme_id] = topic.is_routine
        self.rows.append(row | {"last_run": self._run_id, "status": "active", "description": ""})
        return theme_id

    def retire(self, gone: Mapping[str, tuple[str, ...]]) -> None:
        """Rows for the known themes that no topic is; ``gone``: those that were alive, and where they went."""
        for theme_id in sorted(set(self._known.index) - set(self.ids.values()) - set(self._given)):
            self.rows.append({"theme_id": theme_id, **self._known.loc[theme_id].to_dict(), "status": "retired"})
            if theme_id in gone:
                self.lineage.append(("retired", theme_id, gone[theme_id], np.nan, np.nan))


def _members(table: pd.DataFrame, key: str) -> dict[Any, frozenset[str]]:
    placed = table[table[key].notna()]
    return {k: frozenset(rows["chunk_id"]) for k, rows in placed.groupby(key, sort=False)}


def _placements(placed: pd.DataFrame, carried: pd.DataFrame, ids: Mapping[int, str], run_id: int) -> pd.DataFrame:
    """A placement by the fit for every passage; none for those that the fit left out."""
    found = carried[["chunk_id", "text_hash"]].merge(placed, on="chunk_id", how="left")
    is_placed = found["topic"].notna()
    core = found["fitted"].fillna(False).astype(bool)
    return pd.DataFrame(
        {
            "chunk_id": found["chunk_id"],
            "text_hash": found["text_hash"],
            "theme_id": found["topic"].map(ids).astype(object).where(is_placed, None),
            "score": found["score"].astype(float),
            "how": np.where(is_placed, np.where(core, "core", "near"), "none"),
            "run_id": run_id,
        },
        columns=list(TABLES["placements"]),
    )


def _name_groups(rows: list[Row], is_routine: Mapping[str, bool]) -> None:
    """Put the label of its largest theme in ``broader`` of every theme of a group of two or more; none alone.

    Routine themes have a group of their own.
    """
    leaders: dict[int, str] = {}
    sizes: dict[int, int] = {}
    stories = [row for row in rows if not is_routine.get(row["theme_id"], False)]
    for row in stories:  # topics come largest first
        group = int(row["broader"])
        leaders.setdefault(group, str(row["label"]))
        sizes[group] = sizes.get(group, 0) + 1
    for row in stories:
        group = int(row["broader"])
        row["broader"] = leaders[group] if sizes[group] > 1 else None
    for row in rows:
        if is_routine.get(row["theme_id"], False):
            row["broader"] = HOUSEKEEPING


def _new_label(topic: Topic, taken: set[str], tracked: Collection[str]) -> str:
    """The best title that no reader takes for another theme's (:func:`same_name`); with a number where there is none.

    A theme that would be called as a tracked one is what its catalog entry does not reach.
    """
    several = range(LABEL_TERMS, max(LABEL_TERMS, len(topic.terms)) + 1)
    titles = topic.titles or tuple(_capital(", ".join(topic.terms[:n]) or "unnamed theme") for n in several)
    first, *others = titles
    known = set(map(same_name, taken))
    beyond = [f"{first}, beyond the catalog"] if same_name(first) in set(map(same_name, tracked)) else []
    numbered = (f"{first} ({n})" for n in count(2))
    return next(title for title in chain([first, *beyond, *others], numbered) if same_name(title) not in known)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _new_id(topic: Topic, label: str, used: set[str]) -> str:
    of_terms = "-".join(slug(term) for term in topic.terms[:2])
    base = "-".join(slug(label).split("-")[:MAX_ID_WORDS]) if topic.titles else of_terms or "unnamed-theme"
    candidate, n = base, 1
    while candidate in used:
        n += 1
        candidate = f"{base}-{n}"
    return candidate


def _frame(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLES["themes"]))


def lineage_frame(rows: list[tuple[str, str, tuple[str, ...], float, float]]) -> pd.DataFrame:
    """The ``lineage`` table of (event, theme id, parents, similarity, ambiguity)."""
    packed = [(event, theme, json.dumps(list(parents)), s, a) for event, theme, parents, s, a in rows]
    return pd.DataFrame(packed, columns=list(TABLES["lineage"]))

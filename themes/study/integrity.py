"""Checking a study: whether what its current run says of itself is so.

In: a study folder.  Out: a :class:`Check` for each kind of fault, with the faults found, none where all is well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from embeddings.cached import text_hash
from themes.feedback.apply import apply_decisions
from themes.feedback.decisions import FILE_NAME, load_decisions
from themes.prevalence.intervals import taken_by_meaning
from themes.stats.consistency import contradictions, opposite_contrasts
from themes.store.runs import current_run, read_tables
from themes.store.vectors import read_vectors

Tables = Mapping[str, pd.DataFrame]

N_SHOWN = 10  # faults of a kind that are shown; then how many more
UNIT = 1e-3  # how far from one a vector's length may be

# Column → the table and column that must hold its value
_KEYS = (
    ("calls", "source", "sources", "path"),
    ("turns", "call_id", "calls", "call_id"),
    ("chunks", "call_id", "calls", "call_id"),
    ("chunk_themes", "chunk_id", "chunks", "chunk_id"),
    ("chunk_themes", "theme_id", "themes", "theme_id"),
    ("prevalence", "call_id", "calls", "call_id"),
    ("prevalence", "theme_id", "themes", "theme_id"),
    ("contrasts", "call_id_from", "calls", "call_id"),
    ("contrasts", "call_id_to", "calls", "call_id"),
    ("trends", "theme_id", "themes", "theme_id"),
    ("diffusion", "theme_id", "themes", "theme_id"),
    ("placements", "theme_id", "themes", "theme_id"),
    ("positions", "chunk_id", "chunks", "chunk_id"),
)
_UNIQUE = (("sources", "path"), ("calls", "call_id"), ("chunks", "chunk_id"), ("themes", "theme_id"))


@dataclass(frozen=True)
class Check:
    """What was looked at, and what is wrong with it; ``notes`` are for a reader, and no fault."""

    name: str
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


def check_study(folder: Path) -> list[Check]:
    """Verify the current run of a study, its vectors and decisions.

    Raises
    ------
    StudyError
        No study there, no run yet, or its file is damaged.
    """
    tables = read_tables(folder, current_run(folder))
    checks = {
        "ids are unique, and every reference leads somewhere": _references(tables),
        "every turn and passage stands at its offsets in the source text": _offsets(tables),
        "every passage has the hash of its text": _hashes(tables),
        "every content passage has a vector, finite and of length one": _vectors(folder, tables),
        "words of the shares are the sums of their passages": [*_sums(tables), *_evidence_sums(tables)],
        "one discovered theme a passage at most": _one_discovered(tables),
        "decisions apply": _decisions(folder, tables),
    }
    return [*(Check(name, _few(list(faults))) for name, faults in checks.items()), contradiction_check(tables)]


def contradiction_check(tables: Tables) -> Check:
    """Whether the words of a run contradict its numbers, each contradiction in a line.

    A company's last call against its own finding is a note: a quarter may differ from its years.
    """
    notes = tuple(f"{found}; no finding may say both" for found in opposite_contrasts(tables))
    return Check("no contradictions: words and numbers agree", tuple(map(str, contradictions(tables))), notes)


def stands_in(text: str, span: str) -> bool:
    """Whether the characters of a text stand in a span in their order; white space and what lies between do not count.

    Examples
    --------
    >>> stands_in("one two", "one - page 2 - two"), stands_in("two one", "one two")
    (True, False)
    """
    rest = iter(span)
    return all(character in rest for character in text if not character.isspace())


def _few(faults: list[str]) -> tuple[str, ...]:
    more = [f"… and {len(faults) - N_SHOWN} more"] if len(faults) > N_SHOWN else []
    return (*faults[:N_SHOWN], *more)


def _references(tables: Tables) -> Iterator[str]:
    for table, column in _UNIQUE:
        twice = tables[table][column][tables[table][column].duplicated()]
        yield from (f"{table}.{column}: {value} stands there twice" for value in twice.unique())
    for table, column, target, key in _KEYS:
        values = tables[table][column].dropna()
        lost = values[~values.isin(tables[target][key])]
        yield from (f"{table}.{column}: {value} is not in {target}" for value in lost.unique())


def _offsets(tables: Tables) -> Iterator[str]:
    texts = dict(zip(tables["sources"]["path"], tables["sources"]["text"], strict=True))
    source_of = dict(zip(tables["calls"]["call_id"], tables["calls"]["source"], strict=True))
    for table, id_of in (("turns", "turn_index"), ("chunks", "chunk_id")):
        columns = (tables[table][c] for c in ("call_id", id_of, "start_char", "end_char", "text"))
        for call, number, start, end, text in zip(*columns, strict=True):
            if not stands_in(text, (texts.get(source_of.get(call, "")) or "")[start:end]):
                yield f"{table}: {call} {number}: its words are not at {start}-{end} of the source"


def _hashes(tables: Tables) -> Iterator[str]:
    chunks = tables["chunks"]
    for chunk, text, known in zip(chunks["chunk_id"], chunks["text"], chunks["text_hash"], strict=True):
        if text_hash(text) != known:
            yield f"{chunk}: its text has another hash"


def _vectors(folder: Path, tables: Tables) -> Iterator[str]:
    content = tables["chunks"][tables["chunks"]["kind"] == "content"]
    model_id = json.loads(tables["run"]["settings"].iloc[0])["model_id"]
    found = read_vectors(folder / "vectors.duckdb", model_id, content["text_hash"].tolist())
    for chunk, key in zip(content["chunk_id"], content["text_hash"], strict=True):
        vector = found.get(key)
        if vector is None:
            yield f"{chunk}: no vector; the next refresh makes it"
        elif not np.isfinite(vector).all() or abs(float(np.linalg.norm(vector)) - 1) > UNIT:
            yield f"{chunk}: its vector is not finite or not of length one"


def _sums(tables: Tables) -> Iterator[str]:
    shares = tables["prevalence"][tables["prevalence"]["speaker_group"] == "all"]
    content = tables["chunks"][tables["chunks"]["kind"] == "content"].set_index("chunk_id")
    assigned = tables["chunk_themes"][tables["chunk_themes"]["assigned"].astype(bool)]
    said = assigned.assign(
        n_words=assigned["chunk_id"].map(content["n_words"]), call_id=assigned["chunk_id"].map(content["call_id"])
    )
    words = said.groupby(["theme_id", "call_id"])["n_words"].sum()
    totals = content.groupby("call_id")["n_words"].sum()
    columns = (shares[c] for c in ("theme_id", "call_id", "n_words_theme", "n_words"))
    for theme, call, n_theme, n_all in zip(*columns, strict=True):
        expected = words.get((theme, call), 0), totals.get(call, 0)
        if (n_theme, n_all) != expected:
            counted_words = f"its passages have {expected[0]} of {expected[1]}"
            yield f"{theme} in {call}: {n_theme} of {n_all} words, {counted_words}"


def _evidence_sums(tables: Tables) -> Iterator[str]:
    """Words that strong cues, and meaning alone, speak for; runs of versions that did not count them have none."""
    shares = tables["prevalence"][tables["prevalence"]["speaker_group"] == "all"]
    content = tables["chunks"][tables["chunks"]["kind"] == "content"].set_index("chunk_id")
    rows = tables["chunk_themes"]
    strong = rows["strong_cue"].fillna(False).to_numpy(dtype=bool)
    taken = {"n_words_strong": strong, "n_words_meaning": taken_by_meaning(rows)}
    for column, is_taken in taken.items():
        own, counted = rows[is_taken], shares.dropna(subset=[column])
        keys = [own["theme_id"], own["chunk_id"].map(content["call_id"])]
        words = own["chunk_id"].map(content["n_words"]).groupby(keys).sum()
        for theme, call, n_words in zip(counted["theme_id"], counted["call_id"], counted[column], strict=True):
            if n_words != words.get((theme, call), 0):
                yield f"{theme} in {call}: {column} is {n_words}, its passages have {words.get((theme, call), 0)}"


def _one_discovered(tables: Tables) -> Iterator[str]:
    rows = tables["chunk_themes"]
    discovered = rows.loc[(rows["kind"] == "discovered") & rows["assigned"].astype(bool), "chunk_id"]
    yield from (f"{chunk}: more than one" for chunk in discovered[discovered.duplicated()].unique())


def _decisions(folder: Path, tables: Tables) -> Iterable[str]:
    decisions = load_decisions(folder / FILE_NAME)
    themes, hashes = set(tables["themes"]["theme_id"]), set(tables["chunks"]["text_hash"])
    faults = list(apply_decisions(_as_found(tables), tables["chunk_themes"], decisions.themes)[2])
    for decision in decisions.passages:
        if decision.theme_id not in themes:
            faults.append(f"{decision.citation}: no theme {decision.theme_id}")
        elif decision.text_hash not in hashes:
            faults.append(f"{decision.citation}: the passage is not in the study any more")
    return faults


def _as_found(tables: Tables) -> pd.DataFrame:
    """The themes as the refresh found them, before people's decisions retired some."""
    fit = json.loads(tables["run"]["settings"].iloc[0]).get("fit") or {"run_id": 0}
    placements, themes = tables["placements"], tables["themes"].copy()
    alive = placements.loc[placements["run_id"] >= fit["run_id"], "theme_id"].dropna().unique()
    themes.loc[themes["theme_id"].isin(alive), "status"] = "active"
    return themes

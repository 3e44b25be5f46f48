"""Status of a study: what it holds, what it warns of, and what a refresh would do.

In: a study folder.  Out: :class:`StudyStatus`.  Reads only; files named by earlier refreshes are hashed, not parsed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import pandas as pd

from themes.config.catalog import load_catalog
from themes.config.settings import load_settings
from themes.corpus.ingest import file_digest
from themes.corpus.inputs import Inputs
from themes.corpus.source_index import file_of
from themes.errors import StudyError
from themes.formatting import counted
from themes.pipeline.refresh import settings_changed
from themes.quarters import quarter_range
from themes.store.runs import current_run, list_runs, read_table
from themes.study.outside_grid import OutsideGrid, company_unknown, lines_outside, outside_grid
from themes.study.renames import possible_renames

NOTHING, STOP = "nothing", "stop"  # how what a refresh would do begins, where it does nothing or cannot


@dataclass(frozen=True)
class StudyStatus:
    """What ``themes status`` tells; counts of files are of the paths that earlier refreshes named."""

    folder: str
    run: int | None
    runs: tuple[int, ...]
    finished_at: str | None
    n_calls: int
    n_chunks: int
    n_themes: dict[str, int]
    coverage: dict[str, dict[str, int]]
    outside_grid: tuple[OutsideGrid, ...]
    warnings: tuple[str, ...]
    refused: tuple[str, ...]
    would_do: str
    renames: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether a refresh would have nothing to do."""
        return self.would_do.startswith(NOTHING)

    @property
    def is_stopped(self) -> bool:
        """Whether a refresh would find none of the paths that it was given."""
        return self.would_do.startswith(STOP)

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """A page for a person."""
        return "\n".join(_lines(self))


def study_status(folder: Path) -> StudyStatus:
    """Look at a study.

    Raises
    ------
    StudyError, SettingsError
        No study there, or its settings cannot be read.
    """
    load_settings(folder / "study.toml")
    n_tracked = len(load_catalog(folder / "catalog.toml").theme)
    run = current_run(folder)
    if run is None:
        would = "read the transcripts you name: themes refresh STUDY FOLDER"
        return StudyStatus(str(folder), None, (), None, 0, 0, {"tracked": n_tracked}, {}, (), (), (), would)
    calls, sources, last = (read_table(folder, name, run) for name in ("calls", "sources", "run"))
    themes = read_table(folder, "themes", run)
    alive = themes[themes["status"] != "retired"]
    warnings = [f"{c.call_id}: {w}" for c in calls.itertuples() for w in json.loads(str(c.warnings))]
    not_read = sources[sources["status"] != "read"]
    return StudyStatus(
        folder=str(folder),
        run=run,
        runs=tuple(list_runs(folder)),
        finished_at=str(last["finished_at"].iloc[0]),
        n_calls=len(calls),
        n_chunks=int(last["n_chunks"].iloc[0]),
        n_themes={str(k): int(n) for k, n in alive["kind"].value_counts().sort_index().items()},
        coverage=_coverage(calls),
        outside_grid=outside_grid(calls, sources["path"].astype(str)),
        warnings=tuple(warnings),
        refused=tuple(f"{s.path}: {s.status}: {s.reason}" for s in not_read.itertuples()),
        would_do=_would_do(folder, last, sources),
        renames=possible_renames(folder, run, calls),
    )


def _coverage(calls: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Calls of known companies by calendar quarter, every quarter between the study's first and last."""
    dated = calls[calls["calendar_quarter"].notna() & ~company_unknown(calls)]
    if dated.empty:
        return {}
    quarters = list(quarter_range(dated["calendar_quarter"].min(), dated["calendar_quarter"].max()))
    counts = pd.crosstab(dated["company_id"], dated["calendar_quarter"])
    table = counts.reindex(columns=quarters, fill_value=0)
    return {str(c): {str(q): int(n) for q, n in row.items()} for c, row in table.to_dict("index").items()}


def _would_do(folder: Path, last: pd.DataFrame, sources: pd.DataFrame) -> str:
    changed_settings = settings_changed(folder)
    try:
        with Inputs.of(folder, json.loads(last["settings"].iloc[0])).files() as files:
            digests = {str(path): file_digest(path) for path in files}
    except StudyError as error:
        return f"{STOP}: {error}"
    known = {file_of(str(p), digests): s for p, s in zip(sources["path"], sources["sha256"].fillna(""), strict=True)}
    changed = [name for name, digest in digests.items() if known.get(name, digest) != digest]
    new = set(digests) - set(known)
    gone = len(set(known) - set(digests))
    away = f"; files gone: {gone}, their calls stay" if gone else ""
    n_open, llm = _open_questions(last), load_settings(folder / "study.toml").llm
    if not (new or changed or changed_settings) and n_open and llm and llm.base_url:
        return f"ask {llm.model} {counted(n_open, 'open question')}{away}"
    if not new and not changed and changed_settings:
        return f"make a new run: settings, encoder, catalog or corrections changed{away}"
    if not new and not changed:
        return f"{NOTHING}: {len(files)} files are as they were{away}"
    return f"read {len(new)} new and {len(changed)} changed files of {len(files)}{away}"


def _open_questions(run: pd.DataFrame) -> int:
    """How many questions to a language model the run left open."""
    return int(json.loads(run["settings"].iloc[0]).get("n_questions_open", 0))


def _lines(status: StudyStatus) -> Iterator[str]:
    yield f"study {status.folder}"
    if status.run is None:
        yield "no run yet"
    else:
        counts = ", ".join(f"{n} {kind}" for kind, n in status.n_themes.items())
        read = f"{counted(status.n_calls, 'call')}, {counted(status.n_chunks, 'passage')}"
        yield f"run {status.run} of {status.finished_at}: {read}"
        yield f"themes: {counts or 'none'}"
        yield from _grid(status.coverage)
        yield from lines_outside(status.outside_grid, status.n_calls, status.folder)
    for heading, items in (("not read", status.refused), ("warnings", status.warnings)):
        if items:
            yield f"{heading}:"
            yield from (f"  {item}" for item in items)
    yield from status.renames
    yield f"a refresh would: {status.would_do}"


_GAP, _MIN_GAP = "…", 4


def _grid(coverage: dict[str, dict[str, int]]) -> Iterator[str]:
    """Companies × quarters: a number where calls are, a dot where one is expected and missing."""
    # Not Rich's Table: it folds a row that is wider than the terminal (80 columns in a pipe), and sixty quarters are.
    if not coverage:
        return
    held = {quarter for counts in coverage.values() for quarter, n in counts.items() if n}
    columns = list(_columns(list(next(iter(coverage.values()))), held))
    width = max(map(len, coverage))
    yield f"{'':{width}}  {' '.join(columns)}"
    for company, counts in coverage.items():
        cells = " ".join(f"{'' if c == _GAP else counts[c] or '·':^{len(c)}}" for c in columns)
        yield f"{company:{width}}  {cells}".rstrip()


def _columns(quarters: list[str], held: set[str]) -> Iterator[str]:
    """The quarters; a year and more in which no company has a call is one gap."""
    for has_call, run in groupby(quarters, key=held.__contains__):
        few = list(run)
        if has_call or len(few) < _MIN_GAP:
            yield from few
        else:
            yield _GAP

"""What a shell completes: ids of the themes and companies of the study that a command line names.

In: the command line so far.  Out: ids with their names.  Read from the current run by DuckDB alone, in a fraction of a
second.  A study that cannot be read completes nothing: a shell has no place for an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from typer import Context


def theme_ids(context: Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Themes that are not retired, with their labels."""
    query = "SELECT theme_id, label FROM themes WHERE status <> 'retired' ORDER BY ALL"
    yield from _beginning(context, incomplete, query)


def company_ids(context: Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Companies, with a name of each."""
    query = "SELECT company_id, any_value(company) FROM calls GROUP BY company_id ORDER BY ALL"
    yield from _beginning(context, incomplete, query)


def _beginning(context: Context, incomplete: str, query: str) -> Iterator[tuple[str, str]]:
    import duckdb

    from themes.errors import StudyError
    from themes.store.runs import current_run, run_path

    # an option that still lacks its value keeps the words before it from being taken for arguments
    study = context.params.get("study") or next(map(Path, context.args), None)
    if study is None:
        return
    try:
        number = current_run(study)
        if number is None:
            return
        with duckdb.connect(str(run_path(study, number)), read_only=True) as run:
            rows = run.execute(query).fetchall()
    except (StudyError, duckdb.Error):
        return
    yield from ((str(key), str(name or "")) for key, name in rows if str(key).startswith(incomplete))

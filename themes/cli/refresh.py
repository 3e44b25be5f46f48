"""``themes refresh``: the command, its summary in words or JSON, and its log in the study."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.progress import progress_bars
from themes.cli.terminal import StudyArgument, say
from themes.cli.warning_kinds import lines_by_kind
from themes.formatting import counted

if TYPE_CHECKING:
    from themes.pipeline.refresh import RefreshSummary

LOG_NAME, LOG_BYTES, N_OLD_LOGS = "refresh.log", 1_000_000, 3

PathsArgument = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Files, folders, globs.")]
RefitOption = Annotated[
    Literal["auto", "always", "never"],
    typer.Option("--refit", help="Fit discovery anew: when due (the reason is shown), always, or never."),
]


def refresh(
    study: StudyArgument,
    paths: PathsArgument = None,
    refit: RefitOption = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print a summary as JSON on standard output.")] = False,
) -> None:
    """Read what is new or changed, embed, assign, discover, track; say what changed."""
    from themes.pipeline.refresh import refresh as run_refresh

    if (study / "study.toml").exists() and (away := _sent_away(study)):
        say(away)
    with progress_bars() as progress, refresh_log(study):
        done = run_refresh(study, tuple(paths or ()), refit=refit, progress=progress)
    for path, reason in done.refused:
        say(f"refused {path}: {reason}")
    for line in lines_by_kind(done.warnings, "call", f"themes status {study}"):
        say(line)
    say(summary_text(done))
    if as_json:
        typer.echo(json.dumps(done.as_dict(), ensure_ascii=False, indent=2))


def _sent_away(study: Path) -> str:
    """What a person must know before passages leave this machine; empty where they do not."""
    from themes.config.settings import load_settings

    llm = load_settings(study / "study.toml").llm
    if llm is None or llm.is_local:
        return ""
    return (
        f"[llm] in study.toml sends passages to {llm.base_url}, which is not this machine; to see what: "
        f"themes llm check {study}"
    )


def summary_text(done: RefreshSummary) -> str:
    """What a refresh did, in a few lines."""
    notes = "".join(f"\n{note}" for note in done.notes)
    if done.run_id is None:
        return f"{notes.strip()} ({counted(done.n_calls, 'call')}, {counted(done.n_unchanged, 'file')} unchanged)"
    seconds = ", ".join(f"{name} {s:.1f} s" for name, s in done.seconds.items() if s >= 0.1)
    calls = f"{counted(done.n_calls, 'call')} ({done.n_new} new, {done.n_changed} changed)"
    passages = counted(done.n_chunks, "passage")
    themes = f"{done.n_tracked} tracked and {counted(done.n_discovered, 'discovered theme')}"
    gone = f"\ncalls removed: {', '.join(done.removed)}" if done.removed else ""
    events = ", ".join(f"{n} {event}" for event, n in done.events.items())
    events = f"\ndiscovered themes: {events}" if events else ""
    return f"run {done.run_id}: {calls}, {passages}, {themes} ({seconds}){gone}{events}{notes}"


@contextmanager
def refresh_log(study: Path) -> Iterator[None]:
    """Keep what a refresh does, warnings and errors in ``refresh.log`` of the study, a megabyte and three older ones.

    A study that cannot be written has no log: the refresh itself then says so in one line.
    """
    if not (study / "study.toml").exists():
        yield
        return
    try:
        handler = RotatingFileHandler(study / LOG_NAME, maxBytes=LOG_BYTES, backupCount=N_OLD_LOGS, encoding="utf-8")
    except OSError:
        yield
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    logger, level = logging.getLogger("themes"), logging.getLogger("themes").level
    libraries = logging.getLogger("py.warnings")  # where logging.captureWarnings sends them
    logger.addHandler(handler)
    libraries.addHandler(handler)
    logger.setLevel(min(logging.INFO, level or logging.INFO))
    try:
        yield
    except BaseException as error:
        logger.info("stopped: %s", str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise
    finally:
        logger.removeHandler(handler)
        libraries.removeHandler(handler)
        logger.setLevel(level)
        handler.close()


EXAMPLES = {
    "refresh": (
        "themes refresh study path/to/transcripts",
        "themes refresh study",
        "themes refresh study 'calls/2013*/*.txt'",
    ),
}
COMMANDS = (refresh,)

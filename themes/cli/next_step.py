"""``themes`` alone: what to do next, where one stands.

In: the folder that one is in.  Out: lines for a person.  Nothing is made: no study, no file.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themes.study.surroundings import Surroundings

MOST_STUDIES = 8  # named
HELP = ("", "All commands: themes --help", "Is everything here that it needs? themes doctor")


def next_steps(folder: Path) -> Iterator[str]:
    """Lines that say what stands here and what to run next."""
    from themes.study.surroundings import look_around

    around = look_around(folder)
    if len(around.studies) == 1:
        yield from _of_study(folder, around.studies[0])
    elif around.studies:
        yield from _of_studies(around.studies)
    elif around.transcripts is not None:
        yield from _of_transcripts(around)
    else:
        yield from _of_nothing()
    yield from HELP


def _of_studies(studies: Sequence[Path]) -> Iterator[str]:
    """Several studies: how each stands is a command away."""
    yield f"{len(studies)} studies here. How each stands, and what a refresh would do:"
    yield from (f"  themes status {shlex.quote(str(study))}" for study in studies[:MOST_STUDIES])
    if len(studies) > MOST_STUDIES:
        yield f"  … {len(studies) - MOST_STUDIES} more"


def _of_study(folder: Path, study: Path) -> Iterator[str]:
    """A study's state, and the command that it waits for."""
    from embeddings.errors import EncoderError
    from themes.errors import CallthemesError
    from themes.formatting import counted
    from themes.study.status import study_status

    name = shlex.quote(str(study))
    named = f"study {study}" if study != Path(".") else f"study {folder.resolve().name} (this folder)"
    try:
        status = study_status(folder / study)
    except (CallthemesError, EncoderError) as error:
        yield f"{named} cannot be read: {error}"
        return
    if status.run is None:
        yield f"{named}: no run yet. Next, read transcripts:"
        yield f"  themes refresh {name} FOLDER_OF_TRANSCRIPTS"
        return
    yield f"{named}: run {status.run}, {counted(status.n_calls, 'call')}, {counted(status.n_chunks, 'passage')}"
    yield f"a refresh would: {status.would_do}"
    if status.is_current:
        yield "Next, look at it:"
        yield from (f"  themes {command}" for command in (f"report {name} --open", f"trends {name}", f"quotes {name}"))
    else:
        yield "Next:"
        yield f"  themes refresh {name}" + (" FOLDER_OF_TRANSCRIPTS" if status.is_stopped else "")


def _of_transcripts(around: Surroundings) -> Iterator[str]:
    """The two commands that make a study of a folder of transcripts, beside them and not among them."""
    from themes.study.surroundings import free_name

    calls = around.transcripts or Path(".")
    is_here = calls == Path(".")
    study = Path(
        os.path.relpath(free_name(around.folder.resolve().parent if is_here else around.folder, "study"), around.folder)
    )
    where = "This folder holds" if is_here else f"The folder {calls} holds"
    yield f"{where} transcripts. Make a study of them:"
    yield f"  themes init {shlex.quote(str(study))} --for {shlex.quote(str(calls))}"
    yield f"  themes refresh {shlex.quote(str(study))} {shlex.quote(str(calls))}"


def _of_nothing() -> Iterator[str]:
    """How to begin where there is nothing yet."""
    yield "No study and no transcripts here. See it work on a sample (fiction), a report included:"
    yield "  themes demo"
    yield "With transcripts of your own in a folder (text, PDF, HTML, Word, JSON, CSV):"
    yield "  themes init study --for FOLDER_OF_TRANSCRIPTS"
    yield "  themes refresh study FOLDER_OF_TRANSCRIPTS"

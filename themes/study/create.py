"""Making a study folder, and writing what people asked for beside it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from embeddings.models import resolve_model
from themes.config.packaged_data import ANY_INDUSTRY, catalog_text
from themes.config.settings import DEFAULT_TITLE, study_toml
from themes.errors import StudyError


def create_study(
    folder: Path, catalog: str = ANY_INDUSTRY, *, title: str = DEFAULT_TITLE, encoder: str = "default"
) -> None:
    """Make a study folder with study.toml and catalog.toml.

    Parameters
    ----------
    folder : Path
        Made with its parents where it does not exist.
    catalog : str
        A packaged catalog's name, ``empty``, or a catalog file.
    title : str
        Title of the study's reports.
    encoder : str
        A packaged sentence model's name, a folder, or a hub name; study.toml keeps it, of a folder the whole path.

    Raises
    ------
    StudyError
        There is a study already, or the folder cannot be written.
    SettingsError
        No such catalog.
    EncoderError
        No such sentence model.
    """
    if (folder / "study.toml").exists():
        raise StudyError(f"{folder}: there is a study already", mend="choose another folder, or refresh this one")
    text = catalog_text(catalog)
    model = resolve_model(encoder, precision="float32")
    asked = str(Path(model.location).resolve()) if model.kind == "folder" else encoder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(f"{folder}: cannot be made: {error.strerror}", mend="choose a folder you may write") from error
    if not (folder / "catalog.toml").exists():  # somebody's own, or left by an interrupted start
        write_output(folder / "catalog.toml", text)
    write_output(folder / "study.toml", study_toml(title, asked))


def write_output(path: Path, made: str | bytes) -> None:
    """Write a file whole or not at all, text as UTF-8 with line feeds.

    Raises
    ------
    StudyError
        The place cannot be written, with the system's reason.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_bytes(made.encode("utf-8") if isinstance(made, str) else made)
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise StudyError(
            f"{path}: cannot be written: {error.strerror}", mend="try another place: --out FILE"
        ) from error

"""Where the data that comes with callthemes lies: catalogs, subjects and the sample corpus."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from themes.errors import SettingsError

SUBJECTS_FILE = "subjects.toml"
ANY_INDUSTRY = "general"  # the catalog of a new study unless another is asked for


def packaged_data() -> Path:
    """The data folder: ``themes/_data`` of an installed wheel, else ``data/`` of the source tree."""
    inside = Path(__file__).parents[1] / "_data"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data"


def catalog_text(name_or_file: str) -> str:
    """The TOML of a packaged catalog by name (``general``; ``empty`` for none), or of a catalog file.

    Raises
    ------
    SettingsError
        Neither a packaged catalog nor a file.
    """
    if name_or_file == "empty":
        return '# No tracked themes yet; for the form see: themes init --catalog general\nname = "empty"\n'
    folder = packaged_data() / "catalogs"
    for path in (folder / f"{name_or_file}.toml", Path(name_or_file)):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    names = ", ".join([*sorted(p.stem for p in folder.glob("*.toml")), "empty"])
    raise SettingsError(f"{name_or_file}: no such catalog", mend=f"give a file, or one of: {names}")


@cache
def subject_ids() -> tuple[str, ...]:
    """Ids of the packaged subjects, in their order: what a catalog may name (:mod:`themes.subjects` has the rest)."""
    data = tomllib.loads((packaged_data() / SUBJECTS_FILE).read_text(encoding="utf-8"))
    return tuple(subject["id"] for subject in data["subject"])

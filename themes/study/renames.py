"""Companies of a study that may be one under an old and a new name, for ``themes status``.

In: a study folder and the calls of a run.  Out: lines that say why, and what to paste into study.toml.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from themes.config.settings import load_settings
from themes.corpus.renames import alias_lines, find_renames
from themes.store.runs import read_table


def possible_renames(folder: Path, run: int, calls: pd.DataFrame) -> tuple[str, ...]:
    """What :func:`themes.corpus.renames.alias_lines` says of a run; ``calls`` is its table."""
    aliases = {company: section.aliases for company, section in load_settings(folder / "study.toml").company.items()}
    return tuple(alias_lines(find_renames(calls, lambda: read_table(folder, "turns", run)), aliases))

"""The run's own settings to a report's title, author, logo and accent: an old report can be made again as it was.

In: table ``run``.  Out: :class:`reports.records.Imprint`.  What study.toml says today plays no part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pandas as pd

from reports.data.table_rows import rows, text
from reports.records import Imprint

DEFAULT_TITLE = "What the calls talk about"
ACCENT = re.compile(r"#[0-9a-fA-F]{6}")
LOGO = re.compile(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/]+=*")


def imprint_of(tables: Mapping[str, pd.DataFrame], title: str | None = None) -> Imprint:
    """Read what the run's settings say of its report; ``title`` wins over theirs.

    Raises
    ------
    ValueError
        The run holds an accent or logo that no refresh writes: they stand in the page as they are.
    """
    settings: dict[str, object] = {}
    for row in rows(tables, "run"):
        settings = json.loads(text(row["settings"]) or "{}")
    report = settings.get("report")
    said = {str(k): str(v) for k, v in report.items()} if isinstance(report, dict) else {}
    accent, logo = said.get("accent", ""), said.get("logo_data", "")
    for name, value, pattern in (("accent", accent, ACCENT), ("logo", logo, LOGO)):
        if value and not pattern.fullmatch(value):
            raise ValueError(f"run: the report's {name} is not one that a refresh writes: {value[:40]!r}")
    own = title or said.get("title") or str(settings.get("title") or "") or DEFAULT_TITLE
    return Imprint(own, said.get("author", ""), logo, accent)

"""How transcripts were read, as self-contained HTML pages: one for a call, and an index of many.

In: :class:`reports.data.reading.ReadingSeen`; rows of the index.  Out: the pages' texts, without script, fetching
nothing.  Whatever a transcript says is escaped.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from jinja2 import Environment
from markupsafe import Markup

from reports.data.reading import ReadingSeen, Warned
from reports.formatting import percent
from reports.render.self_contained import asset, new_environment, policy
from reports.svg.turn_strip import turn_strip
from themes.formatting import counted

STYLES = ("report.css", "reading.css")
#: Stands in every page, so that none is read as a transcript.
GENERATOR = "callthemes parse"


@dataclass(frozen=True)
class IndexRow:
    """What the index says of one call; ``page`` is its file beside the index."""

    page: str
    source: str
    layout: str
    name: str
    quarter: str | None
    n_turns: int
    n_people: int
    share_said: float
    n_warnings: int
    doubtful: tuple[str, ...]
    strip: Markup


def index_row(seen: ReadingSeen, page: str) -> IndexRow:
    """The row of a reading that stands on ``page``."""
    return IndexRow(
        page, seen.source, seen.layout, seen.name, seen.quarter, len(seen.turns), seen.n_people, seen.share_said,
        len(seen.warnings), seen.doubtful, turn_strip(seen.turns),
    )  # fmt: skip


def render_reading(seen: ReadingSeen) -> str:
    """Render the page of one call: a whole HTML document, UTF-8 text."""
    warned: dict[int, list[Warned]] = defaultdict(list)
    for warning in seen.warnings:
        for line in dict.fromkeys(warning.lines):
            warned[line].append(warning)
    return _page("reading.html.jinja", seen=seen, warned=warned)


def render_reading_index(rows: Sequence[IndexRow], refused: Sequence[tuple[str, str]]) -> str:
    """Render the index: refused files (path, reason) first, then the calls, the most doubtful first."""
    ordered = sorted(rows, key=lambda row: (-len(row.doubtful), -row.n_warnings, row.share_said, row.source))
    above = _folder_above([*(row.source for row in rows), *(path for path, _ in refused)])
    return _page("reading_index.html.jinja", rows=ordered, refused=refused, above=above)


def _folder_above(paths: Sequence[str]) -> str:
    """The folder that holds all paths, with its slash; empty where there is none, or only one path."""
    if len(paths) < 2 or len({PurePath(path).is_absolute() for path in paths}) > 1:
        return ""
    folder = os.path.commonpath([str(PurePath(path).parent) for path in paths])
    return f"{folder}{os.sep}" if folder else ""


def _page(template: str, **given: object) -> str:
    page = _environment().get_template(template)
    return page.render(style="".join(map(asset, STYLES)), policy=policy([]), generator=GENERATOR, **given)


@cache
def _environment() -> Environment:
    environment = new_environment()
    environment.filters |= {"percent": percent, "counted": counted}
    environment.globals |= {"turn_strip": turn_strip}
    return environment

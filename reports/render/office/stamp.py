"""Where and when a file says it comes from: of which run, so that the same run gives the same bytes.

In: :class:`reports.report.ReportData`.  Out: a time in UTC without a zone, as office files have it; a line; a
packed file without times of its own.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from reports.report import ReportData

WITHOUT_RUN = datetime(2000, 1, 1)
MOST_IN_PROPERTY = 200  # characters of a title or author; the formats allow 255
_ZIP_BEGINS = (1980, 1, 1, 0, 0, 0)


def made_at(data: ReportData) -> datetime:
    """When the run was finished; the beginning of 2000 where that is not known."""
    return _finished(data) or WITHOUT_RUN


def _finished(data: ReportData) -> datetime | None:
    try:
        when = datetime.fromisoformat((data.run.finished_at if data.run else None) or "")
    except ValueError:
        return None
    return when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when


def source_line(data: ReportData) -> str:
    """Where a slide comes from: program, run, day."""
    finished = _finished(data)
    run = [f"run {data.run.run_id}"] if data.run else []
    day = [f"{finished.day} {finished:%B %Y}"] if finished else []
    return ", ".join(["callthemes", *run, *day])


def without_times(packed: bytes) -> bytes:
    """A zip archive with the time of every part set to the first that the format knows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, _ZIP_BEGINS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(part))
    return buffer.getvalue()

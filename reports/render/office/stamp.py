"""When a file says it was written: when its run was finished, so that the same run gives the same bytes.

In: :class:`reports.report.ReportData`.  Out: a time in UTC without a zone, as office files have it.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from reports.report import ReportData

WITHOUT_RUN = datetime(2000, 1, 1)
_ZIP_BEGINS = (1980, 1, 1, 0, 0, 0)


def made_at(data: ReportData) -> datetime:
    """When the run was finished; without a run the beginning of 2000."""
    finished = data.run.finished_at if data.run else None
    if finished is None:
        return WITHOUT_RUN
    when = datetime.fromisoformat(finished)
    return when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when


def source_line(data: ReportData) -> str:
    """Where a slide comes from: program, run, day."""
    run = data.run
    return "callthemes" if run is None else f"callthemes, run {run.run_id}, {made_at(data):%-d %B %Y}"


def without_times(packed: bytes) -> bytes:
    """A zip archive with the time of every part set to the first that the format knows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, _ZIP_BEGINS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(part))
    return buffer.getvalue()

"""Report data to JSON for other programs: named fields only, in a schema with a version.

In: :class:`reports.report.ReportData`.  Out: JSON text, valid under ``assets/report.schema.json``; each field is
explained in ``docs/report.md`` or by its description in the schema.  Numbers are those of the tables, not rounded.  A
field may join within a version; one that goes or changes its meaning makes a new version.
"""

from __future__ import annotations

import json

from reports.render.sections import SECTIONS
from reports.report import ReportData

SCHEMA, VERSION = "callthemes-report", 2

#: Fields in the order in which they were written first; those that joined later follow in the order of the sections.
_FIRST = (
    "schema", "version", "title", "author", "about", "lead", "read", "news", "findings", "n_found", "finding_note",
    "not_said", "long_run_note", "companies", "quarters", "calls", "themes", "n_retired", "run",
)  # fmt: skip


def to_json(data: ReportData) -> str:
    """Write the report as JSON, UTF-8 text that ends with a line feed.

    ``<``, ``>`` and ``&`` are written as escapes, so that the text does nothing where somebody puts it into a page.
    """
    text = json.dumps(_report(data), ensure_ascii=False, indent=1, allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e") + "\n"


def _report(data: ReportData) -> dict[str, object]:
    fields: dict[str, object] = {
        "schema": SCHEMA,
        "version": VERSION,
        "title": data.title,
        "author": data.imprint.author,
        "about": data.about,
        "lead": data.lead,
    }
    for section in SECTIONS:
        fields |= section.to_json(data) if section.to_json else {}
    later = [name for name in fields if name not in _FIRST]
    return {name: fields[name] for name in (*_FIRST, *later)}

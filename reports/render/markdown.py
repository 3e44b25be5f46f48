"""Report data to Markdown (CommonMark with tables): a note that one could paste into a mail or a wiki.

In: :class:`reports.report.ReportData`.  Out: text, what the sections give in their order.
"""

from __future__ import annotations

from reports.render.markdown_parts import escaped
from reports.render.page_model import page_of
from reports.render.sections import shown_sections
from reports.report import ReportData


def to_markdown(data: ReportData) -> str:
    """Write the report as a note.

    Parameters
    ----------
    data : ReportData
        Of a study, or narrowed to a theme or a company.

    Returns
    -------
    str
        Title, what was read, findings, a table of themes; of a single theme its shares and passages as well.
    """
    page = page_of(data)
    parts = [f"# {escaped(data.title)}"]
    parts += [escaped(data.imprint.author)] if data.imprint.author else []
    parts.append(escaped(data.lead))
    for section in shown_sections(data, page):
        parts += section.to_markdown(data, page) if section.to_markdown else []
    return "\n\n".join(parts) + "\n"

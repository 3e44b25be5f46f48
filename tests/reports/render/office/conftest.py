"""A finding made by hand, on the small study: one theme rises from 4.0% to 9.0%, with a gap in its line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.data.brief import Driver, Finding, Window
from reports.records import Quote
from reports.report import ReportData

RISE = Finding(
    theme_id="open-access",
    label="Open access",
    scope="ALL",
    scope_label="All companies",
    basis="trend",
    status="rising",
    direction="up",
    claim=("Open access: share of talk up 5.0 points to 9.0%",),
    bounds=("95% CI +2.0 to +8.0 points; both companies up",),
    led_by=("Led by Juno Optics",),
    certainty="Strong evidence (q = 0.012)",
    windows=(Window("2012Q1", "2012Q2", 0.04), Window("2012Q4", "2013Q1", 0.09)),
    change=0.05,
    low=0.02,
    high=0.08,
    q_value=0.012,
    series=(("2012Q1", 0.03), ("2012Q2", 0.05), ("2012Q3", None), ("2012Q4", 0.08), ("2013Q1", 0.1)),
    drivers=(
        Driver("juno", "Juno Optics", Window("2012Q1", "2012Q2", 0.02), Window("2012Q4", "2013Q1", 0.09)),
        Driver("vsta", "Vesta Cable plc", Window("2012Q1", "2012Q2", 0.06), Window("2012Q4", "2013Q1", 0.09)),
    ),
    quote=Quote(
        chunk_id="juno-2012q4:0002:01",
        call_id="juno-2012q4",
        speaker="Ada Berg",
        role="executive",
        title="CEO",
        company_id="juno",
        company="Juno Optics",
        calendar_quarter="2012Q4",
        call_date="2013-01-29",
        source="in/juno-2012q4.txt",
        line=44,
        section="questions and answers",
        text="Sharing ducts pays. It does so every year.",
        score=0.7,
        reason=None,
    ),
    excerpt="Sharing ducts pays. …",
)


@pytest.fixture
def rising(data: ReportData) -> ReportData:
    """The small study's report, with the one finding."""
    return with_findings(data, RISE)


def with_findings(data: ReportData, *findings: Finding) -> ReportData:
    return replace(data, brief=replace(data.brief, findings=findings))

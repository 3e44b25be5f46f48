"""JSON: valid under the schema that ships, every field explained, every number that of its table."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from reports.data.scope import Only
from reports.render.json import to_json
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.render.test_html import HOSTILE, with_hostile
from themes.prevalence.by_quarter import prevalence_by_quarter
from themes.records import FINDINGS

SCHEMA: dict[str, Any] = json.loads(files("reports").joinpath("assets", "report.schema.json").read_text("utf-8"))
DOCUMENT = Path(__file__).parents[3] / "docs" / "report.md"


def form(data: ReportData) -> dict[str, Any]:
    found = json.loads(to_json(data))
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    return dict(found)


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_report_is_valid_and_says_its_version(data: ReportData) -> None:
    found = form(data)
    assert (found["schema"], found["version"], found["title"]) == ("callthemes-report", 2, "What the calls talk about")


def test_report_of_nothing_is_valid() -> None:
    found = form(summarize({}))
    assert (found["calls"], found["themes"], found["run"]) == ([], [], None)


def test_field_outside_the_schema_is_found(data: ReportData) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(to_json(data)) | {"more": 1})


def test_every_field_of_the_schema_is_explained_in_the_document_or_by_its_description() -> None:
    explained = set(re.findall(r"`(\w+)`", DOCUMENT.read_text(encoding="utf-8").partition("## JSON")[2]))
    objects = [SCHEMA, *SCHEMA["$defs"].values()]
    named = {name: field for found in objects for name, field in found["properties"].items()}
    assert {name for name, field in named.items() if not field.get("description")} <= explained


def test_statuses_are_texts_of_the_known_ones(data: ReportData) -> None:
    written = form(data)
    assert {f["status"] for f in written["findings"]} <= {*FINDINGS, "contrast"}
    assert {t["status"] for theme in written["themes"] for t in theme["trends"]} == {"insufficient"}


def test_shares_are_those_of_the_table(data: ReportData, tables: Tables) -> None:
    table = tables["prevalence"].query("speaker_group == 'all'").set_index(["theme_id", "call_id"])
    points = {(t["theme_id"], p["call_id"]): p for t in form(data)["themes"] for p in t["points"]}
    assert len(points) == 4 * 6
    for key, point in points.items():
        row = table.loc[key]
        assert (point["share"], point["low"], point["high"]) == (row["share"], row["share_low"], row["share_high"])


def test_shares_over_companies_are_those_of_the_table_by_quarter(data: ReportData, tables: Tables) -> None:
    table = prevalence_by_quarter(tables["prevalence"]).query("scope == 'ALL'").set_index(["theme_id", "quarter"])
    for theme in form(data)["themes"]:
        quarters = {row["quarter"]: row for row in theme["by_quarter"]}
        assert tuple(quarters) == data.coverage.quarters
        empty = quarters.pop("2012Q3")
        assert (empty["share"], empty["share_raw"], empty["is_thin"]) == (None, None, True)
        for quarter, row in quarters.items():
            expected = table.loc[(theme["theme_id"], quarter)]
            assert (row["share"], row["share_raw"]) == pytest.approx(
                (expected["share"], expected["share_raw"]), abs=1e-6
            )
            assert row["is_thin"] == expected["is_thin"]


def test_trends_are_those_of_the_table(tables: Tables) -> None:
    moved = tables["trends"].assign(change_per_year=0.0123456, change_low=-0.5, q_value=float("nan"))
    trends = form(summarize(tables | {"trends": moved}))["themes"][0]["trends"]
    assert [(t["change_per_year"], t["change_low"], t["q_value"]) for t in trends] == [(0.0123456, -0.5, None)] * 2


def test_expected_and_present_quarters_are_counted(data: ReportData) -> None:
    read = form(data)["read"]
    assert (read["n_expected"], read["n_present"]) == (8, 4)


def test_findings_carry_their_series_windows_and_quote(data: ReportData) -> None:
    first = form(data)["findings"][0]
    assert first["series"] == [{"quarter": "2012Q2", "share": 0.04}, {"quarter": "2012Q4", "share": 0.15}]
    assert [window["share"] for window in first["windows"]] == [0.04, 0.15]
    # more of it in the later call, from which the quote is
    assert (first["quote"]["call_id"], first["quote"]["excerpt"]) == ("juno-2012q4", "Sharing ducts pays.")
    assert (first["change"], first["low"], first["high"]) == (0.11, 0.05, 0.17)


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_comes_back_as_it_was_and_could_stand_in_a_page(tables: Tables, hostile: str) -> None:
    tables = with_hostile(tables, hostile)
    written = to_json(summarize(tables, title=f"Calls {hostile}"))
    assert not set("<>&") & set(written)
    assert json.loads(written)["title"] == f"Calls {hostile}"
    assert json.loads(written)["themes"][0]["label"] == f"Open access {hostile}"


def test_one_pager_says_what_it_is_about(tables: Tables) -> None:
    found = form(summarize(tables, only=Only(theme="open-access", company="juno")))
    assert found["about"] == "theme:open-access company:juno"
    assert [company["company_id"] for company in found["companies"]] == ["juno"]

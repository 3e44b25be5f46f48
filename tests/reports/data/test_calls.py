"""What was read: companies, calls, coverage, counts."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd

from reports.data.calls import calls_of, companies_of, coverage_of, what_was_read, with_short_paths
from reports.data.coverage import Coverage, CoverageRow
from reports.records import CallRead, Company, WhatWasRead
from reports.text.notes import coverage_line
from tests.reports.conftest import Tables
from themes.quarters import quarter_range


def rename(tables: Tables, names: dict[str, str | None]) -> Tables:
    """The tables with other company names, by call."""
    column = tables["calls"]["call_id"].map(names).astype(object)
    return tables | {"calls": tables["calls"].assign(company=column.where(column.notna(), None))}


def labels(tables: Tables) -> dict[str, str]:
    return {company.company_id: company.label for company in companies_of(tables)}


def read_of(tables: Tables) -> WhatWasRead:
    return what_was_read(tables, calls_of(tables, companies_of(tables)))


def test_companies_come_by_name_with_a_colour_by_id(tables: Tables) -> None:
    found = [(company.company_id, company.label, company.colour) for company in companies_of(tables)]
    assert found == [("juno", "Juno Optics", 0), ("mrln", "Marlin Networks", 1), ("vsta", "Vesta Cable plc", 2)]


def test_company_carries_its_most_frequent_name(tables: Tables) -> None:
    names = {"vsta-2012q2": "Vesta", "vsta-2012q2-2": "Vesta Cable", "vsta-2013q1": "Vesta Cable"}
    assert labels(rename(tables, names))["vsta"] == "Vesta Cable"


def test_company_carries_the_first_of_equally_frequent_names(tables: Tables) -> None:
    assert labels(rename(tables, {"juno-2012q4": "Juno Optics", "juno-2012q2": "Juno"}))["juno"] == "Juno"


def test_company_is_called_by_its_id_where_no_name_is_known(tables: Tables) -> None:
    assert labels(rename(tables, {}))["vsta"] == "vsta"


def test_company_carries_its_only_name_where_most_calls_have_none(tables: Tables) -> None:
    assert labels(rename(tables, {"vsta-2013q1": "Vesta Cable plc"}))["vsta"] == "Vesta Cable plc"


def test_companies_of_one_name_are_told_apart_by_their_ids(tables: Tables) -> None:
    same = tables | {"calls": tables["calls"].assign(company="Acme")}
    assert labels(same) == {"juno": "Acme (juno)", "mrln": "Acme (mrln)", "vsta": "Acme (vsta)"}


def test_call_that_stands_under_its_own_id_is_of_an_unknown_company(tables: Tables) -> None:
    calls = tables["calls"].head(1).assign(company_id="3fa9c1", call_id="3fa9c1", company=None)
    (company,) = companies_of({"calls": calls})
    assert (company.label, company.is_unknown) == ("Company unknown (3fa9c1)", True)


def test_of_an_unknown_company_no_call_is_expected(tables: Tables) -> None:
    calls = tables["calls"].assign(company_id=tables["calls"]["call_id"], company=None)
    unknown = pd.concat([tables["calls"], calls.head(3).assign(call_id="u", company_id=lambda t: t["call_id"])])
    table = {"calls": unknown}
    companies = companies_of(table)
    coverage = coverage_of(calls_of(table, companies), companies)
    known = coverage_of(calls_of(tables, companies_of(tables)), companies_of(tables))
    assert len(coverage.rows) == len(known.rows) + 1
    assert (coverage.n_expected, coverage.n_present, coverage.missing) == (
        known.n_expected,
        known.n_present,
        known.missing,
    )
    assert coverage.thin == known.thin


def test_calls_come_by_company_then_quarter_then_date(calls: tuple[CallRead, ...]) -> None:
    assert [call.call_id for call in calls] == [
        "juno-2012q2",
        "juno-2012q4",
        "mrln-3fa9c1",
        "vsta-2012q2",
        "vsta-2012q2-2",
        "vsta-2013q1",
    ]


def test_call_without_a_quarter_comes_last_of_its_company(tables: Tables) -> None:
    moved = tables["calls"].assign(company_id="juno", company="Juno Optics")
    found = calls_of({"calls": moved}, companies_of({"calls": moved}))
    assert found[-1].call_id == "mrln-3fa9c1"


def test_call_tells_what_was_inferred_and_warned_of(calls: tuple[CallRead, ...]) -> None:
    by_id = {call.call_id: call for call in calls}
    assert by_id["juno-2012q2"].inferred == (("calendar_quarter", "call date minus 45 days"),)
    assert by_id["mrln-3fa9c1"].warnings == ("no date", "no quarter")


def test_call_has_none_where_the_table_has_nothing(calls: tuple[CallRead, ...]) -> None:
    marlin = next(call for call in calls if call.company_id == "mrln")
    assert (marlin.fiscal_quarter, marlin.calendar_quarter, marlin.call_date, marlin.title) == (None, None, None, None)


def test_coverage_expects_every_quarter_between_first_and_last(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    coverage = coverage_of(calls, companies_of(tables))
    assert coverage.quarters == ("2012Q2", "2012Q3", "2012Q4", "2013Q1")


def test_coverage_cell_is_empty_where_a_company_has_no_call(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    rows = {row.company.company_id: row.cells for row in coverage_of(calls, companies_of(tables)).rows}
    assert rows["juno"] == (("juno-2012q2",), (), ("juno-2012q4",), ())


def test_coverage_cell_holds_both_calls_of_one_quarter(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    rows = {row.company.company_id: row.cells for row in coverage_of(calls, companies_of(tables)).rows}
    assert rows["vsta"] == (("vsta-2012q2", "vsta-2012q2-2"), (), (), ("vsta-2013q1",))


def test_coverage_has_no_place_for_a_call_without_a_quarter(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    rows = {row.company.company_id: row.cells for row in coverage_of(calls, companies_of(tables)).rows}
    assert rows["mrln"] == ((), (), (), ())


def test_coverage_has_no_quarter_where_none_is_known(tables: Tables) -> None:
    only = {"calls": tables["calls"].query("company_id == 'mrln'")}
    coverage = coverage_of(calls_of(only, companies_of(only)), companies_of(only))
    assert coverage.quarters == ()
    assert [row.cells for row in coverage.rows] == [()]


def test_coverage_is_empty_without_calls() -> None:
    assert coverage_of((), ()).rows == ()


def test_counts_are_those_of_the_tables(tables: Tables) -> None:
    found = read_of(tables)
    assert (found.n_calls, found.n_companies, found.n_quarters, found.n_words) == (6, 3, 3, 5600)
    assert (found.n_calls_without_quarter, found.n_sources_read) == (1, 6)
    assert (found.first_quarter, found.last_quarter) == ("2012Q2", "2013Q1")


def test_files_not_used_are_named_with_their_reason(tables: Tables) -> None:
    found = read_of(tables)
    assert [(note.path, note.reason) for note in found.refused] == [("notes/party.txt", "no speaker found")]
    assert [(note.path, note.reason) for note in found.duplicates] == [("in/twin.txt", "the call juno-2012q2")]


def test_file_refused_without_a_reason_says_so(tables: Tables) -> None:
    assert read_of({"sources": tables["sources"].assign(reason=None)}).refused[0].reason == "no reason given"


def test_companies_that_a_refresh_could_not_name_are_not_counted(tables: Tables) -> None:
    calls = tables["calls"].head(2).assign(company=None, ticker=None, call_id=["3fa9c1", "77be02"])
    found = read_of({"calls": calls.assign(company_id=calls["call_id"])})
    assert coverage_line(found, Coverage((), ())) == "2 calls in 2012Q2; 2,100 words."


def test_nothing_is_counted_without_tables() -> None:
    found = read_of({})
    assert (found.n_calls, found.n_words, found.first_quarter, found.refused) == (0, 0, None, ())


def test_quarters_are_the_same_for_tables_with_pandas_strings(tables: Tables) -> None:
    frame = tables["calls"].astype({"calendar_quarter": "str", "call_date": "str"})
    assert pd.isna(frame["calendar_quarter"]).sum() == 1
    assert calls_of({"calls": frame}, companies_of(tables)) == calls_of(tables, companies_of(tables))


def test_peer_groups_are_those_of_the_run(tables: Tables) -> None:
    settings = {"company": {"JUNO": {"peer_group": "Optical"}, "vsta": {"weight": 2.0}}}
    found = companies_of(tables | {"run": tables["run"].assign(settings=json.dumps(settings))})
    assert {c.company_id: c.peer_group for c in found} == {"juno": "Optical", "mrln": "", "vsta": ""}


def test_paths_begin_at_the_folder_that_holds_all_sources(tables: Tables) -> None:
    def under(folder: str) -> Tables:
        moved = {"sources": "path", "calls": "source", "chunks": "source"}
        return tables | {n: tables[n].assign(**{c: folder + tables[n][c].astype(str)}) for n, c in moved.items()}

    found = with_short_paths(under("/home/ann/study/"))
    assert found["sources"]["path"].tolist() == tables["sources"]["path"].tolist()
    assert found["calls"]["source"].tolist() == tables["calls"]["source"].tolist()
    assert set(found["chunks"]["source"]) == set(tables["chunks"]["source"].astype(str))
    assert with_short_paths(tables)["sources"]["path"].tolist() == tables["sources"]["path"].tolist()
    assert with_short_paths({}) == {}


def test_no_call_is_expected_before_a_company_s_first(calls: tuple[CallRead, ...], tables: Tables) -> None:
    late = [call for call in calls if (call.company_id, call.calendar_quarter) != ("juno", "2012Q2")]
    coverage = coverage_of(late, companies_of(tables))
    assert {row.company.company_id: row.n_before for row in coverage.rows} == {"juno": 2, "vsta": 0, "mrln": 4}
    assert (coverage.n_expected, coverage.n_present) == (2 + 4, 1 + 2)


def test_quarters_in_which_fewer_than_two_thirds_called_are_thin_and_end_no_span() -> None:
    companies = [Company(f"c{k}", f"C{k}", k) for k in range(3)]
    quarters = quarter_range("2011Q1", "2012Q3")
    held = {quarter: 3 for quarter in quarters} | {"2011Q2": 2, "2012Q1": 1, "2012Q3": 1}
    calls = [
        CallRead(f"{k}-{quarter}", f"c{k}", f"C{k}", None, None, quarter, None, None, None, 1, 1, (), ())
        for quarter, n in held.items()
        for k in range(n)
    ]
    coverage = coverage_of(calls, companies)
    assert coverage.thin == {"2012Q1", "2012Q3"}  # two of three are two thirds
    assert coverage.lately == ("2011Q3", "2011Q4", "2012Q2")
    assert coverage.missing == (
        ("C1", "2012Q1"), ("C1", "2012Q3"), ("C2", "2011Q2"), ("C2", "2012Q1"), ("C2", "2012Q3"),
    )  # fmt: skip


def test_companies_that_call_in_turn_have_thin_quarters_alone_and_a_span_nevertheless() -> None:
    calls = [
        CallRead(quarter, company, company, None, None, quarter, None, None, None, 1, 1, (), ())
        for company, quarter in zip("abababab", quarter_range("2011Q1", "2012Q4"), strict=True)
    ]
    coverage = coverage_of(calls, [Company("a", "A", 0), Company("b", "B", 1)])
    # in the first quarter the other company cannot be expected yet
    assert coverage.thin == {*coverage.quarters} - {"2011Q1"}
    assert coverage.lately == ("2012Q1", "2012Q2", "2012Q3", "2012Q4")
    assert (coverage.not_thin, coverage.pending) == (("2011Q1",), ("2012Q4",))


def test_last_four_quarters_are_the_last_where_all_are_thin() -> None:
    assert Coverage(("2012Q1", "2012Q2"), (), frozenset({"2012Q1", "2012Q2"})).lately == ("2012Q1", "2012Q2")


def test_study_without_quarters_has_no_span() -> None:
    coverage = coverage_of([], [Company("a", "A", 0)])
    assert (coverage.thin, coverage.lately, coverage.missing) == (frozenset(), (), ())


def test_reason_of_a_duplicate_does_not_tell_whose_machine_it_is(tables: Tables) -> None:
    home = "/home/ada/calls/"
    sources = tables["sources"].assign(path=home + tables["sources"]["path"])
    sources["reason"] = sources["reason"].where(sources["status"] != "duplicate", f"the same bytes as {home}in/a.txt")
    found = with_short_paths(tables | {"sources": sources})["sources"]
    assert "the same bytes as in/a.txt" in found["reason"].tolist()
    assert not found[["path", "reason"]].map(lambda cell: home in str(cell)).any(axis=None)


def test_companies_without_a_quarter_have_nothing_that_is_expected() -> None:
    company = Company("a", "A", 0)
    coverage = Coverage(("2012Q1", "2012Q2"), (CoverageRow(company, ((), ())),))
    calls = replace(read_of({}), n_calls=2)
    assert "missing" not in coverage_line(calls, coverage)


def test_calls_of_a_thin_last_quarter_are_not_in_yet_those_of_others_missing() -> None:
    companies = [Company(f"c{k}", f"C{k}", k) for k in range(3)]
    held = {"c0": "1111", "c1": "1110", "c2": "1010"}  # 2012Q1 to 2012Q4
    quarters = ("2012Q1", "2012Q2", "2012Q3", "2012Q4")
    rows = tuple(CoverageRow(c, tuple((q,) if h == "1" else () for q, h in zip(quarters, held[c.company_id], strict=True))) for c in companies)  # fmt: skip
    coverage = Coverage(quarters, rows, frozenset({"2012Q4"}))
    assert coverage.pending == ("2012Q4",)
    assert coverage.not_thin == ("2012Q1", "2012Q2", "2012Q3")
    said = coverage_line(replace(read_of({}), n_calls=9), coverage)
    assert ("1 of 12 expected calls missing" in said, "2 more (2012Q4) not in yet" in said) == (True, True)

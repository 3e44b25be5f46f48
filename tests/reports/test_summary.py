"""The report's plain data: order of themes, what leads, what is hidden, and studies with little in them."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from reports.records import ThemeReport
from reports.report import ReportData
from reports.summary import summarize
from reports.text.contrast_findings import NOTHING_TO_COMPARE
from tests.reports.conftest import Tables


def one(data: ReportData, theme_id: str) -> ThemeReport:
    return next(found for found in data.themes if found.theme_id == theme_id)


def test_themes_come_by_share_of_all_content_words(data: ReportData) -> None:
    assert [(theme.theme_id, theme.share) for theme in data.themes] == [
        ("open-access", 450 / 4500),
        ("night-shift", 25 / 4500),
        ("copper-prices", 12 / 4500),
        ("tunnel-fires", 0.0),
    ]


def test_themes_of_equal_share_come_by_id(tables: Tables) -> None:
    silent = tables["prevalence"].assign(n_words_theme=0, share=0.0)
    found = [theme.theme_id for theme in summarize(tables | {"prevalence": silent}).themes]
    assert found == ["copper-prices", "night-shift", "open-access", "tunnel-fires"]


def test_share_of_a_theme_is_pooled_by_words(data: ReportData) -> None:
    found = one(data, "open-access")
    # the mean of the six calls' shares would be .158
    assert (found.n_words_theme, found.n_words, found.share) == (450, 4500, 0.1)


def test_calls_and_companies_of_a_theme_are_those_that_spoke_of_it(data: ReportData) -> None:
    found = [(theme.n_calls_with, theme.n_companies_with) for theme in data.themes]
    assert found == [(6, 3), (1, 1), (1, 1), (0, 0)]


def test_retired_themes_are_hidden_but_counted(data: ReportData) -> None:
    assert "old-tune" not in [theme.theme_id for theme in data.themes]
    assert data.n_retired == 1


def test_theme_without_a_label_is_called_by_its_id(tables: Tables) -> None:
    nameless = tables | {"themes": tables["themes"].assign(label="")}
    assert [theme.label for theme in summarize(nameless).themes[:2]] == ["open-access", "night-shift"]


def test_lead_counts_what_was_read_and_what_is_missing(data: ReportData) -> None:
    read, lacking = data.lead.split(" words. ")
    assert read == "6 calls by 3 companies in 3 quarters, 2012Q2–2013Q1; 5,600"
    # eight expected, four there, Vesta has reported on 2013Q1 and Juno not yet
    assert lacking.split("; ")[:2] == ["3 of 8 expected calls missing", "1 more (2013Q1) not in yet"]


def test_run_names_model_seed_and_settings(data: ReportData) -> None:
    assert data.run is not None
    assert (data.run.run_id, data.run.seed, data.run.model) == ("2", "7", "tiny-model")
    assert data.run.settings == (("encoder.model", "tiny-model"), ("resamples", "200"))
    assert data.run.versions == (("callthemes", "0.1.0"),)


def test_quotes_are_no_more_than_asked_for(tables: Tables) -> None:
    assert [len(theme.quotes) for theme in summarize(tables, max_quotes=2).themes] == [2, 1, 0, 0]


def test_negative_number_of_quotes_is_refused(tables: Tables) -> None:
    with pytest.raises(ValueError, match="max_quotes must be 0 or more, received -1"):
        summarize(tables, max_quotes=-1)


def test_tables_are_left_as_they_are(tables: Tables) -> None:
    before = {name: table.copy(deep=True) for name, table in tables.items()}
    summarize(tables)
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_summary_does_not_depend_on_the_order_of_rows(tables: Tables, data: ReportData) -> None:
    backwards = {name: table.iloc[::-1] for name, table in tables.items()}
    assert summarize(backwards) == data


def test_summary_is_the_same_for_tables_with_pandas_strings(tables: Tables, data: ReportData) -> None:
    inferred = {name: table.infer_objects().convert_dtypes() for name, table in tables.items()}
    assert summarize(inferred) == data


def test_summary_of_no_tables_has_nothing_but_says_so() -> None:
    found = summarize({})
    assert (found.lead, found.themes, found.calls, found.run) == ("No call has been read yet.", (), (), None)
    assert (found.brief.note, found.brief.not_said) == (NOTHING_TO_COMPARE, "")


def test_summary_of_empty_tables_is_that_of_none(tables: Tables) -> None:
    assert summarize({name: table.head(0) for name, table in tables.items()}) == summarize({})


def test_summary_of_one_call_has_one_quarter(tables: Tables) -> None:
    one_call = {
        name: t[t["call_id"] == "juno-2012q2"] if "call_id" in t else t
        for name, t in tables.items()
        if name != "sources"
    }
    found = summarize(one_call)
    assert found.lead == "1 call by 1 company in 2012Q2; 1,200 words."
    assert found.coverage.quarters == ("2012Q2",)
    assert found.brief.n_found == 0
    assert {(f.basis, f.q_value) for f in found.brief.findings} == {("description", None)}


def test_summary_without_themes_keeps_the_calls(tables: Tables, data: ReportData) -> None:
    found = summarize(tables | {"themes": tables["themes"].head(0)})
    assert (found.themes, found.brief.findings, found.calls) == ((), (), data.calls)


def test_summary_without_content_has_no_shares(tables: Tables) -> None:
    empty = tables["prevalence"].assign(n_words=0, n_words_theme=0, share=float("nan"))
    found = summarize(tables | {"prevalence": empty, "contrasts": tables["contrasts"].head(0)})
    assert [theme.share for theme in found.themes] == [None] * 4
    assert {point.share for theme in found.themes for point in theme.points} == {None}


def test_summary_without_lineage_and_diffusion_has_no_notes(tables: Tables) -> None:
    found = summarize({name: table for name, table in tables.items() if name not in ("lineage", "diffusion")})
    assert [theme.notes for theme in found.themes] == [()] * 4


def test_model_is_the_one_loaded_not_the_one_asked_for(tables: Tables) -> None:
    settings = {"encoder": {"model": "default"}, "model_id": "mini@1110a243/fp32", "inputs": ["/home/ada/calls"]}
    run = summarize(tables | {"run": tables["run"].assign(settings=json.dumps(settings))}).run
    assert run is not None
    assert run.model == "mini@1110a243/fp32"
    assert "/home/ada" not in str(run.settings)

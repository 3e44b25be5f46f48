"""A study in a notebook: tables, quotes that can be found again, search, as known then."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from embeddings.models import resolve_model
from tests.fakes import HashingEncoder
from themes.errors import StudyError
from themes.pipeline.refresh import refresh
from themes.records import TABLES
from themes.study.quotes import QUOTE_COLUMNS
from themes.study.study import Study

MakeStudy = Callable[..., Path]
Freeze = Callable[[Path], dict[str, bytes]]

BARGES = {"ottr-2012q3:0001:01", "ottr-2012q3:0003:01", "ottr-2012q3:0004:01"}


@pytest.fixture(scope="module")
def study(stored: Path) -> Study:
    return Study.open(stored)


@pytest.fixture
def two_runs(tmp_path: Path, make_study: MakeStudy) -> Path:
    """Run 1 without Vesta's call, run 2 with it."""
    folder = make_study(tmp_path)
    late = tmp_path / "calls" / "vesta.txt"
    text = late.read_text()
    late.unlink()
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    late.write_text(text)
    refresh(folder, (), encoder=HashingEncoder())
    return folder


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_columns_of_the_contract(study: Study, table: str) -> None:
    assert tuple(study.table(table).columns) == TABLES[table]
    assert study.tables[table] is study.table(table)


def test_named_tables_are_those_of_the_run(study: Study) -> None:
    assert study.calls["call_id"].tolist() == ["ottr-2012q3", "ottr-2012q4", "vsta-2012q4"]
    assert len(study.chunks) == 21
    assert study.themes["theme_id"].tolist() == ["barge-freight", "cork-shortage", "glass-tax"]
    assert len(study.table("prevalence")) == 3 * 3 * 4
    assert study.contrasts["theme_id"].tolist() == ["barge-freight"]
    assert study.trends["scope"].tolist() == ["ALL", "ottr", "vsta"] * 3


def test_unknown_table_is_an_error_that_lists_the_tables(study: Study) -> None:
    with pytest.raises(StudyError, match="no table 'callz'; there are: sources, calls"):
        study.table("callz")


def test_reading_leaves_the_folder_as_it_was(stored: Path, freeze: Freeze) -> None:
    before = freeze(stored)
    study = Study.open(stored)
    assert study.tables
    study.quotes("barge-freight")
    study.search("timber", encoder=HashingEncoder())
    assert freeze(stored) == before


def test_folder_that_is_missing_or_without_a_run_is_an_error(tmp_path: Path, make_study: MakeStudy) -> None:
    with pytest.raises(StudyError, match="no such study; make it: themes init"):
        Study.open(tmp_path / "nowhere")
    with pytest.raises(StudyError, match="no run yet; try: themes refresh"):
        Study.open(make_study(tmp_path))


def test_run_that_does_not_exist_is_an_error_that_lists_the_runs(two_runs: Path) -> None:
    with pytest.raises(StudyError, match="no run 3; there are 1, 2"):
        Study.open(two_runs, 3)


def test_earlier_run_is_opened_by_its_number(two_runs: Path) -> None:
    assert len(Study.open(two_runs, 1).calls) == 2
    assert len(Study.open(two_runs).calls) == 3


def test_open_study_stays_at_its_run_until_reloaded(two_runs: Path) -> None:
    study = Study.open(two_runs)
    refresh(two_runs, (), refit="always", encoder=HashingEncoder())
    assert (study.run, len(study.table("prevalence")), study.reload().run) == (2, 36, 3)


def test_quotes_are_the_assigned_passages_best_first(study: Study) -> None:
    quotes = study.quotes("barge-freight")
    assert tuple(quotes.columns) == QUOTE_COLUMNS
    assert set(quotes["chunk_id"]) == BARGES
    assert quotes["score"].is_monotonic_decreasing
    assert quotes["text"].str.contains("barge").all()


def test_citation_names_speaker_company_quarter_file_and_line(study: Study) -> None:
    cited = study.quotes("barge-freight").set_index("chunk_id")["citation"]
    assert cited["ottr-2012q3:0003:01"] == "Lena Brook (analyst), Otter Peak, Inc., 2012Q3, otter-a.txt:37"
    assert cited["ottr-2012q3:0001:01"] == "Piet van Aalst (executive), Otter Peak, Inc., 2012Q3, otter-a.txt:25"


def test_words_of_a_quote_stand_on_the_line_of_its_citation(study: Study, stored: Path) -> None:
    for theme in ("barge-freight", "cork-shortage"):
        for quote in study.quotes(theme).itertuples():
            file, line = re.fullmatch(r".*, (\S+):(\d+)", str(quote.citation)).groups()  # type: ignore[union-attr]
            lines = (stored.parent / "calls" / file).read_text().splitlines()
            assert lines[int(line) - 1].startswith(str(quote.text)[:30])


def test_passage_below_the_threshold_is_no_quote(tmp_path: Path, make_study: MakeStudy) -> None:
    folder = make_study(
        tmp_path, settings="resamples = 200\n[tracked]\nthreshold = 0.9\n[discovery]\nenabled = false\n"
    )
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    study = Study.open(folder)
    scores = study.table("chunk_themes").set_index("chunk_id")["score"]
    assert (scores < 0.9).any()
    assert set(study.quotes("barge-freight")["chunk_id"]) == BARGES & set(scores.index[scores >= 0.9])


def test_quotes_of_another_theme_are_other_passages(study: Study) -> None:
    assert study.quotes("cork-shortage")["call_id"].unique().tolist() == ["vsta-2012q4"]
    assert study.quotes("glass-tax").empty


@pytest.mark.parametrize(
    ("company", "quarter", "n"),
    [("ottr", None, 3), ("vsta", None, 0), (None, "2012Q3", 3), (None, "2012Q4", 0), ("ottr", "2012Q3", 3)],
)
def test_quotes_are_narrowed_by_company_and_quarter(
    study: Study, company: str | None, quarter: str | None, n: int
) -> None:
    assert len(study.quotes("barge-freight", company=company, quarter=quarter)) == n


@pytest.mark.parametrize(("limit", "n"), [(1, 1), (2, 2), (None, 3)])
def test_quotes_are_limited_to_the_best(study: Study, limit: int | None, n: int) -> None:
    everything = study.quotes("barge-freight", limit=None)
    pd.testing.assert_frame_equal(study.quotes("barge-freight", limit=limit), everything.head(n))


@pytest.mark.parametrize(
    ("theme", "narrow", "message"),
    [
        ("barge-frieght", {}, "no theme 'barge-frieght' in this study; the nearest is 'barge-freight'"),
        ("glass-tax", {"company": "vsat"}, "no company 'vsat' in this study; the nearest is 'vsta'"),
        ("glass-tax", {"quarter": "2013Q4"}, "no quarter '2013Q4' in this study; the nearest is '2012Q4'"),
    ],
)
def test_unknown_name_is_an_error_with_the_nearest(
    study: Study, theme: str, narrow: dict[str, str], message: str
) -> None:
    with pytest.raises(StudyError, match=re.escape(message)):
        study.quotes(theme, **narrow)


def test_search_ranks_the_obvious_passage_first(study: Study) -> None:
    found = study.search("ice closed the river for weeks", encoder=HashingEncoder())
    assert found["text"][0].startswith("Ice closed the river for six weeks")
    assert found["citation"][0] == "Piet van Aalst (executive), Otter Peak, Inc., 2012Q4, otter-b.txt:25"


def test_search_finds_a_passage_by_its_own_words_with_cosine_one(study: Study) -> None:
    text = study.chunks.set_index("chunk_id").loc["vsta-2012q4:0004:01", "text"]
    found = study.search(text, limit=3, encoder=HashingEncoder())
    assert found["chunk_id"][0] == "vsta-2012q4:0004:01"
    assert found["score"][0] == pytest.approx(1, abs=1e-4)
    assert found["score"].is_monotonic_decreasing
    assert len(found) == 3


def test_search_looks_at_content_only(study: Study) -> None:
    greeting = "Hello to all who dialled in. Piet, the line is yours."
    assert greeting in set(study.chunks["text"])
    assert greeting not in set(study.search(greeting, limit=100, encoder=HashingEncoder())["text"])


@pytest.mark.parametrize("words", ["", "   "])
def test_search_for_nothing_is_an_error(study: Study, words: str) -> None:
    with pytest.raises(StudyError, match="nothing to search for"):
        study.search(words, encoder=HashingEncoder())


def test_search_with_another_model_is_an_error(study: Study) -> None:
    with pytest.raises(StudyError, match="run 1 was made with the encoder hashing/64, not hashing/32"):
        study.search("timber", encoder=HashingEncoder(32))


def test_search_after_the_encoder_changed_says_how_to_change_over_and_how_to_go_back(
    tmp_path: Path, make_study: MakeStudy
) -> None:
    folder, encoder = make_study(tmp_path), HashingEncoder()
    encoder._model_id = resolve_model("plain", precision="float32").model_id
    refresh(folder, (str(tmp_path / "calls"),), encoder=encoder)
    with pytest.raises(StudyError) as caught:
        Study.open(folder).search("timber")
    assert f"themes refresh {folder}" in str(caught.value)
    (section,) = re.findall(r'\[encoder\] (model = "\w+"), (precision = "\w+")', str(caught.value))
    settings = folder / "study.toml"
    settings.write_text(settings.read_text() + "\n".join(["[encoder]", *section]))
    assert len(Study.open(folder).search("timber", encoder=encoder))


def test_search_has_no_way_back_to_an_encoder_that_is_not_there_any_more(tmp_path: Path, make_study: MakeStudy) -> None:
    folder, earlier = make_study(tmp_path), HashingEncoder()
    earlier._model_id = "callthemes-six-layer@00000000/fp32"
    refresh(folder, (str(tmp_path / "calls"),), encoder=earlier)
    with pytest.raises(StudyError) as caught:
        Study.open(folder).search("timber")
    assert "themes refresh" in str(caught.value)
    assert "go back" not in str(caught.value)


def test_search_without_the_vectors_is_an_error(tmp_path: Path, make_study: MakeStudy) -> None:
    folder = make_study(tmp_path)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    (folder / "vectors.duckdb").unlink()
    with pytest.raises(StudyError, match="no vectors yet; refresh the study"):
        Study.open(folder).search("timber", encoder=HashingEncoder())


def counts(trends: pd.DataFrame, theme: str = "barge-freight") -> dict[str, int]:
    own = trends[trends["theme_id"] == theme]
    return dict(zip(own["scope"], own["n_calls"], strict=True))


@pytest.mark.parametrize(
    ("moment", "known"),
    [
        ("2012-11-05", {"ALL": 0}),
        ("2012-11-06", {"ALL": 1, "ottr": 1}),
        ("2013-02-05", {"ALL": 2, "ottr": 2}),
        ("2013-12-31", {"ALL": 3, "ottr": 2, "vsta": 1}),
        ("2012Q3", {"ALL": 0}),
        ("2012Q4", {"ALL": 1, "ottr": 1}),
        ("2013Q1", {"ALL": 3, "ottr": 2, "vsta": 1}),
    ],
)
def test_trends_as_of_a_moment_know_the_calls_up_to_it(study: Study, moment: str, known: dict[str, int]) -> None:
    assert counts(study.as_of(moment).trends) == known


def test_trends_as_of_the_end_are_those_of_the_run(study: Study) -> None:
    as_of, stored = (t.astype(object).where(t.notna(), None) for t in (study.as_of("2099Q4").trends, study.trends))
    assert as_of.to_dict("records") == stored.to_dict("records")


def test_trends_as_of_a_moment_tell_what_had_been_heard_by_then(study: Study) -> None:
    cork = study.as_of("2012Q4").trends.set_index(["theme_id", "scope"]).loc[("cork-shortage", "ALL")]
    assert cork[["last_quarter", "peak_quarter"]].isna().all()


@pytest.mark.parametrize("moment", ["2012", "Q4 2012", "2012Q5", "2012q4", "05.02.2013", ""])
def test_moment_that_is_neither_date_nor_quarter_is_an_error(study: Study, moment: str) -> None:
    with pytest.raises(StudyError, match="neither a date nor a quarter; such as 2013-02-28 or 2012Q4"):
        study.as_of(moment)

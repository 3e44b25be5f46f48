"""Studies made in a notebook: of a folder of transcripts, and of a table of texts of any kind."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.fakes import HashingEncoder
from themes.errors import StudyError
from themes.study.study import Study

FILINGS = pd.DataFrame(
    [
        ("Otter Peak", "2012-02-02", "Mara Quist", "Our barges moved nine hundred tons of timber, and tariffs on saws cost us two million."),
        ("Otter Peak", "2012-02-02", "Lena Brook", "How much more will the tariffs on saws and blades cost you in the coming year?"),
        ("Vesta", "03/30/2012", "Mara Quist", "== Glass and cork were dear all year, and the new cellar is full of bottles | and jars."),
        ("Vesta", "2012-08-02", "Mara Quist", "   "),
    ],
    columns=["issuer", "filed", "who", "body"],
)  # fmt: skip
COLUMNS = {"text": "body", "company": "issuer", "date": "filed", "speaker": "who"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("frame") / "study"
    frame = FILINGS.assign(filed=[pd.Timestamp(day) if k else day for k, day in enumerate(FILINGS["filed"])])
    return Study.from_frame(frame, folder, **COLUMNS, encoder=HashingEncoder(), progress=False)


@pytest.mark.slow
def test_rows_of_one_company_and_day_are_one_document_with_its_speakers(study: Study) -> None:
    calls = study.calls.set_index("company_id")
    assert calls["call_date"].to_dict() == {"otter-peak": "2012-02-02", "vesta": "2012-03-30"}
    assert calls["fiscal_quarter"].tolist() == ["2012Q1", "2012Q1"]
    turns = study.call("otter-peak-2012q1").transcript
    assert turns["speaker"].tolist() == ["Mara Quist", "Lena Brook"]
    assert turns["text"].tolist() == FILINGS["body"].tolist()[:2]
    assert ("tariffs",) in turns["themes"].tolist()
    assert study.summary is not None
    assert study.summary.n_new == 2


@pytest.mark.slow
def test_words_that_look_like_the_form_stay_words(study: Study) -> None:
    text = study.table("turns").query("call_id == 'vesta-2012q1'")["text"].item()
    assert text.lstrip() == FILINGS["body"][2]


@pytest.mark.slow
def test_texts_of_another_table_join_the_study(study: Study) -> None:
    more = pd.DataFrame(
        {"text": ["Cork is scarce, said the keeper of the cellar at last."], "company": "Vesta", "date": "2012-11-02"}
    )
    again = Study.from_frame(more, study.folder, encoder=HashingEncoder(), progress=False)
    assert again.run == study.run + 1
    assert again.companies.set_index("company_id")["n_calls"].to_dict() == {"otter-peak": 1, "vesta": 2}
    assert study.run == 1


@pytest.mark.parametrize(
    ("frame", "columns", "message"),
    [
        (FILINGS, {}, "no column 'text'; there are: issuer, filed, who, body"),
        (FILINGS.assign(filed="soon"), COLUMNS, "column 'filed': row 0 has no date ('soon')"),
        (FILINGS.assign(issuer=["a", None, "b", "c"]), COLUMNS, "column 'issuer': row 1 has no company"),
        (FILINGS.assign(body=" "), COLUMNS, "column 'body': no words in 4 rows"),
    ],
)
def test_table_that_cannot_be_read_is_one_line_and_makes_nothing(
    frame: pd.DataFrame, columns: dict[str, str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(StudyError, match=re.escape(message)):
        Study.from_frame(frame, tmp_path / "study", **columns)
    assert not (tmp_path / "study").exists()


@pytest.mark.slow
def test_documents_whose_names_are_alike_are_kept_apart(tmp_path: Path) -> None:
    frame = FILINGS[:2].assign(issuer=["Otter Peak", "Otter, Peak"])
    study = Study.from_frame(frame, tmp_path / "study", **COLUMNS, encoder=HashingEncoder(), progress=False)
    assert len(list((tmp_path / "study" / "texts").iterdir())) == 2
    assert len(study.table("sources")) == 2


@pytest.mark.slow
def test_study_without_a_folder_goes_with_its_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    frame = FILINGS.assign(filed="2012-02-02")
    study = Study.from_frame(frame, **COLUMNS, encoder=HashingEncoder(), progress=False)
    folder = study.folder
    assert folder.is_dir()
    del study
    assert not folder.exists()


@pytest.mark.slow
def test_study_is_created_refreshed_and_refreshed_again(tmp_path: Path, corpus: dict[str, str]) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    study = Study.create(tmp_path / "study", catalog="empty")
    with pytest.raises(StudyError, match="no run yet; read transcripts: study.refresh"):
        _ = study.calls
    assert "no run yet" in repr(study)
    assert "study.refresh" in study._repr_html_()
    for k, (name, text) in enumerate(corpus.items(), 1):
        (calls / name).write_text(text)
        assert study.refresh(calls if k == 1 else (), progress=False, encoder=HashingEncoder()) is study
        assert (study.run, len(study.calls)) == (k, k)
    with pytest.raises(StudyError, match="as of 2012-12-31"):
        study.as_of("2012Q4").refresh(progress=False)
    with pytest.raises(StudyError, match="there is a study already"):
        Study.create(tmp_path / "study")

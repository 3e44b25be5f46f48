"""A theme, a company and a call of a study; cards for notebooks; SQL; what is deprecated."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import HashingEncoder
from tests.themes.conftest import OTTER_Q3, OTTER_Q4, VESTA_Q4, transcript
from themes.errors import StudyError
from themes.pipeline.refresh import refresh
from themes.study.study import Study

MakeStudy = Callable[..., Path]
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def study(stored: Path) -> Study:
    return Study.open(stored)


def test_companies_and_quarters_are_counted(study: Study) -> None:
    companies = study.companies.set_index("company_id")
    assert companies["company"].to_dict() == {"ottr": "Otter Peak, Inc.", "vsta": "Vesta Bottling Corp."}
    assert companies.loc["ottr", ["n_calls", "first_quarter", "last_quarter"]].tolist() == [2, "2012Q3", "2012Q4"]
    quarters = study.quarters
    assert quarters["quarter"].tolist() == ["2012Q3", "2012Q4"]
    assert quarters["companies"].tolist() == [("ottr",), ("ottr", "vsta")]


def test_theme_gives_its_rows_of_every_table(study: Study) -> None:
    barges = study.theme("Freight by barge")
    assert (barges.id, barges.kind) == ("barge-freight", "tracked")
    assert barges.share.equals(study.shares("barge-freight"))
    assert barges.trend["company_id"].tolist() == ["ALL", "ottr", "vsta"]
    assert barges.quotes(limit=None).equals(study.quotes("barge-freight", limit=None))
    assert sorted(barges.passages["chunk_id"]) == sorted(barges.quotes(limit=None)["chunk_id"])


def test_related_themes_are_those_of_the_same_passages(tmp_path: Path, make_study: MakeStudy) -> None:
    """Of three barge passages two speak of cork too; the study has few passages of either, so the lift is above 1."""
    remarks = (
        "A barge of cork came up the river in May, and a second barge of cork came up the river in late June.",
        "No barge of cork has been lost since we bought the fleet, and the lock keepers know each of our captains.",
        "The barge fleet needs a new dry dock, which the valley has promised to build before the winter comes again.",
        "Our sawmill in the valley ran at full load, with fewer stops for repairs than in any quarter of the decade.",
    )
    folder = make_study(tmp_path, {"otter.txt": transcript(**OTTER_Q3 | {"remarks": remarks, "exchanges": ()})})
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    barges = Study.open(folder).theme("barge-freight")
    n, n_cork = len(barges.passages), barges.passages["text"].str.contains("cork").sum()
    related = barges.related
    assert related["theme_id"].tolist() == ["cork-shortage"]
    assert related["n_passages"].item() == n_cork
    assert related["share_of_passages"].item() == pytest.approx(n_cork / n)


def test_terms_of_a_late_period_are_held_against_an_early_one(tmp_path: Path, make_study: MakeStudy) -> None:
    folder = make_study(tmp_path)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    barges = Study.open(folder).theme("barge-freight")
    terms = barges.terms("2012q3", "2012Q4").set_index("term")
    assert set(terms["n_early"]) == {3}
    assert set(terms["n_late"]) == {0}
    texts = barges.passages["text"].str.lower()
    assert terms.loc["timber", "share_early"] == pytest.approx(texts.str.contains("timber").mean())
    with pytest.raises(StudyError, match="overlap"):
        barges.terms("2012", "2012Q4")
    with pytest.raises(StudyError, match="no call in '2015'"):
        barges.terms("2012", "2015")


def test_turns_of_a_call_carry_the_themes_of_their_passages(study: Study) -> None:
    call = study.call("OTTR-2012Q3")
    assert (call.company, call.quarter, call.date) == ("Otter Peak, Inc.", "2012Q3", "2012-11-06")
    turns = call.transcript
    assert len(turns) == len(study.table("turns").query("call_id == 'ottr-2012q3'"))
    speaks = turns["text"].str.contains("barge")
    assert (turns["themes"].map(bool) == speaks).all()
    assert set(turns.loc[speaks, "themes"]) == {("barge-freight",)}
    assert call.themes["theme_id"].tolist() == ["barge-freight"]


def test_company_gives_its_own_rows(study: Study) -> None:
    vesta = study.company("Vesta")
    assert (vesta.id, vesta.ticker) == ("vsta", "VSTA")
    assert vesta.calls["call_id"].tolist() == ["vsta-2012q4"]
    assert vesta.themes["theme_id"].iloc[0] == "cork-shortage"
    assert set(vesta.trends["scope"]) == {"vsta"}
    assert vesta.quotes("Cork shortage")["company_id"].unique().tolist() == ["vsta"]
    assert vesta.search("timber", encoder=HashingEncoder())["company_id"].unique().tolist() == ["vsta"]


def test_quotes_and_search_are_narrowed_by_who_speaks(study: Study) -> None:
    assert study.quotes("barge-freight", speaker="analyst")["speaker"].tolist() == ["Lena Brook"]
    assert set(study.quotes("barge-freight", speaker="van aalst")["role"]) == {"executive"}
    with pytest.raises(StudyError, match="no speaker 'Lena Brok' in this study; the nearest is 'Lena Brook'"):
        study.quotes("barge-freight", speaker="Lena Brok")
    found = study.search("wages at the sawmill", 50, quarter="2012q3", speaker="analyst", encoder=HashingEncoder())
    assert set(found["call_id"]) == {"ottr-2012q3"}
    assert set(found["role"]) == {"analyst"}


def test_one_company_has_one_name_in_every_table(tmp_path: Path, make_study: MakeStudy) -> None:
    files = {
        "a.txt": transcript(**OTTER_Q3),
        "b.txt": transcript(**OTTER_Q4 | {"company": "Otter Peak"}),
        "c.txt": transcript(**OTTER_Q4 | {"company": "Otter Peak", "quarter": "Q1 2013", "date": "MAY 07, 2013"}),
    }
    folder = make_study(tmp_path, files)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    study = Study.open(folder)
    assert study.table("calls")["company"].nunique() == 2
    for table in (study.calls, study.passages, study.quotes("barge-freight"), study.shares(by="call"), study.companies):
        assert set(table["company"]) == {"Otter Peak"}
    assert study.companies["also"].item() == ("Otter Peak, Inc.",)


def test_sql_reads_every_table_and_nothing_else(study: Study, tmp_path: Path) -> None:
    found = study.sql("SELECT count(*) AS n FROM prevalence WHERE theme_id = ?", ["cork-shortage"])
    assert found["n"].item() == 12
    assert study.as_of("2012Q4").sql("SELECT call_id FROM calls")["call_id"].tolist() == ["ottr-2012q3"]
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for query in (f"SELECT * FROM read_csv('{secret}')", f"SELECT * FROM '{secret}'", "SELECT * FROM found"):
        with pytest.raises(StudyError, match="^sql: "):
            study.sql(query)
    for query in ("DROP TABLE calls", f"COPY calls TO '{tmp_path / 'x.csv'}'", "SELECT 1; SELECT 2", "", "SELEC 1"):
        with pytest.raises(StudyError, match="^sql: "):
            study.sql(query)
    with pytest.raises(StudyError, match='Candidate bindings: "theme_id"'):
        study.sql("SELECT them_id FROM prevalence")


def test_evaluate_has_a_row_a_theme(study: Study) -> None:
    found = study.evaluate().set_index("theme_id")
    assert found.loc["barge-freight", ["label", "n_passages"]].tolist() == ["Freight by barge", 3]


def test_call_and_theme_that_are_not_there_are_errors_with_the_nearest(study: Study) -> None:
    with pytest.raises(StudyError, match="no call 'ottr-2012q5' in this study; the nearest is 'ottr-2012q3'"):
        study.call("ottr-2012q5")
    with pytest.raises(StudyError, match="no theme 'cork shortages' in this study; the nearest is 'cork-shortage'"):
        study.theme("cork shortages")


def test_cards_escape_what_a_transcript_says(tmp_path: Path, make_study: MakeStudy) -> None:
    company = f"Otter {HOSTILE}"
    remarks = (
        f"We moved nine hundred tons of timber by barge this quarter, {HOSTILE}, and the fleet paid for itself.",
    )
    folder = make_study(
        tmp_path, {"a.txt": transcript(**VESTA_Q4), "b.txt": transcript(**OTTER_Q3 | {"remarks": remarks})}
    )
    catalog = folder / "catalog.toml"
    catalog.write_text(catalog.read_text().replace("Freight by barge", f"Freight {HOSTILE}"))
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    study = Study.open(folder)
    study.table("calls")["company"] = company
    cards = [
        one._repr_html_()
        for one in (study, study.theme("barge-freight"), study.company("ottr"), study.call("ottr-2012q3"))
    ]
    for card in cards:
        assert "<img" not in card
        assert "&lt;img" in card


def test_what_is_deprecated_works_and_says_what_to_write(study: Study) -> None:
    with pytest.warns(DeprecationWarning, match=re.escape('study.shares(by="call")')):
        assert study.prevalence is study.table("prevalence")
    with pytest.warns(DeprecationWarning, match=re.escape("study.as_of(moment).trends")):
        assert study.trends_as_of("2012Q4")["scope"].tolist() == ["ALL", "ottr"] * 3
    with pytest.warns(DeprecationWarning, match=re.escape('study.table("positions")')):
        assert study.passage_positions() is study.table("positions")


def test_reading_a_study_imports_no_torch(stored: Path) -> None:
    code = (
        "import sys; from themes import Study; s = Study.open(sys.argv[1]); s.shares(); s.trends; s.companies\n"
        "t = s.theme('barge-freight'); t.quotes(); t.related; t._repr_html_(); s.sql('SELECT 1'); s.compare('ottr', 'vsta')\n"
        "print([m for m in ('torch', 'sentence_transformers', 'umap', 'bertopic', 'altair') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(stored)], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"

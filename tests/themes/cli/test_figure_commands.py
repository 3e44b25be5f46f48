"""``themes prevalence``, ``themes contrasts`` and ``themes diffusion``: what they print, narrow and refuse."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.facts import facts
from tests.fakes import HashingEncoder
from themes.cli.app import app
from themes.pipeline.refresh import refresh
from themes.study.study import Study

MakeStudy = Callable[..., Path]


def themes(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def rows(result: Result) -> pd.DataFrame:
    assert result.exit_code == 0, result.output
    return pd.read_csv(io.StringIO(result.stdout))


def test_prevalence_by_call_is_the_table_of_one_group(stored: Path) -> None:
    found = rows(themes("prevalence", stored, "--format", "csv"))
    assert len(found) == 9  # three themes, three calls
    assert set(found["speaker_group"]) == {"all"}
    asked = rows(themes("prevalence", stored, "--group", "analyst_questions", "--format", "csv"))
    assert set(asked["speaker_group"]) == {"analyst_questions"}


def test_prevalence_is_narrowed_to_a_theme_and_a_company(stored: Path) -> None:
    found = rows(themes("prevalence", stored, "--theme", "barge-freight", "--company", "ottr", "--format", "csv"))
    assert found[["theme_id", "call_id"]].values.tolist() == [
        ["barge-freight", "ottr-2012q3"], ["barge-freight", "ottr-2012q4"]
    ]  # fmt: skip


def test_prevalence_by_quarter_is_over_companies_or_of_one(stored: Path) -> None:
    arguments = ("prevalence", stored, "--by-quarter", "--theme", "cork-shortage", "--format", "csv")
    together, alone = rows(themes(*arguments)), rows(themes(*arguments, "--company", "vsta"))
    assert together[["scope", "quarter", "n_companies"]].values.tolist() == [["ALL", "2012Q3", 1], ["ALL", "2012Q4", 2]]
    assert alone[["scope", "quarter"]].values.tolist() == [["vsta", "2012Q4"]]
    assert together["share"][1] == pytest.approx(alone["share"][0] / 2, abs=1e-6)
    assert together["breadth"].tolist() == [0.0, 0.5]


def test_prevalence_by_year_is_over_companies_or_of_one(stored: Path) -> None:
    arguments = ("prevalence", stored, "--theme", "cork-shortage", "--format", "csv")
    quarters, years = rows(themes(*arguments, "--by-quarter")), rows(themes(*arguments, "--by-year"))
    assert years[["scope", "year", "n_quarters"]].values.tolist() == [["ALL", 2012, 2]]
    assert years["share"][0] == pytest.approx(quarters["share"].mean(), abs=1e-6)
    alone = rows(themes(*arguments, "--by-year", "--company", "vsta"))
    assert alone[["scope", "year", "n_quarters"]].values.tolist() == [["vsta", 2012, 1]]
    assert themes(*arguments, "--by-year", "--by-quarter").exit_code == 2


def test_prevalence_for_a_person_shows_breadth_over_companies_and_peers_of_one(stored: Path) -> None:
    assert "breadth" in themes("prevalence", stored, "--by-quarter").stdout
    assert "peers" in themes("prevalence", stored, "--by-quarter", "--company", "ottr").stdout


def test_weights_of_the_settings_reach_the_mean(tmp_path: Path, make_study: MakeStudy) -> None:
    folder = make_study(tmp_path)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    plain = Study.open(folder).prevalence_by_quarter().set_index(["theme_id", "scope", "quarter"])["share"]
    (folder / "study.toml").write_text((folder / "study.toml").read_text() + "\n[company.VSTA]\nweight = 3\n")
    weighed = Study.open(folder).prevalence_by_quarter().set_index(["theme_id", "scope", "quarter"])["share"]
    cork = ("cork-shortage", "ALL", "2012Q4")
    assert plain[cork] > 0
    assert weighed[cork] == pytest.approx(plain[cork] * 2 * 3 / 4, abs=1e-5)


def test_peer_groups_of_the_settings_reach_the_affinity(tmp_path: Path, make_study: MakeStudy) -> None:
    folder = make_study(tmp_path)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    (folder / "study.toml").write_text((folder / "study.toml").read_text() + '\n[company.vsta]\npeer_group = "b"\n')
    table = Study.open(folder).prevalence_by_quarter()
    assert table["peers_share"].isna().all()


def test_contrasts_say_how_many_differ_and_show_all_on_request(stored: Path) -> None:
    told = themes("contrasts", stored, "--format", "json")
    assert json.loads(told.stdout) == []
    assert "0 of 1 comparisons show a difference" in told.stderr
    everything = json.loads(themes("contrasts", stored, "--all", "--format", "json").stdout)
    assert facts(everything[0]["sentence"])[:2] == ["no significant", "“Freight by barge”"]


def test_diffusion_says_what_so_few_companies_can_show(
    tmp_path: Path, make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("themes.stats.adoption.ACCEPTED_SCORE", 0.3)  # what the small study takes passages from
    folder = make_study(tmp_path)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    told = themes("diffusion", folder, "--format", "csv")
    assert "Who led is unknown: 2 companies are too few." in told.stderr
    assert rows(told)[["theme_id", "company_id", "rank"]].values.tolist() == [
        ["barge-freight", "ottr", 1], ["cork-shortage", "vsta", 1]
    ]  # fmt: skip


@pytest.mark.parametrize("view", ["order", "spread", "asked", "leaders"])
def test_every_view_of_diffusion_prints(stored: Path, view: str) -> None:
    assert themes("diffusion", stored, "--view", view).exit_code == 0


def test_diffusion_asked_tells_who_brought_a_theme_up(stored: Path) -> None:
    found = rows(themes("diffusion", stored, "--view", "asked", "--theme", "barge-freight", "--format", "csv"))
    assert found[["company_id", "order", "first_prepared"]].values.tolist() == [["ottr", "management first", "2012Q3"]]


@pytest.mark.parametrize(
    "arguments",
    [("spread", "--company", "ottr"), ("leaders", "--theme", "cork-shortage"), ("leaders", "--company", "x")],
)
def test_option_without_a_meaning_is_wrong_usage(stored: Path, arguments: tuple[str, ...]) -> None:
    assert themes("diffusion", stored, "--view", *arguments).exit_code == 2


@pytest.mark.parametrize("command", ["trends", "prevalence", "contrasts", "diffusion"])
def test_as_of_says_what_was_known_and_shows_nothing_later(stored: Path, command: str) -> None:
    told = themes(command, stored, "--as-of", "2012Q4", "--format", "csv")
    assert told.exit_code == 0
    assert told.stderr.splitlines()[0] == "as of 2012-12-31: 1 of 3 calls"
    assert "2012q4" not in told.stdout.lower()
    assert "vsta" not in told.stdout


def test_as_of_counts_calls_without_a_date(tmp_path: Path, make_study: MakeStudy, corpus: dict[str, str]) -> None:
    undated = corpus | {"vesta.txt": corpus["vesta.txt"].replace("EVENT DATE/TIME: FEBRUARY 12, 2013 / 9:30PM GMT", "")}
    folder = make_study(tmp_path, undated)
    refresh(folder, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    told = themes("prevalence", folder, "--as-of", "2020Q1")
    assert "as of 2020-03-31: 2 of 3 calls; 1 without a date left out" in told.stderr


@pytest.mark.parametrize("command", ["prevalence", "contrasts", "diffusion"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--theme", "cork"), "no theme 'cork' in this study; the nearest is 'cork-shortage'"),
        (("--company", "otr"), "no company 'otr' in this study; the nearest is 'ottr'"),
        (("--as-of", "soon"), "as of 'soon': neither a date nor a quarter"),
    ],
)
def test_unknown_name_is_one_line_with_the_nearest(
    stored: Path, command: str, arguments: tuple[str, str], message: str
) -> None:
    told = themes(command, stored, *arguments)
    assert told.exit_code == 1
    assert message in told.stderr.splitlines()[-1]


def test_vocabulary_is_that_of_the_study_narrowed_to_a_theme(stored: Path) -> None:
    found = rows(themes("vocabulary", stored, "--theme", "barge-freight", "--format", "csv"))
    assert set(found["theme_id"]) == {"barge-freight"}
    assert found.loc[found["is_cue"], "term"].iloc[0] == "barge"
    whole = Study.open(stored).vocabulary_drift()
    assert len(whole[whole["theme_id"] == "barge-freight"]) == len(found)
    assert themes("vocabulary", stored, "--theme", "boats").exit_code == 1

"""Refresh: a new run when something is new, the study as it was when anything fails."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from embeddings.cached import LazyEncoder
from embeddings.encoder import Encoder
from tests.fakes import HashingEncoder
from themes.corpus import ingest as intake
from themes.errors import CallthemesError, SettingsError, StudyError
from themes.pipeline import refresh as refresh_module
from themes.pipeline.refresh import RefreshSummary, refresh
from themes.records import TABLES
from themes.store.lock import refresh_lock
from themes.store.runs import current_run, list_runs, read_table, read_tables
from themes.study.study import Study
from themes.transcripts.parse import parse_source

Corpus = dict[str, str]
MakeStudy = Callable[..., Path]
Freeze = Callable[[Path], dict[str, bytes]]

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256))


def go(
    study: Path, encoder: Encoder | None = None, paths: tuple[str, ...] = ("calls",), **options: object
) -> RefreshSummary:
    """Refresh from the folder that holds the study, so that the same study has the same paths wherever it lies."""
    with contextlib.chdir(study.parent):
        return refresh(study, paths, encoder=encoder or HashingEncoder(), **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory, make_study: MakeStudy) -> Path:
    study = make_study(tmp_path_factory.mktemp("first"))
    go(study)
    return study.parent


@pytest.fixture
def refreshed(first_run: Path, tmp_path: Path) -> Path:
    """A study with one run."""
    shutil.copytree(first_run, tmp_path, dirs_exist_ok=True)
    return tmp_path / "study"


@pytest.fixture
def study(tmp_path: Path, make_study: MakeStudy) -> Path:
    return make_study(tmp_path)


class Interrupted(HashingEncoder):
    """Ctrl-C while texts are encoded."""

    def encode(self, texts: object, progress: object = None) -> np.ndarray:
        raise KeyboardInterrupt


def test_first_refresh_makes_run_one_and_tells_what_it_holds(study: Path) -> None:
    done = go(study)
    assert (done.run_id, done.n_calls, done.n_new, done.n_changed, done.n_unchanged) == (1, 3, 3, 0, 0)
    assert (done.n_chunks, done.n_tracked, done.n_discovered, done.refused) == (21, 3, 0, ())
    assert current_run(study) == 1
    assert set(read_tables(study)) == set(TABLES)


def test_run_table_says_how_it_was_made(refreshed: Path) -> None:
    run = read_table(refreshed, "run").iloc[0]
    settings, versions = json.loads(run["settings"]), json.loads(run["versions"])
    assert run[["run_id", "seed", "n_calls", "n_chunks", "n_new_calls"]].tolist() == [1, 7, 3, 21, 3]
    assert run["started_at"] <= run["finished_at"]
    assert (settings["model_id"], settings["inputs"]) == ("hashing/64", ["calls"])
    # without discovery, a model of the study's own and a hundred passages, nothing of those was used
    assert set(versions) == {"callthemes", "numpy", "pandas", "scikit-learn", "scipy"}


def test_nothing_new_makes_no_run(refreshed: Path, freeze: Freeze) -> None:
    before, encoder = freeze(refreshed), HashingEncoder()
    done = go(refreshed, encoder)
    assert (done.run_id, done.notes, done.n_unchanged) == (None, ("nothing new: no run was made",), 3)
    assert freeze(refreshed) == before
    assert encoder.encoded == []


def test_nothing_new_makes_a_run_all_the_same_when_told_always(refreshed: Path) -> None:
    assert go(refreshed, refit="always").run_id == 2


def test_another_encoder_makes_one_more_run_that_names_both(refreshed: Path) -> None:
    (study := refreshed / "study.toml").write_text(study.read_text().replace("enabled = false", "enabled = true"))
    go(refreshed)
    encoder = HashingEncoder(32, "woods")
    done = go(refreshed, encoder)
    assert (done.run_id, done.fitted) == (3, "the encoder changed")
    assert any("woods/32" in note and "hashing/64" in note for note in done.notes)
    content = read_table(refreshed, "chunks").query("kind == 'content'")
    assert set(encoder.encoded) >= set(content["text"])
    assert go(refreshed, HashingEncoder(32, "woods")).run_id is None


def test_only_what_is_new_is_parsed_and_encoded(
    refreshed: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = corpus["vesta.txt"].replace("Q4 2012", "Q3 2012").replace("FEBRUARY 12, 2013", "NOVEMBER 13, 2012")
    (refreshed.parent / "calls" / "late.txt").write_text(text.replace("eleven million", "nine million"))
    parsed: list[str] = []
    monkeypatch.setattr(intake, "parse_source", lambda s: parsed.append(Path(s.path).name) or parse_source(s))
    encoder = HashingEncoder()
    done = go(refreshed, encoder)
    assert (done.run_id, done.n_new, done.n_unchanged, parsed) == (2, 1, 3, ["late.txt"])
    assert len(encoder.encoded) == 1
    assert "nine million" in encoder.encoded[0]


def test_changed_file_makes_a_run_in_which_its_call_keeps_its_id(refreshed: Path) -> None:
    path = refreshed.parent / "calls" / "vesta.txt"
    path.write_text(path.read_text().replace("Q4 2012", "Q1 2013"))
    done = go(refreshed)
    assert (done.run_id, done.n_new, done.n_changed, done.n_unchanged) == (2, 0, 1, 2)
    assert read_table(refreshed, "calls")["call_id"].tolist() == read_table(refreshed, "calls", 1)["call_id"].tolist()


def test_new_call_leaves_the_shares_and_intervals_of_the_others_as_they_were(study: Path, corpus: Corpus) -> None:
    late = study.parent / "calls" / "vesta.txt"
    text = late.read_text()
    late.unlink()
    go(study)
    late.write_text(text)
    go(study)
    then, now = read_table(study, "prevalence", 1), read_table(study, "prevalence", 2)
    kept = now[now["call_id"].isin(then["call_id"])].reset_index(drop=True)
    assert len(now) == len(then) + 3 * 4
    # scores are judged against all that was said, so a new call may move a theme's bounds by what it moves its scores
    bounds = ["share_low", "share_high"]
    pd.testing.assert_frame_equal(kept.drop(columns=bounds), then.drop(columns=bounds), check_exact=True)
    scores = [read_table(study, "chunk_themes", run).set_index(["chunk_id", "theme_id"])["score"] for run in (1, 2)]
    moved = {theme for (_, theme), by in (scores[1] - scores[0]).dropna().items() if by}
    unmoved = ~then["theme_id"].isin(moved)
    assert unmoved.any()
    pd.testing.assert_frame_equal(kept.loc[unmoved, bounds], then.loc[unmoved, bounds], check_exact=True)


def test_run_that_encoded_nothing_records_no_versions_of_the_encoder(study: Path) -> None:
    go(study, LazyEncoder("hashing/64", HashingEncoder))
    (study / "study.toml").write_text((study / "study.toml").read_text().replace("0.3", "0.4"))
    go(study, LazyEncoder("hashing/64", HashingEncoder, 64))
    first, second = (set(json.loads(read_table(study, "run", run)["versions"].iloc[0])) for run in (1, 2))
    assert first - second >= {"torch", "sentence-transformers"}
    assert "pandas" in second


def test_passages_stay_where_they_lie_on_the_map_until_discovery_is_fitted_anew(study: Path) -> None:
    late = study.parent / "calls" / "vesta.txt"
    text = late.read_text()
    late.unlink()
    go(study)
    late.write_text(text)
    go(study, refit="never")
    go(study, refit="always")
    first, joined, anew = (read_table(study, "positions", run).set_index("chunk_id") for run in (1, 2, 3))
    assert set(joined.index) == set(anew.index) > set(first.index)
    pd.testing.assert_frame_equal(joined.loc[first.index], first, check_exact=True)
    assert joined.to_numpy().min() >= 0
    assert joined.to_numpy().max() <= 1
    assert not joined.equals(anew)


def test_paths_of_earlier_refreshes_are_looked_at_again(refreshed: Path, corpus: Corpus, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    other = corpus["vesta.txt"].replace("VSTA", "FERN").replace("Vesta Bottling", "Fern Radio")
    (more / "x.txt").write_text(
        other.replace("eleven million", "two million")
    )  # other words, or it would be the same call
    (tmp_path / "calls" / "otter-a.txt").write_text(corpus["otter-a.txt"].replace("nine hundred", "two hundred"))
    done = go(refreshed, paths=(str(more),))
    assert (done.n_new, done.n_changed, done.n_calls) == (1, 1, 4)
    assert go(refreshed, paths=()).run_id is None


def test_refused_files_are_told_and_do_not_stop_the_rest(study: Path) -> None:
    (study.parent / "calls" / "photo.txt").write_bytes(JPEG)
    (study.parent / "calls" / "void.txt").write_bytes(b"")
    done = go(study)
    assert {Path(p).name: why.split(",")[0].split(":")[0] for p, why in done.refused} == {
        "photo.txt": "a JPEG picture", "void.txt": "empty",
    }  # fmt: skip
    assert done.n_calls == 3
    assert read_table(study, "sources")["status"].value_counts().to_dict() == {"read": 3, "refused": 2}


def test_refused_files_alone_are_nothing_new_the_second_time(study: Path) -> None:
    (study.parent / "calls" / "photo.txt").write_bytes(JPEG)
    go(study)
    assert go(study).run_id is None


def test_corrections_are_applied_when_they_change(refreshed: Path) -> None:
    (refreshed / "calls.csv").write_text("file,fiscal_quarter,skip\nvesta.txt,2013Q1,\notter-b.txt,,yes\n")
    done = go(refreshed)
    calls = read_table(refreshed, "calls").set_index("call_id")
    assert done.run_id == 2
    assert calls.index.tolist() == ["ottr-2012q3", "vsta-2012q4"]
    assert calls.loc["vsta-2012q4", "fiscal_quarter"] == "2013Q1"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("catalog.toml", "Glass tax", "Glass levy"), ("study.toml", "seed = 7", "seed = 8")],
)
def test_changed_settings_or_catalog_make_a_run(refreshed: Path, file: str, old: str, new: str) -> None:
    (refreshed / file).write_text((refreshed / file).read_text().replace(old, new))
    assert go(refreshed).run_id == 2


def _limit_barges(study: Path, limits: str) -> None:
    text = (study / "catalog.toml").read_text()
    (study / "catalog.toml").write_text(text.replace('id = "barge-freight"\n', f'id = "barge-freight"\n{limits}\n'))


def _barges(study: Path) -> pd.DataFrame:
    """Share of talk, words and passages on barges in each call."""
    shares = read_table(study, "prevalence")
    own = shares[(shares["theme_id"] == "barge-freight") & (shares["speaker_group"] == "all")]
    return own.set_index("call_id")[["share", "n_words_theme", "n_chunks"]]


def test_theme_is_zero_in_calls_outside_of_its_limits_and_all_figures_are_there(refreshed: Path) -> None:
    before = _barges(refreshed)
    assert before["share"].idxmax() == "ottr-2012q3"  # the call on barges
    rows = read_table(refreshed, "chunk_themes")
    _limit_barges(refreshed, 'from = "2012Q4"')
    assert go(refreshed).run_id == 2
    now = _barges(refreshed)
    assert now.index.tolist() == before.index.tolist()
    assert (now.loc["ottr-2012q3"] == 0).all()
    pd.testing.assert_frame_equal(now.drop("ottr-2012q3"), before.drop("ottr-2012q3"))
    tagged = read_table(refreshed, "chunk_themes")
    of_call = (tagged["theme_id"] == "barge-freight") & tagged["chunk_id"].str.startswith("ottr-2012q3")
    assert not of_call.any()
    others = [table[table["theme_id"] != "barge-freight"].reset_index(drop=True) for table in (tagged, rows)]
    pd.testing.assert_frame_equal(*others)
    assert read_table(refreshed, "diffusion")["theme_id"].tolist().count("barge-freight") == 0
    trends = read_table(refreshed, "trends")
    assert "barge-freight" in set(trends["theme_id"])


def test_limits_hold_as_of_a_day_as_they_hold_in_a_run(refreshed: Path) -> None:
    _limit_barges(refreshed, 'until = "2012Q2"')
    go(refreshed)
    then = Study.open(refreshed, as_of="2099Q4")
    for name in ("chunk_themes", "prevalence"):
        pd.testing.assert_frame_equal(then.table(name), read_table(refreshed, name), check_dtype=False)
    assert then.table("prevalence").loc[then.table("prevalence")["theme_id"] == "barge-freight", "n_chunks"].sum() == 0


def test_call_whose_quarter_is_corrected_into_the_limits_of_a_theme_is_tagged(refreshed: Path) -> None:
    _limit_barges(refreshed, 'from = "2012Q4"')
    go(refreshed)
    (refreshed / "calls.csv").write_text("file,fiscal_quarter,call_date\notter-a.txt,2013Q1,2013-05-07\n")
    go(refreshed, refit="never")
    calls = read_table(refreshed, "calls").set_index("source")["calendar_quarter"]
    assert calls.filter(like="otter-a").tolist() == ["2013Q1"]
    assert _barges(refreshed)["share"].max() > 0


def test_company_alias_in_the_settings_joins_companies(study: Path) -> None:
    (study / "study.toml").write_text(
        (study / "study.toml").read_text() + '\n[company.harbour]\naliases = ["OTTR", "Vesta Bottling"]\n'
    )
    go(study)
    assert set(read_table(study, "calls")["company_id"]) == {"harbour"}
    assert set(read_table(study, "prevalence")["company_id"]) == {"harbour"}


def test_two_studies_from_nothing_have_the_same_tables_but_run(tmp_path: Path, make_study: MakeStudy) -> None:
    found = []
    for name in ("one", "two"):
        study = make_study(tmp_path / name)
        go(study)
        with duckdb.connect(study / "runs" / "0001.duckdb", read_only=True) as run:
            found.append({table: run.sql(f'SELECT * FROM "{table}"').fetchall() for table in TABLES if table != "run"})
    assert repr(found[0]) == repr(found[1])
    assert len(found[0]["prevalence"]) == 3 * 3 * 4


def test_calls_added_one_by_one_have_the_same_tables_as_all_at_once_after_a_fit(
    tmp_path: Path, corpus: Corpus, make_study: MakeStudy
) -> None:
    at_once, slowly = make_study(tmp_path / "a"), make_study(tmp_path / "b", files={})
    go(at_once)
    for name, text in corpus.items():
        (slowly.parent / "calls" / name).write_text(text)
        go(slowly)
    go(slowly, refit="always")
    assert current_run(slowly) == 4
    for table in ("prevalence", "contrasts", "trends", "diffusion", "chunk_themes"):
        pd.testing.assert_frame_equal(read_table(slowly, table), read_table(at_once, table), check_exact=True)


def test_earlier_run_stays_as_it_was(refreshed: Path) -> None:
    before = (refreshed / "runs" / "0001.duckdb").read_bytes()
    go(refreshed, refit="always")
    assert (refreshed / "runs" / "0001.duckdb").read_bytes() == before
    assert list_runs(refreshed) == [1, 2]


@pytest.mark.parametrize("where", ["parse_source", "encode", "analyse", "write_run"])
def test_interruption_leaves_the_study_as_it_was(
    refreshed: Path, freeze: Freeze, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    before = freeze(refreshed)
    path = refreshed.parent / "calls" / "vesta.txt"
    path.write_text(path.read_text().replace("eleven", "twelve"))

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    if where != "encode":
        monkeypatch.setattr(intake if where == "parse_source" else refresh_module, where, interrupt)
    with pytest.raises(KeyboardInterrupt):
        go(refreshed, Interrupted() if where == "encode" else None)
    assert freeze(refreshed) == before
    assert not (refreshed / "refresh.lock").exists()


def test_refresh_after_an_interruption_completes(study: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(study, Interrupted())
    assert current_run(study) is None
    assert go(study).run_id == 1


def test_what_was_encoded_before_an_interruption_is_not_encoded_again(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(refresh_module, "analyse", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            go(study)
    encoder = HashingEncoder()
    go(study, encoder)
    assert encoder.encoded == []


def test_second_refresh_while_one_is_running_is_refused(refreshed: Path, freeze: Freeze) -> None:
    with refresh_lock(refreshed):
        before = freeze(refreshed)
        with pytest.raises(StudyError, match=f"refresh.lock: held by process {os.getpid()}"):
            go(refreshed, refit="always")
        assert freeze(refreshed) == before


def test_empty_folder_is_an_error_and_leaves_no_run(tmp_path: Path, make_study: MakeStudy) -> None:
    study = make_study(tmp_path, files={})
    with pytest.raises(StudyError, match="calls: an empty folder; give the transcripts' folder"):
        go(study)
    assert current_run(study) is None
    assert not (study / "refresh.lock").exists()


def test_no_path_at_all_is_an_error_that_says_what_to_type(study: Path) -> None:
    with pytest.raises(StudyError, match="no transcripts named yet; try: themes refresh .* FOLDER"):
        go(study, paths=())


def test_no_transcript_among_the_files_is_an_error_with_reasons(tmp_path: Path, make_study: MakeStudy) -> None:
    study = make_study(tmp_path, files={"void.txt": "", "list.txt": "Eggs and milk.\n"})
    with pytest.raises(StudyError, match=r"no transcript among 2 files \(list.txt: .*; void.txt: empty"):
        go(study)
    assert current_run(study) is None


def test_folder_without_a_study_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CallthemesError, match="nothing-here"):
        refresh(tmp_path / "nothing-here", ("x",), encoder=HashingEncoder())


def test_unknown_key_in_the_settings_is_an_error_that_names_the_nearest(study: Path) -> None:
    (study / "study.toml").write_text("resample = 300\n")
    with pytest.raises(SettingsError, match="unknown key 'resample'; the nearest known key is 'resamples'"):
        go(study)


def test_call_of_an_unknown_company_does_not_stop_the_rest(study: Path) -> None:
    (study.parent / "calls" / "nobody.txt").write_text(
        "Operator\n\nGood day to all investors.\n\nJane Roe - CEO\n\nWe sold many boats in the quarter.\n\n"
        "Operator\n\nThe next question, please.\n\nBob Poe - Analyst\n\nHow many boats were sold?\n"
    )
    assert go(study).n_calls == 4


def test_day_that_does_not_exist_in_the_corrections_is_a_controlled_error(study: Path) -> None:
    (study / "calls.csv").write_text("file,call_date\nvesta.txt,2013-02-30\n")
    with pytest.raises(SettingsError, match="2013-02-30"):
        go(study)


def test_corrections_in_another_encoding_are_a_controlled_error(study: Path) -> None:
    (study / "calls.csv").write_bytes("file,company\nvesta.txt,Café Vesta\n".encode("cp1252"))
    with pytest.raises(SettingsError, match=r"calls\.csv"):
        go(study)


def test_progress_tells_the_stages_in_their_order(study: Path) -> None:
    told: list[str] = []
    go(study, progress=lambda stage, done, total: told.append(stage))
    assert list(dict.fromkeys(told)) == ["reading", "embedding", "finding themes"]


NEW_CALL = ("Q4 2012", "Q3 2012"), ("FEBRUARY 12, 2013", "NOVEMBER 13, 2012"), ("eleven million", "nine million")


def add_call(study: Path, corpus: Corpus, name: str = "late.txt") -> None:
    text = corpus["vesta.txt"]
    for old, new in NEW_CALL:
        text = text.replace(old, new)
    (study.parent / "calls" / name).write_text(text)


def test_new_call_is_scored_without_a_fit_and_moves_nothing(refreshed: Path, corpus: Corpus) -> None:
    add_call(refreshed, corpus)
    done = go(refreshed)
    assert (done.run_id, done.n_new, done.fitted, done.events, done.notes) == (2, 1, None, {}, ())
    before, now = (read_tables(refreshed, run) for run in (1, 2))
    for table, key in (("chunk_themes", "chunk_id"), ("prevalence", "call_id")):
        kept = now[table][now[table][key].isin(before[table][key])].reset_index(drop=True)
        pd.testing.assert_frame_equal(kept, before[table])
    assert set(now["prevalence"]["call_id"]) - set(before["prevalence"]["call_id"]) == {"vsta-2012q3"}


def test_growth_by_half_has_the_background_measured_anew_and_says_why(
    tmp_path: Path, corpus: Corpus, make_study: MakeStudy
) -> None:
    study = make_study(tmp_path, files={"otter-a.txt": corpus["otter-a.txt"]})
    go(study)
    (tmp_path / "calls" / "vesta.txt").write_text(corpus["vesta.txt"])
    done = go(study)
    n_fitted, n_since = (int(read_table(study, "placements", run).shape[0]) for run in (1, 2))
    reason = f"{n_since - n_fitted} passages since the last fit of {n_fitted}: at least 50%"
    fit = json.loads(read_table(study, "run")["settings"].iloc[0])["fit"]
    assert (done.fitted, fit["run_id"], fit["reason"]) == (reason, 2, reason)


def test_edited_theme_alone_is_scored_anew(refreshed: Path) -> None:
    catalog = refreshed / "catalog.toml"
    catalog.write_text(catalog.read_text().replace('["cork"]', '["screw caps"]'))
    done = go(refreshed)
    assert (done.run_id, done.fitted) == (2, None)
    before, now = (read_table(refreshed, "chunk_themes", run) for run in (1, 2))
    freight = [rows[rows["theme_id"] == "barge-freight"].reset_index(drop=True) for rows in (before, now)]
    pd.testing.assert_frame_equal(*freight)
    assert now.loc[now["theme_id"] == "cork-shortage", "reason"].str.contains("screw caps").any()


def test_withdrawn_call_leaves_with_a_word(refreshed: Path) -> None:
    (refreshed / "calls.csv").write_text("file,skip\nvesta.txt,yes\n")
    (refreshed.parent / "calls" / "vesta.txt").unlink()
    done = go(refreshed)
    assert (done.run_id, done.removed, done.n_calls) == (2, ("vsta-2012q4",), 2)
    for table in ("calls", "turns", "chunks", "prevalence"):
        assert "vsta-2012q4" not in set(read_table(refreshed, table)["call_id"])
    assert go(refreshed).run_id is None


def test_file_that_is_gone_keeps_its_call(refreshed: Path) -> None:
    (refreshed.parent / "calls" / "vesta.txt").unlink()
    assert go(refreshed).run_id is None
    assert len(read_table(refreshed, "calls")) == 3


def test_file_that_vanishes_while_it_is_read_keeps_its_call(
    refreshed: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = refreshed.parent / "calls" / "vesta.txt"
    path.write_text(path.read_text().replace("eleven", "twelve"))
    read = intake.read_sources

    def vanish(given: Path) -> object:
        if given.name == path.name:
            path.unlink()
        return read(given)

    monkeypatch.setattr(intake, "read_sources", vanish)
    done = go(refreshed)
    assert (done.n_calls, done.removed) == (3, ())
    assert "vesta.txt: cannot be opened now; what the study has of it stays" in caplog.text


def test_file_that_changes_while_it_is_read_is_read_again_by_the_next_refresh(
    refreshed: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = refreshed.parent / "calls" / "vesta.txt"
    path.write_text(path.read_text().replace("eleven", "twelve"))
    read = intake.read_sources

    def change(given: Path) -> object:
        if given.name == path.name:
            path.write_text(path.read_text().replace("twelve", "thirteen"))
        return read(given)

    monkeypatch.setattr(intake, "read_sources", change)
    go(refreshed)
    assert "vesta.txt: changed while it was read; the next refresh looks at it again" in caplog.text
    monkeypatch.undo()
    path.write_text(path.read_text().replace("thirteen", "fourteen"))
    assert go(refreshed).n_changed == 1
    assert "fourteen million" in " ".join(read_table(refreshed, "turns")["text"])


def test_doubts_about_calls_read_now_are_told_and_not_again(study: Path, corpus: Corpus) -> None:
    (study.parent / "calls" / "vesta.txt").write_text(corpus["vesta.txt"].replace("FEBRUARY 12, 2013", ""))
    done = go(study)
    assert {source for source, _ in done.warnings} == {"calls/vesta.txt"}
    assert done.warnings[0][1].startswith("call_date: ")
    assert go(study).warnings == ()

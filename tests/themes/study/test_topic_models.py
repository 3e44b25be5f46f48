"""Studies by each topic model, and their themes as a BERTopic: five planted subjects in seven calls of two companies."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from themes.cli.app import app
from themes.errors import StudyError
from themes.pipeline.refresh import RefreshSummary, refresh
from themes.store.runs import read_table
from themes.study.study import Study

pytestmark = pytest.mark.slow  # UMAP is compiled in every process that fits one

Transcript = Callable[..., str]
MakeStudy = Callable[..., Path]

SUBJECTS = {
    "river": "timber barge canal lock sluice towpath lighter wharf".split(),
    "cellar": "cork bottle vine barrel cellar grape ferment tannin".split(),
    "wool": "sheep shearing loom wool carding spindle worsted dye".split(),
    "bells": "bell foundry bronze casting tower clapper chime mould".split(),
    "ovens": "bread oven flour yeast crust dough miller bakery".split(),
}
QUARTERS = {
    "Q1 2012": "APRIL 24, 2012", "Q2 2012": "JULY 24, 2012", "Q3 2012": "OCTOBER 23, 2012", "Q4 2012": "JANUARY 22, 2013",
}  # fmt: skip
COMPANIES = {"OTTR": "Otter Peak, Inc.", "VSTA": "Vesta Bottling, Inc."}
LATE = "VSTA-Q4 2012.txt"


def calls(transcript: Transcript) -> dict[str, str]:
    """Eight calls of 25 passages, five on each subject."""
    rng, made = np.random.default_rng(5), {}
    for ticker, company in COMPANIES.items():
        for quarter, day in QUARTERS.items():
            remarks = [passage(rng, words) for words in SUBJECTS.values() for _ in range(5)]
            made[f"{ticker}-{quarter}.txt"] = transcript(ticker, company, quarter, day, remarks)
    return made


def passage(rng: np.random.Generator, words: list[str]) -> str:
    a, b, c, d, e, f = (words[k] for k in rng.permutation(len(words))[:6])
    return (
        f"The {a} {b} and the {c} did well, since {d} {e} rose while the {f} {a} fell, and {b} {c} paid for {d} {e} "
        f"as the {f} {b} had done."
    )


def go(study: Path, **options: object) -> RefreshSummary:
    return refresh(study, (str(study.parent / "calls"),), encoder=HashingEncoder(), **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["consensus", "bertopic"])
def made(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    make_study: MakeStudy,
    transcript: Transcript,
) -> Path:
    """A study of seven calls by one of the models; the eighth lies beside it."""
    files = calls(transcript)
    settings = f'seed = 7\nresamples = 200\n[discovery]\nmodel = "{request.param}"\n'
    folder = tmp_path_factory.mktemp(request.param)
    study = make_study(folder, {name: text for name, text in files.items() if name != LATE}, settings)
    (folder / LATE).write_text(files[LATE])
    go(study)
    return study


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    """A copy to be refreshed, with its calls and the late one."""
    shutil.copytree(made.parent, tmp_path / "copy")
    return tmp_path / "copy" / "study"


def subjects_of(study: Path) -> pd.Series:
    """Planted subject of each passage with a discovered theme; index theme_id."""
    opened = Study.open(study)
    rows = opened.table("chunk_themes")
    texts = opened.chunks.set_index("chunk_id")["text"]
    found = rows[(rows["kind"] == "discovered") & rows["assigned"]].set_index("theme_id")["chunk_id"].map(texts)
    return found.map(lambda text: max(SUBJECTS, key=lambda name: sum(word in text for word in SUBJECTS[name])))


def test_every_theme_holds_one_planted_subject_and_every_subject_has_a_theme(made: Path) -> None:
    subjects = subjects_of(made)
    assert subjects.groupby(level=0).nunique().max() == 1
    assert set(subjects) == set(SUBJECTS)


def test_new_call_moves_nothing_and_joins_the_themes_known(study: Path) -> None:
    shutil.move(study.parent / LATE, study.parent / "calls" / LATE)
    done = go(study)
    assert (done.n_new, done.fitted) == (1, None)
    then, now = (read_table(study, "placements", run).set_index("chunk_id") for run in (1, 2))
    pd.testing.assert_frame_equal(now.loc[then.index], then)
    assert set(now.drop(index=then.index)["how"]) <= {"later", "none"}
    assert subjects_of(study).groupby(level=0).nunique().max() == 1


def test_themes_keep_their_ids_when_fitted_anew(study: Path) -> None:
    shutil.move(study.parent / LATE, study.parent / "calls" / LATE)
    done = go(study, refit="always")
    then, now = (read_table(study, "themes", run) for run in (1, 2))
    ids = [set(t.loc[(t["kind"] == "discovered") & (t["status"] != "retired"), "theme_id"]) for t in (then, now)]
    assert done.fitted == "asked for"
    assert len(ids[0] & ids[1]) >= 5


def test_other_model_is_a_reason_to_fit_and_the_same_one_is_none(study: Path) -> None:
    file = study / "study.toml"
    file.write_text(
        file.read_text().replace("consensus", "other").replace("bertopic", "consensus").replace("other", "bertopic")
    )
    assert go(study).fitted == "the settings of discovery changed"
    file.write_text(file.read_text() + "[tracked]\nthreshold = 0.4\n")
    assert go(study).fitted is None


def test_run_records_versions_of_what_it_used(study: Path) -> None:
    shutil.move(study.parent / LATE, study.parent / "calls" / LATE)
    go(study)
    first, second = (set(json.loads(read_table(study, "run", run)["versions"].iloc[0])) for run in (1, 2))
    ground = {"callthemes", "numpy", "pandas", "scipy", "scikit-learn"}
    assert first == ground | {"bertopic", "hdbscan", "umap-learn", "numba"}  # a fit, and the map that goes with it
    assert second == ground  # nothing but passages assigned to known themes and put on the map that is there


def test_report_has_its_map(study: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(study)])
    assert done.exit_code == 0
    assert 'id="passage-map"' in (study / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def opened(made: Path) -> Study:
    return Study.open(made)


@pytest.fixture(scope="module")
def model(opened: Study):  # noqa: ANN201  # bertopic has no types
    return opened.topic_model(encoder=HashingEncoder())


@pytest.fixture(scope="module")
def documents(opened: Study) -> pd.DataFrame:
    chunks = opened.chunks
    return chunks[(chunks["kind"] == "content") & ~chunks["is_short"]]


def test_topics_are_the_themes_with_their_labels_and_sizes(opened: Study, model, documents: pd.DataFrame) -> None:  # noqa: ANN001
    info = model.get_topic_info()
    themes = opened.themes.set_index("theme_id")
    rows = opened.table("chunk_themes")
    sizes = rows[(rows["kind"] == "discovered") & rows["assigned"]]["theme_id"].value_counts()
    of_themes = info[info["Topic"] >= 0].set_index("CustomName")["Count"]
    assert of_themes.to_dict() == {themes.loc[theme, "label"]: n for theme, n in sizes.items()}
    assert info["Count"].sum() == len(documents)
    assert set(model.get_representative_docs(0)) <= set(documents["text"])
    # document by document, not in number alone
    theme_of = (
        rows[(rows["kind"] == "discovered") & rows["assigned"]].set_index("chunk_id")["theme_id"].map(themes["label"])
    )
    labels = info.set_index("Topic")["CustomName"]
    assert [labels[t] for t in model.topics_] == theme_of.reindex(documents["chunk_id"]).fillna("No theme").tolist()


def test_topic_of_some_words_is_found_by_the_studys_encoder(model) -> None:  # noqa: ANN001
    (best, *_), (likeness, *_) = model.find_topics("cork bottle vine grape")
    words = {word for phrase, _ in model.get_topic(best) for word in phrase.split()}
    assert words <= set(SUBJECTS["cellar"])
    assert 0.5 < likeness <= 1


def test_topics_over_time_counts_passages_by_day(opened: Study, model, documents: pd.DataFrame) -> None:  # noqa: ANN001
    dates = documents["call_id"].map(opened.calls.set_index("call_id")["call_date"])
    days = [datetime.fromisoformat(day) for day in dates]
    over_time = model.topics_over_time(documents["text"].tolist(), days)
    assert set(over_time["Timestamp"]) == set(days)
    assert over_time["Frequency"].sum() == len(documents)
    assert model.visualize_topics_over_time(over_time, custom_labels=True).data


def test_pictures_are_drawn(model) -> None:  # noqa: ANN001
    assert model.visualize_topics(custom_labels=True).data
    assert model.visualize_hierarchy(custom_labels=True).data
    assert model.visualize_barchart(custom_labels=True).data


@pytest.mark.parametrize("serialization", ["pickle", "safetensors"])
def test_model_is_the_same_when_saved_and_loaded(model, tmp_path: Path, serialization: str) -> None:  # noqa: ANN001
    from bertopic import BERTopic

    model.save(str(tmp_path / "model"), serialization=serialization, save_ctfidf=True)
    again = BERTopic.load(str(tmp_path / "model"), embedding_model=model.embedding_model)
    pd.testing.assert_frame_equal(
        again.get_topic_info()[["Topic", "Count", "CustomName"]],
        model.get_topic_info()[["Topic", "Count", "CustomName"]],
    )
    assert again.find_topics("cork bottle vine grape")[0] == model.find_topics("cork bottle vine grape")[0]


def test_study_without_discovered_themes_has_no_topic_model(stored: Path) -> None:
    with pytest.raises(StudyError, match="the run has no discovered themes"):
        Study.open(stored).topic_model(encoder=HashingEncoder())

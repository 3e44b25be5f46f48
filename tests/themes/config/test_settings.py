"""study.toml: its defaults, its limits, and the faults it reports."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from themes.config.settings import StudySettings, load_settings, weights_and_peers
from themes.config.settings import study_toml as new_study_toml
from themes.errors import SettingsError


@pytest.fixture
def study_toml(tmp_path: Path) -> Path:
    return tmp_path / "study.toml"


def read(path: Path, text: str) -> StudySettings:
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def fault(path: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(path, text)
    return str(caught.value)


def test_empty_file_gives_the_defaults(study_toml: Path) -> None:
    made = read(study_toml, "")
    assert made == StudySettings()
    assert (made.seed, made.resamples, made.tracked.threshold) == (20110721, 1000, 0.5)
    assert (made.chunks.min_words, made.chunks.max_words) == (40, 110)
    assert (made.encoder.model, made.encoder.precision) == ("default", "auto")
    assert (made.discovery.enabled, made.discovery.min_passages) == (True, 0)
    assert (made.title, made.company) == ("Themes in earnings calls", {})


def test_file_of_a_new_study_states_the_defaults(study_toml: Path) -> None:
    assert read(study_toml, new_study_toml()) == StudySettings()


def test_file_of_a_new_study_states_every_key() -> None:
    stated, known = tomllib.loads(new_study_toml()), StudySettings().model_dump()
    assert stated.keys() == known.keys() - {"company"}
    sections = ("chunks", "encoder", "tracked", "discovery", "report")
    assert {s: stated[s].keys() for s in sections} == {s: known[s].keys() for s in sections}


def test_example_of_aliases_in_a_new_study_is_right_once_uncommented(study_toml: Path) -> None:
    head, example = new_study_toml().split("# Other names of one company, ")
    made = read(study_toml, head + example.split("\n", 1)[1].replace("# ", ""))
    assert {k: v.aliases for k, v in made.company.items()} == {"acme": ("Acme Networks", "Acme Optical Inc")}
    assert weights_and_peers(made) == ({"acme": 1.0}, {"acme": "optical"})


def test_weights_and_peers_are_by_company_id(study_toml: Path) -> None:
    made = read(study_toml, '[company.OTTR]\nweight = 2.5\n[company.vsta]\npeer_group = "bottles"\n')
    assert weights_and_peers(made) == ({"ottr": 2.5, "vsta": 1.0}, {"vsta": "bottles"})


@pytest.mark.parametrize("line", ["weight = 0", "weight = -1", "weight = inf", "weight = nan", 'peer_group = ""'])
def test_weight_or_group_that_says_nothing_is_an_error(study_toml: Path, line: str) -> None:
    with pytest.raises(SettingsError, match="company.ottr"):
        read(study_toml, f"[company.ottr]\n{line}\n")


def test_model_that_is_not_there_is_refused_with_the_nearest(study_toml: Path) -> None:
    study_toml.write_text('[discovery]\nmodel = "bertopics"\n', encoding="utf-8")
    with pytest.raises(
        SettingsError,
        match=r"discovery.model: no 'bertopics'; the nearest is 'bertopic' \(there are consensus, bertopic\)",
    ):
        load_settings(study_toml)


def test_every_value_of_a_file_is_read(study_toml: Path) -> None:
    made = read(
        study_toml,
        'title = "Boats"\nseed = 7\nresamples = 300\n[chunks]\nmin_words = 20\nmax_words = 60\n'
        '[encoder]\nmodel = "boats-v1"\nprecision = "float32"\n[tracked]\nthreshold = 0.7\n'
        '[discovery]\nenabled = false\nmodel = "bertopic"\nmin_passages = 9\n[company.ottr]\naliases = ["Otter", "OTT"]\n'
        'peer_group = "river"\nweight = 2\n'
        '[report]\ntitle = "Oars"\nauthor = "Boat House"\nlogo = "oar.png"\naccent = "#0B5c93"\n',
    )
    assert made.model_dump() == {
        "title": "Boats", "seed": 7, "resamples": 300, "chunks": {"min_words": 20, "max_words": 60},
        "encoder": {"model": "boats-v1", "precision": "float32"}, "tracked": {"threshold": 0.7},
        "discovery": {"enabled": False, "model": "bertopic", "min_passages": 9},
        "company": {"ottr": {"aliases": ("Otter", "OTT"), "peer_group": "river", "weight": 2.0}},
        "report": {"title": "Oars", "author": "Boat House", "logo": "oar.png", "accent": "#0B5c93"},
    }  # fmt: skip


@pytest.mark.parametrize("title", ["Boats", 'The "big" TITLE', "Boats\\Oars", "Böats\nOars"])
def test_file_of_a_new_study_states_the_title_it_was_given(study_toml: Path, title: str) -> None:
    assert read(study_toml, new_study_toml(title)) == StudySettings(title=title)


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [
        ("sede = 1\n", "sede", "seed"),
        ("[chunk]\nmax_words = 50\n", "chunk", "chunks"),
        ("[chunks]\nmax_word = 50\n", "chunks.max_word", "max_words"),
        ('[encoder]\nmodle = "x"\n', "encoder.modle", "model"),
        ("[tracked]\ntreshold = 0.4\n", "tracked.treshold", "threshold"),
        ("[discovery]\nenable = true\n", "discovery.enable", "enabled"),
        ('[company.ottr]\nalias = ["Otter"]\n', "company.ottr.alias", "aliases"),
    ],
)
def test_unknown_key_is_an_error_that_names_key_file_and_nearest(
    study_toml: Path, text: str, key: str, nearest: str
) -> None:
    line = 1 if key == "chunk" else text.count("\n")
    told = f"{study_toml}: line {line}: unknown key {key!r}; the nearest known key is {nearest!r}"
    assert fault(study_toml, text) == told


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("seed = -1\n", "seed"),
        ('seed = "x"\n', "seed"),
        ("resamples = 199\n", "resamples"),
        ("[chunks]\nmin_words = 4\n", "chunks.min_words"),
        ("[chunks]\nmax_words = 19\n", "chunks.max_words"),
        ('[encoder]\nprecision = "int8"\n', "encoder.precision"),
        ("[tracked]\nthreshold = 0.0\n", "tracked.threshold"),
        ("[tracked]\nthreshold = 1.0\n", "tracked.threshold"),
        ("[discovery]\nmin_passages = -1\n", "discovery.min_passages"),
        ('[company.ottr]\naliases = "Otter"\n', "company.ottr.aliases"),
        ("chunks = 3\n", "chunks"),
    ],
)
def test_value_that_cannot_be_used_is_one_line_that_names_file_and_key(study_toml: Path, text: str, key: str) -> None:
    message = fault(study_toml, text)
    assert message.startswith(f"{study_toml}: line {text.count(chr(10))}: {key}: ")
    assert "\n" not in message


@pytest.mark.parametrize(
    "text",
    ["seed = 0\n", "resamples = 200\n", "[chunks]\nmin_words = 5\nmax_words = 20\n", "[tracked]\nthreshold = 0.01\n", "[tracked]\nthreshold = 0.99\n"],
)  # fmt: skip
def test_value_at_its_limit_is_taken(study_toml: Path, text: str) -> None:
    made = read(study_toml, text).model_dump(exclude_unset=True)
    assert made == tomllib.loads(text)


def test_shortest_length_above_the_longest_is_an_error(study_toml: Path) -> None:
    assert "min_words" in fault(study_toml, "[chunks]\nmin_words = 200\nmax_words = 50\n")


def test_settings_refuse_a_change_after_they_were_read(study_toml: Path) -> None:
    made = read(study_toml, "")
    with pytest.raises(ValidationError, match="frozen"):
        made.seed = 1


def test_missing_file_is_an_error_that_says_what_to_do(study_toml: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(study_toml)
    assert str(caught.value) == f"{study_toml}: no such file; try: themes init {study_toml.parent}"


def test_alias_of_two_companies_is_an_error_that_names_both(study_toml: Path) -> None:
    text = '[company.ottr]\naliases = ["Peak Boats"]\n[company.hrn]\naliases = ["Peak Boats, Inc."]\n'
    assert fault(study_toml, text) == (
        f"{study_toml}: line 1: company: 'Peak Boats, Inc.' is an alias of [company.ottr] and of [company.hrn]"
    )


def test_alias_without_a_word_is_an_error(study_toml: Path) -> None:
    assert "holds no word" in fault(study_toml, '[company.ottr]\naliases = ["?"]\n')


@pytest.mark.parametrize("accent", ["red", "#0b5c9", "#0b5c933", "#0b5c9g", "#fff;}", "#0b5c93 ", "0b5c93"])
def test_accent_that_is_no_colour_is_an_error(study_toml: Path, accent: str) -> None:
    with pytest.raises(SettingsError, match="report.accent"):
        read(study_toml, f'[report]\naccent = "{accent}"\n')


def test_accent_followed_by_a_line_feed_is_an_error(study_toml: Path) -> None:
    with pytest.raises(SettingsError, match="report.accent"):
        read(study_toml, '[report]\naccent = "#0b5c93\\n"\n')


def test_language_model_is_off_and_a_study_without_it_is_written_as_it_was(study_toml: Path) -> None:
    assert read(study_toml, "").llm is None
    assert "llm" not in read(study_toml, "").model_dump_json()


def test_language_model_has_a_server_a_model_and_limits(study_toml: Path) -> None:
    made = read(study_toml, '[llm]\nbase_url = "http://localhost:8080/v1/"\nmodel = "small"\n').llm
    assert made is not None
    assert made.model_dump() == {
        "base_url": "http://localhost:8080/v1", "model": "small", "api_key_env": "", "max_calls": 200,
        "timeout_seconds": 60.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("", True), ("http://localhost:11434/v1", True), ("http://127.0.0.9/v1", True), ("http://[::1]:8000/v1", True),
        ("https://gateway.example/v1", False), ("http://10.0.0.7:8000/v1", False), ("http://localhost.example/v1", False),
    ],
)  # fmt: skip
def test_text_stays_on_this_machine_only_where_the_server_is_on_it(study_toml: Path, url: str, is_local: bool) -> None:
    made = read(study_toml, f'[llm]\nbase_url = "{url}"\nmodel = "small"\n').llm
    assert made is not None
    assert made.is_local == is_local


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://a.example", "http://", "http://a.example/v1?key=1"])
def test_address_that_is_no_server_is_an_error(study_toml: Path, url: str) -> None:
    assert "llm.base_url: not the address" in fault(study_toml, f'[llm]\nbase_url = "{url}"\nmodel = "small"\n')


@pytest.mark.parametrize("line", ['api_key_env = "sk-secret"', 'base_url = "https://me:secret@a.example/v1"'])
def test_key_in_the_file_is_an_error_that_does_not_show_it(study_toml: Path, line: str) -> None:
    message = fault(study_toml, f'[llm]\nmodel = "small"\n{line}\n')
    assert "llm." in message
    assert "secret" not in message

"""``themes llm check`` and ``themes catalog draft``: what they show, what they send, and one line an error."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from tests.themes.llm.planted import SETTINGS, good_reply, llm_section, with_model
from tests.themes.llm.stub import Stub, material
from themes.cli.app import app
from themes.config.catalog import Catalog
from themes.pipeline import refresh as refreshing
from themes.store.runs import current_run


@pytest.fixture
def study(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a study with one run, its transcripts beside it, and no sentence model."""
    monkeypatch.setattr(refreshing, "lazy_encoder", lambda *_, **__: HashingEncoder())
    shutil.copytree(stored.parent, tmp_path / "copy")
    return tmp_path / "copy" / "study"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_check_shows_where_how_many_at_what_cost_and_a_question_in_full(study: Path, stub: Stub) -> None:
    told = run("llm", "check", with_model(study, stub, max_calls=2))
    assert told.exit_code == 0, told.output
    assert f"model small at {stub.url}: on this machine, no text leaves it" in told.stdout
    assert "passages read again: 4 asked for, 4 open; about " in told.stdout
    assert "the next refresh makes 2 calls (max_calls is 2); about " in told.stdout
    assert "You judge whether a passage" in told.stdout
    assert '"passage": "' in told.stdout
    assert "nothing was sent" in told.stderr
    assert stub.requests == []
    assert current_run(study) == 1


def test_check_says_plainly_that_text_would_leave_this_machine_and_sends_nothing(study: Path) -> None:
    (study / "study.toml").write_text(SETTINGS + llm_section("https://gateway.example/v1"))
    told = run("llm", "check", study)
    assert told.exit_code == 0, told.output
    assert "NOT this machine; passages of your transcripts are sent there" in told.stdout


def test_check_asks_one_question_on_trial_where_a_person_agrees(study: Path, stub: Stub) -> None:
    stub.says(good_reply)
    told = run("llm", "check", with_model(study, stub), "--yes")
    assert told.exit_code == 0, told.output
    assert '{"verdict":"material","words":"' in told.stdout
    assert "the server answers, and its reply is of the form asked for" in told.stderr
    assert len(stub.requests) == 1
    assert not (study / "llm.jsonl").exists()


def test_reply_of_no_use_on_trial_is_one_line(study: Path, stub: Stub) -> None:
    stub.says(lambda request: "I would say\n\x1b[31mmaterial.")
    told = run("llm", "check", with_model(study, stub), "--yes")
    assert told.exit_code == 1
    assert told.stderr.splitlines()[-1].startswith(
        "themes: the reply is of no use (not JSON, or cut off): 'I would say "
    )
    assert "\x1b" not in told.output


def test_questions_are_written_for_another_reader_whose_replies_make_the_file(study: Path, tmp_path: Path) -> None:
    prompts = tmp_path / "prompts.jsonl"
    assert run("llm", "check", with_model(study, None), "--prompts", prompts).exit_code == 0
    asked = [json.loads(line) for line in prompts.read_text(encoding="utf-8").splitlines()]
    assert {q["use"] for q in asked} == {"passage"}
    answered = [q | {"reply": {"verdict": "no", "words": ""}} for q in asked]
    (study / "llm.jsonl").write_text("".join(json.dumps(line) + "\n" for line in answered), encoding="utf-8")
    told = run("llm", "check", study)
    assert "passages read again: 4 asked for, 0 open" in told.stdout


def test_study_without_the_section_is_one_line_that_says_what_to_do(study: Path) -> None:
    told = run("llm", "check", study)
    assert told.exit_code == 1
    assert (
        told.stderr
        == f"themes: {study / 'study.toml'}: no [llm] section; give it base_url and model; see docs/llm.md\n"
    )


def test_refresh_says_before_it_begins_that_text_leaves_this_machine(study: Path) -> None:
    (study / "study.toml").write_text(SETTINGS + llm_section("https://gateway.example/v1", api_key_env="NO_SUCH_KEY"))
    told = run("refresh", study)
    assert told.exit_code == 1
    assert told.stderr.splitlines()[0] == (
        "[llm] in study.toml sends passages to https://gateway.example/v1, which is not this machine; to see what: "
        f"themes llm check {study}"
    )


DRAFT: dict[str, Any] = {
    "label": "River ice",
    "description": "Ice on rivers that stops barges, what it costs and what is done about it.",
    "examples": ["The upper river froze three weeks early.", "Half of the fleet lay still until March."],
    "near_misses": ["We froze hiring.", "We froze hiring."],
    "strong_cues": ["ice ... river", "icebound", "...", "*"],
    "weak_cues": ["ice", "a", "two\nlines"],
}


def drafted(study: Path, stub: Stub, **changes: object) -> Result:
    stub.says(lambda request: json.dumps(DRAFT | changes))
    return run("catalog", "draft", with_model(study, stub), "ice on  rivers")


def test_draft_is_a_theme_of_the_catalog_with_what_its_cues_find(study: Path, stub: Stub) -> None:
    told = drafted(study, stub)
    assert told.exit_code == 0, told.output
    (theme,) = Catalog.model_validate(tomllib.loads(told.stdout)).theme
    assert (theme.id, theme.label, theme.description) == ("river-ice", DRAFT["label"], DRAFT["description"])
    assert theme.examples == tuple(DRAFT["examples"])
    assert theme.near_misses == ("We froze hiring.",)
    assert (theme.strong_cues, theme.weak_cues) == (("ice ... river",), ("ice",))
    assert '    "ice ... river",  # 1 passage\n' in told.stdout
    assert '    # "icebound",  # 0 passages\n' in told.stdout
    assert material(stub.requests[0]) == {"request": "ice on rivers"}


def test_draft_with_the_id_of_a_theme_gets_another(study: Path, stub: Stub) -> None:
    told = drafted(study, stub, label="Glass, tax: more")
    assert 'id = "glass-tax-more"' in told.stdout
    assert 'id = "barge-freight-2"' in drafted(study, stub, label="Barge: freight").stdout


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"label": "Freight by Barge"}, "the draft is of no use: its label is that of another theme"),
        ({"label": "<script>x</script>"}, "the draft is of no use: its label has markup"),
        ({"description": "Ice"}, "the draft is of no use: its description has 3 characters, not 20 to 400"),
        ({"subjects": ["weather"]}, "the reply of small is of no use (subjects: Extra inputs are not permitted)"),
    ],
)
def test_draft_that_breaks_a_rule_is_one_line(study: Path, stub: Stub, changes: dict[str, object], fault: str) -> None:
    told = drafted(study, stub, **changes)
    assert told.exit_code == 1
    assert told.stdout == ""
    assert told.stderr.splitlines()[-1].startswith(f"themes: {fault}; ")


def test_draft_without_a_server_says_what_to_do(study: Path) -> None:
    told = run("catalog", "draft", with_model(study, None), "ice on rivers")
    assert told.exit_code == 1
    assert "no [llm] with a base_url; see docs/llm.md" in told.stderr

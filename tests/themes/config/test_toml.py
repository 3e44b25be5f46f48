"""TOML into a model: every fault is one line that names file and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from themes.config.toml import load_toml
from themes.config.toml_lines import line_of
from themes.errors import SettingsError


class Oar(BaseModel):
    model_config = ConfigDict(extra="forbid")
    length: int = 2

    @field_validator("length")
    @classmethod
    def _even(cls, value: int) -> int:
        if value % 2:
            raise ValueError(f"an oar has an even length, got {value}")
        return value


class Boat(BaseModel):
    model_config = ConfigDict(extra="forbid")
    colour: str = Field(default="red", pattern=r"^[^\W\dA-Z]+$", description="a word in small letters")
    oar: Oar = Oar()
    spare: tuple[Oar, ...] = ()
    crew: dict[str, Oar] = Field(default_factory=dict)


class Bare(BaseModel):
    model_config = ConfigDict(extra="forbid")


@pytest.fixture
def boat_toml(tmp_path: Path) -> Path:
    return tmp_path / "boat.toml"


def fault(path: Path, text: str, model: type[BaseModel] = Boat) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_toml(path, model)
    return str(caught.value).removeprefix(f"{path}: ")


def test_file_gives_the_model(boat_toml: Path) -> None:
    boat_toml.write_text('colour = "grün"\n[oar]\nlength = 4\n[[spare]]\nlength = 6\n[crew.ann]\n', encoding="utf-8")
    assert load_toml(boat_toml, Boat) == Boat(
        colour="grün", oar=Oar(length=4), spare=(Oar(length=6),), crew={"ann": Oar()}
    )


def test_missing_file_is_named_with_a_mend(boat_toml: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_toml(boat_toml, Boat)
    assert str(caught.value) == f"{boat_toml}: no such file; try: themes init {boat_toml.parent}"


def test_broken_toml_is_named_with_its_line(boat_toml: Path) -> None:
    message = fault(boat_toml, 'colour = "red"\noar = = 3\n')
    assert message.startswith("line 2: not valid TOML: ")
    assert message.endswith("; mend that line")


def test_toml_that_never_ends_is_named_with_its_last_line(boat_toml: Path) -> None:
    assert fault(boat_toml, 'colour = "red"\nspare = [\n\n').startswith("line 2: not valid TOML: ")


def test_bytes_that_are_no_text_are_one_line_that_names_the_file(boat_toml: Path) -> None:
    boat_toml.write_bytes(b'# grey\ncolour = "\xff"\n')
    with pytest.raises(SettingsError, match="line 2: not valid TOML: ") as caught:
        load_toml(boat_toml, Boat)
    assert str(caught.value).startswith(f"{boat_toml}: ")


@pytest.mark.parametrize(
    ("text", "told", "nearest"),
    [
        ("color = 1\n", "line 1: unknown key 'color'", "colour"),
        ("[oar]\nlenght = 1\n", "line 2: unknown key 'oar.lenght'", "length"),
        ("[[spare]]\n[[spare]]\nlen = 1\n", "line 3: spare number 2: unknown key 'len'", "length"),
        ("[crew.ann]\nlong = 1\n", "line 2: unknown key 'crew.ann.long'", "length"),
        ("[crew.spare]\nlong = 1\n", "line 2: unknown key 'crew.spare.long'", "length"),
        ("crew = {bob = {}, ann = {long = 1}}\n", "line 1: unknown key 'crew.ann.long'", "length"),
    ],
)
def test_unknown_key_is_named_with_its_line_and_the_nearest_of_its_table(
    boat_toml: Path, text: str, told: str, nearest: str
) -> None:
    assert fault(boat_toml, text) == f"{told}; the nearest known key is {nearest!r}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[oar]\n# length = 3\nlength = 3\n", 3),
        ("[[spare]]\nlength = 2\n[crew.ann]\nlength = 4\n[[spare]]\nlength = 3\n", 6),
        ("oar.length = 3\n", 1),
    ],
)
def test_line_is_the_one_on_which_the_key_stands(boat_toml: Path, text: str, line: int) -> None:
    assert fault(boat_toml, text).startswith(f"line {line}: ")


def test_words_in_a_text_of_several_lines_are_no_key() -> None:
    assert line_of('note = """\nlength = 3\n"""\n[oar]\nlength = 3\n', ("oar", "length")) == 5


class Sail(BaseModel):
    model_config = ConfigDict(extra="forbid")
    colour: str


def test_misspelt_required_key_is_told_as_unknown_and_not_as_missing(boat_toml: Path) -> None:
    message = fault(boat_toml, "color = 'red'\n", Sail)
    assert message == "line 1: unknown key 'color'; the nearest known key is 'colour'"


def test_unknown_key_where_none_is_known_is_named_alone(boat_toml: Path) -> None:
    assert fault(boat_toml, "sail = 1\n", Bare) == "line 1: unknown key 'sail'"


def test_value_of_another_type_is_named_by_its_key(boat_toml: Path) -> None:
    assert fault(boat_toml, "[crew.ann]\nlength = 'long'\n").startswith("line 2: crew.ann.length: ")


def test_check_of_a_model_speaks_for_itself(boat_toml: Path) -> None:
    assert fault(boat_toml, "[oar]\nlength = 3\n") == "line 2: oar.length: an oar has an even length, got 3"


def test_first_of_several_faults_is_told_in_one_line(boat_toml: Path) -> None:
    message = fault(boat_toml, "colour = 1\n[oar]\nlength = 3\n")
    assert message.startswith("line 1: colour: ")
    assert "\n" not in message


def test_cause_is_kept_for_a_debugger(boat_toml: Path) -> None:
    boat_toml.write_text("colour = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_toml(boat_toml, Boat)
    assert caught.value.__cause__ is not None


def test_byte_order_mark_of_an_editor_is_left_out(boat_toml: Path) -> None:
    boat_toml.write_text('\ufeffcolour = "blue"\n', encoding="utf-8")
    assert load_toml(boat_toml, Boat) == Boat(colour="blue")


def test_folder_in_the_place_of_the_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "boat.toml").mkdir()
    with pytest.raises(SettingsError, match="boat.toml"):
        load_toml(tmp_path / "boat.toml", Boat)


def test_value_of_another_form_is_told_the_form_in_words(boat_toml: Path) -> None:
    boat_toml.write_text('colour = "Red 2"')
    with pytest.raises(
        SettingsError, match=r"boat\.toml: line 1: colour: 'Red 2' is not of the form a word in small letters$"
    ):
        load_toml(boat_toml, Boat)

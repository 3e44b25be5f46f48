"""Every command's help ends with command lines that the program takes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest
import typer.main
from typer.core import TyperGroup
from typer.testing import CliRunner

from themes.cli.app import EXAMPLES, app

ROOT = typer.main.get_command(app)
assert isinstance(ROOT, TyperGroup)


def commands(group: TyperGroup = ROOT, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The names of all commands that do something, those of a group with its name."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*above, name))
        else:
            yield (*above, name)


def examples(command: tuple[str, ...]) -> list[str]:
    """The lines of a command's help that begin with the program's name."""
    told = CliRunner().invoke(app, [*command, "--help"]).stdout
    return [line.strip() for line in told.partition("Examples:")[2].splitlines() if line.strip().startswith("themes ")]


def parse(line: str) -> tuple[str, ...]:
    """Have the program read a command line without running it; the names of the command that it is."""
    words, names, command = shlex.split(line)[1:], (), ROOT
    while isinstance(command, TyperGroup):
        names, command = (*names, words[0]), command.commands[words[0]]
        words = words[1:]
    command.make_context(names[-1], words)
    return names


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_help_of_a_command_has_an_example_that_parses(command: tuple[str, ...]) -> None:
    shown = examples(command)
    assert shown == list(EXAMPLES[" ".join(command)])
    assert shown
    for line in shown:
        assert parse(line) == command


def test_example_that_does_not_parse_would_be_found() -> None:
    with pytest.raises(Exception, match="No such option"):
        parse("themes trends study --nonsense")


def test_no_example_is_of_a_command_that_is_gone() -> None:
    assert set(EXAMPLES) == {" ".join(command) for command in commands()}

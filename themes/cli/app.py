"""The command line: finds the commands of this folder, and turns controlled errors into one line.

Results go to standard output, progress and messages to standard error.  Exit 0 done; 1 a controlled error in one line
(``--debug`` adds the traceback); 2 wrong usage; 130 interrupted, with the study as it was.  Heavy libraries are
imported inside commands, so that ``themes --help`` is quick.

A module of this folder that has ``COMMANDS`` adds them: functions, or a group of commands.  Without a command what to
do next is said (:mod:`themes.cli.next_step`).  ``EXAMPLES`` of a module are command lines for the help of its commands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

import typer
from typer import Context
from typer.core import TyperGroup

import themes.cli
from themes.cli.terminal import say
from themes.version import __version__

#: How people come to callthemes: the order of help; what is not here follows by name.
FIRST = ("demo", "init", "parse", "refresh", "report", "status", "trends", "quotes", "search")


class _Group(TyperGroup):
    """Commands whose controlled errors become one line and an exit code."""

    def invoke(self, ctx: Context) -> object:  # type: ignore[override]  # Typer's base names its private Context
        from embeddings.errors import EncoderError
        from themes.errors import CallthemesError

        # What libraries warn of names their files, and helps nobody at a terminal: --debug and the study's log have it.
        logging.captureWarnings(True)
        try:
            return super().invoke(ctx)
        except (CallthemesError, EncoderError) as error:
            if ctx.params.get("debug"):
                raise
            say(f"themes: {error}")
            raise SystemExit(1) from error
        except KeyboardInterrupt:
            say("interrupted; the study is as it was")
            raise SystemExit(130) from None
        finally:
            logging.captureWarnings(False)


app = typer.Typer(
    name="themes",
    cls=_Group,
    help="Which stories companies tell on earnings calls, who told them first, and which rise or fade.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _main(
    context: Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    shown = logging.StreamHandler()
    shown.setLevel(logging.DEBUG if debug else logging.ERROR)  # a refresh keeps the rest in its log
    logging.basicConfig(level=shown.level, handlers=[shown], format="%(levelname)s %(name)s: %(message)s")
    if version:
        typer.echo(f"callthemes {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from themes.cli.next_step import next_steps

        for line in next_steps(Path()):
            typer.echo(line)


Command = Callable[..., object] | typer.Typer

_MODULES = [import_module(f"themes.cli.{module.name}") for module in iter_modules(themes.cli.__path__)]
#: Command lines for the help of each command, by its name; of a group's by both names.
EXAMPLES: dict[str, tuple[str, ...]] = {
    name: lines for module in _MODULES for name, lines in getattr(module, "EXAMPLES", {}).items()
}


def _found() -> Iterator[tuple[str, Command]]:
    """The commands of the modules of this folder, by name."""
    for module in _MODULES:
        commands: tuple[Command, ...] = getattr(module, "COMMANDS", ())
        for command in commands:
            yield str(command.info.name if isinstance(command, typer.Typer) else command.__name__), command


def _place(found: tuple[str, Command]) -> tuple[int, str]:
    name = found[0]
    return FIRST.index(name) if name in FIRST else len(FIRST), name


def _examples(name: str) -> str:
    """The end of a command's help; its line breaks stay."""
    return "\b\n" + "\n".join(["Examples:", *(f"  {line}" for line in EXAMPLES.get(name, ()))])


for _name, _command in sorted(_found(), key=_place):
    if isinstance(_command, typer.Typer):
        for _one in _command.registered_commands:
            _one.epilog = _examples(f"{_name} {_one.name or getattr(_one.callback, '__name__', '')}")
        app.add_typer(_command)
    else:
        app.command(epilog=_examples(_name))(_command)

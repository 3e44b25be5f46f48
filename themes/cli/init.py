"""``themes init``: a study folder to begin with."""

from __future__ import annotations

from typing import Annotated

import typer

from themes.cli.terminal import StudyArgument, say

EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder", metavar="NAME|FOLDER", help="Sentence model: default, plain, six-layer, three-layer; or your own."
    ),
]


def init(
    study: StudyArgument,
    catalog: Annotated[
        str | None,
        typer.Option("--catalog", metavar="NAME|FILE", help="Tracked themes; general unless given."),
    ] = None,
    calls: Annotated[
        str | None, typer.Option("--for", metavar="PATH", help="Say which catalog suits these transcripts, and use it.")
    ] = None,
    encoder: EncoderOption = "default",
) -> None:
    """Make a study folder with study.toml and catalog.toml."""
    from themes.config.packaged_data import ANY_INDUSTRY
    from themes.study.catalog_choice import suiting_catalog
    from themes.study.create import create_study

    name = catalog or ANY_INDUSTRY
    if calls is not None:
        choice = suiting_catalog([calls])
        say(str(choice))
        name = catalog or choice.name
    create_study(study, name, encoder=encoder)
    say(f"{study}: a study with catalog {name}. Next: themes refresh {study} {calls or 'FOLDER_OF_TRANSCRIPTS'}")


EXAMPLES = {
    "init": (
        "themes init study --for path/to/transcripts",
        "themes init study --catalog telecom",
    ),
}
COMMANDS = (init,)

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
    catalog: Annotated[str, typer.Option("--catalog", metavar="NAME|FILE", help="Tracked themes.")] = "telecom",
    encoder: EncoderOption = "default",
) -> None:
    """Make a study folder with study.toml and catalog.toml."""
    from themes.study.create import create_study

    create_study(study, catalog, encoder=encoder)
    say(f"{study}: a study with catalog {catalog}. Next: themes refresh {study} FOLDER_OF_TRANSCRIPTS")


COMMANDS = (init,)

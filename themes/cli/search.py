"""``themes search``: passages by meaning."""

from __future__ import annotations

from typing import Annotated

import typer

from themes.cli.terminal import FormatOption, LimitOption, StudyArgument, print_table


def search(
    study: StudyArgument,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="A phrase or sentence, in quotes.")],
    limit: LimitOption = 10,
    format: FormatOption = "table",
) -> None:
    """Print the passages nearest in meaning to some words."""
    from themes.study.study import Study

    print_table(Study.open(study).search(words, limit), format, ["score", "citation", "text"])


EXAMPLES = {
    "search": ('themes search study "fiber shortages" --limit 5',),
}
COMMANDS = (search,)

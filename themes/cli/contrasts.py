"""``themes contrasts``: what two calls of a company can say about a theme, in sentences.

In: a study.  Out: a table on standard output; how many were compared on standard error.
"""

from __future__ import annotations

from typing import Annotated

import typer

from themes.cli.terminal import (
    AsOfOption,
    CompanyOption,
    FormatOption,
    StudyArgument,
    ThemeOption,
    narrowed,
    open_study,
    print_table,
    say,
)

AllOption = Annotated[bool, typer.Option("--all", help="Also comparisons that show no difference.")]


def contrasts(
    study: StudyArgument,
    theme: ThemeOption = None,
    company: CompanyOption = None,
    as_of: AsOfOption = None,
    show_all: AllOption = False,
    format: FormatOption = "table",
) -> None:
    """Say in which themes two calls of a company differ."""
    from themes.prevalence.contrast_text import contrasts_in_words

    opened = open_study(study, as_of)
    worded = contrasts_in_words(opened.contrasts, opened.calls, opened.themes)
    worded = narrowed(opened, worded, theme, company)
    differing = worded[worded["differs"].astype(bool)]
    say(
        f"{len(differing)} of {len(worded)} comparisons show a difference "
        "(false discoveries held at 5% a pair of calls)"
    )
    if not show_all and len(differing) < len(worded):
        say("--all shows the others too")
    print_table(worded if show_all else differing, format, ["theme_id", "sentence"])


EXAMPLES = {
    "contrasts": (
        "themes contrasts study --company pgrl",
        "themes contrasts study --theme sdn --all",
    ),
}
COMMANDS = (contrasts,)

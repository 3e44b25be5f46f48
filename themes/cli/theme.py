"""``themes rename``, ``merge`` and ``hide``: what people decide about discovered themes, kept for later refreshes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themes.cli.completion import theme_ids
from themes.cli.terminal import StudyArgument, say

if TYPE_CHECKING:
    from themes.feedback.decisions import ThemeAction
    from themes.study.study import Study

ThemeArgument = Annotated[
    str, typer.Argument(metavar="THEME", help="A discovered theme; see: themes trends STUDY.", autocompletion=theme_ids)
]


def rename(
    study: StudyArgument,
    theme: ThemeArgument,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Its new name, in quotes; the id stays.")],
) -> None:
    """Give a discovered theme a name of your own; it keeps it after every refresh."""
    from themes.errors import StudyError
    from themes.feedback.decisions import FILE_NAME, load_decisions
    from themes.topics.name_rules import same_name

    opened = _opened(study, theme)
    text = " ".join(label.split())
    if not text:
        raise StudyError("a theme needs a name", mend='try: themes rename STUDY THEME "Fiber shortages"')
    names = dict(zip(opened.themes["theme_id"], opened.themes["label"], strict=True))
    decided = load_decisions(study / FILE_NAME).themes
    names |= {decision.theme_id: decision.value for decision in decided if decision.action == "rename"}
    owner = {same_name(name): other for other, name in names.items() if other != theme}.get(same_name(text))
    if owner is not None:
        raise StudyError(f"{text!r} is the name of {owner}", mend="choose another, or: themes merge")
    _decide(study, "rename", theme, text)


def merge(
    study: StudyArgument,
    theme: ThemeArgument,
    into: Annotated[
        str, typer.Argument(metavar="INTO", help="The theme that takes its passages.", autocompletion=theme_ids)
    ],
) -> None:
    """Give all passages of a discovered theme to another theme, now and after every refresh."""
    from themes.errors import StudyError

    opened = _opened(study, theme)
    opened.check("theme", into, opened.themes["theme_id"])
    if into == theme:
        raise StudyError(f"{theme} cannot be merged into itself", mend="name two themes")
    if opened.themes.set_index("theme_id").loc[into, "status"] == "retired":
        raise StudyError(f"{into} is retired and takes no passages", mend="merge into a theme that is shown")
    _decide(study, "merge", theme, into)


def hide(
    study: StudyArgument,
    theme: ThemeArgument,
    undo: Annotated[bool, typer.Option("--undo", help="Show it again; also takes back a merge.")] = False,
) -> None:
    """Leave a discovered theme out of tables and reports, now and after every refresh."""
    _opened(study, theme)
    _decide(study, "show" if undo else "hide", theme, "")


def _opened(folder: Path, theme: str) -> Study:
    from themes.errors import StudyError
    from themes.study.study import Study

    opened = Study.open(folder)
    opened.check("theme", theme, opened.themes["theme_id"])
    if opened.themes.set_index("theme_id").loc[theme, "kind"] == "tracked":
        raise StudyError(f"{theme} is a tracked theme", mend=f"edit it in {folder / 'catalog.toml'}, then refresh")
    return opened


def _decide(folder: Path, action: ThemeAction, theme: str, value: str) -> None:
    from themes.feedback.decisions import FILE_NAME, ThemeDecision, append_decisions

    decision = ThemeDecision(action, theme, value, datetime.now(UTC).isoformat(timespec="seconds"))
    append_decisions(folder / FILE_NAME, [decision])
    say(f"kept: {decision}. The next refresh obeys: themes refresh {folder}")


EXAMPLES = {
    "rename": ('themes rename study d-optics "Optical parts"',),
    "merge": ("themes merge study d-optics fiber-exhaust-40g",),
    "hide": (
        "themes hide study d-optics",
        "themes hide study d-optics --undo",
    ),
}
COMMANDS = (rename, merge, hide)

"""``themes vocabulary``: which cues and words make up a theme year by year, and which came and went."""

from __future__ import annotations

from themes.cli.terminal import AsOfOption, FormatOption, StudyArgument, ThemeOption, open_study, print_table


def vocabulary(
    study: StudyArgument, theme: ThemeOption = None, as_of: AsOfOption = None, format: FormatOption = "table"
) -> None:
    """Cues and words of themes by year, and how far they are from the year before."""
    from themes.prevalence.vocabulary import DRIFT_COLUMNS

    print_table(open_study(study, as_of).vocabulary_drift(theme), format, list(DRIFT_COLUMNS))


EXAMPLES = {
    "vocabulary": ("themes vocabulary study --theme lte",),
}
COMMANDS = (vocabulary,)

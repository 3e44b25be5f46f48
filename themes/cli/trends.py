"""``themes trends``: the status of each theme."""

from __future__ import annotations

from themes.cli.terminal import (
    AsOfOption,
    CompanyOption,
    FormatOption,
    StudyArgument,
    ThemeOption,
    narrowed,
    open_study,
    print_table,
)

SHOWN = [
    "theme_id", "status", "horizon", "share_before", "share_after", "peak_quarter", "last_quarter", "n_calls",
    "n_companies", "reason",
]  # fmt: skip


def trends(
    study: StudyArgument,
    theme: ThemeOption = None,
    company: CompanyOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = "table",
) -> None:
    """Status of each theme, overall or for a company."""
    opened = open_study(study, as_of)
    table = narrowed(opened, opened.table("trends"), theme, None)
    table = table[table["scope"] == (opened.company_id(company) if company else "ALL")]
    print_table(table, format, SHOWN)


EXAMPLES = {
    "trends": (
        "themes trends study",
        "themes trends study --company pgrl --as-of 2012Q4",
    ),
}
COMMANDS = (trends,)

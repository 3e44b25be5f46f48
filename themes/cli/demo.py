"""``themes demo``: the sample corpus, end to end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from themes.cli.refresh import refresh
from themes.cli.report import report


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the demo study.")] = Path("demo"),
) -> None:
    """Run the sample corpus (fiction) end to end: a study and its report."""
    from themes.config.packaged_data import packaged_data
    from themes.study.create import create_study

    if not (out / "study.toml").exists():
        create_study(out, "telecom", title="Sample study (fiction): four telecom suppliers, 2011–2012")
    refresh(out, [str(packaged_data() / "sample" / "calls")], "auto")
    report(out)


EXAMPLES = {
    "demo": (
        "themes demo",
        "themes demo --out sample",
    ),
}
COMMANDS = (demo,)

"""``themes diff``: what changed between two runs, for a person or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from themes.cli.terminal import StudyArgument
from themes.formatting import percent

if TYPE_CHECKING:
    from themes.study.run_diff import Change, RunDiff

N_SHOWN = 12  # lines of a kind that a person is shown; JSON has all


def diff(
    study: StudyArgument,
    run_from: Annotated[int | None, typer.Argument(metavar="[FROM", help="The earlier run; the one before TO.")] = None,
    run_to: Annotated[int | None, typer.Argument(metavar="TO]", help="The later run; the current one.")] = None,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print.")] = "text",
) -> None:
    """Show what changed between two runs: calls, themes, labels, statuses, restated shares and why."""
    from themes.store.runs import list_runs
    from themes.study.answers import diff_since
    from themes.study.study import Study

    now = Study.open(study, run_to)
    earlier = _earlier(list_runs(study), run_from, now.run, str(study))
    found = diff_since(now, earlier)
    as_json = format == "json"
    typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) if as_json else "\n".join(diff_lines(found)))


def _earlier(runs: Sequence[int], wanted: int | None, later: int, study: str) -> int:
    from themes.errors import StudyError

    if wanted is not None:
        if wanted >= later:
            mend = f"try: themes diff {study} {later} {wanted}"
            raise StudyError(f"run {wanted} is not before run {later}", mend=mend)
        return wanted
    before = [run for run in runs if run < later]
    if not before:
        raise StudyError(f"{study}: no run before run {later}", mend="refresh again when there are new calls")
    return before[-1]


def diff_lines(diff: RunDiff) -> Iterator[str]:
    """Lines for a person; of long lists the beginning and how many more there are."""
    yield f"run {diff.run_from} → run {diff.run_to}"
    for what, items in (
        ("calls added", diff.calls_added), ("calls corrected", diff.calls_corrected),
        ("calls removed", diff.calls_removed), ("fitted anew", diff.fits), ("catalog", diff.catalog),
        ("decisions", diff.decisions),
    ):  # fmt: skip
        if items:
            yield f"{what} ({len(items)}): {_few(items)}"
    for call in diff.calls_changed[:N_SHOWN]:
        yield f"  call {call.call_id}: {call.field} {call.before or 'unknown'} → {call.now or 'unknown'}"
    yield from _more(len(diff.calls_changed))
    if diff.unknown_runs:
        yield f"themes' events of runs {_few([str(n) for n in diff.unknown_runs])} are not known: their files are gone"
    for event in diff.events[:N_SHOWN]:
        way = "into" if event.event == "retired" else "from"
        parents = f" ({way} {', '.join(event.parents)})" if event.parents else ""
        yield f"  {event.event} in run {event.run}: {event.theme_id}{parents}"
    yield from _more(len(diff.events))
    yield from _changed("label", diff.labels)
    yield from _changed("theme", diff.statuses)
    yield from _changed("trend", diff.trends)
    yield _restated_line(diff)
    for share in diff.restated[:N_SHOWN]:
        yield f"  {share.theme_id} in {share.call_id}: {percent(share.before)} → {percent(share.now)} ({share.why})"
    yield from _more(len(diff.restated))


def _restated_line(diff: RunDiff) -> str:
    if not diff.restated:
        return "shares restated: none; every call in both runs has the numbers it had"
    reasons = Counter(share.why for share in diff.restated)
    return f"shares restated: {'; '.join(f'{n} because {why}' for why, n in reasons.most_common())}"


def _changed(what: str, changes: Sequence[Change]) -> Iterator[str]:
    for change in changes[:N_SHOWN]:
        scope = f" ({change.scope})" if change.scope else ""
        yield f"  {what}: {change.theme_id}{scope}: {change.before} → {change.now}"
    yield from _more(len(changes))


def _few(items: Sequence[str]) -> str:
    more = f" and {len(items) - N_SHOWN} more" if len(items) > N_SHOWN else ""
    return ", ".join(items[:N_SHOWN]) + more


def _more(n: int) -> Iterator[str]:
    if n > N_SHOWN:
        yield f"  … {n - N_SHOWN} more; all of them: --format json"


EXAMPLES = {
    "diff": (
        "themes diff study",
        "themes diff study 1 3 --format json",
    ),
}
COMMANDS = (diff,)

"""``themes llm check``: what a refresh would ask a language model, of whom, at what cost; and one question on trial.

In: a study with ``[llm]`` in study.toml.  Out: a page on standard output, the questions as JSON lines where asked for.
Nothing is sent before a person agrees.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themes.cli.progress import progress_bars
from themes.cli.terminal import StudyArgument, say
from themes.formatting import counted

if TYPE_CHECKING:
    from themes.llm.asking import Asker
    from themes.llm.questions import Question

llm_app = typer.Typer(name="llm", help="A language model for a study: what it would be asked.", no_args_is_help=True)
PathsArgument = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Files, folders, globs.")]
PromptsOption = Annotated[
    Path | None, typer.Option("--prompts", help="Write the open questions to a file, a JSON a line.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Send the question on trial without asking.")]
_USES = {"name": "names of discovered themes", "passage": "passages read again"}


@llm_app.command()
def check(
    study: StudyArgument, paths: PathsArgument = None, prompts: PromptsOption = None, yes: YesOption = False
) -> None:
    """Show what the next refresh would ask, of whom, at what cost; then, if you agree, ask one question on trial."""
    from themes.pipeline.refresh import questions_to_ask

    with progress_bars() as progress:
        asker = questions_to_ask(study, tuple(paths or ()), progress=progress)
    if prompts is not None:
        records = (json.dumps(q.as_record(asker.model), ensure_ascii=False) + "\n" for q in asker.open)
        prompts.write_text("".join(records), encoding="utf-8")
        say(f"{counted(len(asker.open), 'question')} in {prompts}")
    for line in _page(asker):
        typer.echo(line)
    if asker.settings.base_url and asker.open:
        _try(asker, study, yes)


def _page(asker: Asker) -> Iterator[str]:
    settings, left = asker.settings, asker.open
    where = f"model {settings.model} at {settings.base_url}"
    if not settings.base_url:
        yield f"model {settings.model}, without a server (base_url is empty): only kept answers are used"
    elif settings.is_local:
        yield f"{where}: on this machine, no text leaves it"
    else:
        yield f"{where}: NOT this machine; passages of your transcripts are sent there"
    for use, what in _USES.items():
        n_asked = sum(question.use == use for question in asker.questions)
        own = [question for question in left if question.use == use]
        yield f"{what}: {n_asked:,} asked for, {len(own):,} open; {_cost(own)}"
    next_ones = left[: settings.max_calls] if settings.base_url else []
    calls = f"{counted(len(next_ones), 'call')} (max_calls is {settings.max_calls:,})"
    yield f"the next refresh makes {calls}; {_cost(next_ones)}"
    if left:
        yield f"\nfor example, of {left[0].about}:\n\n[system]\n{left[0].instructions}"
        yield f"\n[user]\n{_plain(left[0].message)}\n"


def _cost(questions: list[Question]) -> str:
    sent, said = sum(q.n_tokens for q in questions), sum(q.max_tokens for q in questions)
    return f"about {sent:,} tokens sent, at most {said:,} replied"


def _plain(text: str) -> str:
    """Text of a transcript without control characters, which could move a terminal's cursor."""
    return "".join(c if c.isprintable() else " " for c in text)


def _try(asker: Asker, study: Path, yes: bool) -> None:
    """Ask one question of the server, if the person agrees; the answer is shown and not kept."""
    from themes.errors import StudyError
    from themes.llm.questions import UnusableReply
    from themes.llm.server import NoAnswer, Server

    server, question = Server(asker.settings), asker.open[0]
    if not yes:
        if not sys.stdin.isatty():
            say(f"nothing was sent; to ask the question above on trial: themes llm check {study} --yes")
            return
        if not typer.confirm(f"send this question to {asker.settings.base_url} on trial?", err=True):
            return
    begun = time.perf_counter()
    try:
        text = server.reply(question)
        reply = question.understood(text)
    except NoAnswer as error:
        raise StudyError(str(error), mend="mend [llm] in study.toml, or start the server") from error
    except UnusableReply as error:
        raise StudyError(
            f"the reply is of no use ({error}): {_plain(text)[:200]!r}", mend="try another model"
        ) from error
    seconds = time.perf_counter() - begun
    typer.echo(f"[reply in {seconds:.1f} s]\n{_plain(reply.model_dump_json())}")
    unheld = "; the server knows no JSON schema: replies are checked here alone" if server.form == "text" else ""
    say(f"the server answers, and its reply is of the form asked for{unheld}")


EXAMPLES = {
    "llm check": ("themes llm check study",),
}
COMMANDS = (llm_app,)

"""``themes catalog draft``: a language model writes a theme from a sentence, and the study says what its cues find."""

from __future__ import annotations

from typing import Annotated

import typer

from themes.cli.catalog import catalog_app
from themes.cli.terminal import StudyArgument, say
from themes.formatting import counted

SentenceArgument = Annotated[str, typer.Argument(metavar="SENTENCE", help='What to track: "ethernet in AI back ends".')]


@catalog_app.command()
def draft(study: StudyArgument, sentence: SentenceArgument) -> None:
    """Draft a theme with the language model of study.toml, as TOML to paste; only your sentence is sent."""
    from themes.config.catalog import load_catalog
    from themes.config.settings import load_settings
    from themes.errors import StudyError
    from themes.llm.catalog_draft import ThemeDraft, draft_question, draft_toml, drafted_theme
    from themes.llm.questions import UnusableReply
    from themes.llm.server import NoAnswer, Server
    from themes.study.study import Study

    catalog, llm = load_catalog(study / "catalog.toml"), load_settings(study / "study.toml").llm
    opened = Study.open(study)
    if llm is None or not llm.base_url:
        raise StudyError(f"{study / 'study.toml'}: no [llm] with a base_url", mend="see docs/llm.md")
    say(f"asking {llm.model} at {llm.base_url}{'' if llm.is_local else ', which is not this machine'}")
    question = draft_question(" ".join(sentence.split()))
    try:
        reply = question.understood(Server(llm).reply(question))
    except NoAnswer as error:
        raise StudyError(str(error), mend=f"try: themes llm check {study}") from error
    except UnusableReply as error:
        raise StudyError(f"the reply of {llm.model} is of no use ({error})", mend="try another model") from error
    assert isinstance(reply, ThemeDraft)
    theme = drafted_theme(reply, {known.id: known.label for known in catalog.theme})
    content = opened.chunks[opened.chunks["kind"] == "content"]
    typer.echo(draft_toml(theme, content["text"].tolist()), nl=False)
    say(
        f"drafted by {llm.model}, counted in {counted(len(content), 'passage')}; mend it, paste it into "
        f"{study / 'catalog.toml'}, then: themes catalog check {study}"
    )


EXAMPLES = {
    "catalog draft": ('themes catalog draft study "ethernet in AI back ends"',),
}

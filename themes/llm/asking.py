"""Asking: what a refresh wants to know of a language model, from the answers kept and, for the rest, from the server.

In: questions.  Out: replies, None where there is none.  A refresh goes on without a reply, and says how many questions
stay open; the next one asks them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from themes.config.settings import LlmSection
from themes.formatting import counted
from themes.llm.answers import Answer, Answers
from themes.llm.questions import Question, Reply, UnusableReply
from themes.llm.server import NoAnswer, Server

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
MAX_FAILURES = 3  # questions in a row without an answer, after which a server is left alone


class Asker:
    """Asks each question once, and keeps every answer at once.

    ``questions`` holds what was asked for, whether answered or not; ``n_new`` counts answers of this refresh.
    """

    def __init__(
        self, settings: LlmSection, answers: Answers, server: Server | None = None, progress: Progress | None = None
    ) -> None:
        """Without a server, only answers that are kept are given."""
        self.settings, self.answers = settings, answers
        self.questions: list[Question] = []
        self.n_new = 0
        self._server, self._progress = server, progress
        self._n_calls = self._n_failures = self._n_known = self._n_unusable = 0
        self._stopped = ""

    @property
    def model(self) -> str:
        """The model's name."""
        return self.settings.model

    @property
    def open(self) -> list[Question]:
        """What was asked for and has no answer, each question once."""
        left = (question for question in self.questions if self.answers.find(question, self.model) is None)
        return list({question.key(self.model): question for question in left}.values())

    def ask(self, stage: str, questions: Sequence[Question]) -> list[Reply | None]:
        """Replies to questions, in their order; asked in this order until the calls of a refresh are used up.

        Parameters
        ----------
        stage : str
            For the progress bar.
        questions : sequence of Question
            The most important first.
        """
        self.questions += questions
        n_open = sum(self.answers.find(question, self.model) is None for question in questions)
        replies, n_asked = list[Reply | None](), 0
        for question in questions:
            kept = self.answers.find(question, self.model)
            if kept is None and self._may_ask():
                self._ask(question)
                kept, n_asked = self.answers.find(question, self.model), n_asked + 1
                if self._progress:
                    self._progress(stage, n_asked, n_open)
            else:
                self._n_known += kept is not None
            replies.append(self._reply(question, kept))
        return replies

    def notes(self) -> tuple[str, ...]:
        """What was asked of whom, and what stays open, in sentences for a person."""
        if not self.questions:
            return ()
        n_open, where = len(self.open), f" at {self.settings.base_url}" if self._server else ""
        away = "" if self.settings.is_local or not self._n_calls else ", which is not this machine"
        told = f"language model {self.model}{where}{away}: {counted(self.n_new, 'new answer')}, {self._n_known} kept"
        told += f"; {counted(self._n_unusable, 'reply', 'replies')} of no use" if self._n_unusable else ""
        why = self._stopped or (f"max_calls is {self.settings.max_calls}" if self._server else "")
        left = f"{counted(n_open, 'question')} open{', which the next refresh asks' if self._server else ''}"
        return (told, *([f"{left} ({why})" if why else left] if n_open else []))

    def _may_ask(self) -> bool:
        return self._server is not None and not self._stopped and self._n_calls < self.settings.max_calls

    def _ask(self, question: Question) -> None:
        assert self._server is not None
        self._n_calls += 1
        try:
            text = self._server.reply(question)
        except NoAnswer as error:
            self._n_failures += 1
            log.warning("%s: %s", question.about, error)
            if error.is_final or self._n_failures == MAX_FAILURES:
                self._stopped = str(error)
            return
        self._n_failures = 0
        try:
            self.answers.add(question, self.model, question.understood(text).model_dump())
            self.n_new += 1
        except UnusableReply as error:
            log.warning("%s: %s", question.about, error)
            self.answers.add(question, self.model, None, str(error))

    def _reply(self, question: Question, kept: Answer | None) -> Reply | None:
        """The reply of an answer, held to the schema also where people wrote it."""
        if kept is None:
            return None
        try:
            if kept.reply is None:
                raise UnusableReply(kept.fault)
            return question.held(kept.reply)
        except UnusableReply:
            self._n_unusable += 1
            return None

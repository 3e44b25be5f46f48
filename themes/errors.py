"""The errors a person is shown: one line that says what, where and how to mend it.

Everything that can go wrong because of input, settings or the state of a study raises a subclass of
:class:`CallthemesError`; the command line prints its text as one line and exits with 1.  Anything else that
escapes is a defect of ours.
"""

from __future__ import annotations


class CallthemesError(Exception):
    """Base of all errors that are a message to a person.

    Parameters
    ----------
    message : str
        One line: what was expected, where, what was received.
    mend : str, optional
        What the person can do about it; appended to the message.

    Examples
    --------
    >>> str(CallthemesError("study.toml: unknown key 'sede'", mend="did you mean 'seed'?"))
    "study.toml: unknown key 'sede'; did you mean 'seed'?"
    """

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(f"{message}; {mend}" if mend else message)
        self.message = message


class TranscriptRefused(CallthemesError):
    """A file that cannot be read as an earnings call; it is listed with its reason and never stops the rest."""


class SettingsError(CallthemesError):
    """A key or value in study.toml, catalog.toml or calls.csv that cannot be used."""


class StudyError(CallthemesError):
    """A study folder that is missing, locked, damaged, read-only or from another version."""

"""Checks of a theme's cues against the passages of a study.

In: a theme and :class:`ThemePassages`, what a run's passages say and which of them are the theme's.  Out: findings,
each with the passages that it concerns and the mend.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from themes.config.catalog import TrackedTheme, compile_cue, plain_quotes
from themes.records import MEANING_ALONE
from themes.tagging.cues import Sentences, silencing_cues, stems
from themes.text.phrases import stop_words

MAX_CUE_SHARE = 0.05  # of all passages, before a strong cue is too broad; hardly any narrative is in more
MIN_CUE_PRECISION = 1 / 3  # share assigned of the passages in which a strong cue stands alone; below, it misleads
MIN_CUE_PASSAGES = 5  # that a cue concerns, before it is judged
MIN_SILENCED = 1 / 2  # share of the passages that a not-cue silences and that are the theme's by all other evidence
MIN_CARRYING = 2 / 3  # share of the passages with a plain word that are the theme's, from which the word carries it
MIN_SUBJECT = 0.5  # probability of a passage's likeliest subject, from which it is evidence


@dataclass(frozen=True)
class Finding:
    """Something doubtful in a theme: in which cue, sentence or other theme, the passages it concerns, the mend.

    ``share``: 0-1, not a number where none is meant; ``example``: the chunk_id of a passage that shows it;
    ``n_changed``: the passages whose assignment the mend may change.
    """

    theme_id: str
    finding: str
    what: str
    passages: frozenset[str] = frozenset()
    share: float = np.nan
    example: str = ""
    mend: str = ""
    n_changed: int = 0

    @property
    def n_passages(self) -> int:
        """How many passages it concerns."""
        return len(self.passages)

    def as_row(self) -> tuple[str, str, str, int, float, str, str]:
        """The finding as a row of a table."""
        example = self.example or min(self.passages, default="")
        return self.theme_id, self.finding, self.what, self.n_passages, self.share, example, self.mend


@dataclass(frozen=True)
class ThemePassages:
    """What is known of a study's passages for one theme.

    ``texts``: by chunk_id, with straight quotes; ``assigned``: to the theme, None where no run has scored it;
    ``near``: those that are the theme's whatever its cues say, by nearness in meaning or by their subject.
    """

    texts: Mapping[str, str]
    assigned: frozenset[str] | None
    near: frozenset[str] = frozenset()

    @property
    def carrying(self) -> frozenset[str]:
        """Passages of the theme, by the matcher or by evidence other than cues."""
        return self.near | (self.assigned or frozenset())


@dataclass(frozen=True)
class StudyPassages:
    """The content passages of a run: text, call and subject by chunk_id, and by theme id those assigned and near."""

    texts: Mapping[str, str]
    calls: Mapping[str, str]
    subjects: Mapping[str, str] = field(default_factory=dict)
    assigned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    near: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, chunks: pd.DataFrame, chunk_themes: pd.DataFrame) -> StudyPassages:
        """The passages of a run's tables."""
        content, tracked = chunks[chunks["kind"] == "content"], chunk_themes[chunk_themes["kind"] == "tracked"]
        ids = content["chunk_id"].tolist()
        sure = content[content["subject_probability"].astype(float) >= MIN_SUBJECT] if "subject" in content else None
        return cls(
            dict(zip(ids, map(plain_quotes, content["text"]), strict=True)),
            dict(zip(ids, content["call_id"], strict=True)),
            {} if sure is None else dict(zip(sure["chunk_id"], sure["subject"], strict=True)),
            _by_theme(tracked[tracked["assigned"].astype(bool)]),
            _by_theme(tracked[tracked["meaning"].astype(float) >= MEANING_ALONE]),
        )

    def for_theme(self, theme: TrackedTheme, outside: Collection[str] = (), *, is_scored: bool = True) -> ThemePassages:
        """What is known for one theme, of the calls that are not ``outside`` of its limits in time."""
        texts = {chunk: text for chunk, text in self.texts.items() if self.calls[chunk] not in outside}
        of_subject = (chunk for chunk in texts if self.subjects.get(chunk) in theme.subjects)
        near = self.near.get(theme.id, frozenset()) | frozenset(of_subject)
        return ThemePassages(texts, self.assigned.get(theme.id, frozenset()) if is_scored else None, near)


def _by_theme(rows: pd.DataFrame) -> dict[str, frozenset[str]]:
    return {str(theme_id): frozenset(own["chunk_id"]) for theme_id, own in rows.groupby("theme_id")}


def cue_findings(theme: TrackedTheme, passages: ThemePassages) -> Iterator[Finding]:
    """What is doubtful in the cues of a theme.

    Parameters
    ----------
    theme : TrackedTheme
        With its cues.
    passages : ThemePassages
        At least one.
    """
    strong, weak, excluding = (
        {cue: passages_with(cue, passages.texts) for cue in cues}
        for cues in (theme.strong_cues, theme.weak_cues, theme.not_cues)
    )
    silenced = _silenced(theme, passages, frozenset().union(*strong.values()))
    yield from _strong_cue_findings(theme, passages, strong, frozenset(silenced))
    if passages.assigned is not None:
        yield from _silencing_findings(theme, passages, silenced)
        yield from _plain_word_findings(theme, passages, strong)
    if silent := [cue for cue, hits in (strong | weak).items() if not hits]:
        mend = "no harm; look for a slip of the pen"
        yield Finding(theme.id, "cues never fire", ", ".join(silent), share=0.0, mend=mend)
    cued = frozenset().union(*strong.values(), *weak.values())
    if idle := [cue for cue, hits in excluding.items() if not hits & cued]:
        mend = "no harm; take them out if you like"
        yield Finding(theme.id, "not-cues never take anything out", ", ".join(idle), share=0.0, mend=mend)


def passages_with(cue: str, texts: Mapping[str, str]) -> frozenset[str]:
    """chunk_ids of the texts in which a cue stands."""
    pattern, parts = compile_cue(cue), stems(cue)
    return frozenset(
        chunk for chunk, text in texts.items() if all(part in text.lower() for part in parts) and pattern.search(text)
    )


def _strong_cue_findings(
    theme: TrackedTheme,
    passages: ThemePassages,
    strong: Mapping[str, frozenset[str]],
    silenced: frozenset[str],
) -> Iterator[Finding]:
    for cue, hits in strong.items():
        share = len(hits) / len(passages.texts)
        if share > MAX_CUE_SHARE:
            mend, n_assigned = "make it a weak cue, or longer", len(hits & (passages.assigned or frozenset()))
            yield Finding(theme.id, "strong cue is too broad", cue, hits, share, mend=mend, n_changed=n_assigned)
        alone = hits - silenced.union(*(other for name, other in strong.items() if name != cue))
        if passages.assigned is None or len(alone) < MIN_CUE_PASSAGES:
            continue
        precision = len(alone & passages.assigned) / len(alone)
        if precision < MIN_CUE_PRECISION:
            what, shown = "strong cue misleads: assigned where it stands alone", min(alone - passages.assigned)
            mend = "make it a weak cue, or longer, or add a not-cue"
            yield Finding(theme.id, what, cue, alone, precision, shown, mend, len(alone & passages.assigned))


def _silenced(theme: TrackedTheme, passages: ThemePassages, named: frozenset[str]) -> dict[str, frozenset[str]]:
    """The passages of which not-cues take out every sentence with a strong cue, and these not-cues."""
    chunks = sorted(named)
    found = silencing_cues(Sentences.of([passages.texts[chunk] for chunk in chunks]), theme)
    return {chunks[k]: cues for k, cues in found.items()}


def _silencing_findings(
    theme: TrackedTheme, passages: ThemePassages, silenced: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Not-cues that take out the only strong cues of passages that are the theme's by all other evidence."""
    for cue in theme.not_cues:
        hits = frozenset(chunk for chunk, cues in silenced.items() if cue in cues)
        wrongly = hits & passages.carrying
        share = len(wrongly) / len(hits) if hits else 0.0
        if len(wrongly) >= MIN_CUE_PASSAGES and share >= MIN_SILENCED:
            mend = "make the not-cue longer, so that it says the other sense alone"
            unassigned = wrongly - (passages.assigned or frozenset())
            yield Finding(
                theme.id, "not-cue silences a strong cue", cue, wrongly, share, mend=mend, n_changed=len(unassigned)
            )


def _plain_word_findings(
    theme: TrackedTheme, passages: ThemePassages, strong: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """The label, or a word of it, that is no strong cue though most passages that say it are the theme's."""
    named = frozenset().union(*strong.values())
    for cue, word in _plain_words(theme.label):
        if any(pattern.search(word) for pattern in (*theme.strong, *theme.excluding)):
            continue
        hits = passages_with(cue, passages.texts)
        alone = hits - named
        share = len(hits & passages.carrying) / len(hits) if hits else 0.0
        if len(alone) >= MIN_CUE_PASSAGES and share >= MIN_CARRYING:
            is_weak = any(pattern.search(word) for pattern in theme.weak)
            what = "plain word is only a weak cue" if is_weak else "plain word is no cue"
            mend = f"put {cue!r} among the strong cues" if is_weak else f"put {cue!r} among the cues"
            missed = alone - (passages.assigned or frozenset())
            yield Finding(theme.id, what, cue, alone, share, min(missed, default=""), mend, len(missed))


def _plain_words(label: str) -> Iterator[tuple[str, str]]:
    """The label and its words of substance, as cues of any number and as they stand."""
    words = re.findall(r"[\w'-]+", plain_quotes(label).lower())
    own = [word for word in words if word not in stop_words() and len(word) > 2]
    for word in dict.fromkeys([" ".join(words), *own]):
        yield re.sub(r"(?<=[^s])s$", "*", word), word

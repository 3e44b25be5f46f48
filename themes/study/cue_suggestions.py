"""Cues that a study suggests for the themes of its catalog, each with sentences and where they stand.

In: an opened study.  Out: a table, and sentences with their citations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from themes.config.catalog import Catalog, compile_cue, plain_quotes
from themes.pipeline.analysis import Progress, names_in
from themes.study.study import Study
from themes.subjects.heads import load_heads
from themes.tagging.cue_suggestions import CUE_COLUMNS, CueEvidence, LeftOut, suggest_cues
from themes.tagging.cues import Sentences
from themes.tagging.phrase_index import PhraseIndex
from themes.tagging.time_limits import calls_outside
from themes.text.phrases import name_words


def study_cues(
    study: Study,
    catalog: Catalog,
    theme_id: str | None,
    limit: int,
    *,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Suggest cues for a theme of the catalog as it is now, or for all.

    Parameters
    ----------
    study : Study
        With a run.
    catalog : Catalog
        Its themes, those written after the run among them.
    theme_id : str or None
        None: all themes.
    limit : int
        Most cues a theme.
    encoder : Encoder, optional
        Instead of the one that study.toml names; must be the one that made the vectors.
    progress : callable, optional
        Called with (stage, done, total).

    Returns
    -------
    DataFrame
        Columns of :func:`themes.tagging.cue_suggestions.suggest_cues`, and for each of its examples the sentence that
        says the cue (sentences) and where it stands (citations).

    Raises
    ------
    StudyError
        The vectors of the run are of another encoder, or lacking.
    """
    encoder = study.encoder_of_run(encoder)
    content, vectors = study.content_vectors(encoder)
    passages = content.merge(study.calls[["call_id", "company_id"]], on="call_id", how="left")
    passages["company_id"] = passages["company_id"].fillna("unknown")
    scores, outside, names = (
        study.table("chunk_themes"),
        calls_outside(catalog, study.calls),
        names_in(study.tables).all,
    )
    asked = [theme for theme in catalog.theme if theme_id in (None, theme.id)]
    named_for = {theme.id: name_words([theme.label, theme.description]) for theme in asked}
    index = PhraseIndex.of(passages, names - frozenset().union(*named_for.values()))
    evidence = CueEvidence(passages, vectors, index, _Remembering(encoder), load_heads(encoder.model_id))
    tables = []
    for done, theme in enumerate(asked, 1):
        rows, others = scores[scores["theme_id"] == theme.id], names - named_for[theme.id]
        left_out = LeftOut(others, outside.get(theme.id, frozenset()))
        tables.append(suggest_cues(theme, evidence, rows, left_out, limit))
        if progress:
            progress("themes", done, len(asked))
    found = pd.concat([t for t in tables if len(t)] or [pd.DataFrame(columns=list(CUE_COLUMNS))], ignore_index=True)
    return _with_sentences(found, study.passages)


@dataclass(frozen=True)
class _Remembering:
    """Encodes each text once."""

    encoder: Encoder
    known: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        if new:
            self.known.update(zip(new, self.encoder.encode(new), strict=True))
        return np.stack([self.known[text] for text in texts])


def _with_sentences(cues: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """With the sentences of each cue's examples, and their citations."""
    cited = passages.set_index("chunk_id")[["text", "citation"]]
    said = [
        tuple(sentence_with(cue, phrase, str(cited.at[chunk, "text"])) for chunk in examples)
        for cue, phrase, examples in cues[["cue", "phrase", "examples"]].itertuples(index=False, name=None)
    ]
    where = [tuple(str(cited.at[chunk, "citation"]) for chunk in examples) for examples in cues["examples"]]
    return cues.assign(sentences=pd.Series(said, dtype=object), citations=pd.Series(where, dtype=object))


def sentence_with(cue: str, phrase: str, text: str) -> str:
    """The first sentence of a text that says a cue, or else the phrase that it comes from.

    Examples
    --------
    >>> sentence_with("lock gate*", "lock gates", "All is well. The lock gates froze.")
    'The lock gates froze.'
    """
    sentences = [sentence.strip() for sentence in Sentences.of([text]).said]
    by_cue = (sentence for sentence in sentences if compile_cue(cue).search(sentence))
    by_phrase = (sentence for sentence in sentences if phrase in plain_quotes(sentence).lower())
    return next(by_cue, next(by_phrase, sentences[0]))

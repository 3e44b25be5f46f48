"""Discovered themes: a topic model over the passages of a study, for the narratives nobody asked for.

In: the ``chunks`` table, its vectors, names to keep out, what the subjects make of the passages.  Out:
:class:`themes.topics.model.Discovery`, topics with titles and the passages placed in them, each with the probability
that it is about what its topic is about.  Passages of substance go to the model that study.toml names; procedure, the
safe harbor and what is too short stay out.  ``docs/topic_models.md`` tells the models apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.formatting import counted
from themes.text.phrases import phrase_analyzer
from themes.topics.assignment import usable
from themes.topics.bertopic_model import BertopicModel
from themes.topics.consensus import ConsensusModel
from themes.topics.model import Discovery, Documents, Names, TopicModel, min_topic_size
from themes.topics.subject_evidence import SubjectEvidence
from themes.topics.telling_phrases import Placed, companies_of
from themes.topics.titles import with_titles
from themes.topics.typicality import judge, least_typical

MIN_FIT_PASSAGES = 30  # fewer passages of substance carry no clusters worth a name

#: The topic models by the name that study.toml gives them: each is made with a seed and the fewest passages of a topic.
MODELS: Mapping[str, type[TopicModel]] = {"consensus": ConsensusModel, "bertopic": BertopicModel}


@dataclass(frozen=True)
class DiscoverySettings:
    """Seed of every random step; fewest passages of a topic (0: sized to the corpus); a name in ``MODELS``."""

    seed: int = 0
    min_passages: int = 0
    model: str = "consensus"


def discover(
    chunks: pd.DataFrame,
    vectors: NDArray[np.float32],
    names: Names,
    settings: DiscoverySettings,
    known: Mapping[str, str] | None = None,
    evidence: SubjectEvidence | None = None,
) -> Discovery:
    """Fit topics and place passages.

    Parameters
    ----------
    chunks : DataFrame
        The ``chunks`` table; content that is not short is fitted, and placed when near enough.
    vectors : ndarray of float32, shape (n_chunks, d)
        Unit vectors, a row a chunk.
    names : Names
        Words of names: those of speakers and companies are kept out of the clusters, all names out of the terms.
    settings : DiscoverySettings
        Seed, size and model.
    known : mapping of str to str, optional
        Theme of each passage (chunk id) as known before; what a model makes of it is its own affair.
    evidence : SubjectEvidence, optional
        What the subjects make of the passages that are :func:`usable`, in their order; without it no subject has a say.

    Returns
    -------
    Discovery
        Without topics, and with a note that says why, where there are fewer than 30 passages of substance.
    """
    rows = np.flatnonzero(usable(chunks))
    if len(rows) < MIN_FIT_PASSAGES:
        return Discovery.empty(f"no discovery: {counted(len(rows), 'passage')} of substance, {MIN_FIT_PASSAGES} needed")
    texts = chunks["text"].iloc[rows].tolist()
    analyze = phrase_analyzer(names.all)
    if not any(analyze(text) for text in texts):
        return Discovery.empty("no discovery: the passages have no words that could name a theme")
    before = pd.factorize(chunks["chunk_id"].iloc[rows].map(known or {}))[0].astype(np.int64)
    evidence = evidence or SubjectEvidence.none(vectors[rows])
    calls = chunks["call_id"].iloc[rows].tolist()
    documents = Documents(texts, vectors[rows], calls, before, names, evidence.steady)
    model = MODELS[settings.model](settings.seed, settings.min_passages or min_topic_size(len(texts)))
    found = model.fit(documents)
    if not found.topics:
        return Discovery.empty("no discovery: the passages form no clusters with a subject of their own")
    judged = judge(vectors[rows], evidence, found.labels, found.labels >= 0)
    least = least_typical(evidence.has_heads)
    of_titles = Placed(texts, found.labels, judged.scores, companies_of(calls), least)
    topics = with_titles(found.topics, of_titles, judged.subjects, names.all)
    placed = pd.DataFrame(
        {
            "chunk_id": chunks["chunk_id"].to_numpy()[rows],
            "topic": found.labels,
            "score": judged.scores,
            "fitted": found.is_core,
        }
    )
    placed = placed[placed["topic"] >= 0].reset_index(drop=True)
    return Discovery(tuple(t for t in topics if (placed["topic"] == t.index).any()), placed)

"""Suggested cues: what passages near a theme say that none of its cues reaches.

In: a theme, passages without a strong cue of it, the phrases that recur in them.  Out: a table of cues, the one that
reaches most passages rightly first.

A phrase is judged by two things.  *Where it stands*: how many of its passages are the theme's, by the matcher or by
nearness in meaning (pseudo-relevance feedback, Rocchio 1971); a call counts as at most three passages, so that one
company's business is not taken for a theme.  *What it means*: how near the phrase itself is to the theme's label,
description and examples (EmbedRank, Bennani-Smires et al. 2018), as the prior of that share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from themes.config.catalog import TrackedTheme
from themes.subjects.heads import SubjectHeads
from themes.tagging.phrase_index import Phrase, PhraseIndex, singular
from themes.text.phrases import stop_words

CUE_COLUMNS = (
    "theme_id", "cue", "kind", "n_passages", "n_near", "n_calls", "n_companies", "precision", "phrase", "examples",
)  # fmt: skip
NEAR_SD = 3.5  # sd above the median at which a passage is as likely the theme's as not
SLOPE = 2.0  # log odds of a passage a standard deviation
MIN_SD = 1e-9  # of nearness, where all passages or phrases are alike
PHRASE_NEAR_SD = 4.5  # sd above the background of all phrases; the log odds of a phrase are one a standard deviation
PRIOR_PASSAGES = 5.0  # that the phrase's own meaning counts for
SUBJECT_LOG_ODDS = (-3.0, 2.0)  # least and most that the heads count for
MIN_SUBJECT = 0.6  # probability of a subject by the theme's own words, from which it is the theme's
SINGLE_WORD = 0.5  # times as likely as its meaning says that a word which the label lacks is the theme's
MAX_OF_CALL = 3  # passages that a call counts for
MIN_COMPANIES, MIN_CALLS = 2, 2  # that say the phrase; in a study of one company, calls alone
MIN_LIFT = 2.0  # share of the phrase's passages that are the theme's, over that of all passages
MIN_STRONG_PRECISION, MIN_WEAK_PRECISION = 0.5, 0.35
MAX_NEARER_TO_WORD = 0.2  # cosine by which a word may be nearer to one word of the description than to all of it
PART_OF_THEME = 0.4  # times the worth of a word that only repeats a part of the theme; it is a weak cue at most
TELLING = 0.2  # likelihood from which a phrase of nothing but everyday words is told: "hiring"
WORD_BONUS = 0.3  # share of its score that a phrase gains by each telling word after the first: it is surer
MORE_PRECISE = 1.25  # how many times surer a phrase must be than one that is part of it, to be shown beside it
MORE_PASSAGES = 2  # times as many passages must say a part of a phrase, to be shown beside it
MAX_SHARING = 4  # suggestions that may have a word in common with another
N_EXAMPLES = 3  # passages of a suggestion, of different calls
MAX_JUDGED = 300  # phrases a theme whose meaning is looked at
N_BACKGROUND, SEED = 1000, 0  # phrases, drawn at random, that are the background of phrases

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class CueEvidence:
    """A study's passages, the phrases they say, and what is needed to judge the phrases.

    Parameters
    ----------
    passages : DataFrame
        Content passages: chunk_id, call_id, company_id, text.
    vectors : ndarray of float32, shape (n_passages, d)
        Unit vectors.
    index : PhraseIndex
        Of the passages.
    encode : callable
        Unit vectors of texts.
    heads : SubjectHeads, optional
        Of the encoder.
    """

    passages: pd.DataFrame
    vectors: Vectors
    index: PhraseIndex
    encode: Encode
    heads: SubjectHeads | None = None

    def subjects_of(self, theme: TrackedTheme) -> tuple[str, ...]:
        """Subjects that the theme names, or the one that its label and description are surely about; none else."""
        if self.heads is None or self.heads.knows(theme.subjects):
            return theme.subjects
        likely = self.heads.primary(self.encode([f"{theme.label}. {theme.description}"]))[0]
        subject = self.heads.subjects[int(likely.argmax())]
        return (subject,) if likely.max() >= MIN_SUBJECT and self.heads.knows([subject]) else ()


@dataclass(frozen=True)
class LeftOut:
    """What says nothing of a theme: words of names that it is not named for, and calls outside of its limits."""

    names: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()

    def holds(self, phrase: str) -> bool:
        """Whether a phrase holds such a name."""
        return any(word in self.names for word in phrase.split())


def suggest_cues(
    theme: TrackedTheme,
    evidence: CueEvidence,
    scores: pd.DataFrame,
    left_out: LeftOut,
    limit: int,
) -> pd.DataFrame:
    """Phrases of passages near a theme that none of its cues covers.

    Parameters
    ----------
    theme : TrackedTheme
        With the cues it has; a label and a description are enough.
    evidence : CueEvidence
        Of the whole study.
    scores : DataFrame
        The theme's rows of ``chunk_themes``: chunk_id, score, assigned, origin, strong_cue.
    left_out : LeftOut
        Names, and calls, that say nothing of the theme.
    limit : int
        Most rows.

    Returns
    -------
    DataFrame
        Columns theme_id, cue, kind (strong or weak); of the passages that no strong cue reaches, n_passages that say
        it, their n_calls and n_companies, and n_near that are the theme's rather than not; precision (0-1, the share
        expected to be the theme's), phrase, and examples (a tuple of chunk_ids, the nearest of up to three calls);
        best first.
    """
    sentences = evidence.encode([theme.label, theme.description, *theme.examples])
    relevance = _relevance(_log_odds(theme, evidence, sentences), evidence.passages, scores)
    named = scores.loc[scores["strong_cue"].fillna(False).astype(bool), "chunk_id"]
    is_closed = evidence.passages["chunk_id"].isin(named) | evidence.passages["call_id"].isin(left_out.calls)
    uses = _uses(evidence, relevance, ~is_closed.to_numpy())
    counted = _counted(uses, float(relevance.mean()), evidence.passages["company_id"].nunique())
    phrases = evidence.index.phrases
    is_new = [not (left_out.holds(phrases[k].text) or _is_covered(phrases[k].text, theme)) for k in counted.index]
    counted = counted[is_new].head(MAX_JUDGED)
    if counted.empty:
        return pd.DataFrame(columns=list(CUE_COLUMNS))
    own = [phrases[k] for k in counted.index]
    likely, is_part = _by_meaning(own, theme, evidence, sentences)
    ranked = _ranked(counted.assign(likely=likely, is_part=is_part), own).assign(theme_id=theme.id)
    return _without_repetition(ranked, uses, limit)


def _ranked(counted: pd.DataFrame, own: Sequence[Phrase]) -> pd.DataFrame:
    """The phrases that are sure enough, by the passages that they can be expected to reach rightly."""
    n, likely, is_part = counted["n_counted"], counted["likely"], counted["is_part"]
    precision = (counted["gain"] + PRIOR_PASSAGES * likely) / (n + PRIOR_PASSAGES)
    bonus = np.array([1 + WORD_BONUS * max(0, phrase.n_telling - 1) for phrase in own])
    meant = np.where(is_part, PART_OF_THEME, 0.5 + 0.5 * np.minimum(likely / TELLING, 1.0))
    table = counted.assign(
        cue=[phrase.cue for phrase in own],
        phrase=[phrase.text for phrase in own],
        kind=np.where((precision >= MIN_STRONG_PRECISION) & ~is_part, "strong", "weak"),
        precision=precision.round(2),
        worth=precision * np.log1p(precision * n) * bonus * meant,
    )
    is_told = (likely >= TELLING) | np.array([phrase.n_telling > 0 for phrase in own])
    return table[is_told & (precision >= MIN_WEAK_PRECISION)].sort_values(["worth", "cue"], ascending=[False, True])


def _nearness(vectors: Vectors, sentences: Vectors) -> Floats:
    """Mean of the two best cosines to some sentences, shape (n_vectors,)."""
    cosines = np.sort(vectors.astype(np.float64) @ sentences.T.astype(np.float64), axis=1)
    return np.asarray(cosines[:, -2:].mean(axis=1))


def _above_background(nearness: Floats) -> Floats:
    """Nearness in sd above the median; the sd of the lower half, which a theme that many passages speak of leaves."""
    below = np.minimum(nearness - np.median(nearness), 0.0)
    sd = np.sqrt(2 * np.mean(below**2))
    return np.asarray((nearness - np.median(nearness)) / max(float(sd), MIN_SD))


def _log_odds(theme: TrackedTheme, evidence: CueEvidence, sentences: Vectors) -> Floats:
    """Log odds that a passage is the theme's, by nearness in meaning and by what the heads say of its subjects."""
    log_odds = SLOPE * (_above_background(_nearness(evidence.vectors, sentences)) - NEAR_SD)
    subjects = evidence.subjects_of(theme)
    if evidence.heads is None or not subjects:
        return log_odds
    return log_odds + np.clip(evidence.heads.material_log_odds(evidence.vectors, subjects), *SUBJECT_LOG_ODDS)


def _relevance(log_odds: Floats, passages: pd.DataFrame, scores: pd.DataFrame) -> Floats:
    """Probability that a passage is the theme's, or the matcher's score where it took it; as people decided."""
    by_meaning = pd.Series(expit(log_odds), index=passages["chunk_id"])
    taken = scores[scores["assigned"].astype(bool)].set_index("chunk_id")["score"].astype(float)
    decided = scores[scores["origin"] == "person"].set_index("chunk_id")["score"].astype(float)
    best = by_meaning.combine(taken.reindex(by_meaning.index).fillna(0.0), max)
    return np.asarray(decided.reindex(by_meaning.index).combine_first(best), dtype=np.float64)


def _uses(evidence: CueEvidence, relevance: Floats, is_open: NDArray[np.bool_]) -> pd.DataFrame:
    """A row a phrase and passage that is open: phrase, chunk_id, call_id, company_id, relevance."""
    index = evidence.index
    kept = is_open[index.passage_of]
    rows = index.passage_of[kept]
    about = evidence.passages[["chunk_id", "call_id", "company_id"]].iloc[rows].reset_index(drop=True)
    return about.assign(phrase=index.phrase_of[kept], relevance=relevance[rows])


def _counted(uses: pd.DataFrame, background: float, n_companies: int) -> pd.DataFrame:
    """A row a phrase that the theme's passages say more than others, those with most evidence first."""
    near = uses[uses["relevance"] >= 0.5]
    by_call = uses.groupby(["phrase", "call_id"])["relevance"].agg(["sum", "size"])
    weight = np.minimum(1.0, MAX_OF_CALL / by_call["size"])
    summed = (by_call.mul(weight, axis=0)).groupby("phrase").sum()
    of_near = near.groupby("phrase")
    table = pd.DataFrame(
        {
            "gain": summed["sum"],
            "n_counted": summed["size"],
            "n_passages": uses.groupby("phrase").size(),
            "n_near": of_near.size(),
            "n_calls": uses.groupby("phrase")["call_id"].nunique(),
            "n_companies": uses.groupby("phrase")["company_id"].nunique(),
        }
    ).dropna()
    lift = (table["gain"] + PRIOR_PASSAGES * background) / (table["n_counted"] + PRIOR_PASSAGES) / background
    enough = (table["n_companies"] >= min(MIN_COMPANIES, n_companies)) & (table["n_calls"] >= MIN_CALLS)
    order = np.log(lift) * np.sqrt(table["gain"])
    counts = ["n_passages", "n_near", "n_calls", "n_companies"]
    kept = table.assign(order=order)[enough & (lift >= MIN_LIFT)].astype(dict.fromkeys(counts, int))
    return kept.sort_values("order", ascending=False, kind="stable")


def _by_meaning(
    own: Sequence[Phrase], theme: TrackedTheme, evidence: CueEvidence, sentences: Vectors
) -> tuple[Floats, NDArray[np.bool_]]:
    """How likely phrases are the theme's by what they mean, and which are words that only repeat a part of it.

    A single word has other senses, unless it is one of the label.  "Cars" is a part of electric cars: such a word is
    nearer to one word of the description than to the theme.  The initials of the label, which an encoder need not
    know, mean the label.
    """
    phrases = evidence.index.phrases
    drawn = np.random.default_rng(SEED).permutation(len(phrases))[:N_BACKGROUND]
    background = _nearness(evidence.encode([phrases[k].text for k in drawn]), sentences)
    meant = [theme.label if _is_short_for(theme.label, phrase.text) else phrase.text for phrase in own]
    vectors = evidence.encode(meant)
    nearness = _nearness(vectors, sentences)
    above = (nearness - background.mean()) / max(float(background.std()), MIN_SD)
    of_label = {singular(word) for word in re.findall(r"\w+", theme.label.lower())}
    is_single = np.array([" " not in text for text in meant])
    is_vague = is_single & np.array([singular(text) not in of_label for text in meant])
    words = evidence.encode(_words_of(f"{theme.label} {theme.description}"))
    is_part = is_single & ((vectors @ words.T).max(axis=1) - nearness > MAX_NEARER_TO_WORD)
    return np.asarray(expit(above - PHRASE_NEAR_SD) * np.where(is_vague, SINGLE_WORD, 1.0)), is_part


def _words_of(text: str) -> list[str]:
    """Words of substance, or the text where it has none."""
    return list(dict.fromkeys(w for w in re.findall(r"\w+", text.lower()) if w not in stop_words())) or [text]


def _is_short_for(label: str, phrase: str) -> bool:
    """Whether a phrase is the initials of the label: EV of Electric vehicles."""
    words = label.lower().split()
    return len(words) > 1 and phrase.removesuffix("s") == "".join(word[0] for word in words)


def _is_covered(phrase: str, theme: TrackedTheme) -> bool:
    """Whether a cue of the theme matches the phrase, or every word of it begins like a word of one cue."""
    if any(cue.search(phrase) for cue in (*theme.strong, *theme.weak, *theme.excluding)):
        return True
    parts = (cue.lower().replace("*", "").split() for cue in (*theme.strong_cues, *theme.weak_cues))
    return any(all(any(word.startswith(part) for part in cue) for word in phrase.split()) for cue in parts)


def _without_repetition(ranked: pd.DataFrame, uses: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The best phrases, of which few share a word, and none says little more than another."""
    chosen = list[_Chosen]()
    for number, row in enumerate(ranked[["phrase", "precision", "n_passages"]].itertuples(index=False, name=None)):
        own = _Chosen(number, frozenset(map(singular, str(row[0]).split())), float(row[1]), int(row[2]))
        sharing = [other for other in chosen if own.words & other.words]
        if len(sharing) < MAX_SHARING and not any(own.adds_little_to(other) for other in sharing):
            chosen.append(own)
        if len(chosen) == limit:
            break
    shown = ranked.iloc[[own.number for own in chosen]]
    examples = [_examples(uses[uses["phrase"] == k]) for k in shown.index]
    shown = shown.assign(examples=pd.Series(examples, index=shown.index, dtype=object))
    return shown[list(CUE_COLUMNS)].reset_index(drop=True)


@dataclass(frozen=True)
class _Chosen:
    """A phrase in the ranking: its place, its words in the singular, its precision and its passages."""

    number: int
    words: frozenset[str]
    precision: float
    n_passages: int

    def adds_little_to(self, better: _Chosen) -> bool:
        """Whether it is longer than a better one and hardly surer, or a part of it with hardly more passages."""
        if better.words <= self.words:
            return self.precision < MORE_PRECISE * better.precision
        return self.words <= better.words and self.n_passages < MORE_PASSAGES * better.n_passages


def _examples(uses: pd.DataFrame) -> tuple[str, ...]:
    """The passages nearest to the theme, one a call."""
    best = uses.sort_values("relevance", ascending=False, kind="stable").drop_duplicates("call_id")
    return tuple(best["chunk_id"].head(N_EXAMPLES))

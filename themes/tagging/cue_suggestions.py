"""Suggested cues: what passages near a theme say that none of its cues reaches.

In: a theme, passages without a strong cue of it, the phrases that recur in them.  Out: a table of cues, the one that
reaches most passages rightly first.

A phrase is judged by two things.  *Where it stands*: how many of its passages are the theme's, by the matcher or by
nearness in meaning (pseudo-relevance feedback, Rocchio 1971); a call counts as at most three passages, so that one
company's business is not taken for a theme.  *What it means*: how near the phrase itself is to the theme's label,
description and examples (EmbedRank, Bennani-Smires et al. 2018), as the prior of that share.

A theme of one sentence says little.  Where one or two subjects are clearly its own, their descriptions are a second
witness beside the theme's words, of passages and of phrases (query expansion); as two agree, less of each is asked.
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
from themes.subjects.nearest import nearest_subjects
from themes.subjects.subjects import Subject, load_subjects
from themes.tagging.phrase_index import Phrase, PhraseIndex, singular
from themes.text.phrases import stop_words

CUE_COLUMNS = (
    "theme_id", "cue", "kind", "n_passages", "n_near", "n_calls", "n_companies", "precision", "phrase", "examples",
)  # fmt: skip
SLOPE = 2.0  # log odds of a passage a standard deviation
MIN_SD = 1e-9  # of nearness, where all passages or phrases are alike
PRIOR_PASSAGES = 5.0  # that the phrase's own meaning counts for
SUBJECT_LOG_ODDS = (-1.0, 2.0)  # least and most that the heads count for
SHORT_SHARE = 2 / 3  # of a phrase's meaning that label and names of subjects count for: they are as short as it is
MAX_OF_CALL = 3  # passages that a call counts for
MIN_COMPANIES, MIN_CALLS = 2, 2  # that say the phrase; in a study of one company, calls alone
MIN_LIFT = 2.0  # share of the phrase's passages that are the theme's, over that of all passages
MIN_STRONG_PRECISION = 0.5
MAX_NEARER_TO_WORD = 0.2  # cosine by which a word may be nearer to one word of the description than to all of it
TELLING = 0.2  # likelihood from which a phrase of nothing but everyday words is told: "hiring"
WORD_BONUS = 0.3  # share of its score that a phrase gains by each telling word after the first: it is surer
MORE_PRECISE = 1.25  # how many times surer a phrase must be than one that is part of it, to be shown beside it
MORE_PASSAGES = 2  # times as many passages must say a part of a phrase, to be shown beside it
MAX_SHARING = 4  # suggestions that may have a word in common with another
N_EXAMPLES = 3  # passages of a suggestion, of different calls
MAX_JUDGED = 300  # phrases a theme whose meaning is looked at
N_BACKGROUND, SEED = 1000, 0  # phrases, drawn at random, that are the background of phrases


@dataclass(frozen=True)
class _Rule:
    """What is asked of passages and phrases.

    ``passage_sd``: sd above the median at which a passage is as likely the theme's as not; ``phrase_sd``: sd above the
    background of all phrases at which a phrase is, whose log odds are one a standard deviation; ``single``: times as
    likely as its meaning says that a word which the label lacks is the theme's; ``min_likely``: by its meaning;
    ``min_weak``: least precision; ``power``: of precision in a phrase's worth; ``part``: times the worth of a word
    that only repeats a part of the theme (it is a weak cue at most); ``min_word_lift``: of the word of a phrase that
    the theme's passages say most beyond others: each word of "customer base" is said in all passages alike.
    """

    passage_sd: float
    phrase_sd: float
    single: float
    min_likely: float
    min_weak: float
    power: float
    part: float
    min_word_lift: float


ALONE = _Rule(3.5, 4.5, 0.5, 0.0, 0.35, 1.0, 0.4, 0.0)
WITH_SUBJECT = _Rule(2.4, 4.0, 1.0, 0.25, 0.25, 2.0, 0.8, 3.0)

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

    def subjects_of(self, theme: TrackedTheme) -> tuple[Subject, ...]:
        """Subjects that the theme names, or those that its label and description are surely about."""
        if theme.subjects:
            return tuple(subject for subject in load_subjects() if subject.id in theme.subjects)
        return nearest_subjects(f"{theme.label}. {theme.description}", self.encode, self.heads)


@dataclass(frozen=True)
class _Meaning:
    """Unit vectors of what a theme says, label first, and of its subjects' names and scopes; the subjects' ids."""

    own: Vectors
    names: Vectors
    scopes: Vectors
    subjects: tuple[str, ...]

    @classmethod
    def of(cls, theme: TrackedTheme, evidence: CueEvidence) -> _Meaning:
        own = evidence.encode([theme.label, theme.description, *theme.examples])
        subjects = evidence.subjects_of(theme)
        if not subjects:
            return cls(own, own[:0], own[:0], ())
        names, scopes = [s.name for s in subjects], [s.scope for s in subjects]
        return cls(own, evidence.encode(names), evidence.encode(scopes), tuple(s.id for s in subjects))

    @property
    def rule(self) -> _Rule:
        return WITH_SUBJECT if self.subjects else ALONE

    def of_phrases(self, vectors: Vectors, background: Vectors) -> Floats:
        """Nearness of phrases in sd above that of the background."""
        if not self.subjects:
            return _standardised(_nearness(vectors, self.own), _nearness(background, self.own))
        short = _nearest(vectors, background, np.concatenate([self.own[:1], self.names]))
        long = _nearest(vectors, background, np.concatenate([self.own[1:], self.scopes]))
        return SHORT_SHARE * short + (1 - SHORT_SHARE) * long

    def of_passages(self, vectors: Vectors) -> Floats:
        """Nearness of passages in sd above their median: to the theme, and as much to the nearest of its subjects."""
        own = _above_background(_nearness(vectors, self.own))
        if not self.subjects:
            return own
        scopes = [_above_background(cosines) for cosines in (self.scopes.astype(np.float64) @ vectors.T)]
        return np.asarray((own + np.max(scopes, axis=0)) / 2)


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
    meaning = _Meaning.of(theme, evidence)
    relevance = _relevance(_log_odds(meaning, evidence), evidence.passages, scores)
    named = scores.loc[scores["strong_cue"].fillna(False).astype(bool), "chunk_id"]
    is_closed = evidence.passages["chunk_id"].isin(named) | evidence.passages["call_id"].isin(left_out.calls)
    uses = _uses(evidence, relevance, ~is_closed.to_numpy())
    counted = _counted(uses, float(relevance.mean()), evidence.passages["company_id"].nunique())
    phrases = evidence.index.phrases
    is_new = [not (left_out.holds(phrases[k].text) or _is_covered(phrases[k].text, theme)) for k in counted.index]
    is_telling = _word_lifts(counted, phrases) >= meaning.rule.min_word_lift
    counted = counted[np.array(is_new, dtype=bool) & is_telling].head(MAX_JUDGED)
    if counted.empty:
        return pd.DataFrame(columns=list(CUE_COLUMNS))
    own = [phrases[k] for k in counted.index]
    likely, is_part = _by_meaning(own, theme, evidence, meaning)
    ranked = _ranked(counted.assign(likely=likely, is_part=is_part), own, meaning.rule).assign(theme_id=theme.id)
    return _without_repetition(ranked, uses, limit)


def _ranked(counted: pd.DataFrame, own: Sequence[Phrase], rule: _Rule) -> pd.DataFrame:
    """The phrases that are sure enough, by the passages that they can be expected to reach rightly."""
    n, likely, is_part = counted["n_counted"], counted["likely"], counted["is_part"]
    precision = (counted["gain"] + PRIOR_PASSAGES * likely) / (n + PRIOR_PASSAGES)
    bonus = np.array([1 + WORD_BONUS * max(0, phrase.n_telling - 1) for phrase in own])
    meant = np.where(is_part, rule.part, 0.5 + 0.5 * np.minimum(likely / TELLING, 1.0))
    table = counted.assign(
        cue=[phrase.cue for phrase in own],
        phrase=[phrase.text for phrase in own],
        kind=np.where((precision >= MIN_STRONG_PRECISION) & ~is_part, "strong", "weak"),
        precision=precision.round(2),
        worth=precision**rule.power * np.log1p(precision * n) * bonus * meant,
    )
    is_told = (likely >= TELLING) | np.array([phrase.n_telling > 0 for phrase in own])
    is_sure = (precision >= rule.min_weak) & (likely >= rule.min_likely)
    return table[is_told & is_sure].sort_values(["worth", "cue"], ascending=[False, True])


def _word_lifts(counted: pd.DataFrame, phrases: Sequence[Phrase]) -> Floats:
    """Of each phrase, the largest lift of its words that are counted themselves; 0 where none is."""
    texts = [phrases[k].text for k in counted.index]
    lifts = {singular(text): lift for text, lift in zip(texts, counted["lift"], strict=True) if " " not in text}
    return np.array([max(lifts.get(singular(word), 0.0) for word in text.split()) for text in texts])


def _nearness(vectors: Vectors, sentences: Vectors) -> Floats:
    """Mean of the two best cosines to some sentences, shape (n_vectors,)."""
    cosines = np.sort(vectors.astype(np.float64) @ sentences.T.astype(np.float64), axis=1)
    return np.asarray(cosines[:, -2:].mean(axis=1))


def _above_background(nearness: Floats) -> Floats:
    """Nearness in sd above the median; the sd of the lower half, which a theme that many passages speak of leaves."""
    below = np.minimum(nearness - np.median(nearness), 0.0)
    sd = np.sqrt(2 * np.mean(below**2))
    return np.asarray((nearness - np.median(nearness)) / max(float(sd), MIN_SD))


def _standardised(nearness: Floats, background: Floats) -> Floats:
    return np.asarray((nearness - background.mean()) / max(float(background.std()), MIN_SD))


def _nearest(vectors: Vectors, background: Vectors, sentences: Vectors) -> Floats:
    """Nearness to the nearest of some sentences, each in sd above the background, shape (n_vectors,)."""
    cosines, usual = vectors.astype(np.float64) @ sentences.T, background.astype(np.float64) @ sentences.T
    return np.asarray(np.max([_standardised(c, u) for c, u in zip(cosines.T, usual.T, strict=True)], axis=0))


def _log_odds(meaning: _Meaning, evidence: CueEvidence) -> Floats:
    """Log odds that a passage is the theme's, by nearness in meaning and by what the heads say of its subjects."""
    log_odds = SLOPE * (meaning.of_passages(evidence.vectors) - meaning.rule.passage_sd)
    if evidence.heads is None or not evidence.heads.knows(meaning.subjects):
        return log_odds
    return log_odds + np.clip(evidence.heads.material_log_odds(evidence.vectors, meaning.subjects), *SUBJECT_LOG_ODDS)


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
    kept = table.assign(order=order, lift=lift)[enough & (lift >= MIN_LIFT)].astype(dict.fromkeys(counts, int))
    return kept.sort_values("order", ascending=False, kind="stable")


def _by_meaning(
    own: Sequence[Phrase], theme: TrackedTheme, evidence: CueEvidence, meaning: _Meaning
) -> tuple[Floats, NDArray[np.bool_]]:
    """How likely phrases are the theme's by what they mean, and which are words that only repeat a part of it.

    A single word has other senses, unless it is one of the label.  "Cars" is a part of electric cars: such a word is
    nearer to one word of the description than to the theme.  The initials of the label, which an encoder need not
    know, mean the label.
    """
    phrases = evidence.index.phrases
    drawn = np.random.default_rng(SEED).permutation(len(phrases))[:N_BACKGROUND]
    background = evidence.encode([phrases[k].text for k in drawn])
    meant = [theme.label if _is_short_for(theme.label, phrase.text) else phrase.text for phrase in own]
    vectors = evidence.encode(meant)
    above = meaning.of_phrases(vectors, background)
    of_label = {singular(word) for word in re.findall(r"\w+", theme.label.lower())}
    is_single = np.array([" " not in text for text in meant])
    is_vague = is_single & np.array([singular(text) not in of_label for text in meant])
    words = evidence.encode(_words_of(f"{theme.label} {theme.description}"))
    is_part = is_single & ((vectors @ words.T).max(axis=1) - _nearness(vectors, meaning.own) > MAX_NEARER_TO_WORD)
    rule = meaning.rule
    return np.asarray(expit(above - rule.phrase_sd) * np.where(is_vague, rule.single, 1.0)), is_part


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

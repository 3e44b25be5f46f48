"""``python -m themes.evaluation.matcher_fit``: fit the matcher's weights for themes that name subjects.

In: labelled passages and the calls they stand in, of companies that the encoder was not trained on.  Out:
``data/matcher.toml``, and how well the scores fit on companies left out of the fit.  Material subjects are the outcome;
subjects touched in passing are not.  The evidence is weighed in groups, words among themselves and meaning among itself
as for themes without subjects, so that few labels are enough; no weight changes its sign.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from numpy.typing import NDArray

from embeddings.encoder import load_encoder
from embeddings.training.labelled import Labelled, company_folds, load_labelled
from embeddings.training.settings import load_training_settings
from themes.config.catalog import TrackedTheme, load_catalog
from themes.config.packaged_data import packaged_data
from themes.corpus.ingest import ReadingSettings, take_in
from themes.evaluation.gold_labels import Paragraph, cover
from themes.records import TABLES
from themes.subjects.heads import load_heads
from themes.tagging.evidence import SUBJECT_LOG_ODDS, Evidence, Weights
from themes.tagging.matcher import Matcher, MatchSettings, catalog_sentences, split_vectors
from themes.tagging.passages import Passages

Floats = NDArray[np.float64]

HELD_OUT_FOLD = 0  # of companies, which the encoder was not trained on
GROUPS = ("words", "meaning", "unnamed", "subject", "question", "before", "call")
FIRST = np.array([0.7, 0.7, 0.7, 0.7, 4.4, 2.6, 0.5, 0.0])  # of the groups, and a bias; what the penalty pulls to
RIDGE = 1.0  # half the squared distance from it
ROUNDS = 3  # of weights and the context they give
N_FOLDS = 5  # of the companies, for the scores that are reported
BINS = (0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)
HAND = Weights()


@dataclass(frozen=True)
class _Theme:
    """A theme with what its labelled passages show: evidence of all passages, labels of the labelled ones."""

    name: str
    evidence: Evidence
    unnamed: Floats
    speaks: NDArray[np.bool_]

    def columns(self) -> Floats:
        """The evidence by group but for context, shape (n_passages, 4)."""
        cues = self.evidence.cues
        words = (
            HAND.strong * cues.has_strong
            + HAND.strong_share * cues.strong_share
            + HAND.weak * np.minimum(cues.n_weak, 3)
        )
        meaning = HAND.meaning * np.clip(self.evidence.meaning, -2, 5) + HAND.lead * self.evidence.lead
        subject = np.clip(self.evidence.subject, *SUBJECT_LOG_ODDS)
        return np.column_stack([words, meaning, HAND.unnamed * self.unnamed, subject])


@dataclass(frozen=True)
class _Labels:
    """Passages of whole calls; which rows are labelled, and the company of each of these."""

    passages: Passages
    rows: NDArray[np.int64]
    company: NDArray[np.str_]
    themes: Sequence[_Theme]

    def design(self, weights: Floats) -> Floats:
        """Evidence and context of every labelled passage and theme, by groups, theme after theme."""
        conversation, blocks = self.passages.conversation, []
        for theme in self.themes:
            columns = theme.columns()
            alone = 1 / (1 + np.exp(-(columns @ weights[:4] + weights[-1])))
            question, before = conversation.carried(alone)
            context = np.column_stack([question, before, conversation.log_odds_of_call(alone)])
            blocks.append(np.hstack([columns, context])[self.rows])
        return np.vstack(blocks)

    def outcome(self) -> NDArray[np.bool_]:
        """Whether each labelled passage speaks of each theme, in the order of :meth:`design`."""
        return np.concatenate([theme.speaks for theme in self.themes])


def main(
    labels: Annotated[Path, typer.Argument(help="Labelled passages, JSON Lines.")],
    calls: Annotated[Path, typer.Argument(help="Folder of the calls they stand in.")],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("data/matcher.toml"),
    encoder: Annotated[str, typer.Option(help="Which encoder's vectors and heads.")] = "default",
) -> None:
    """Fit the weights, write them, and print scores on companies left out."""
    how = load_training_settings()
    read = load_labelled(labels)
    allowed = read.rows(~read.is_of(how.hold_out))
    folds = company_folds(allowed.company, how.n_folds, how.seed)
    passages = allowed.rows(allowed.is_of({c for c, fold in folds.items() if fold == HELD_OUT_FOLD}))
    labelled = _labels(passages, calls, encoder)
    weights = _fitted(labelled, np.ones(len(labelled.outcome()), dtype=bool))
    out.write_text(_toml(weights, len(passages), len(set(passages.company)), encoder), encoding="utf-8")
    _report(labelled)


def _labels(passages: Labelled, folder: Path, encoder_name: str) -> _Labels:
    """Read the calls, embed them, and look at every theme of the packaged catalogs whose subjects have heads."""
    wanted = set(passages.call)
    files = [path for path in sorted(folder.rglob("*")) if path.name in wanted]
    nothing = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    chunks = take_in(files, nothing, ReadingSettings(), read_all_again=True).tables["chunks"]
    content = chunks[chunks["kind"] == "content"].reset_index(drop=True)
    encoder = load_encoder(encoder_name)
    print(f"encoding {len(content)} passages of {len(files)} calls", file=sys.stderr)  # noqa: T201
    spoken = Passages.of(content, encoder.encode(content["text"].tolist()))
    own = [Paragraph(str(k), call, text, frozenset(), "", "") for k, (call, text) in
           enumerate(zip(passages.call, passages.text, strict=True))]  # fmt: skip
    places = cover(own, zip(map(_name, content["source"]), content["chunk_id"], content["text"], strict=True))
    row_of = {chunk: row for row, chunk in enumerate(content["chunk_id"])}
    rows = np.array([row_of[str(places[str(k)].most_common(1)[0][0])] for k in range(len(passages))])
    heads = load_heads(encoder.model_id)
    themes = list[_Theme]()
    for name in ("telecom", "general"):
        catalog = load_catalog(packaged_data() / "catalogs" / f"{name}.toml")
        sentences = split_vectors(catalog, encoder.encode(catalog_sentences(catalog)))
        matcher = Matcher(catalog, sentences, MatchSettings(heads=heads))
        evidence = _evidence(matcher, spoken)
        for theme in catalog.theme:
            if heads is not None and heads.knows(theme.subjects):
                themes.append(_theme(name, theme, evidence[theme.id], spoken, passages))
    return _Labels(spoken, rows, np.array(passages.company), themes)


def _name(source: str) -> str:
    return PurePath(source).name


def _evidence(matcher: Matcher, spoken: Passages) -> Mapping[str, Evidence]:
    signs = matcher.signs(spoken)
    background = matcher.background(matcher.sums(spoken, signs))
    return {theme_id: own.against(background.cosines[theme_id]) for theme_id, own in signs.items()}


def _theme(catalog: str, theme: TrackedTheme, evidence: Evidence, spoken: Passages, passages: Labelled) -> _Theme:
    call = spoken.conversation.call
    named = np.bincount(call, weights=evidence.cues.has_strong)[call] > 0
    speaks = np.array([any(subject in own for subject in theme.subjects) for own in passages.material])
    return _Theme(f"{catalog} {theme.id}", evidence, (~named & bool(theme.strong_cues)).astype(float), speaks)


def _fitted(labelled: _Labels, kept: NDArray[np.bool_]) -> Floats:
    """Weights of the groups and a bias, by the labels ``kept``: logistic, pulled to ``FIRST``, none below zero."""
    from scipy.optimize import minimize

    weights, sign = FIRST, np.where(labelled.outcome(), 1.0, -1.0)[kept]
    for _ in range(ROUNDS):
        design = labelled.design(weights)[kept]

        def loss(given: Floats, design: Floats = design) -> tuple[float, Floats]:
            margin = sign * (design @ given[:-1] + given[-1])
            slope = -sign / (1 + np.exp(np.clip(margin, -500, 500)))
            away = (given - FIRST)[:-1]
            value = float(np.logaddexp(0, -margin).sum() + RIDGE * (away @ away) / 2)
            return value, np.append(design.T @ slope + RIDGE * away, slope.sum())

        bounds = [*[(0, None)] * len(GROUPS), (None, None)]
        weights = minimize(loss, weights, jac=True, method="L-BFGS-B", bounds=bounds).x
    return np.asarray(weights)


def _report(labelled: _Labels) -> None:
    """Micro-F1 and reliability of scores on companies left out of the fit."""
    names, outcome = sorted(set(labelled.company)), labelled.outcome()
    fold_of = company_folds(names, N_FOLDS, 0)
    fold = np.tile([fold_of[company] for company in labelled.company], len(labelled.themes))
    scores = np.zeros(len(outcome))
    for left_out in range(N_FOLDS):
        weights = _fitted(labelled, fold != left_out)
        design = labelled.design(weights)[fold == left_out]
        scores[fold == left_out] = 1 / (1 + np.exp(-(design @ weights[:-1] + weights[-1])))
    for threshold in (0.3, 0.35, 0.4, 0.5):
        found = scores >= threshold
        right = (found & outcome).sum()
        precision, recall = right / max(1, found.sum()), right / outcome.sum()
        f1 = 2 * right / (found.sum() + outcome.sum())
        print(f"from {threshold}: micro-F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")  # noqa: T201
    for low, high in pairwise(BINS):
        own = (scores >= low) & (scores < high)
        print(f"{low}-{high}: {own.sum()} pairs, mean {scores[own].mean():.3f}, true {outcome[own].mean():.3f}")  # noqa: T201
    for number, theme in enumerate(labelled.themes):
        first = number * len(labelled.rows)
        found, wanted = (column[first : first + len(labelled.rows)] for column in (scores >= 0.5, outcome))
        print(f"{theme.name}: {wanted.sum()} labelled, {found.sum()} found, {(found & wanted).sum()} of them right")  # noqa: T201


def _toml(weights: Floats, n_passages: int, n_companies: int, encoder: str) -> str:
    words, meaning, unnamed, subject, question, before, call, bias = weights.tolist()
    table = {
        "bias": bias,
        "strong": HAND.strong * words,
        "strong_share": HAND.strong_share * words,
        "weak": HAND.weak * words,
        "meaning": HAND.meaning * meaning,
        "lead": HAND.lead * meaning,
        "unnamed": HAND.unnamed * unnamed,
        "subject": subject,
        "question": question,
        "before": before,
        "call": call,
    }
    lines = "\n".join(f"{name} = {value:.3f}" for name, value in table.items())
    return (
        "# Weights of the matcher for themes that name subjects the encoder has heads for (docs/method.md).\n"
        f"# Written by `make fit-matcher`, not by hand: {n_passages} labelled passages of {n_companies} companies that "
        f"the encoder\n# ({encoder}) was not trained on.\n[with_subjects]\n{lines}\n"
    )


if __name__ == "__main__":
    typer.run(main)

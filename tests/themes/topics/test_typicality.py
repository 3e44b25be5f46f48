"""How surely a passage is about its theme, and what that theme is about."""

from __future__ import annotations

import numpy as np
import pytest

from themes.subjects.subjects import Subject
from themes.topics.subject_evidence import SubjectEvidence
from themes.topics.typicality import BY_CENTRE, WITH_SUBJECT, WITH_SUBJECTS, WITH_UNKNOWN_SUBJECT, Weights, judge

SUBJECTS = tuple(
    Subject(id=name, name=name.title(), group="g", description=f"All of {name}.") for name in ("boats", "mills")
)
DEGREES = [10, 20, 30, 190, 200, 210]  # two topics on opposite sides: the mean lies nearly in the middle
LABELS = np.array([0, 0, 0, 1, 1, 1])
EVERYBODY = np.ones(6, dtype=bool)


def circle(*degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    return np.column_stack([np.cos(angle), np.sin(angle)]).astype(np.float32)


def evidence(shares: np.ndarray, known: tuple[str, ...] = ("boats", "mills")) -> SubjectEvidence:
    """Boats are described at 20 degrees, mills at 200: where the topics lie."""
    return SubjectEvidence(SUBJECTS, circle(20, 200), shares, shares, frozenset(known))


def logistic(weights: Weights, cosine: float, share: float) -> float:
    return float(1 / (1 + np.exp(-(weights.cosine * cosine + weights.share * share + weights.intercept))))


def test_score_rests_on_the_centre_of_the_other_passages_and_the_share_of_the_subject() -> None:
    shares = np.array([[0.8, 0.2], [0.9, 0.1], [0.1, 0.9], [0.0, 1.0], [0.1, 0.9], [0.2, 0.8]])
    judged = judge(circle(*DEGREES), evidence(shares), LABELS, EVERYBODY)
    assert [judged.subjects[t].id for t in (0, 1)] == ["boats", "mills"]  # type: ignore[union-attr]
    # the passage at 10 degrees: the centre of the others, at 20 and 30, lies at 25
    assert judged.scores[0] == pytest.approx(logistic(WITH_SUBJECT, np.cos(np.radians(15)), 0.8), abs=2e-3)
    assert judged.scores[1] == pytest.approx(logistic(WITH_SUBJECT, 1.0, 0.9), abs=2e-3)
    # in the middle of its topic's neighbours, but hardly about boats
    assert judged.scores[2] < judged.scores[0]


def test_subject_that_the_heads_saw_too_little_of_has_no_say() -> None:
    shares = np.full((6, 2), 0.5)
    judged = judge(circle(*DEGREES), evidence(shares, known=()), LABELS, EVERYBODY)
    assert judged.scores[1] == pytest.approx(logistic(WITH_UNKNOWN_SUBJECT, 1.0, 0.0), abs=2e-3)


def test_subject_that_lies_nearer_than_the_best_but_is_unknown_to_the_heads_makes_none_clear() -> None:
    shares = np.array([[0.9, 0.1, 0.0]] * 3 + [[0.1, 0.9, 0.0]] * 3)
    reeds = Subject(id="reeds", name="Reeds", group="g", description="All of reeds.")
    # boats are described at 35 degrees, reeds at 20, in the midst of the first topic
    three = SubjectEvidence((*SUBJECTS, reeds), circle(35, 200, 20), shares, shares, frozenset({"boats", "mills"}))
    judged = judge(circle(*DEGREES), three, LABELS, EVERYBODY)
    assert judged.subjects[0] is None
    assert judged.subjects[1] == SUBJECTS[1]
    all_known = SubjectEvidence(three.subjects, three.vectors, shares, shares, frozenset({"boats", "mills", "reeds"}))
    assert judge(circle(*DEGREES), all_known, LABELS, EVERYBODY).subjects[0] == SUBJECTS[0]


def test_without_a_clear_subject_the_main_subjects_count() -> None:
    shares = np.array([[0.3, 0.1]] * 3 + [[0.1, 0.3]] * 3)
    far = SubjectEvidence(SUBJECTS, circle(110, 290), shares, shares, frozenset({"boats", "mills"}))
    judged = judge(circle(*DEGREES), far, LABELS, EVERYBODY)
    assert judged.subjects == {0: None, 1: None}
    assert judged.scores[1] == pytest.approx(logistic(WITH_SUBJECTS, 1.0, 0.3), abs=2e-3)


def test_without_heads_and_subjects_the_centre_alone_counts() -> None:
    vectors = circle(*DEGREES)
    judged = judge(vectors, SubjectEvidence.none(vectors), LABELS, EVERYBODY)
    assert judged.scores[1] == pytest.approx(logistic(BY_CENTRE, 1.0, 0.0), abs=2e-3)


def test_passages_of_no_topic_have_no_score() -> None:
    vectors = circle(*DEGREES, 100)
    judged = judge(vectors, SubjectEvidence.none(vectors), np.append(LABELS, -1), np.append(EVERYBODY, False))
    assert np.isnan(judged.scores).tolist() == [False] * 6 + [True]


def test_passages_seen_later_do_not_move_the_centre() -> None:
    vectors, labels = circle(*DEGREES, 60), np.append(LABELS, 0)
    known = np.append(EVERYBODY, False)
    with_later = judge(vectors, SubjectEvidence.none(vectors), labels, known).scores
    before = judge(vectors[:6], SubjectEvidence.none(vectors[:6]), LABELS, EVERYBODY).scores
    assert with_later[:6].tolist() == before.tolist()
    # the later passage at 60 degrees, and the centre of the three at 20
    assert with_later[6] == pytest.approx(logistic(BY_CENTRE, np.cos(np.radians(40)), 0.0), abs=2e-3)

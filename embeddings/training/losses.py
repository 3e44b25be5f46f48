"""What training asks of the vectors of a batch.

In: unit vectors, shape (n, d), and what readers said.  Out: a loss, a number each.  Passages of one block, which are
alike by where they stand, are never compared with each other: what is learnt is the subject, not the position.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

_NEVER = -1e9  # logit of a pair that is left out


def subject_contrast(
    vectors: Tensor, subject: Tensor, shares: Tensor, same_block: Tensor, temperature: float
) -> Tensor:
    """Supervised contrast (Khosla et al. 2020): passages of one subject near each other, others far.

    Parameters
    ----------
    vectors : Tensor, shape (n, d)
        Unit rows.
    subject : Tensor of int64, shape (n,)
        The primary one.
    shares : Tensor of bool, shape (n, n)
        Whether two passages speak of any subject both; such pairs of different primary subjects count for nothing.
    same_block : Tensor of bool, shape (n, n)
        Pairs that are left out, a passage and itself among them.
    temperature : float
        Of the softmax.
    """
    alike = (subject[:, None] == subject[None]) & ~same_block
    compared = alike | (~shares & ~same_block)
    cosines = vectors @ vectors.T / temperature
    log_share = cosines - torch.logsumexp(cosines.masked_fill(~compared, _NEVER), 1, keepdim=True)
    n_alike = alike.sum(1)
    has_alike = n_alike > 0
    if not has_alike.any():
        return vectors.sum() * 0
    return -((log_share * alike).sum(1)[has_alike] / n_alike[has_alike]).mean()


def phrase_match(vectors: Tensor, phrases: Tensor, same_block: Tensor, temperature: float) -> Tensor:
    """A passage is nearer to its own phrase than to those of other blocks, and a phrase to its own passage.

    Parameters
    ----------
    vectors, phrases : Tensor, shape (n, d)
        Unit rows; row k of one belongs to row k of the other.
    same_block : Tensor of bool, shape (n, n)
        Pairs that are left out but for a passage and its own phrase.
    temperature : float
        Of the softmax.
    """
    own = torch.eye(len(vectors), dtype=torch.bool)
    cosines = (vectors @ phrases.T / temperature).masked_fill(same_block & ~own, _NEVER)
    target = torch.arange(len(vectors))
    return (functional.cross_entropy(cosines, target) + functional.cross_entropy(cosines.T, target)) / 2


def description_match(
    vectors: Tensor, descriptions: Tensor, subject: Tensor, also: Tensor, temperature: float
) -> Tensor:
    """A passage is nearer to its subject's description than to others, those it only touches in passing among them.

    Parameters
    ----------
    vectors : Tensor, shape (n, d)
        Unit rows.
    descriptions : Tensor, shape (n_subjects, d)
        Unit rows.
    subject : Tensor of int64, shape (n,)
        Row of the primary subject.
    also : Tensor of bool, shape (n, n_subjects)
        Other subjects that the passage speaks of: they count for nothing.
    temperature : float
        Of the softmax.
    """
    cosines = (vectors @ descriptions.T / temperature).masked_fill(also, _NEVER)
    return functional.cross_entropy(cosines, subject)

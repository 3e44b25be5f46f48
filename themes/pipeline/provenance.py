"""Provenance: which packages a run used, so that it records their versions and no others.

In: the plan of an analysis, the tables it made, the encoder.  Out: names of distributions.  What a run took over from
earlier runs (vectors of the cache, a fit, places on the map) was made with the versions that those runs record.
"""

from __future__ import annotations

from embeddings.cached import LazyEncoder
from embeddings.encoder import Encoder, SentenceTransformerEncoder
from themes.pipeline.analysis import Analysis, AnalysisPlan
from themes.topics.assignment import usable
from themes.topics.discovery import MIN_FIT_PASSAGES, MODELS
from themes.topics.projection import LEAST, LEAST_UMAP

ALWAYS = ("numpy", "pandas", "scipy")  # tables, and the quantiles behind every interval
OF_ENCODING = ("sentence-transformers", "torch")
OF_BIRTHS = ("bertopic", "scikit-learn", "scipy")
OF_ASSIGNING = ("scikit-learn",)
OF_COMPONENTS, OF_UMAP = ("scikit-learn",), ("umap-learn", "numba")


def packages_used(plan: AnalysisPlan, analysis: Analysis, encoder: Encoder) -> list[str]:
    """Names of the packages that had a part in a run, in their order.

    Parameters
    ----------
    plan : AnalysisPlan
        What the run was made from.
    analysis : Analysis
        What came out.
    encoder : Encoder
        The one that the run had; a lazy one that was not loaded encoded nothing.
    """
    used = {*ALWAYS, *_of_encoder(encoder), *_of_themes(plan, analysis), *_of_map(plan, analysis)}
    return sorted(used)


def _of_encoder(encoder: Encoder) -> tuple[str, ...]:
    is_ours = encoder.is_loaded if isinstance(encoder, LazyEncoder) else isinstance(encoder, SentenceTransformerEncoder)
    return OF_ENCODING if is_ours else ()


def _of_themes(plan: AnalysisPlan, analysis: Analysis) -> tuple[str, ...]:
    placements = analysis.tables["placements"]
    how = set(placements.loc[placements["run_id"] == plan.run_id, "how"])
    if analysis.fit.run_id != plan.run_id:
        is_compared = bool(how & {"later", "none"}) and (placements["run_id"] == analysis.fit.run_id).any()
        return (*(OF_BIRTHS if "born" in how else ()), *(OF_ASSIGNING if is_compared else ()))
    section = plan.settings.discovery
    is_fitted = section.enabled and usable(analysis.tables["chunks"]).sum() >= MIN_FIT_PASSAGES
    return MODELS[section.model].packages if is_fitted else ()


def _of_map(plan: AnalysisPlan, analysis: Analysis) -> tuple[str, ...]:
    n_passages = len(analysis.tables["positions"])
    if n_passages < LEAST or not (analysis.fit.run_id == plan.run_id or plan.before["positions"].empty):
        return ()
    return OF_UMAP if n_passages >= LEAST_UMAP else OF_COMPONENTS

"""``python -m embeddings.training``: train the encoder updates and their heads, and say what they are worth.

In: labelled passages, and unlabelled ones to distil on (JSON Lines with ``text``, or calls as ``themes parse --format
jsonl`` prints them).  Out: update files (:mod:`embeddings.updates`) and a table of measures.  A training that was
interrupted goes on from the last checkpoint in the work folder.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from embeddings.encoder import load_encoder, load_update
from embeddings.training.fitting import Checkpoints, distil, fit_labels
from embeddings.training.heads import fit_heads
from embeddings.training.labelled import Labelled, company_folds, load_labelled
from embeddings.training.low_rank import Trainee
from embeddings.training.measures import pair_scores, right_among
from embeddings.training.settings import SETTINGS_FILE, TrainingSettings, load_training_settings
from embeddings.weights import MODEL_NAME, REVISION

WORDS = range(25, 131)  # of an unlabelled passage
PLAIN = "plain"

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@dataclass(frozen=True)
class _Training:
    """What a training works from: settings, passages, descriptions of subjects, and where things lie."""

    settings: TrainingSettings
    passages: Labelled
    unlabelled: tuple[str, ...]
    descriptions: dict[str, str]
    work: Path
    out: Path

    def file(self, encoder: str) -> Path:
        """The update file of an encoder."""
        return self.out / f"{encoder}.safetensors"

    def checkpoints(self, stage: str) -> Checkpoints:
        """State of a stage; another training's is another file."""
        given = repr((self.settings, self.passages.text, len(self.unlabelled))).encode()
        digest = hashlib.sha256(given).hexdigest()[:8]
        return Checkpoints(self.work / f"{stage}-{digest}.pt", self.settings.checkpoint_steps)


@app.command()
def train(
    labels: Annotated[Path, typer.Argument(help="Labelled passages, JSON Lines.")],
    unlabelled: Annotated[Path, typer.Argument(help="Unlabelled passages or parsed calls, JSON Lines.")],
    subjects: Annotated[Path, typer.Option(help="A line on each subject.")] = Path("data/subjects.toml"),
    settings: Annotated[Path, typer.Option(help="How to train.")] = SETTINGS_FILE,
    out: Annotated[Path, typer.Option(help="Where the update files go.")] = Path("data/encoder"),
    work: Annotated[Path, typer.Option(help="Where checkpoints are kept.")] = Path("build/training"),
    fold: Annotated[int, typer.Option(help="Fold of companies to leave out and measure on; -1 for none.")] = -1,
    encoder: Annotated[list[str] | None, typer.Option(help="Which encoders, in order; all unless given.")] = None,
    measure: Annotated[list[Path] | None, typer.Option(help="Other labelled files to measure on.")] = None,
) -> None:
    """Train, write the update files, and print what they are worth on passages that were not trained on."""
    how = load_training_settings(settings)
    read = load_labelled(labels)
    allowed = read.rows(~read.is_of(how.hold_out))
    fold_of = company_folds(allowed.company, how.n_folds, how.seed)
    left_out = allowed.is_of({company for company, number in fold_of.items() if number == fold})
    descriptions = {row["id"]: row["description"] for row in tomllib.loads(subjects.read_text("utf-8"))["subject"]}
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)
    training = _Training(how, allowed.rows(~left_out), tuple(_texts(unlabelled)), descriptions, work, out)
    _say(f"{len(training.passages)} passages of {len(set(training.passages.company))} companies, "
         f"{len(training.unlabelled)} unlabelled")  # fmt: skip
    names = encoder or list(how.encoders)
    for name in names:
        _train_one(training, name)
    sets = {path.name: load_labelled(path) for path in measure or ()}
    if left_out.any():
        sets = {f"{labels.name}, fold {fold}": allowed.rows(left_out)} | sets
    _measure(training, names, sets)


def _texts(path: Path) -> Iterator[str]:
    """Unlabelled passages: the text of each line, or the paragraphs of its turns; of usual length, equal ones once."""
    seen = set[str]()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            texts = [row["text"]] if "text" in row else [p for t in row["turns"] for p in t["text"].split("\n\n")]
            for text in texts:
                if len(text.split()) in WORDS and text not in seen:
                    seen.add(text)
                    yield text


def _train_one(training: _Training, name: str) -> None:
    settings, how = training.settings, training.settings.encoders[name]
    trainee = Trainee(how, settings.seed)
    if how.distillation:
        drawn = np.random.default_rng(settings.seed).permutation(len(training.unlabelled))
        texts = [training.unlabelled[k] for k in drawn[: how.distillation.n_passages]]
        targets = _targets(training, how.distillation.teacher, texts)
        distil(trainee, texts, targets, how, settings.seed, training.checkpoints(f"{name}-distilled"), _progress)
    base = trainee.encode(training.passages.text)
    kept = training.checkpoints(f"{name}-labels")
    fit_labels(trainee, training.passages, base, training.descriptions, name, settings, kept, _progress)
    _write(training, name, trainee.update(), ())
    vectors = load_update(training.file(name)).encode(training.passages.text)
    subjects, heads = fit_heads(vectors, training.passages, settings.heads.inverse_ridge)
    _write(training, name, trainee.update() | heads, subjects)


def _targets(training: _Training, teacher: str, texts: list[str]) -> NDArray[np.float32]:
    """The teacher's vectors, kept for a training that goes on."""
    encoder = load_encoder(PLAIN) if teacher == PLAIN else load_update(training.file(teacher))
    digest = hashlib.sha256(repr((encoder.model_id, texts)).encode()).hexdigest()[:8]
    kept = training.work / f"{teacher}-{digest}.npy"
    if not kept.is_file():
        _say(f"encoding {len(texts)} passages by {teacher}")
        half = kept.with_suffix(".part")
        with half.open("wb") as file:
            np.save(file, encoder.encode(texts))
        half.replace(kept)
    return np.asarray(np.load(kept))


def _write(training: _Training, name: str, tensors: dict[str, NDArray[np.float16]], subjects: tuple[str, ...]) -> None:
    from safetensors.numpy import save_file

    told = {
        "name": name,
        "base": f"{MODEL_NAME}@{REVISION}",
        "layers": ",".join(map(str, training.settings.encoders[name].layers)),
        "license": "Apache-2.0",
    }
    save_file(tensors, training.file(name), told | ({"subjects": ",".join(subjects)} if subjects else {}))
    digest = hashlib.sha256(training.file(name).read_bytes()).hexdigest()
    _say(f"{training.file(name)}: {training.file(name).stat().st_size / 1e6:.2f} MB, sha256 {digest}")


def _measure(training: _Training, names: list[str], sets: dict[str, Labelled]) -> None:
    """Pair scores of plain and of each encoder on each set; of the primary head where the sets have its subjects."""
    for set_name, passages in sets.items():
        for name in (PLAIN, *names):
            encoder = load_encoder(PLAIN) if name == PLAIN else load_update(training.file(name))
            vectors = encoder.encode(passages.text)
            pairs = pair_scores(vectors, passages)
            told = f"{set_name}  {name}  pair AUC {pairs.auc:.3f}  average precision {pairs.average_precision:.3f}"
            print(told + ("" if name == PLAIN else _head_scores(training.file(name), vectors, passages)))  # noqa: T201


def _head_scores(file: Path, vectors: NDArray[np.float32], passages: Labelled) -> str:
    """First guesses of the primary head; empty where a set has subjects of its own."""
    from safetensors import safe_open

    with safe_open(file, "np") as tensors:
        subjects = tensors.metadata()["subjects"].split(",")
        weight, bias = (tensors.get_tensor(f"subjects.primary.{part}").astype(float) for part in ("weight", "bias"))
    wanted = np.array([subjects.index(s) if s in subjects else -1 for s in passages.primary])
    if (wanted < 0).mean() > 0.1:
        return ""
    logits = vectors @ weight.T + bias
    first, third = (right_among(logits, wanted, n) for n in (1, 3))
    return f"  right at first guess {first:.3f}, among three {third:.3f}"


def _progress(stage: str, done: int, total: int, loss: float = float("nan")) -> None:
    _say(f"{stage}: {done} of {total}" + (f", loss {loss:.3f}" if loss == loss else ""))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    app()

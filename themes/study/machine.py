"""Whether a machine and a folder are fit for studies: what is needed is there, and what is good to know.

In: a folder.  Out: :class:`Finding` for each thing looked at.  torch is not imported: it takes seconds, and only says
itself whether it can use a graphics card.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from embeddings.errors import EncoderError
from embeddings.models import DEFAULT, PLAIN, may_have_cuda, this_cpu_has_bfloat16
from embeddings.weights import packaged_model, packaged_update

OLDEST_PYTHON = (3, 11)
GB = 1e9
LEAST_MEMORY = 2.0  # GB in all: refreshing a dozen calls takes 1.2
LEAST_DISK = 1.0  # GB free: a run of a thousand calls and its vectors


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    ``mend``: what to do where it is not as it should be, else empty; ``is_broken``: nothing works well without.
    """

    name: str
    found: str
    mend: str = ""
    is_broken: bool = False


def look_at_machine(folder: Path) -> Iterator[Finding]:
    """Look at Python, packages, processor, memory, sentence model, and at a folder that studies are to stand in."""
    yield _python()
    yield _torch()
    yield _memory()
    yield Finding("cores", str(os.cpu_count() or "unknown"))
    yield Finding("bfloat16 in the processor", "yes" if this_cpu_has_bfloat16() else "no; float32 is used")
    yield _graphics_card()
    yield _model()
    yield _folder(folder)
    yield _disk(folder)


def _python() -> Finding:
    found = f"{platform.python_version()} ({sys.executable})"
    is_old = sys.version_info < OLDEST_PYTHON
    needed = ".".join(map(str, OLDEST_PYTHON))
    return Finding("Python", found, f"install Python {needed} or newer" if is_old else "", is_old)


def _torch() -> Finding:
    """The library that runs the sentence model, by the installer's records."""
    try:
        return Finding("PyTorch", metadata.version("torch"))
    except metadata.PackageNotFoundError:
        return Finding("PyTorch", "not installed", "pip install torch", True)


def _memory() -> Finding:
    import psutil

    memory = psutil.virtual_memory()
    found = f"{memory.total / GB:.1f} GB, {memory.available / GB:.1f} GB of it free"
    is_small = memory.total / GB < LEAST_MEMORY
    return Finding("memory", found, f"a study needs {LEAST_MEMORY:.0f} GB" if is_small else "", is_small)


def _graphics_card() -> Finding:
    """Whether there may be a graphics card that torch can use."""
    if may_have_cuda():
        return Finding("graphics card", "NVIDIA's driver is there; it is used where PyTorch was built for it")
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return Finding("graphics card", "Apple's")
    return Finding("graphics card", "none; the processor is used")


def _model() -> Finding:
    """Whether the files of the default sentence model are the published ones."""
    try:
        packaged_model()
        if DEFAULT != PLAIN:
            packaged_update(DEFAULT)
    except EncoderError as error:
        return Finding("default sentence model", "missing or damaged", str(error), True)
    return Finding("default sentence model", f"{DEFAULT}, every file as published (sha256)")


def _folder(folder: Path) -> Finding:
    name = f"folder {folder}"
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding(name, "can be written")
    except OSError as error:
        return Finding(name, f"cannot be written: {error.strerror}", "choose a folder that you may write", True)


def _disk(folder: Path) -> Finding:
    try:
        free = shutil.disk_usage(folder).free / GB
    except OSError as error:
        return Finding("free disk", f"unknown: {error.strerror}")
    is_full = free < LEAST_DISK
    return Finding("free disk", f"{free:.1f} GB", f"a study needs {LEAST_DISK:.0f} GB" if is_full else "", is_full)

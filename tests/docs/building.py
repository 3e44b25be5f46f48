"""The documentation site, built as ``make docs`` builds it."""

from __future__ import annotations

import os
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from mkdocs.commands.build import build
from mkdocs.config import load_config

REPOSITORY = Path(__file__).parents[2]


def _hook() -> ModuleType:
    """``docs/site/generated.py``, which lies in no package."""
    spec = spec_from_file_location("generated", REPOSITORY / "docs" / "site" / "generated.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generated = _hook()


def build_site(folder: Path) -> Path:
    """Build strictly into a folder; a warning (a dead link or anchor, a page in no list) raises ``Abort``."""
    config = load_config(str(REPOSITORY / "mkdocs.yml"), site_dir=str(folder), strict=True)
    here = Path.cwd()
    os.chdir(REPOSITORY)  # mkdocstrings looks up its paths from here
    try:
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    finally:
        config.plugins.on_shutdown()
        os.chdir(here)
    return folder

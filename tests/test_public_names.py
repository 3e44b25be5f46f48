"""What ``import themes`` gives, and that it costs nothing until it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import themes
from themes.config.catalog import load_catalog
from themes.pipeline.refresh import refresh
from themes.study.study import Study


def test_public_names_are_those_of_the_modules_that_define_them() -> None:
    assert (themes.Study, themes.refresh, themes.load_catalog) == (Study, refresh, load_catalog)
    assert set(dir(themes)) == {"Study", "refresh", "load_catalog", "__version__"}


def test_study_is_found_in_its_package_too() -> None:
    from themes.study import Study as of_package

    assert of_package is Study


@pytest.mark.parametrize("module", ["themes", "themes.study"])
def test_name_that_is_not_public_is_an_attribute_error(module: str) -> None:
    with pytest.raises(AttributeError, match="has no attribute 'sede'"):
        sys.modules[module].sede  # noqa: B018  # reading it is what raises


def test_importing_the_package_loads_no_library() -> None:
    code = "import sys, themes; print([m for m in ('numpy', 'pandas', 'torch', 'duckdb') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"

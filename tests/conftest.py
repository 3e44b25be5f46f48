"""The sample study, made once for all tests that look at a whole study; made with every socket refused."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner


class NetworkUsed(AssertionError):
    """Something tried to reach another machine."""


def refuse(*args: object, **kwargs: object) -> None:
    raise NetworkUsed(f"a connection was tried: {args!r}")


@pytest.fixture(scope="session")
def demo_output() -> list[str]:
    """What `themes demo` printed on standard output, filled by `demo_study`."""
    return []


@pytest.fixture(scope="session")
def demo_study(tmp_path_factory: pytest.TempPathFactory, demo_output: list[str]) -> Path:
    """The folder of a study made by `themes demo` with the real model and no network."""
    from themes.cli.app import app

    folder = tmp_path_factory.mktemp("sample") / "demo"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket.socket, "connect", refuse)
        patched.setattr(socket.socket, "connect_ex", refuse)
        patched.setattr(socket, "getaddrinfo", refuse)
        done = CliRunner().invoke(app, ["demo", "--out", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    demo_output.extend(done.stdout.splitlines())
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their fixtures.

    Whatever looks at the sample study or drives a browser waits for the real model, in one process for all.  What makes
    a whole study of its own (``make_study``; ``stored`` is made once for many) is slow.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"demo_study", "browser"}:
            item.add_marker(pytest.mark.model)
        if "make_study" in fixtures and "stored" not in fixtures:
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("model"):
            item.add_marker(pytest.mark.xdist_group("model"))

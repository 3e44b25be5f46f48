"""``themes explore``: the study as an app in the browser, on this machine alone."""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from themes.cli.terminal import StudyArgument, say

HOST = "127.0.0.1"
PortOption = Annotated[int, typer.Option("--port", help="Port; 0 takes a free one.", min=0, max=65535)]
OpenOption = Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")]


def explore(study: StudyArgument, port: PortOption = 0, open_: OpenOption = True) -> None:
    """Pick themes, companies and a period in the browser; chart, table and quotes follow.

    Nothing leaves the machine: the app listens on 127.0.0.1 and asks for the token of its address.
    """
    from themes.errors import CallthemesError
    from themes.study.selection import choices
    from themes.study.study import Study

    if find_spec("marimo") is None:
        raise CallthemesError("explore needs marimo", mend="pip install 'callthemes[notebook]'")
    choices(Study.open(study))  # what is wrong with the study is said here, not in the browser
    chosen = port or _free_port()
    token = secrets.token_urlsafe(16)
    app = Path(__file__).parents[1] / "study" / "explore_app.py"
    command = [sys.executable, "-m", "marimo", "--quiet", "run", str(app), "--host", HOST, "--port", str(chosen)]
    command += ["--token", "--token-password-file", "-", "--no-check"]
    command += [] if open_ else ["--headless"]
    typer.echo(f"http://{HOST}:{chosen}?access_token={token}")
    say("the app runs until you stop it (Ctrl-C)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the app ends with the command
    server = subprocess.Popen([*command, "--", "--study", str(study)], stdin=subprocess.PIPE, text=True)
    try:
        server.communicate(token)
    finally:
        server.terminate()
        server.wait()
    if server.returncode > 0:
        raise CallthemesError(f"the app ended with {server.returncode}", mend="try another --port")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


EXAMPLES = {"explore": ("themes explore study", "themes explore study --port 8000 --no-open")}
COMMANDS = (explore,)

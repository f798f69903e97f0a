"""The product as real processes: what a test starts here is what an operator starts."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eventhub.embedded import places
from tests.services import free_port
from tests.surroundings import ROOT

START_TIMEOUT_S = 240
STOP_TIMEOUT_S = 60


@dataclass
class Running:
    """A server started by `serving`."""

    process: "subprocess.Popen[str]"
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def get(self, path: str) -> int:
        """The status of a GET."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=30
            ) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code


def environment(**changes: str) -> dict[str, str]:
    """A newcomer's environment: nothing of ours is set, and nothing of the test run's. An empty change removes."""
    ours = (
        "EVENTHUB_",
        "STRIPE_",
        "DATABASE_URL",
        "REDIS_URL",
        "DJANGO_SETTINGS_MODULE",
        "PYTEST",
        "CELERY_",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **{name: value for name, value in changes.items() if value}}


def manage(*arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    """Runs `manage.py` to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_S,
        check=False,
    )


@contextlib.contextmanager
def command(
    arguments: list[str], *, environ: Mapping[str, str]
) -> Iterator["subprocess.Popen[str]"]:
    """A process that is ended with the block, if the test did not end it; its words go to the test's output."""
    with subprocess.Popen(arguments, cwd=ROOT, env=dict(environ), text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()


@contextlib.contextmanager
def serving(data_dir: Path, *options: str, **changes: str) -> Iterator[Running]:
    """`manage.py up` on a free port, ready when the block begins."""
    port = free_port()
    arguments = [
        sys.executable,
        "manage.py",
        "up",
        "--port",
        str(port),
        "--data-dir",
        str(data_dir),
        *options,
    ]
    with command(arguments, environ=environment(**changes)) as process:
        running = Running(process, port)
        wait_until_ready(running)
        yield running


def wait_until_ready(running: Running) -> None:
    """Until /readyz says so; fails at once when the process has ended."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if running.get("/readyz") == 200:
                return
        assert running.process.poll() is None, f"the server ended with {running.process.returncode}"
        time.sleep(0.05)
    raise AssertionError("the server was not ready in time")


@contextlib.contextmanager
def temporary_data_dir(*, below: str = "", mode: int = 0o755) -> Iterator[Path]:
    """A data directory of its own. PostgreSQL's account can reach it when root runs the tests (not so tmp_path)."""
    top = Path(tempfile.mkdtemp(prefix="eventhub-test-"))
    top.chmod(mode)
    folder = top / below / "data"
    try:
        yield folder
    finally:
        home = (folder / "postgres").resolve()
        shutil.rmtree(top)
        if home.is_relative_to(places.SYSTEM_HOME):
            shutil.rmtree(home)

"""The key that signs sessions and encrypts stored keys: long, and the same for all processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from eventhub import env
from tests.processes import environment, manage
from tests.surroundings import ROOT

SHORT = "x" * 31
SENTENCE = "EVENTHUB_SECRET_KEY has 31 characters and needs at least 32"


@pytest.mark.process
@pytest.mark.parametrize("command", [["up", "--port", "0"], ["check"], ["migrate"]])
def test_a_short_one_is_refused_in_one_sentence_before_anything_starts(
    tmp_path: Path, command: list[str]
) -> None:
    done = manage(*command, EVENTHUB_SECRET_KEY=SHORT, EVENTHUB_DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith(SENTENCE)
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "postgres").exists()


@pytest.mark.process
@pytest.mark.parametrize("module", ["eventhub.asgi", "eventhub.wsgi", "eventhub.celery"])
def test_a_short_one_is_refused_by_every_server(tmp_path: Path, module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        cwd=ROOT,
        env=environment(EVENTHUB_SECRET_KEY=SHORT, EVENTHUB_DATA_DIR=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert SENTENCE in done.stderr


@pytest.mark.parametrize("secret", ["", "short", SHORT])
def test_what_could_be_guessed_is_refused(secret: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="needs at least 32"):
        env.insist_on_long("SECRET", secret)
    assert env.insist_on_long("SECRET", "x" * 32) == "x" * 32


@pytest.mark.process
def test_processes_that_start_at_once_agree_on_the_one_that_is_kept(tmp_path: Path) -> None:
    ask = "from eventhub.settings import SECRET_KEY; print(SECRET_KEY)"

    def started(_number: int) -> str:
        words = [sys.executable, "-c", ask]
        environ = environment(EVENTHUB_DATA_DIR=str(tmp_path))
        return subprocess.check_output(words, cwd=ROOT, env=environ, text=True).strip()

    with ThreadPoolExecutor(4) as threads:
        secrets = set(threads.map(started, range(4)))

    assert secrets == {(tmp_path / "secret-key").read_text()}
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if "secret" in path.name) == [
        "secret-key"
    ]

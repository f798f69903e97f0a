"""The product as an operator installs it: with what `requirements/base.lock` names and nothing else."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tests.surroundings import ROOT

LOCK = ROOT / "requirements" / "base.lock"
KEPT = ROOT / "var" / "test"


def programs() -> Path:
    """The folder of programs of such an installation. Made when the lock changed since the last run, which takes a while;
    runs and workers wait for each other."""
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    home = KEPT / f"base-{digest}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "base.making").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "whole").exists():
            for old in KEPT.glob("base-*"):
                shutil.rmtree(old)
            _make(home)
            (home / "whole").touch()
    return home / "bin"


def _make(home: Path) -> None:
    venv.create(home, with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python")]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"]
    words = [*pip, "install", *quiet, "--require-hashes", "--requirement", str(LOCK)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

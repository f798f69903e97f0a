"""`python -m tests.bench`: starts PostgreSQL, Redis, two web processes and a worker, and measures them.

Everything runs on loopback, on this machine's cores: the load generator shares them with the server. Each run lasts
SECONDS; with EVENTHUB_BENCH_SECONDS another length. Nothing is asserted: the figures go into docs/performance.md.
"""

import contextlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SECONDS = float(os.environ.get("EVENTHUB_BENCH_SECONDS", "6"))
ROOT = Path(__file__).resolve().parents[2]
DATA = Path(tempfile.mkdtemp(prefix="eventhub-bench-"))
DATA.chmod(0o755)  # PostgreSQL's account must reach it when root measures
os.environ["EVENTHUB_DATA_DIR"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "eventhub.settings"
os.environ["EVENTHUB_WEB_PROCESSES"] = "2"
os.environ["EVENTHUB_WEB_THREADS"] = "4"

import django  # noqa: E402 -- after the environment
import psutil  # noqa: E402

from eventhub.embedded import postgres  # noqa: E402
from tests import composed, services  # noqa: E402
from tests.bench import load, report  # noqa: E402


@contextlib.contextmanager
def surroundings() -> Iterator[int]:
    """PostgreSQL, Redis, two web processes, a worker; the web port."""
    server = postgres.ensure_running(DATA)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, DATA, ignore_errors=True)
        stack.callback(server.stop)
        (DATA / "redis").mkdir()
        os.environ["REDIS_URL"] = stack.enter_context(
            services.running_redis(DATA / "redis", worker=0)
        )
        django.setup()
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True
        )
        port = services.free_port()
        for command in (_web(port), _worker()):
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            stack.callback(_stop, process)
        _wait_for(port)
        yield port


def _web(port: int) -> list[str]:
    return composed.words_of("web", port=port)


def _worker() -> list[str]:
    return [
        str(Path(sys.executable).with_name("celery")),
        "-A",
        "eventhub.celery",
        "worker",
        "--pool",
        "solo",
        "-l",
        "error",
    ]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    process.kill()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if (
                load.Connection(port).send(load.message("GET", "/healthz", host="localhost"))[0]
                == 200
            ):
                return
        time.sleep(0.2)  # start-up of the server under test
    raise SystemExit("The server did not start.")


def main() -> None:
    with surroundings() as port:
        from tests.bench import data, reading, scenarios  # noqa: PLC0415 -- after django.setup

        began = time.perf_counter()
        event, door, item = data.load()
        print(
            f"loaded {data.EVENTS} events and {data.ORDERS} orders in {time.perf_counter() - began:.1f} s",
            flush=True,
        )
        _vacuum()
        parts = [reading.compared(port, pair, seconds=SECONDS / 2) for pair in reading.pairs(event)]
        print("\n".join(reading.lines(parts)), flush=True)
        rows = []
        for scenario in scenarios.everything(event, door, item):
            load.run(port, scenario.request, clients=2, seconds=1.0)
            for clients in (1, 8):
                figures = load.run(port, scenario.request, clients=clients, seconds=SECONDS)
                rows.append((scenario, figures))
                print(report.line(scenario, figures), flush=True)
        statements = scenarios.statements(event, door, item)
        seconds, outcomes = load.rush(port, scenarios.rush_request(), buyers=300)
        print(f"300 buyers, 100 units: {seconds:.2f} s, {dict(outcomes)}", flush=True)
        memory = _memory()
        profile = scenarios.profile(event, door, item)
        report.write(
            ROOT / "docs" / "performance.md", rows=rows, statements=statements, rush=(seconds, outcomes), memory=memory,
            profile=profile, reading=reading.lines(parts), conditions=_conditions(),
        )  # fmt: skip


def _vacuum() -> None:
    from django.db import connection  # noqa: PLC0415 -- after django.setup

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _memory() -> dict[str, float]:
    """MiB of resident memory by role, shared pages counted once (PSS)."""
    found = {"web": 0.0, "worker": 0.0}
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            words = " ".join(process.cmdline())
            role = "web" if "uvicorn" in words else "worker" if "celery" in words else None
            if role:
                found[role] += process.memory_full_info().pss / 2**20
    return found


def _loop_s() -> float:
    """How long this machine takes at this moment for five million additions: shared machines differ by the hour."""
    began = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number
    return time.perf_counter() - began


def _conditions() -> dict[str, str]:
    return {
        "loop": f"{_loop_s():.2f}",
        "machine": f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "seconds": f"{SECONDS:g}",
        "date": time.strftime("%Y-%m-%d"),
    }


if __name__ == "__main__":
    main()

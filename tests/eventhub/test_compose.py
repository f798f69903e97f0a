"""The scaled-out form is what docker-compose.yml says; there is no Docker here, so its words are held to the code."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from django.utils.module_loading import import_string

from tests import surroundings
from tests.processes import Running, command, environment, wait_until_ready
from tests.services import free_port
from tests.surroundings import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "eventhub"}
BIN = Path(sys.executable).parent


def variables_read() -> set[str]:
    """The environment variables that the settings read."""
    text = (ROOT / "eventhub" / "settings.py").read_text() + (
        ROOT / "eventhub" / "env.py"
    ).read_text()
    return set(re.findall(r"""(?:env\.)?(?:text|flag|integer|words)\(\s*"([A-Z_]+)\"""", text))


def test_the_services_are_those_of_the_scaled_out_form() -> None:
    assert set(OURS) == {"migrate", "web", "web-ws", "worker", "beat"}
    assert set(SERVICES) - set(OURS) == {"postgres", "redis", "proxy"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_exists(name: str) -> None:
    program, *arguments = OURS[name]["command"]

    assert shutil.which(program, path=str(BIN))
    for argument in arguments:
        if argument.startswith("eventhub."):
            assert import_string(
                argument.replace(":", ".") if ":" in argument else f"{argument}.app"
            )
        if argument.endswith(".py"):
            assert (ROOT / argument).exists()


def test_every_variable_is_one_that_the_settings_read() -> None:
    given = {variable for service in OURS.values() for variable in service["environment"]}
    in_image = set(re.findall(r"(EVENTHUB_\w+)=", (ROOT / "Dockerfile").read_text()))

    assert given | in_image <= variables_read()


def test_the_settings_variables_are_all_documented_and_no_others() -> None:
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)`", table, flags=re.MULTILINE))

    assert documented == variables_read()


def test_what_an_operator_must_set_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    example = (ROOT / "deploy" / "example.env").read_text()

    assert asked == set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))


def test_the_proxy_knows_the_services_and_their_ports() -> None:
    addresses = re.findall(
        r"set \$\w+ ([\w-]+):(\d+);", (ROOT / "deploy" / "nginx.conf").read_text()
    )

    assert {name for name, _port in addresses} == {"web", "web-ws"}
    for name, port in addresses:
        words = SERVICES[name]["command"]
        assert words[words.index("--port") + 1] == port


def test_many_processes_are_declared_to_the_start_up_check() -> None:
    words = SERVICES["web"]["command"]

    assert (
        SERVICES["web"]["environment"]["EVENTHUB_WEB_PROCESSES"]
        == words[words.index("--workers") + 1]
    )


# --- The same commands, really run -------------------------------------------------------------------------------------


@pytest.fixture
def surrounding(redis_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of the services, with a database and a Redis that are there."""
    with surroundings.database() as url:
        yield environment(
            DATABASE_URL=url,
            REDIS_URL=redis_url,
            EVENTHUB_DATA_DIR=str(tmp_path),
            EVENTHUB_SECRET_KEY="the same for all",
            EVENTHUB_WEB_PROCESSES="2",
        )


def words_of(name: str, *, port: int = 0) -> list[str]:
    """The service's command, on a port of 127.0.0.1."""
    program, *arguments = OURS[name]["command"]
    words = [str(BIN / program), *arguments]
    if port:
        words[words.index("--port") + 1] = str(port)
        words[words.index("--host") + 1] = "127.0.0.1"
    return words


@pytest.mark.process
@pytest.mark.parametrize("name", ["web", "web-ws"])
def test_the_servers_serve_as_composed(name: str, surrounding: dict[str, str]) -> None:
    port = free_port()
    with command(words_of(name, port=port), environ=surrounding) as process:
        server = Running(process, port)
        wait_until_ready(server)

        assert server.get("/healthz") == 200


@pytest.mark.process
def test_worker_and_clock_run_as_composed(surrounding: dict[str, str], tmp_path: Path) -> None:
    schedule = str(tmp_path / "celerybeat")
    clock = [schedule if word.endswith("celerybeat") else word for word in words_of("beat")]
    promise = "from eventhub.common.effects.outbox import enqueue; enqueue('mail.deliver', tenant_id=None, mail_id=0)"
    with (
        command(words_of("worker"), environ=surrounding),
        command(clock, environ=surrounding) as beat,
    ):
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", promise],
            cwd=ROOT,
            env=surrounding,
            check=True,
        )
        outcome = outcome_of_the_only_task(surrounding["DATABASE_URL"])

        assert outcome.startswith("DoesNotExist: Mail")
        assert beat.poll() is None


def outcome_of_the_only_task(url: str) -> str:
    """What the worker wrote down after it tried."""
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(1200):
            row = connection.execute(
                "SELECT last_error FROM common_outboxtask WHERE attempts > 0"
            ).fetchone()
            if row and row[0]:
                return str(row[0])
            time.sleep(0.05)
    pytest.fail("no worker took the task")

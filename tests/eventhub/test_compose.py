"""The scaled-out form is what docker-compose.yml says; there is no Docker here, so its words are held to the code."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from django.utils.module_loading import import_string

from tests import services, surroundings
from tests.composed import BIN, OURS, SERVICES, words_of
from tests.processes import Running, command, environment, wait_until_ready
from tests.services import free_port
from tests.surroundings import ROOT


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
            named = argument.replace(":", ".") if ":" in argument else f"{argument}.app"
            assert import_string(named)
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


# --- Hardened ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_can_gain_rights_or_write_beside_its_volumes(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    assert name not in OURS or "cap_add" not in service


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_service_that_stays_is_asked_how_it_is(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


def test_redis_asks_for_a_password_that_no_list_of_processes_shows(tmp_path: Path) -> None:
    program, *arguments = [word.replace("$$", "$") for word in SERVICES["redis"]["command"]]
    told, port = "s3cret", services.free_port()
    words = [*arguments[:-1], arguments[-1].replace("END\n", f"END\nport {port}\nsave ''\n", 1)]
    with subprocess.Popen(
        [program, *words],
        cwd=tmp_path,
        env={**os.environ, "REDIS_PASSWORD": told},
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            with closing(redis.Redis(port=port, password=told)) as client:
                services.wait_for_redis(process, client)
            with (
                closing(redis.Redis(port=port)) as stranger,
                pytest.raises(redis.AuthenticationError),
            ):
                stranger.ping()
            assert told not in " ".join(psutil.Process(process.pid).cmdline())
        finally:
            process.terminate()

    assert "://:${REDIS_PASSWORD" in OURS["web"]["environment"]["REDIS_URL"]


def test_what_an_operator_keeps_secret_enters_neither_an_image_nor_the_history() -> None:
    for file in (".dockerignore", ".gitignore"):
        lines = (ROOT / file).read_text().splitlines()
        assert {line.strip("*/") for line in lines} >= {".env", "var"}
    example = (ROOT / "deploy" / "example.env").read_text()
    assert all(
        line.endswith("=")
        for line in example.splitlines()
        if re.match(r"\w+_(PASSWORD|KEY)=", line)
    )


def test_the_proxy_itself_says_what_visitors_came_by_and_waits_for_whole_bodies() -> None:
    conf = (ROOT / "deploy" / "nginx.conf").read_text()
    said = re.findall(r"proxy_set_header X-Forwarded-Proto (\S+);", conf)

    assert set(said) == {"$visitors_scheme"}
    assert "$http_x_forwarded_proto" not in conf
    assert "proxy_request_buffering on;" in conf
    assert re.search(r"client_body_timeout \d+s;", conf)
    assert re.search(r"client_header_timeout \d+s;", conf)


# --- The same commands, really run -------------------------------------------------------------------------------------


@pytest.fixture
def surrounding(redis_url: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of the services, with a database and a Redis that are there."""
    with surroundings.database() as url:
        yield environment(
            DATABASE_URL=url,
            REDIS_URL=redis_url,
            EVENTHUB_DATA_DIR=str(tmp_path),
            EVENTHUB_SECRET_KEY="the same for all of them, and long enough",
            EVENTHUB_WEB_PROCESSES="2",
        )


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

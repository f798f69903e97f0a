"""The services of docker-compose.yml, and their commands as a test runs them."""

import sys
from pathlib import Path
from typing import Any

import yaml

from tests.surroundings import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "eventhub"}
BIN = Path(sys.executable).parent


def words_of(name: str, *, port: int = 0, programs: Path = BIN) -> list[str]:
    """The service's command, on a port of 127.0.0.1, with the programs of an installation."""
    program, *arguments = OURS[name]["command"]
    words = [str(programs / program), *arguments]
    if port:
        words[words.index("--port") + 1] = str(port)
        words[words.index("--host") + 1] = "127.0.0.1"
    return words

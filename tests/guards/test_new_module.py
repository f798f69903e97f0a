"""A new module comes into the house without a change to any other module's file."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from eventhub.common.provisioning import ProvisionError
from eventhub.provisioning import read
from tests import surroundings
from tests.guards import lanterns


def played(folder: Path, *, database: str) -> Any:
    """What somebody meets who uses every part of the module, in a process that is told of it."""
    for name, text in lanterns.PARTS.items():
        file = folder / "lanterns" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    seen = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", lanterns.PLAY],
        cwd=surroundings.ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "eventhub.settings",
            "PYTHONPATH": os.pathsep.join([str(surroundings.ROOT), str(folder)]),
            "EVENTHUB_MODULES": "lanterns",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert seen.returncode == 0, seen.stderr
    return json.loads(seen.stdout.splitlines()[-1])


def test_a_module_brings_all_that_it_needs_in_its_own_folder(tmp_path: Path) -> None:
    with surroundings.database() as url:
        met = played(tmp_path, database=url)

    # Each pair: somebody who has a level in the module, and somebody who has none.
    page, thing = ["page", "Pages", "Lanterns"], ["lantern", "Lanterns of paper", "Red lantern"]
    assert met == {
        "provisioned": True,
        "task": "lanterns.tasks.light",
        "hook": "lanterns.tasks.problems",
        "api": [{"lit": True}, 403],
        "menu": [True, False],
        "submenu": [["/app/e/acme/con/lanterns"], 404],
        "search": [[thing], []],
        "pages": [[page], []],
        "steps": [["lanterns.light"], []],
        "done": [{"lit": 1}, "Lit: 1"],
        "level": ["admin", "none"],
        "sentences": ["Lantern lit: Red lantern", "Step carried out: Light"],
        "webhook": [True, "lanterns.lit"],
        "socket": [1, 4403],
        "tag": ["Lights of paper."],
    }


def test_without_the_module_its_section_is_refused() -> None:
    with pytest.raises(ProvisionError, match="line 1, lanterns: This key is not known here"):
        read("tenants: [{slug: acme, organizers: [{slug: acme, lanterns: [red]}]}]")

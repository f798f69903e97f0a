"""A new module comes into the house without a change to any other module's file."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.surroundings import ROOT

FILES = {
    "__init__": "",
    "wiring": "TASKS = {'lantern.light': 'lanterns.tasks.light'}\nLIVE_CHECKS = ['lanterns.tasks.light']\n",
    "tasks": "def light(**_):\n    return []\n",
    "history": "SENTENCES = {'lantern.lit': 'Lantern lit'}\nNOUNS = {'lantern': 'Lantern'}\n",
    "webhook_types": (
        "from tenant.webhooks.types import ActionType\n"
        "ACTION_TYPES = (ActionType('lanterns.lit', 'Lantern lit', 'Lanterns'),)\n"
        "PUBLISHED = {'lantern.lit': 'lanterns.lit'}\n"
    ),
    "surfaces": (
        "from tenant.access.surfaces import Page, Submenu, Surfaces\n"
        "SURFACES = Surfaces('Lanterns', 'lamp', 50,"
        " (Submenu('all', 'All', (Page('lanterns', 'Lanterns', 'lamp'),)),))\n"
    ),
    "api/__init__": "",
    "api/urls": (
        "from django.http import HttpResponse\n"
        "from django.urls import path\n"
        "urlpatterns = [path('lit/', lambda request: HttpResponse(), name='lanterns-lit')]\n"
    ),
}
LOOK = """
import json, django
django.setup()
from django.conf import settings
from django.urls import reverse
from eventhub.common import floors, history
from tenant.access.levels import MODULES
from tenant.webhooks import types
print(json.dumps({
    "app": "lanterns" in settings.INSTALLED_APPS,
    "module": "lanterns" in MODULES,
    "task": settings.TASKS["lantern.light"],
    "hook": settings.LIVE_CHECKS[-1],
    "url": reverse("lanterns-lit"),
    "sentence": history.sentence("lantern.lit"),
    "webhook": types.news_of("lantern.lit", {}).action,
    "menu": dict(floors.brought("surfaces"))["lanterns"].SURFACES.title,
}))
"""


def test_a_module_brings_all_that_it_needs_in_its_own_folder(tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / "lanterns" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    seen = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)]),
            "EVENTHUB_MODULES": "lanterns",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert seen.returncode == 0, seen.stderr
    assert json.loads(seen.stdout.splitlines()[-1]) == {
        "app": True,
        "module": True,
        "task": "lanterns.tasks.light",
        "hook": "lanterns.tasks.light",
        "url": "/app/lanterns/api/lit/",
        "sentence": "Lantern lit",
        "webhook": "lanterns.lit",
        "menu": "Lanterns",
    }

"""What floors bring is found where they put it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from eventhub.common import floors


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def floor(at: Path, name: str, **files: str) -> str:
    (at / name).mkdir()
    for file, text in {"__init__": "", **files}.items():
        (at / name / f"{file}.py").write_text(text)
    return name


def test_what_floors_add_comes_in_their_order(built: Path) -> None:
    ground = floor(built, "ground_a", wiring="HOOKS = ('BELLS',)\nBELLS = ['ground_a.ring']")
    roof = floor(built, "roof_a", wiring="BELLS = ['roof_a.ring']\nTASKS = {'ring': 'roof_a.ring'}")

    found = floors.wiring([ground, roof])

    assert found.hooks == {"BELLS": ["ground_a.ring", "roof_a.ring"]}
    assert found.tasks == {"ring": "roof_a.ring"}


def test_a_hook_that_nobody_runs_is_a_mistake(built: Path) -> None:
    ground = floor(built, "ground_b", wiring="BELLS = ['ground_b.ring']")

    with pytest.raises(ImproperlyConfigured, match="no floor runs BELLS"):
        floors.wiring([ground])


def test_two_floors_cannot_have_the_same_task(built: Path) -> None:
    said = "TASKS = {'ring': 'bells.ring'}"
    both = [floor(built, name, wiring=said) for name in ("ground_c", "roof_c")]

    with pytest.raises(ImproperlyConfigured, match="roof_c"):
        floors.wiring(both)


def test_a_floor_need_not_have_a_part(built: Path) -> None:
    bare = floor(built, "bare_d")

    assert floors.part(bare, "history") is None
    assert floors.part(bare, "api.urls") is None


def test_a_broken_part_is_not_taken_for_none(built: Path) -> None:
    broken = floor(
        built, "broken_e", history="import broken_e.nothing", surfaces="import nowhere_e"
    )

    with pytest.raises(ModuleNotFoundError):
        floors.part(broken, "history")
    with pytest.raises(ModuleNotFoundError):
        floors.part(broken, "surfaces")
    with pytest.raises(ModuleNotFoundError):
        floors.part("no_such_floor", "history")


def test_every_path_that_the_floors_name_leads_somewhere() -> None:
    wired = floors.wiring(settings.FLOORS)
    hooks = [path for paths in wired.hooks.values() for path in paths]

    for path in [*hooks, *wired.tasks.values(), *(path for path, _ in wired.periodic)]:
        assert import_string(path), path

"""Every room stands on a floor of the contract, and says what lives in it."""

import tomllib
from importlib import import_module
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("caarisma", "treatments", "providers", "matching")
NO_ROOMS = {"caarisma.local", "caarisma.settings", "caarisma.formats"}  # no Django app, and nobody's to import


def floors() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {room.strip() for floor in layers for room in floor.split("|")}


def test_every_package_stands_on_a_floor():
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for folder in ("caarisma", "providers", "matching")
        for path in (ROOT / folder).glob("*/__init__.py")
    }

    assert packages - NO_ROOMS - floors() == set()


def test_every_room_says_in_three_sentences_what_lives_there():
    ours = [config.name for config in apps.get_app_configs() if config.name.split(".")[0] in FOLDERS]

    silent = [
        name for name in ours if name.split(".")[0] in {"providers", "matching"} and not import_module(name).__doc__
    ]

    assert silent == []


def test_no_model_is_found_by_its_name():
    """`apps.get_model` hides an arrow from the contract."""
    found = [
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if "apps.get_model(" in path.read_text() and "migrations" not in path.parts
    ]

    assert found == []


def test_tests_mirror_the_rooms():
    """Who changes a room finds its tests under the same name; none lie beside the rooms."""
    astray = [
        str(path.relative_to(ROOT))
        for folder in ("providers", "matching")
        for path in (ROOT / "tests" / folder).rglob("test_*.py")
        if f"{folder}.{path.relative_to(ROOT / 'tests' / folder).parts[0]}" not in floors()
    ]

    assert astray == []

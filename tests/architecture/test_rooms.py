"""Every room stands on a floor of the contract, and says what lives in it."""

import tomllib
from importlib import import_module
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("caarisma", "treatments", "providers", "matching")
MOST_LINES, MOST_SERVICES = 5_000, 10
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


def test_no_room_outgrows_what_one_person_keeps_in_mind():
    """Lines of Python without migrations; what is more is two rooms."""
    lines = {room: sum(len(path.read_text().splitlines()) for path in python_of(room)) for room in floors()}

    assert {room: count for room, count in lines.items() if count > MOST_LINES} == {}


def test_no_folder_holds_more_services_than_can_be_read_at_a_glance():
    folders = [path for folder in FOLDERS for path in (ROOT / folder).rglob("services") if path.is_dir()]

    assert [str(path) for path in folders if len(list(path.glob("[!_]*.py"))) > MOST_SERVICES] == []


def python_of(room: str) -> list[Path]:
    """Without what is a room of its own in it."""
    rooms = floors() | {config.name for config in apps.get_app_configs()}  # treatments.products is an app of its own
    home, others = home_of(room), [home_of(other) for other in rooms if other.startswith(f"{room}.")]
    return [
        path
        for path in home.rglob("*.py")
        if "migrations" not in path.parts and not any(path.is_relative_to(other) for other in others)
    ]


def home_of(room: str) -> Path:
    return ROOT / room.replace(".", "/")

"""What each stored field says about a person: the map behind export, erasure, logs and the privacy page.

Every app keeps a `privacy.py` with `FIELDS`, made with `declare()`; tests/architecture/test_privacy_map.py fails on a
field that nobody declared, on one declared twice and on one that no longer exists.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


class Privacy(StrEnum):
    PLAIN = "plain"  # says nothing about a patient; may be logged
    PERSONAL = "personal"  # identifies or describes a person; exported and erased with them, never logged
    HEALTH = "health"  # an answer about a person's health; encrypted besides


def declare(*, plain: str = "", personal: str = "", health: str = "") -> dict[str, Privacy]:
    """Field names by level, each a space-separated string. ValueError when a field is named twice."""
    levels: dict[str, Privacy] = {}
    for names, level in ((plain, Privacy.PLAIN), (personal, Privacy.PERSONAL), (health, Privacy.HEALTH)):
        for name in names.split():
            if name in levels:
                raise ValueError(f"{name} is declared both {levels[name]} and {level}")
            levels[name] = level
    return levels


def declared_fields() -> Iterator[tuple[str, Mapping[str, Privacy]]]:
    """("app_label.Model", {field: level}) from the `privacy` module of every installed app that has one."""
    for config in apps.get_app_configs():
        if config.name.startswith("django.") or find_spec(f"{config.name}.privacy") is None:
            continue
        yield from getattr(import_module(f"{config.name}.privacy"), "FIELDS", {}).items()


FIELDS = {"common.Counter": declare(plain="key count until")}

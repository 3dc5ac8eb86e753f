"""Where the readers of a law begin: official texts to open, and what to ask of them. Nothing here counts by itself."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from providers.directory.enums import Profession

FILE = Path(__file__).parent / "data" / "rule_leads.toml"


@dataclass(frozen=True, slots=True)
class Lead:
    open: str  # official texts
    found: tuple[str, ...]  # what a look at copies found, of this license first
    ask: tuple[str, ...]  # of every rule


def lead_of(state: str, profession: Profession) -> Lead:
    leads = _leads()
    found: Mapping[str, Any] = leads["state"].get(state, {})
    told = tuple(found[name] for name in (profession.value, "all") if name in found)
    return Lead(found.get("open", ""), told, tuple(leads["ask"]))


@cache
def _leads() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))

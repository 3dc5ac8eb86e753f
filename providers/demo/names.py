"""Names and languages for made-up people, from names.toml."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final

from providers.directory.enums import Language

FILE: Final = Path(__file__).with_name("names.toml")
STRONG: Final = 3.0  # times as common in the states where a background is strong


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """First and last names that go together, and which languages come with them."""

    share: float
    women: tuple[str, ...]
    men: tuple[str, ...]
    last: tuple[str, ...]
    languages: tuple[tuple[str, float], ...]  # language, probability
    strong_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class ClinicWords:
    first: tuple[str, ...]
    kinds: tuple[str, ...]
    streets: tuple[str, ...]


@lru_cache(maxsize=1)
def backgrounds() -> tuple[Background, ...]:
    return tuple(map(_read, _file()["background"]))


@lru_cache(maxsize=1)
def clinic_words() -> ClinicWords:
    entry = _file()["clinic"]
    return ClinicWords(_names(entry["words"]), _names(entry["kinds"]), _names(entry["streets"]))


def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _read(entry: dict[str, Any]) -> Background:
    return Background(
        share=entry["share"],
        women=_names(entry["women"]),
        men=_names(entry["men"]),
        last=_names(entry["last"]),
        languages=tuple((Language(code).value, chance) for code, chance in entry["languages"].items()),
        strong_in=frozenset(entry["strong_in"].split()),
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


@lru_cache(maxsize=64)
def _shares(state: str) -> tuple[float, ...]:
    return tuple(b.share * (STRONG if state in b.strong_in else 1.0) for b in backgrounds())


def draw_background(rng: Random, state: str) -> Background:
    return rng.choices(backgrounds(), _shares(state))[0]


def draw_languages(rng: Random, background: Background) -> list[str]:
    """English for nearly everyone, then what comes with the background. Never empty."""
    spoken = [Language.ENGLISH.value] if rng.random() < 0.985 else []
    spoken += [language for language, chance in background.languages if rng.random() < chance]
    return spoken or [Language.ENGLISH.value]

"""How one value of a catalog file is checked. Each cleaner gives the value back or raises ValueError with the reason.

A row's field carries its cleaner as metadata, so a table's shape is read in one place: treatments/catalog/rows.py.
"""

import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices

Clean = Callable[[object], object]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def text(*, longest: int | None = None, optional: bool = False) -> Any:
    def clean(value: object) -> str:
        if not isinstance(value, str):
            raise ValueError("must be a text in quotes")
        if value != value.strip():
            raise ValueError("has spaces at an end")
        if not value and not optional:
            raise ValueError("must not be empty")
        if longest is not None and len(value) > longest:
            raise ValueError(f"has {len(value)} characters, at most {longest} fit")
        return value

    return _field(clean, "" if optional else MISSING)


def slug_text(*, longest: int, optional: bool = False) -> Any:
    return _field(lambda value: _slug(value, longest), "" if optional else MISSING)


def web_address() -> Any:
    def clean(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"https://[^\s/]+\.[^\s]{2,}", value):
            raise ValueError("must be a public address that begins with https://")
        if len(value) > 200:
            raise ValueError(f"has {len(value)} characters, at most 200 fit")
        return value

    return _field(clean, "")


def whole(*, least: int, most: int = 32_767, optional: bool = False) -> Any:
    def clean(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError("must be a whole number")
        if not least <= value <= most:
            raise ValueError(f"must be from {least} to {most}")
        return value

    return _field(clean, None if optional else MISSING)


def yes_or_no(*, optional: bool = False) -> Any:
    def clean(value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError("must be true or false")
        return value

    return _field(clean, False if optional else MISSING)


def one_of(choices: type[TextChoices]) -> Any:
    def clean(value: object) -> str:
        if value not in choices.values:
            raise ValueError(f"must be one of: {', '.join(choices.values)}")
        return str(value)

    return _field(clean, MISSING)


def day() -> Any:
    def clean(value: object) -> date:
        if type(value) is not date:
            raise ValueError("must be a day without quotes, like 2026-11-28")
        return value

    return _field(clean, MISSING)


def uses_of(choices: type[TextChoices]) -> Any:
    """A list of at least one of the choices, without doubles, as a tuple."""

    def clean(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or not set(map(str, value)) <= set(choices.values):
            raise ValueError(f"must be a list of some of: {', '.join(choices.values)}")
        return _no_doubles(tuple(value))

    return _field(clean, MISSING)


def slug_list(*, optional: bool = False, may_be_empty: bool = False) -> Any:
    """A list of slugs without doubles, as a tuple. Absent, where it may be: empty."""

    def clean(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not (value or may_be_empty):
            raise ValueError("must be a list of at least one slug")
        return _no_doubles(tuple(_slug(each, 60) for each in value))

    return _field(clean, () if optional else MISSING)


def numbers(*, least: int, most: int) -> Any:
    """A list of whole numbers without doubles, as a tuple. Absent: empty."""

    def clean(value: object) -> tuple[int, ...]:
        fits = isinstance(value, list) and all(type(each) is int and least <= each <= most for each in value)
        if not isinstance(value, list) or not fits:
            raise ValueError(f"must be a list of whole numbers from {least} to {most}")
        return _no_doubles(tuple(value))

    return _field(clean, ())


def places_by_slug() -> Any:
    """A table source = "where in it", as a tuple of pairs. Absent: empty."""

    def clean(value: object) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, dict):
            raise ValueError('must be a table like { some-source = "section" }')
        for where in value.values():
            if not isinstance(where, str) or len(where) > 120:
                raise ValueError("each place must be a text of at most 120 characters")
        return tuple((_slug(key, 60), where) for key, where in value.items())

    return _field(clean, ())


def guide_words(*, longest: int, optional: bool = False) -> Any:
    """Words that lead to claims and numbers and hold none themselves."""

    def clean(value: object) -> str:
        if not isinstance(value, str) or value != value.strip() or not (value or optional):
            raise ValueError("must be a text in quotes, without spaces at its ends")
        if re.search(r"\d", value):
            raise ValueError("holds a number: numbers of the guide come from the catalog")
        if len(value) > longest:
            raise ValueError(f"has {len(value)} characters, at most {longest} fit")
        return value

    return _field(clean, "" if optional else MISSING)


def guide_address() -> Any:
    """An address below /guide/, like compare/botox. Absent: the slug."""

    def clean(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(rf"{SLUG.pattern}(/{SLUG.pattern})*", value):
            raise ValueError("must be slugs joined by slashes, like compare/botox")
        return value

    return _field(clean, "")


def entries() -> Any:
    """A list of tables { en = "...", es = "...", claims = [...] }, as a tuple of GuideEntry. Absent: empty."""

    def clean(value: object) -> tuple[GuideEntry, ...]:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise ValueError('must be a list of tables like { en = "...", es = "...", claims = [] }')
        return tuple(_entry(each) for each in value)

    return _field(clean, ())


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """A question in two languages, and the claims that answer it."""

    label_en: str
    label_es: str
    claims: tuple[str, ...]


def _entry(raw: dict[str, object]) -> GuideEntry:
    for key in raw:
        if key not in {"en", "es", "claims"}:
            raise ValueError(f"{key}: unknown key in an entry")
    labels = [guide_words(longest=120).metadata["clean"](raw.get(key)) for key in ("en", "es")]
    claims = raw.get("claims", [])
    if not isinstance(claims, list):
        raise ValueError("claims of an entry must be a list of slugs")
    return GuideEntry(labels[0], labels[1], _no_doubles(tuple(_slug(each, 60) for each in claims)))


def _slug(value: object, longest: int) -> str:
    if not isinstance(value, str) or not SLUG.fullmatch(value):
        raise ValueError("must be small letters and digits joined by hyphens, like fine-lines")
    if len(value) > longest:
        raise ValueError(f"has {len(value)} characters, at most {longest} fit")
    return value


def _no_doubles(values: tuple[Any, ...]) -> tuple[Any, ...]:
    doubled = sorted({str(value) for value in values if values.count(value) > 1})
    if doubled:
        raise ValueError(f"names {', '.join(doubled)} more than once")
    return values


def _field(clean: Clean, default: Any) -> Any:
    return field(default=default, metadata={"clean": clean})

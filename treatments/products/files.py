"""Read the file of products, and say everything that is wrong with it at once."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from treatments.products.enums import ProductStatus
from treatments.products.keys import SHORTEST, key_of

FILE: Final = Path(__file__).resolve().parent / "data" / "products.toml"
SOURCE: Final = {"slug", "title", "publisher", "year", "url"}
PRODUCT: Final = {"slug", "name", "maker", "contents", "names", "uses"}
USE: Final = {"status", "since", "by", "source", "words_en", "words_es"}


class ProductsInvalid(Exception):
    """The file cannot be loaded; the text names each fault on a line of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsFile:
    """Tables as the file has them, checked."""

    sources: tuple[Mapping[str, Any], ...]
    products: tuple[Mapping[str, Any], ...]


def read_products(file: Path = FILE, *, on: date) -> ProductsFile:
    """Raises ProductsInvalid. `on`: today, as a warning must not be ahead of it."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProductsInvalid(f"{file.name}: {error}") from error
    if faults := list(_faults(tables, on)):
        raise ProductsInvalid("\n".join(f"{file.name}: {fault}" for fault in faults))
    return ProductsFile(sources=tuple(tables.get("source", ())), products=tuple(tables["product"]))


def _faults(tables: Mapping[str, Any], on: date) -> Iterator[str]:
    if unknown := tables.keys() - {"source", "product"}:
        yield f"unknown tables: {', '.join(sorted(unknown))}"
    for row in tables.get("source", ()):
        yield from _wrong_keys("source", row, SOURCE)
    seen: dict[str, str] = {}
    for row in tables.get("product", ()):
        name = f"product {row.get('slug', '?')}"
        wrong = list(_wrong_keys(name, row, PRODUCT))
        yield from wrong
        if not wrong:
            yield from (f"{name}: {fault}" for fault in _faults_of(row, seen, on))
    if not tables.get("product"):
        yield "no products"


def _wrong_keys(what: str, row: Mapping[str, Any], wanted: set[str]) -> Iterator[str]:
    if row.keys() != wanted:
        yield f"{what}: wants {', '.join(sorted(wanted))}; differs in {', '.join(sorted(row.keys() ^ wanted))}"


def _faults_of(row: Mapping[str, Any], seen: dict[str, str], on: date) -> Iterator[str]:
    for name in row["names"]:
        key = key_of(name)
        if len(key) < SHORTEST:
            yield f"the name {name!r} is too short to be known inside another"
        if seen.setdefault(key, row["slug"]) != row["slug"]:
            yield f"the name {name!r} is {seen[key]}'s too"
    if not row["names"] or not row["uses"]:
        yield "wants at least one name and one use"
    told = set()
    for use in row["uses"]:
        yield from _wrong_keys("use", {key: value for key, value in use.items() if key != "service"}, USE)
        if use.get("status") not in ProductStatus.values:
            yield f"status {use.get('status')!r} is none of {', '.join(ProductStatus.values)}"
        since = use.get("since")
        if type(since) is not date:
            yield "since is no day"
        elif use["status"] == ProductStatus.WARNED and since > on:
            yield f"the warning's day, {since}, is still to come; load it on that day"
        what = use.get("service", "")
        if what in told:
            yield f"the use {what or 'without a service'} stands twice"
        told.add(what)

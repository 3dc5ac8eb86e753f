"""What is signed, as one text: of a claim its evidence and its words; of a page all else that its files print.

A page's text holds titles, leads, questions, words of the glossary, rows of the table of studies, and which claims
stand where. Not in it, and so signed by nobody: words of templates (labels in drawings, which claims beside them say;
what the marks mean), the quotations of fda_words.py, numbers of the catalog's tables, which claims say too, and prices
of our own providers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256

from treatments.enums import BlockKind
from treatments.guide.book import shipped
from treatments.guide.contents import Contents
from treatments.models import Claim

OTHER = {"en": "_es", "es": "_en"}


def signed_text(claim: Claim, language: str) -> str:
    """As signed_text() has it in the database, which compares."""
    return f"{claim.evidence}\n{claim.text_es if language == 'es' else claim.text_en}"


def text_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def english_hash(claim: Claim) -> str:
    """Of what a source is compared with."""
    return text_hash(signed_text(claim, "en"))


def page_key(contents: Contents) -> str:
    """Under which the text of a page is signed: "cost", "area/face"."""
    slug = contents.page.row.slug
    return f"{slug}/{contents.subject.row.slug}" if contents.subject else slug


def page_text(contents: Contents, language: str) -> str:
    rows: list[object] = [contents.page.row]
    if contents.subject:
        rows += [getattr(contents.subject.row, f"{key}_{language}") for key in ("name", "hint")]
    for block in contents.blocks:
        rows.append(block.row)
        rows += _rows_of(block.row.kind, contents)
    return "\n".join(line for line in _lines(rows, OTHER[language]) if line)


def _rows_of(kind: str, contents: Contents) -> Iterable[object]:
    """What the block prints from files of its own."""
    catalog = shipped()
    return {
        BlockKind.GLOSSARY: catalog.terms,
        BlockKind.STUDIES: (*catalog.searches, *catalog.verdicts, *catalog.studies),
        BlockKind.STUDIED: contents.studied,
    }.get(BlockKind(kind), ())


def _lines(rows: Iterable[object], other: str) -> Iterator[str]:
    for row in rows:
        if is_dataclass(row):
            yield from _lines((getattr(row, each.name) for each in fields(row) if not each.name.endswith(other)), other)
        elif isinstance(row, tuple):
            yield from _lines(row, other)
        elif row is not None:
            yield str(row)

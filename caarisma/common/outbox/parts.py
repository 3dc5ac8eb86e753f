"""One source for both dresses of a mail: text, and HTML without pictures, with at most one button."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.template.loader import render_to_string
from django.utils import translation

from caarisma.common.outbox.writing import SITE_NAME, Letter, site_url


@dataclass(frozen=True, slots=True)
class Sentences:
    text: str
    kind: ClassVar[str] = "sentences"


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    address: str
    kind: ClassVar[str] = "button"


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a name and what it is."""

    rows: Sequence[tuple[str, str]]
    kind: ClassVar[str] = "facts"


Part = Sentences | Button | Facts


def letter_of(subject: str, parts: Sequence[Part], *, language: str) -> Letter:
    """`subject` and `parts` are in the language already; both dresses say the same words in the same order."""
    context = {"subject": subject, "parts": parts, "site_name": SITE_NAME, "site_url": site_url(), "language": language}
    with translation.override(language):
        text = render_to_string("outbox/letter.txt", context)
        html = render_to_string("outbox/letter.html", context)
    return Letter(subject, text.strip() + "\n", html)

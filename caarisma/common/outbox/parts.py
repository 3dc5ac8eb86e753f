"""One source for both dresses of a mail: text, and HTML without pictures, with at most one button."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.template.loader import render_to_string
from django.urls import reverse
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
class QuietLink:
    """What few want: below the button, as plain words that lead there."""

    label: str
    address: str
    kind: ClassVar[str] = "link"


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of a name and what it is."""

    rows: Sequence[tuple[str, str]]
    kind: ClassVar[str] = "facts"


Part = Sentences | Button | QuietLink | Facts


def letter_of(subject: str, parts: Sequence[Part], *, language: str, stop_address: str = "") -> Letter:
    """`subject` and `parts` are in the language already; both dresses say the same words in the same order."""
    with translation.override(language):
        context = {
            "subject": subject, "parts": parts, "language": language,
            "site_name": SITE_NAME, "site_url": site_url(), "contact_url": site_url(reverse("pages:contact")),
        }  # fmt: skip
        text = render_to_string("outbox/letter.txt", context)
        html = render_to_string("outbox/letter.html", context)
    return Letter(subject, text.strip() + "\n", html, stop_address)


def render_letter(template: str, *, language: str, **context: object) -> Letter:
    """A letter that is written as a text: its first line is the subject. Whose it is, all of them say by themselves."""
    with translation.override(language):
        text = render_to_string(template, context)
    subject, _, body = text.strip().partition("\n")
    return letter_of(subject.strip(), parts_of(body), language=language)


def parts_of(text: str) -> list[Part]:
    """The paragraphs of a text. One that ends with an address of ours on a line of its own is a button."""
    return [_part(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip())]


def _part(paragraph: str) -> Part:
    label, _, address = paragraph.rpartition("\n")
    if label and address.startswith(site_url()):
        return Button(label.removesuffix(":"), address)
    return Sentences(paragraph)

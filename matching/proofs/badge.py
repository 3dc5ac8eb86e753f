"""The badge as an SVG: text and shapes, no script, style sheet, font or link. It says what was looked at and of which
day it is, so that a copy that somebody kept tells on itself. It never says that somebody is good, or safe.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from providers.directory.models import PracticeLocation
from providers.listing.selectors import Proof

WIDTH, HEIGHT = 340, 134
LONGEST: Final = 40  # letters of a name that are drawn
FITS: Final = 36  # letters of a line that fit by themselves; longer ones are drawn closer
LINE: Final = 268
STEP: Final = 19  # from line to line
SIZES: Final = (15, 13, 12, 12, 12, 12)


@dataclass(frozen=True, slots=True)
class Paint:
    """Colors keep 4.5 to 1 and more on their own ground, whatever page is around. The mark is told by its shape too."""

    ground: str
    edge: str
    headline: str
    ink: str
    mark: str


GREEN: Final = Paint("#ffffff", "#155546", "#155546", "#1b2b27", "M22 67l6 7 11-14")
GRAY: Final = Paint("#f1f1ef", "#6b6b6b", "#414141", "#414141", "M23 67h14")


@dataclass(frozen=True, slots=True)
class BadgeWords:
    """`lines`: what is drawn, the headline first. `limits`: what the picture does not say."""

    lines: tuple[str, ...]
    limits: str = ""

    @property
    def said(self) -> str:
        """The same for who does not see it."""
        return ". ".join(self.lines)


def listed_words(place: PracticeLocation, proof: Proof, *, now: datetime) -> BadgeWords:
    provider, told = place.provider, proof.summary
    headline = _("Demonstration, made up") if provider.is_demonstration else _("Listed at Caarisma")
    more = told.passed - 1
    passed = ngettext("License and %(count)s more check passed", "License and %(count)s more checks passed", more) % {
        "count": more
    }
    today = now.astimezone(proof.zone).date()
    return BadgeWords(
        (
            headline,
            _short(provider.name_with_credentials),
            f"{_short(place.city)}, {place.state}",
            passed,
            _("Last check: %(day)s") % {"day": date_format(told.last_checked)},
            _("As of %(day)s") % {"day": date_format(today)},
        ),
        _("It says what was looked at, not how well somebody works."),
    )


def not_listed_words() -> BadgeWords:
    return BadgeWords((_("Not listed at Caarisma now"), _see_the_list()))


def unknown_words() -> BadgeWords:
    return BadgeWords((_("Caarisma does not know this badge"), _see_the_list()))


def _see_the_list() -> str:
    return _("See who is listed: %(site)s") % {"site": urlsplit(settings.SITE_URL).netloc}


def drawn(words: BadgeWords, look: Paint) -> bytes:
    first = (HEIGHT - STEP * len(words.lines)) // 2 + STEP * 3 // 4
    texts = [_text(line, number, y=first + STEP * number, look=look) for number, line in enumerate(words.lines)]
    described = f'<desc id="d">{escape(words.limits)}</desc>' if words.limits else ""
    labels = "t d" if words.limits else "t"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' role="img" aria-labelledby="{labels}" lang="{get_language()}">',
            f'<title id="t">{escape(words.said)}</title>{described}',
            f'<rect x="1" y="1" width="{WIDTH - 2}" height="{HEIGHT - 2}" rx="10" fill="{look.ground}"'
            f' stroke="{look.edge}" stroke-width="2"/>',
            f'<circle cx="30" cy="67" r="17" fill="{look.edge}"/>',
            f'<path d="{look.mark}" fill="none" stroke="#ffffff" stroke-width="4" stroke-linecap="round"'
            ' stroke-linejoin="round"/>',
            *texts,
            "</svg>\n",
        ]
    ).encode()


def _text(line: str, number: int, *, y: int, look: Paint) -> str:
    size, is_headline = SIZES[number], number == 0
    fits = f' textLength="{LINE}" lengthAdjust="spacingAndGlyphs"' if len(line) * size > FITS * SIZES[1] else ""
    weight = ' font-weight="700"' if is_headline else ""
    return (
        f'<text x="60" y="{y}" font-family="system-ui, sans-serif" font-size="{size}"{weight}'
        f' fill="{look.headline if is_headline else look.ink}"{fits}>{escape(line)}</text>'
    )


def _short(name: str) -> str:
    """Without signs that are not drawn or turn letters around, and not longer than the picture is wide."""
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1].rstrip()}…"

"""What tells who somebody is: names, dates, ways to reach people, addresses, photos. Everybody will read the text, so
it goes back to its author with the words to take out. Pure; a person reads it all the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caarisma.common.typed.dates import MONTHS
from matching.consultations.rules.urgent import plain_words

SHOWN: Final = 40  # letters of what was found, in the message
CAPITAL: Final = r"[A-ZÁÉÍÓÚÑÜ]"
WORD: Final = rf"{CAPITAL}[\w'’-]+"
TITLES: Final = r"(?:dr|dra|mr|mrs|ms|sr|sra|srta)\b\.?|(?:doctor|doctora|nurse|enfermer[ao]|miss)\b"
# After a title, and no name.
NO_NAMES: Final = frozenset({"i", "practitioner", "practitioners", "injector", "assistant", "anesthetist", "first"})
# In front of the name of a town or a country: telling where one lives is no name.
PLACES: Final = frozenset({
    "san", "santa", "santo", "los", "las", "la", "el", "new", "north", "south", "west", "east", "united", "saint",
    "st", "fort", "puerto", "costa", "estados", "nueva", "nuevo", "long", "palm", "salt", "rio",
})  # fmt: skip
KNOWN: Final = frozenset({
    "botox", "fda", "cdc", "us", "usa", "medwatch", "hyaluronic", "acid", "vitamin", "restylane", "juvederm",
    "mesotherapy", "microneedling", "english", "spanish", "american", "food", "drug", "administration", "nurse",
    "practitioner", "physician", "assistant", "doctor",
})  # fmt: skip
_MONTH: Final = "|".join(name for names in MONTHS for name in names)
_STREET: Final = "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|court"
_PHOTO: Final = "photo|picture|pic|foto"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("mail", r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+|\b[\w.+-]+ (?:gmail|hotmail|yahoo|icloud)\b"),
    ("link", r"https?://\S+|\bwww\.\S+|\b[\w-]+\.(?:com|net|org|io|info|me)\b\S*"),
    ("contact", r"(?<!\w)@\w{3,}|\b(?:instagram|whatsapp|telegram|facebook|tiktok|snapchat)\b[\s:]*\S*"),
    ("date", r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\b\d{4}-\d{1,2}-\d{1,2}\b"),
    ("date", rf"\b(?:{_MONTH})\.?\s+(?:the\s+)?{_DAY}\b(?!\s*(?:%|times|sessions|weeks|days|veces|sesiones))"),
    ("date", rf"\b{_DAY}\s+(?:of\s+|de\s+)?(?:{_MONTH})\b"),
    ("phone", r"(?:\+\s?)?(?:\d[\s().-]{0,3}){6,}\d"),
    ("street", rf"\b\d{{1,6}}\s+(?:[\w.'’]+\s+){{1,3}}?(?:{_STREET})\b"),
    ("street", r"\b(?:calle|avenida|av\.)\s+[\w\s.]{1,30}?\d+\b"),
    ("number", r"(?<![\d$,.])\d{5,}(?:-\d{4})?\b(?![,.]\d)"),
    ("photo", rf"\b(?:attached?|attaching|adjunt[oa]s?|env[ií]o|sent|send)\b[^.!?\n]{{0,20}}\b(?:{_PHOTO})s?\b"),
    ("photo", rf"\b(?:see|look at|mira|mire|vea)\b[^.!?\n]{{0,12}}\b(?:my|the|this|mi|la|esta)\s+(?:{_PHOTO})\b"),
)  # fmt: skip
FOUND: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
NAMES: Final = rf"({WORD}(?:\s+{WORD})*)"
AFTER_TITLE: Final = re.compile(rf"\b((?i:{TITLES}))\s*({WORD})")
INTRODUCED: Final = re.compile(
    r"\b((?i:my name is|my name’s|my name's|her name is|his name is|me llamo|mi nombre es|se llama))\s+" + NAMES
)
SIGNED: Final = re.compile(r"\b((?i:thanks|thank you|regards|gracias|saludos))[\s,.!-]+" + NAMES + r"\s*[.!]?\s*\Z")
TWO_CAPITALS: Final = re.compile(rf"(?<![\w'’-])({WORD})\s+({WORD})")

SENTENCES: Final[Mapping[str, str | Promise]] = {
    "mail": _("Take out the email address: “%(word)s”."),
    "link": _("Take out the web address: “%(word)s”."),
    "contact": _("Take out how to reach somebody: “%(word)s”."),
    "date": _("Take out the date: “%(word)s”. Say “last month” or “two weeks ago” instead."),
    "phone": _("Take out the phone or other number: “%(word)s”."),
    "street": _("Take out the street: “%(word)s”."),
    "number": _("Take out the long number: “%(word)s”."),
    "photo": _("Take out the words about a photo: “%(word)s”. Nobody can see one here."),
    "name": _("Take out the name: “%(word)s”. Say “my provider” or “a clinic” instead."),
}


@dataclass(frozen=True, slots=True)
class PersonalDetail:
    """What has to go, in words for its author."""

    kind: str
    word: str

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.kind]) % {"word": self.word}


def personal_details(text: str, *, known: Iterable[str] = ()) -> list[PersonalDetail]:
    """Each kind once, with the first word of it. `known`: names that anybody may say, like those of products."""
    spoken = KNOWN | {word for each in known for word in plain_words(each)}
    found: dict[str, PersonalDetail] = {}
    for kind, word in (*_patterned(text), *_named(text, spoken)):
        found.setdefault(kind, PersonalDetail(kind, _short(word)))
    return list(found.values())


def _patterned(text: str) -> Iterator[tuple[str, str]]:
    """What an earlier pattern took is not found once more by a later one: a date is no phone number."""
    left = text
    for kind, pattern in FOUND:
        for match in pattern.finditer(left):
            yield kind, match[0]
        left = pattern.sub(lambda match: "\n" * len(match[0]), left)


def _named(text: str, spoken: Iterable[str]) -> Iterator[tuple[str, str]]:
    for pattern, is_name in ((AFTER_TITLE, _is_a_name), (INTRODUCED, _always), (SIGNED, _always)):
        for match in pattern.finditer(text):
            if is_name(match[2]):
                yield "name", match[0] if pattern is AFTER_TITLE else match[2]
    for first, second, start in _pairs(text):
        words = {*plain_words(first), *plain_words(second)}
        if _begins(text, start) or words & set(spoken) or {*plain_words(first)} & PLACES:
            continue
        yield "name", f"{first} {second}"


def _pairs(text: str) -> Iterator[tuple[str, str, int]]:
    """Two words with capitals, the second of one pair being the first of the next."""
    at = 0
    while match := TWO_CAPITALS.search(text, at):
        if not (match[1].isupper() or match[2].isupper()):
            yield match[1], match[2], match.start()
        at = match.start(2)


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here, where a capital says nothing."""
    before = text[:at].rstrip(" \t\"'“”‘’(¡¿")
    return not before or before[-1] in ".!?:;\n"


def _is_a_name(word: str) -> bool:
    return not ({*plain_words(word)} <= NO_NAMES)


def _always(_word: str) -> bool:
    return True


def _short(word: str) -> str:
    word = " ".join(word.split())
    return word if len(word) <= SHOWN else f"{word[:SHOWN]}…"

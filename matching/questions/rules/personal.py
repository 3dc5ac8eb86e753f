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
from caarisma.common.typed.plain import plain
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
    "practitioner", "physician", "assistant", "doctor", "disease", "syndrome", "enfermedad", "sindrome",
})  # fmt: skip
# What follows "my name is" and is none: "my name is not important", "me llamó la atención".
UNNAMED: Final = frozenset({"a", "an", "el", "in", "la", "lo", "no", "not", "of", "on", "private", "secret", "the"})
_MONTH: Final = "|".join(name for names in MONTHS for name in names)
_STREET: Final = "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|court"
_PHOTO: Final = "photo|picture|pic|foto"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_MAILED: Final = r"(?<![\w.+-])[\w.+-]+"
_AT: Final = _MAILED + r"\s?(?:@|\(at\)|\[at\])\s?[\w-]+"
_DOT: Final = r"(?:\.|\(dot\)|\[dot\]|\bdot\b|\bpunto\b)"
_ENDS: Final = "com|net|org|io|info|me|co|gov|edu|biz|uk|clinic|xyz|online|site"
_NET: Final = "instagram|insta|facebook|tiktok"  # often only where somebody saw something
_REACH: Final = (
    r"(?:find|add|follow|dm|message|text|write)\s(?:to\s)?(?:me|us)|(?:b[uú]s[cq]|s[ií]g|escr[ií]b|agr[eé]g)\w+me"
)
_DIGIT_WORD: Final = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
)
_YEARS: Final = r"(?:19|20)\d\d\s?-\s?(?:19|20)\d\d(?!\d)"
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("mail", rf"{_MAILED}\s(?:at|arroba)\s[\w-]+\s(?:dot|punto)\s\w+"),
    ("mail", rf"{_AT}(?:\.[\w-]+)+|{_AT}(?:\s?{_DOT}\s?[\w-]+)+|{_MAILED} (?:gmail|hotmail|yahoo|icloud)\b"),
    ("link", rf"https?://\S+|\bwww\.\S+|(?<![\w-])[\w-]+\.(?:(?:{_ENDS})\b\S*|[a-z]{{2,8}}/\S+)"),
    ("contact", r"(?<!\w)@\w{3,}|\b(?:whatsapp|telegram|snapchat)\b[\s:]*\S*"),
    ("contact", rf"\b(?:my|mi|our)\s+(?:{_NET})\b[\s:]*\S*|\b(?:{_NET})\s*[:=]\s*\S+"),
    ("contact", rf"\b(?:{_REACH})\b[^.!?\n]{{0,15}}\b(?:{_NET})\b[\s:]*\S*"),
    ("contact", rf"\b(?:{_NET})\s+(?=\w*[\d_])(?=\w*[a-z])\w{{4,}}"),
    ("date", r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b|\b\d{4}-\d{1,2}-\d{1,2}\b"),
    ("date", rf"\b(?:{_MONTH})\.?\s+(?:the\s+)?{_DAY}\b(?!\s*(?:%|times|sessions|weeks|days|veces|sesiones))"),
    ("date", rf"\b{_DAY}\s+(?:of\s+|de\s+)?(?:{_MONTH})\b"),
    ("phone", rf"(?<!\d)(?!{_YEARS})(?:\+\s?)?(?:\d[\s().-]{{0,3}}){{6,}}\d|\b\d{{3}}[/_]\d{{3}}[/_-]\d{{4}}\b"),
    ("phone", rf"(?:\b(?:{_DIGIT_WORD})\b[\s,.-]*){{7,}}"),
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
# As phones type it, without a capital: its first word alone.
INTRODUCED_SMALL: Final = re.compile(
    r"\b(my name is|my name’s|my name's|me llamo|mi nombre es)\s+([^\W\d_][\w'’-]+)", re.IGNORECASE
)
SIGNED: Final = re.compile(r"\b((?i:thanks|thank you|regards|gracias|saludos))[\s,.!-]+" + NAMES + r"\s*[.!]?\s*\Z")
LINE: Final = re.compile(r"[^\n]+")
HEADING: Final = 5  # words, at least
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
    text = "\n".join(map(plain, text.split("\n")))  # a copied number has other hyphens
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
    names = ((AFTER_TITLE, _is_a_name), (INTRODUCED, _always), (INTRODUCED_SMALL, _is_given), (SIGNED, _always))
    for pattern, is_name in names:
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
    at, headings = 0, [span for line in LINE.finditer(text) if _is_heading(line[0]) for span in [line.span()]]
    while match := TWO_CAPITALS.search(text, at):
        is_in_heading = any(start <= match.start() < end for start, end in headings)
        if not (match[1].isupper() or match[2].isupper() or is_in_heading):
            yield match[1], match[2], match.start()
        at = match.start(2)


def _is_heading(line: str) -> bool:
    """Whether Somebody Writes Like This, where a capital says nothing either."""
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    return len(words) >= HEADING and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here, where a capital says nothing."""
    before = text[:at].rstrip(" \t\"'“”‘’(¡¿")
    return not before or before[-1] in ".!?:;\n"


def _is_a_name(word: str) -> bool:
    return not ({*plain_words(word)} <= NO_NAMES)


def _is_given(word: str) -> bool:
    return not ({*plain_words(word)} & UNNAMED)


def _always(_word: str) -> bool:
    return True


def _short(word: str) -> str:
    word = " ".join(word.split())
    return word if len(word) <= SHOWN else f"{word[:SHOWN]}…"

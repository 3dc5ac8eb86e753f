"""What a person typed into a field of many lines, made fit to keep. Pure."""

import unicodedata
from typing import Final

from django.utils.translation import ngettext

from matching.consultations.errors import TextRefused

MOST: Final = 4000  # characters, as code points: an emoji of a family is several
# They turn the rest of a line around, also other people's.
BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_text(typed: str, *, most: int = MOST) -> str:
    """Newlines as one, without characters that nobody typed. TextRefused with how many are too many."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(character for character in text if _is_kept(character)).strip()
    over = len(text) - most
    if over > 0:
        raise TextRefused(
            ngettext(
                "This is %(over)s character too long. Please make it shorter.",
                "This is %(over)s characters too long. Please make it shorter.",
                over,
            )
            % {"over": over}
        )
    return text


def _is_kept(character: str) -> bool:
    if character in "\n\t":
        return True
    return character not in BIDI and unicodedata.category(character) not in ("Cc", "Cs", "Cn")

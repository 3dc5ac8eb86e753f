"""Letters as a search sees them: small, and without accents."""

import re
import unicodedata


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def undashed(text: str) -> str:
    """Without a dash in front of a word, as it stands in a list: PostgreSQL would find everything but the word."""
    return re.sub(r"(?<!\S)-+\s*", "", text)

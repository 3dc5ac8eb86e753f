"""How much two texts are alike, by their threes of letters; and whether two addresses reach one person. Pure."""

from typing import Final

from matching.consultations.rules.urgent import plain_words

MUCH: Final = 0.6


def likeness(one: str, other: str) -> float:
    """0 to 1: threes that both have, of all that either has. Case, accents and marks do not count. As pg_trgm has it:
    a word begins with two blanks and ends with one, so short words count too."""
    mine, theirs = _threes(one), _threes(other)
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0


def plain_mailbox(address: str) -> str:
    """ "A.na+clinic@Example.com" and "ana@example.com" are one. For a look by a person: somewhere dots may count."""
    name, _at, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def _threes(text: str) -> set[str]:
    return {
        padded[at : at + 3] for word in plain_words(text) for padded in [f"  {word} "] for at in range(len(word) + 1)
    }

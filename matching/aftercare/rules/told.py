"""What somebody told us at one of the three weeks, as the encrypted field holds it. Pure."""

from dataclasses import dataclass
from typing import Any, Final

from matching.aftercare.enums import SaidInfection, Sign

VERSION: Final = "1"  # of the questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """None and "" are "not said". `may_read`: our staff may read it if it is part of an alert; `may_contact`: and may
    write to this person, or call `phone`."""

    signs: frozenset[str] = frozenset()
    doctor: bool | None = None
    infection: str = ""
    germ: bool | None = None
    hospital: bool | None = None
    satisfied: int | None = None
    product: str = ""
    lot: str = ""
    may_read: bool = False
    may_contact: bool = False
    phone: str = ""

    @property
    def is_event(self) -> bool:
        """What the rule for clusters counts: a doctor said infection, or a leaking sore or spreading redness took
        somebody to a doctor."""
        return self.infection == SaidInfection.YES or (Sign.SORE in self.signs and self.doctor is True)

    @property
    def is_grave(self) -> bool:
        return bool(self.signs) and (self.germ is True or self.hospital is True)

    def as_stored(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "signs": sorted(self.signs),
            "doctor": self.doctor,
            "infection": self.infection,
            "germ": self.germ,
            "hospital": self.hospital,
            "satisfied": self.satisfied,
            "product": self.product,
            "lot": self.lot,
            "may_read": self.may_read,
            "may_contact": self.may_contact,
            "phone": self.phone,
        }


def told_from(stored: Any) -> Told:
    """Also of an older version of the questions: what it did not ask was not said."""
    names = set(Told.__slots__) - {"signs"}
    known = {name: stored[name] for name in names if name in stored}
    return Told(signs=frozenset(stored.get("signs", ())), **known)


def plain_lot(told: Told) -> str:
    """Product and lot as two people write the same; "" unless both are named."""
    product, lot = _bare(told.product), _bare(told.lot)
    return f"{product}|{lot}" if product and lot else ""


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())

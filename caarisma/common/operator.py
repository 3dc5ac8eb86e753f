"""Who runs this site. Only its owner can say, so it comes from the environment, and nothing stands in for it."""

from dataclasses import dataclass

from django.conf import settings

MADE_UP = ".example"  # the end of addresses that nobody can have (RFC 2606): our defaults


@dataclass(frozen=True, slots=True)
class Operator:
    """Empty texts where the owner has not said. `address`: lines."""

    name: str
    address: tuple[str, ...]
    email: str
    editorial_email: str

    @property
    def is_known(self) -> bool:
        """Whether a reader learns who it is and where."""
        return bool(self.name and self.address)


def the_operator() -> Operator:
    return Operator(
        name=settings.OPERATOR_NAME,
        address=tuple(part.strip() for part in settings.OPERATOR_ADDRESS.split(";") if part.strip()),
        email=_real(settings.CONTACT_EMAIL),
        editorial_email=_real(settings.EDITORIAL_EMAIL),
    )


def not_said() -> list[str]:
    """Names of the settings that are still missing."""
    who = the_operator()
    values = {
        "OPERATOR_NAME": who.name,
        "OPERATOR_ADDRESS": who.address,
        "CONTACT_EMAIL": who.email,
        "EDITORIAL_EMAIL": who.editorial_email,
    }
    return [name for name, value in values.items() if not value]


def _real(address: str) -> str:
    return "" if address.endswith(MADE_UP) else address

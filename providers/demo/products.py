"""Products of each status on made-up price lists, one that was warned of, and a proposal that waits for a second
medical director."""

from datetime import datetime
from typing import Final

from providers.demo.loading import demo_staff
from providers.directory.models import Offering, Provider
from providers.directory.offered import is_noted, offered
from providers.listing.listed import listed_providers
from treatments.products.enums import BoughtFrom
from treatments.products.models import FatUseDecision
from treatments.products.services.deciding import propose_fat_use

DIRECTOR_EMAIL: Final = "director@demo.caarisma.example"
SECOND_DIRECTOR_EMAIL: Final = "second-director@demo.caarisma.example"

# (name, maker, where it is bought, who that is); the last is on no list of ours. Sellers are made up.
NAMED: Final = (
    ("SKINVIVE by Juvéderm", "AbbVie", "Example Medical Supply", BoughtFrom.MAKER),
    ("Vitamin mix from a compounding pharmacy", "Sample Pharmacy of Ohio", "Sample Pharmacy of Ohio",
     BoughtFrom.PHARMACY),
    ("NCTF 135 HA", "FILLMED", "Example Medical Supply", BoughtFrom.OTHER),
    ("Demo Glow 5", "Sample Laboratories", "Sample Outsourcing of Iowa", BoughtFrom.OUTSOURCING),
)  # fmt: skip
WARNED: Final = ("Exosomes, frozen", "Sample Laboratories", "Example Medical Supply", BoughtFrom.OTHER)
PROVIDERS: Final = 24


def tell_of_products(*, now: datetime) -> int:
    """How many prices name one. None where some are there already; the proposal is made once as well."""
    if not FatUseDecision.objects.exists():
        propose_fat_use(
            shown=True, why="With the FDA's words beside each, and no tick.", by=demo_staff(DIRECTOR_EMAIL), now=now
        )
    lines = Offering.objects.filter(offered(), ~is_noted(), location__provider__is_demonstration=True)
    if lines.exclude(product="").exists():
        return 0
    there = Provider.objects.filter(is_demonstration=True)
    named, warned = 0, False
    for number, provider in enumerate(listed_providers(on=now, among=there).order_by("pk")[:PROVIDERS]):
        mine = list(lines.filter(location__provider=provider, area_concern__is_active=True).order_by("pk"))
        for place, line in enumerate(mine):
            hides = not warned and place == len(mine) - 1 and _is_not_alone(line, mine)  # the demonstration's provider
            warned = warned or hides
            _name(line, WARNED if hides else NAMED[(number + place) % len(NAMED)])
        named += len(mine)
    return named


def _is_not_alone(line: Offering, lines: list[Offering]) -> bool:
    """Another price of the place stays, so that the place does."""
    return any(other.location_id == line.location_id and other.pk != line.pk for other in lines)


def _name(line: Offering, named: tuple[str, str, str, BoughtFrom]) -> None:
    line.product, line.product_maker, line.product_source, line.product_bought_from = named
    line.save(update_fields=["product", "product_maker", "product_source", "product_bought_from"])

"""What a made-up provider offers, for how much, and how often they say they have done it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from random import Random
from typing import Final

from providers.directory.models.offering import MOST_SESSIONS

PRICE_FLOOR, PRICE_CEILING = 60, 2500

SKIN, BODY, SCALP = "skin", "body", "scalp"
# Concerns with the FDA's note: who treats them shows what is in the shot.
NOTED: Final = frozenset({"fat-pads", "cellulite"})
GROUPS: Final = {"scalp": SCALP, "stomach": BODY, "hips-and-thighs": BODY}  # every other area is skin

# What practices turn to, and how much of each group they then do.
FOCUS: Final = (
    (0.55, {SKIN: 1.0, BODY: 0.05, SCALP: 0.12}),
    (0.25, {SKIN: 1.0, BODY: 0.8, SCALP: 0.5}),
    (0.10, {SKIN: 0.25, BODY: 1.1, SCALP: 0.05}),
    (0.10, {SKIN: 0.3, BODY: 0.05, SCALP: 1.1}),
)

# How many of those who do the group offer this. What the catalog adds later gets UNCOMMON.
UNCOMMON: Final = 0.25
POPULARITY: Final = {
    ("face", "fine-lines"): 0.93, ("face", "dull-tone"): 0.85, ("face", "firmness"): 0.80,
    ("neck", "fine-lines"): 0.60, ("neck", "firmness"): 0.50, ("neck", "dull-tone"): 0.35,
    ("chest", "fine-lines"): 0.35, ("chest", "dull-tone"): 0.30,
    ("hands", "fine-lines"): 0.35,
    ("stomach", "stretch-marks"): 0.50, ("stomach", "firmness"): 0.45, ("stomach", "fat-pads"): 0.40,
    ("stomach", "cellulite"): 0.35,
    ("hips-and-thighs", "cellulite"): 0.65, ("hips-and-thighs", "stretch-marks"): 0.50,
    ("hips-and-thighs", "firmness"): 0.40, ("hips-and-thighs", "fat-pads"): 0.40,
    ("scalp", "hair-loss"): 0.88,
}  # fmt: skip
PRICE_OF_AREA: Final = {
    "neck": 0.92,
    "chest": 0.95,
    "hands": 0.82,
    "stomach": 1.18,
    "hips-and-thighs": 1.25,
    "scalp": 1.1,
}


@dataclass(frozen=True, slots=True)
class DemoService:
    """An active area and concern of the catalog."""

    id: int
    area: str  # slugs
    concern: str

    @property
    def is_noted(self) -> bool:
        return self.concern in NOTED

    @property
    def popularity(self) -> float:
        return POPULARITY.get((self.area, self.concern), UNCOMMON)


# Made up, and plainly so: no such product, maker or pharmacy exists. (name, maker, where it is bought)
PRODUCTS: Final = (
    ("Demo Contour 10", "Sample Laboratories", "Sample Pharmacy of Ohio"),
    ("Demo Smooth", "Example Biologics", "Example Medical Supply"),
    ("Demo Contour 25", "Sample Laboratories", "Example Medical Supply"),
)
NOBODY_KNOWS: Final = ("", "", "")


def product_of(index: int) -> tuple[str, str, str]:
    """What provider number `index` uses for fat and cellulite. One in four names nothing, and is not shown for it."""
    return NOBODY_KNOWS if index % 4 == 3 else PRODUCTS[index % len(PRODUCTS)]


def treat_fat(services: Iterable[DemoService]) -> bool:
    return any(service.is_noted for service in services)


@dataclass(frozen=True, slots=True)
class Offer:
    service: DemoService
    price: int
    sessions_done: int
    is_active: bool


def draw_services(rng: Random, services: tuple[DemoService, ...]) -> list[DemoService]:
    """What this provider does anywhere. At least one thing."""
    focus = rng.choices([shares for _, shares in FOCUS], [weight for weight, _ in FOCUS])[0]
    chosen = [s for s in services if rng.random() < s.popularity * focus[GROUPS.get(s.area, SKIN)]]
    return chosen or [max(services, key=lambda s: s.popularity * focus[GROUPS.get(s.area, SKIN)])]


def draw_price_level(rng: Random) -> float:
    """Dollars for a session of the face where few people live. Most ask $150 to $400; one in twenty far more."""
    level = rng.lognormvariate(log(205), 0.27)
    return level * rng.uniform(1.5, 2.6) if rng.random() < 0.05 else level


def draw_offers(
    rng: Random, chosen: list[DemoService], *, level: float, experience: float, crowd: int, main: bool
) -> list[Offer]:
    """Offers at one location. `crowd`: people around, since cities are dearer. A further one offers a little less."""
    here = level * (1.0 + 0.35 * min(1.0, crowd / 4_000_000))
    kept = [service for service in chosen if main or rng.random() < 0.85] or chosen[:1]
    return [
        Offer(
            service,
            draw_price(rng, here * PRICE_OF_AREA.get(service.area, 1.0)),
            min(MOST_SESSIONS, int(experience * service.popularity * rng.lognormvariate(0.0, 0.6))),
            rng.random() < 0.97,
        )
        for service in kept
    ]


def draw_price(rng: Random, usual: float) -> int:
    """Rounded as prices are: to 5, 10 or 25 dollars."""
    step = rng.choice((5, 10, 25, 25))
    price = round(usual * rng.lognormvariate(0.0, 0.06) / step) * step
    return min(PRICE_CEILING, max(PRICE_FLOOR, price))


def draw_experience(rng: Random) -> float:
    """Sessions given of the commonest service: half below 150, a few in the thousands."""
    return min(12_000.0, rng.lognormvariate(log(150), 1.2))

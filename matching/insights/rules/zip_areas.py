"""The first three digits of a ZIP code: which area that is, and where its middle lies. No database."""

from functools import lru_cache
from statistics import fmean
from typing import Final

from providers.directory.geocoding.zip_codes import zip_table

# Fewer than 20,000 people live in each of these (HHS, guidance on de-identification, census of 2000 and of 2010). A
# search from there could be told apart, so none is kept.
NUMBERS: Final = (
    *(36, 59, 63, 102, 202, 203, 204, 205, 369, 556, 692, 753, 772, 790),
    *(821, 823, 830, 831, 878, 879, 884, 890, 893),
)
FEW_PEOPLE: Final = frozenset(f"{number:03d}" for number in NUMBERS)


def area_of(zip_code: str) -> str | None:
    """None: so few people live there that nothing is kept."""
    return None if zip_code[:3] in FEW_PEOPLE else zip_code[:3]


@lru_cache(maxsize=1)
def middles() -> dict[str, tuple[float, float]]:
    """(latitude, longitude) by area: the mean of the towns of its ZIP codes."""
    table = zip_table()
    found: dict[str, list[int]] = {}
    for row, number in enumerate(table.zips):
        found.setdefault(f"{number:05d}"[:3], []).append(row)
    return {
        area: (
            round(fmean(table.latitudes[row] for row in rows), 4),
            round(fmean(table.longitudes[row] for row in rows), 4),
        )
        for area, rows in found.items()
    }

"""How far a pin may be from where its address puts it. Pure, but for the bundled table of ZIP codes.

A pin moves a clinic in the lists of patients, so nobody moves it into another town: where the street was found, to the
other end of the block; else within what belongs to its ZIP code.
"""

import re
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.plain import plain
from matching.engine import great_circle_miles
from providers.directory.enums import PlacedBy
from providers.directory.geocoding.street import Placed
from providers.directory.geocoding.zip_codes import zip_place, zip_table

OF_A_STREET: Final = 0.5  # miles
LEAST, MOST = 3.0, 20.0  # miles, of a ZIP code
AROUND: Final = 0.35  # degrees of latitude in which the next ZIP code is looked for: 24 miles
SPOT: Final = re.compile(
    r"(?P<north>-?[0-9]{1,2}\.[0-9]+)(?:°? ?[Nn])?(?:, ?| )(?P<east>-?[0-9]{1,3}\.[0-9]+)(?:°? ?[Ww])?"
)

Spot = tuple[float, float]


def reach_of(placed: Placed, zip_code: str) -> float:
    """Miles from the point of the address."""
    return OF_A_STREET if placed.placed_by == PlacedBy.STREET else reach_of_zip(zip_code)


@lru_cache(maxsize=512)
def reach_of_zip(zip_code: str) -> float:
    """Twice as far as the middle of the next ZIP code where people live, which is past its own border everywhere."""
    here, table = zip_place(zip_code), zip_table()
    rows = (
        row
        for row in range(len(table))
        if abs(table.latitudes[row] - here.latitude) < AROUND
        and table.weights[row]
        and table.zips[row] != int(zip_code)
    )
    away = (
        great_circle_miles(here.latitude, here.longitude, table.latitudes[row], table.longitudes[row]) for row in rows
    )
    return min(max(2 * min(away, default=MOST), LEAST), MOST)


def require_near(spot: Spot, *, placed: Placed, zip_code: str) -> None:
    """UserFacingError for a pin that this address cannot have."""
    miles, reach = great_circle_miles(placed.latitude, placed.longitude, *spot), reach_of(placed, zip_code)
    if miles <= reach:
        return
    told = {"miles": f"{miles:.1f}", "reach": f"{reach:.1f}", "zip": zip_code}
    if placed.placed_by == PlacedBy.STREET:
        raise UserFacingError(_("This is %(miles)s miles from the street you gave. Correct the address first") % told)
    raise UserFacingError(
        _("This is %(miles)s miles from the middle of %(zip)s. A pin there can be %(reach)s miles away") % told
    )


def read_spot(typed: str) -> Spot:
    """ "37.8053, -122.2725", as a map on a phone or computer gives it."""
    match = SPOT.fullmatch(plain(typed).strip(" ()"))
    if match is None:
        raise UserFacingError(_("Enter two numbers as a map gives them, like 37.8053, -122.2725"))
    north, east = float(match["north"]), float(match["east"])
    if re.search("[Ww]$", typed.strip()) and east > 0:
        east = -east
    if not (abs(north) <= 90 and abs(east) <= 180):
        raise UserFacingError(_("Enter two numbers as a map gives them, like 37.8053, -122.2725"))
    return round(north, 6), round(east, 6)

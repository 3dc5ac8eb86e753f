"""How people call a zone. Pure."""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

EASTERN, CENTRAL = gettext_noop("Eastern time"), gettext_noop("Central time")
MOUNTAIN, PACIFIC = gettext_noop("Mountain time"), gettext_noop("Pacific time")
OTHERS: Final = {
    "America/Phoenix": gettext_noop("Arizona time"),
    "America/Anchorage": gettext_noop("Alaska time"),
    "America/Juneau": gettext_noop("Alaska time"),
    "America/Metlakatla": gettext_noop("Alaska time"),
    "America/Nome": gettext_noop("Alaska time"),
    "America/Sitka": gettext_noop("Alaska time"),
    "America/Yakutat": gettext_noop("Alaska time"),
    "America/Adak": gettext_noop("Hawaii-Aleutian time"),
    "Pacific/Honolulu": gettext_noop("Hawaii time"),
    "America/Puerto_Rico": gettext_noop("Atlantic time"),
    "America/St_Thomas": gettext_noop("Atlantic time"),
    "Pacific/Guam": gettext_noop("Guam time"),
    "Pacific/Saipan": gettext_noop("Guam time"),
    "Pacific/Pago_Pago": gettext_noop("Samoa time"),
}
CENTRAL_ZONES: Final = frozenset(
    {"America/Chicago", "America/Menominee", "America/Indiana/Knox", "America/Indiana/Tell_City"}
    | {f"America/North_Dakota/{place}" for place in ("Beulah", "Center", "New_Salem")}
)
BY_ZONE: Final = {
    **OTHERS,
    **dict.fromkeys(CENTRAL_ZONES, CENTRAL),
    "America/Denver": MOUNTAIN,
    "America/Boise": MOUNTAIN,
    "America/Los_Angeles": PACIFIC,
}


def zone_words(zone: str) -> str:
    """ "Pacific time". What is not named here is Eastern; a test holds that to the zones' own clocks."""
    return _(BY_ZONE.get(zone, EASTERN))


def time_words(day: date, at: time, zone: str) -> str:
    """ "Tuesday, December 8 at 2:30 PM, Pacific time" """
    return _("%(day)s at %(time)s, %(zone)s") % {
        "day": date_format(day, "WEEKDAY_FORMAT"),
        "time": time_format(at),
        "zone": zone_words(zone),
    }


def moment(at: datetime, zone: str) -> str:
    """ "Fri, Nov 27, 5:00 PM" on the clinic's wall."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'WEEKDAY_FORMAT')}, {time_format(local)}"

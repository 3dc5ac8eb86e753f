"""From the 90th day on without the clinic's word, readers are told since when. By days at the clinic."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template.loader import render_to_string

from providers.directory.models import PracticeLocation


@pytest.mark.parametrize(
    ("zone", "instant", "is_told"),
    [
        ("Pacific/Honolulu", datetime(2026, 11, 30, 9, 59, tzinfo=UTC), False),  # still the 29th there, day 89
        ("Pacific/Honolulu", datetime(2026, 11, 30, 10, 0, tzinfo=UTC), True),
        ("Pacific/Guam", datetime(2026, 11, 29, 14, 0, tzinfo=UTC), True),  # the 30th there already
    ],
)
def test_it_is_told_from_the_clinics_own_midnight_on(zone, instant, is_told):
    place = PracticeLocation(confirmed_on=date(2026, 9, 1), time_zone=zone)

    with time_machine.travel(instant, tick=False):
        told = " ".join(render_to_string("components/unconfirmed.html", {"place": place}).split())

    words = '<p class="soft">The clinic has not confirmed this since Sep 1, 2026.</p>'
    assert told == (words if is_told else "")

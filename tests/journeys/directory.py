"""A small directory around ZIP 94612 in which every search of the journeys has a known answer.

The usual search: face, fine lines, within 15 miles, up to $250, someone who speaks Spanish.
"""

from datetime import datetime, timedelta
from importlib import import_module
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from caarisma.accounts.browser import SESSION_KEY
from matching.lists.services.owning import share_list
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.intake import submit_intake
from matching.search.services.jobs import finish_match_job
from providers.directory.enums import Gender, PlacedBy, Profession
from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.models import License, PracticeLocation
from providers.directory.npi import npi_from_nine
from tests.factories.matching import A_BROWSER, A_SECRET, make_draft
from tests.factories.providers import make_hours, make_listed_location, make_location, make_offering, make_provider
from treatments.models import AreaConcern
from treatments.services.catalog import load_catalog

A_MILE = 0.0145  # degrees of latitude

# Best fit first, whatever the weights: each beats the next in distance, cost and experience. The last opens soonest.
MATCHES = ["Dr. Amara Osei, MD", "Dr. Daniel Reyes, MD", "Rosa Delgado, NP"]
TOO_DEAR = "Dr. Priya Nair, MD"  # $275
TOO_FAR = "Dr. Henrik Lund, MD"  # 22 miles
OTHER_LANGUAGE = "Dr. Mei Tanaka, MD"  # speaks no Spanish
LAPSED = "Dr. Victor Hale, MD"  # the nearest and cheapest, but his license has ended


def make_directory(*, now: datetime) -> None:
    """The real catalog, three matches, one near miss for each of three needs, and one who may not be shown."""
    load_catalog(now=now)
    osei = _listed(now, 1, "Amara", "Osei", miles=1, price=180, sessions_done=340, specialty="Dermatologist")
    make_hours(osei, 5)
    _listed(now, 2, "Daniel", "Reyes", miles=4, price=220, sessions_done=90, specialty="Aesthetic medicine doctor")
    nurse = {"profession": Profession.NURSE_PRACTITIONER, "credentials": "NP", "gender": Gender.WOMAN}
    _listed(now, 3, "Rosa", "Delgado", miles=9, price=240, sessions_done=20, days_to_opening=1, **nurse)
    _listed(now, 4, "Priya", "Nair", miles=3, price=275)
    _listed(now, 5, "Henrik", "Lund", miles=22, price=200)
    _listed(now, 6, "Mei", "Tanaka", miles=2, price=210, languages=["en", "zh"])
    lapsed = _listed(now, 7, "Victor", "Hale", miles=0.5, price=150)
    License.objects.filter(provider=lapsed.provider).update(expires_on=now.date() - timedelta(days=30))


def _listed(
    now: datetime,
    number: int,
    first: str,
    last: str,
    *,
    miles: float,
    price: int,
    sessions_done: int = 60,
    days_to_opening: int = 5,
    **person: object,
) -> PracticeLocation:
    who = {
        "first_name": first,
        "last_name": last,
        "slug": f"{first}-{last}".lower(),
        "npi": npi_from_nine(f"2{number:08d}"),
        "languages": ["en", "es"],
        "is_demonstration": True,
    }
    middle = zip_place("94612")
    location = make_listed_location(
        now=now,
        provider=make_provider(**{**who, **person}),
        price=price,
        area_concerns=[AreaConcern.objects.get(area__slug="face", concern__slug="fine-lines")],
        latitude=middle.latitude + miles * A_MILE,
        longitude=middle.longitude,
        phone="510-555-0142",
        placed_by=PlacedBy.STREET,  # so that miles are told to a tenth
        next_opening_at=now + timedelta(days=days_to_opening),
        hours_confirmed_on=now.date() - timedelta(days=1),
    )
    location.offerings.update(sessions_done=sessions_done)
    return location


def second_place(*, now: datetime) -> PracticeLocation:
    """Of the first match, in another city, with its own phone."""
    first = PracticeLocation.objects.get(provider__slug="amara-osei")
    face = AreaConcern.objects.get(area__slug="face", concern__slug="fine-lines")
    where = {"clinic_name": "Delta Skin", "city": "San Leandro", "latitude": first.latitude, "longitude": -122.15}
    second = make_location(first.provider, phone="510-555-0177", **where)
    make_offering(second, face, price_per_session=260)
    return second


def make_list(*, now: datetime, **changes: object) -> Intake:
    """The usual search, sent and ranked: for what happens after the questions."""
    answers = make_draft(**{"musts": ("speaks:es",), **changes})
    intake = submit_intake(answers=answers, owner=A_BROWSER, now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.PAGE, now=now)
    return intake


def shared(intake: Intake) -> Intake:
    return share_list(intake_id=intake.pk, now=timezone.now())


def open_own(page: Page, intake: Intake) -> None:
    """Open a list in the browser that made it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = A_SECRET
    session.create()
    page.goto("/accessibility/")
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": urljoin(page.url, "/")}]
    )
    page.goto(intake.get_absolute_url())

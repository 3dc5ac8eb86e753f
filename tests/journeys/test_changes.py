"""Another suite number, from the clinic's phone to the desk and back: one check, the same clinic, its prices kept."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Page, expect

from caarisma.accounts.models import User
from caarisma.accounts.roles import load_roles
from caarisma.common import private_files
from providers.demo.changes import make_demo_changes
from providers.demo.loading import STAFF_EMAIL
from providers.demo.logins import email_of
from providers.directory.models import PracticeLocation
from providers.directory.npi import npi_from_nine
from providers.screening.models import Document, ScreeningCase
from providers.screening.rules.due import OFFICE_ZONE
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.journeys.conftest import NewPage
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow
from tests.journeys.test_portal_pages import sign_in
from tests.providers.vetting.files import jpeg

SHOTS = os.environ.get("CHANGES_SHOTS", "")


@pytest.fixture
def vetter(site: str, settings: Any) -> User:
    settings.STAFF_NEED_SECOND_FACTOR = False
    load_roles()
    user = make_user(STAFF_EMAIL, is_staff=True)
    user.groups.set(Group.objects.all())
    return user


@pytest.fixture
def place(site: str) -> PracticeLocation:
    made_up = {"is_demonstration": True, "npi": npi_from_nine("200000099")}
    provider = make_provider(user=make_user(email_of("provider")), **made_up)
    place = make_listed_location(now=timezone.now(), provider=provider)
    for paper in Document.objects.filter(case__provider=provider):
        private_files.write(paper.name, 1, jpeg((300, 200)))  # the bench shows it
    return place


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def test_another_suite_number_is_one_call_and_the_same_clinic(
    new_page: NewPage, vetter: User, place: PracticeLocation, site: str
):
    make_demo_changes(now=timezone.now())
    lines = list(place.offerings.values())
    clinic, desk = new_page(width=390), new_page()
    sign_in(clinic, site, place.provider.user)
    clinic.goto("/provider/changes/")
    found = barriers(clinic)
    shoot(clinic, "changes")
    case = ScreeningCase.objects.get(change__about=f"place:{place.pk}:address")

    sign_in(desk, site, vetter)
    desk.goto(f"/admin/desk/cases/{case.pk}/")
    follow(desk.get_by_role("button", name="Take this case"))
    found += barriers(desk)
    shoot(desk, "bench")
    desk.get_by_label("Pass", exact=True).check()
    desk.locator("#check-place").get_by_text("Type more").click()
    desk.get_by_label("The number you called").fill("555-555-0142")
    desk.get_by_label("When you called").fill(_office_now())
    follow(desk.get_by_role("button", name="Save check and accept the change"))

    expect(desk.get_by_text("It is live, and the provider can read it.")).to_be_visible()
    clinic.goto("/provider/changes/")
    expect(clinic.get_by_text("Suite 214")).to_be_visible()
    place.refresh_from_db()
    assert (place.line2, list(place.offerings.values())) == ("Suite 214", lines)
    follow(clinic.get_by_role("button", name="Take back"))
    expect(clinic.get_by_text("Taken back. Nothing changes.")).to_be_visible()
    assert not found, "\n".join(found)


def _office_now() -> str:
    return f"{timezone.now().astimezone(OFFICE_ZONE):%Y-%m-%dT%H:%M}"

"""Boards' files and laws at the desk in a browser: handed in without JavaScript, on a phone, inspected by axe."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from caarisma.accounts.models import User
from caarisma.accounts.roles import load_roles
from providers.files.queue import read_due
from providers.rosters.rules import maps
from providers.rosters.services.sending import ROSTERS
from providers.runs.roster_running import read_sent_roster
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.journeys.axe import OPTIONS, source
from tests.journeys.conftest import NewPage
from tests.providers.laws.laws import make_reading
from tests.providers.rosters.making import MAP, make_holder, others, row, text_of


@pytest.fixture
def staff(site: str, settings: Any, monkeypatch, tmp_path) -> User:
    settings.STAFF_NEED_SECOND_FACTOR = False
    (tmp_path / "ca-board.toml").write_text(MAP, encoding="utf-8")
    monkeypatch.setattr(maps, "SHIPPED", tmp_path)
    load_roles()
    user = make_user("staff@example.com", is_staff=True)
    user.groups.set(Group.objects.all())
    return user


def signed_in(page: Page, user: User, site: str) -> Page:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return page


def inspected(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate(source())
    ours = "options => axe.run({include: ['#content', '.breadcrumbs']}, options)"
    assert page.evaluate(ours, {**OPTIONS, "rules": {}})["violations"] == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_file_is_handed_in_read_and_signed_off_without_javascript(
    new_page: NewPage, staff: User, site: str, tmp_path
):
    place = make_holder()
    file = tmp_path / "roster.csv"
    file.write_bytes(text_of(row(status="Probation"), *others(5)))
    page = signed_in(new_page(javascript=False, width=390), staff, site)

    page.goto(reverse("desk:rosters"))
    page.get_by_label("Which board it is from").select_option("ca-board")
    page.get_by_label("The file:", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload").press("Enter")
    expect(page.get_by_text("It waits for its turn")).to_be_visible()
    read_due(ROSTERS, read=read_sent_roster)
    page.reload()
    page.get_by_role("link", name="The report of its reading, and the sign-off").click()
    expect(page.get_by_text("On probation").first).to_be_visible()
    page.get_by_role("button", name="I read this report: sign off").click()
    expect(page.get_by_text("Signed off by")).to_be_visible()

    page.goto(reverse("desk:license_alerts"))
    expect(page.get_by_text(str(place.provider)).first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_of_licenses_and_laws_have_no_fault_that_axe_finds(new_page: NewPage, staff: User, site: str, width):
    now = timezone.now()
    holder = make_holder()
    make_listed_location(now=now, provider=make_provider(profession="rn"), state="NV")
    make_reading(by=make_user("reader@example.com", is_staff=True), now=now, may_inject=False)
    page = signed_in(new_page(width=width), staff, site)

    inspected(page, reverse("desk:rosters"))
    inspected(page, reverse("desk:licenses_due"))
    inspected(page, reverse("desk:license_look", args=[holder.provider.licenses.get().pk]))
    inspected(page, reverse("desk:laws"))
    inspected(page, reverse("desk:law", args=["NV", "rn"]))
    inspected(page, reverse("desk:read_law", args=["UT", "np"]))

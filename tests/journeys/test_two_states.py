"""Who may inject in one of two states is listed there; who typed somebody else's number gives it back to its owner."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from caarisma.accounts.models import User
from caarisma.accounts.roles import load_roles
from providers.directory.models import Provider
from providers.listing.listed import listed_places
from providers.screening.enums import CheckKind
from providers.screening.models import NpiClaim, ScreeningCase
from providers.screening.rules.required import EVERYONE
from providers.vetting.claims.claim_decisions import HEARD_FOR
from tests.factories.providers import make_user
from tests.journeys.conftest import NewPage
from tests.journeys.steps import follow, heading
from tests.journeys.test_portal_pages import sign_in
from tests.providers.portal.walk import NPI, PLACE, WHO, ends, fill_in, fill_tasks, license_of, photo, send_to
from tests.providers.vetting.cases import board_says_active, pass_check
from tests.rules import close_state, open_state

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(settings: Any, site: str) -> list[User]:
    """Two vetters, one of whom may also be the second."""
    settings.STAFF_NEED_SECOND_FACTOR = False
    load_roles()
    found = [make_user(f"{name}@example.com", is_staff=True) for name in ("ana", "ben")]
    for user in found:
        user.groups.set(Group.objects.filter(name__in=["vetter", "second reviewer"]))
    return found


@pytest.fixture
def nurse(site: str) -> Provider:
    """In California and in Nevada, whose rule ended while the file was being filled in."""
    client = Client()
    client.force_login(make_user("lena@example.com"))
    send_to(client, "join", WHO | {"profession": "np"})
    provider = Provider.objects.get(npi=NPI)
    fill_tasks(client, provider)
    doctor = {"supervisor_name": "Ada Nobel", "supervisor_state": "CA", "supervisor_license": "A1"}
    send_to(client, "supervisor_in", {**doctor, "document": photo("a.jpg"), **ends("supervisor_ends_on")}, "ca")
    reno = {"line1": "2 Lake Road", "city": "Reno", "state": "NV", "zip_code": "89501", "phone": "775-555-0100"}
    assert send_to(client, "place_add", PLACE | reno).status_code == 303
    assert send_to(client, "license_add", license_of("NV", "n777")).status_code == 303
    close_state("NV", "np")
    return provider


def test_a_nurse_with_two_states_is_listed_in_the_one_whose_rule_is_read(
    new_page: NewPage, site: str, staff: list[User], nurse: Provider
):
    page, desk, patient = new_page(width=390, javascript=False), new_page(), new_page(width=390)
    sign_in(page, site, nurse.user)
    page.goto("/provider/")
    expect(page.get_by_text("We know no rule of Nevada").first).to_be_visible()
    follow(page.get_by_role("link", name="Check and send"))
    page.get_by_label("What I sent is true, and it is about me.").check()
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", name="We are checking what you sent")).to_be_visible()

    case, now = ScreeningCase.objects.get(provider=nurse), timezone.now()
    sign_in(desk, site, staff[0])
    desk.goto(reverse("desk:case", args=[case.pk]))
    follow(desk.get_by_role("button", name="Take this case"))
    expect(desk.get_by_text("NV: this approval leaves it out. The others can be approved.")).to_be_visible()
    board_says_active(case, by=staff[0], now=now)
    for kind in (*EVERYONE, CheckKind.SUPERVISOR):
        pass_check(case, kind, by=staff[0], now=now)
    desk.reload()
    follow(desk.get_by_role("button", name="Approve"))
    follow(desk.get_by_role("button", name="Decide", exact=True))

    assert {place.state for place in listed_places(on=timezone.now()).filter(provider=nurse)} == {"CA"}
    patient.goto(nurse.get_absolute_url())
    expect(patient.get_by_text("9 Pier Way").first).to_be_visible()
    assert patient.get_by_text("2 Lake Road").count() == 0
    page.goto("/provider/")
    expect(page.get_by_role("heading", name="Patients can see you")).to_be_visible()
    expect(page.get_by_text("We know no rule of Nevada").first).to_be_visible()
    open_state("NV", "np")


def claims_page(page: Page, site: str, by: User) -> Page:
    sign_in(page, site, by)
    page.goto(reverse("desk:claims"))
    return page


def test_the_true_owner_gets_their_number_from_who_typed_it_first(new_page: NewPage, site: str, staff: list[User]):
    bob = Client()
    bob.force_login(make_user("bob@example.com"))
    fill_in(bob)
    lena, holder, desk = new_page(width=390, javascript=False), new_page(width=390, javascript=False), new_page()

    sign_in(lena, site, make_user("lena@example.com"))
    lena.goto("/provider/join/")
    lena.get_by_label("Your NPI").fill(NPI)
    follow(lena.get_by_role("button", name="Look it up"))
    lena.get_by_label("First name").fill("Lena")
    lena.get_by_label("Last name").fill("Ortiz")
    lena.get_by_label("Medical doctor").check()
    lena.get_by_label("State where you work").select_option("California")
    follow(lena.get_by_role("button", name="Yes, this is me"))
    heading(lena, "This number needs a proof")
    assert "bob" not in lena.content().lower()
    lena.get_by_role("textbox").last.fill("Call my clinic, it is on the registry's page.")
    follow(lena.locator("main form button[type=submit]").last)
    expect(lena.get_by_text("We have your words and write to you.")).to_be_visible()

    claims_page(desk, site, staff[0])
    follow(desk.get_by_role("button", name="Propose to give it to them"))
    sign_in(holder, site, Provider.objects.get(npi=NPI).user)
    holder.goto("/provider/")
    expect(holder.get_by_text("Somebody else says that this number is theirs.")).to_be_visible()

    NpiClaim.objects.exclude(handover_at=None).update(handover_at=timezone.now() - HEARD_FOR)  # 3 days on
    claims_page(desk, site, staff[1])
    follow(desk.get_by_role("button", name="Give them the record"))

    lena.goto("/provider/")
    expect(lena.get_by_role("heading", level=1)).to_contain_text("Lena Ortiz")
    holder.goto("/provider/")
    heading(holder, "Your number")
    assert Provider.objects.get(npi=NPI).user.email == "lena@example.com"

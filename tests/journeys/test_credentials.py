"""From a provider's account to a list that patients see, and off it again when a license ends."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from caarisma.accounts.roles import load_roles
from providers.directory.models import License, Provider
from providers.directory.npi import npi_from_nine
from providers.screening.enums import CaseStatus, CheckKind
from providers.screening.models import Document, ScreeningCase
from providers.screening.rules.due import OFFICE_ZONE
from providers.screening.rules.evidence import BY_CALL, BY_DOCUMENT, BY_PAGE
from providers.screening.rules.required import EVERYONE
from tests.accounts.test_accounts import code_in
from tests.factories.providers import make_answer, make_provider, make_signed_list, make_user
from tests.journeys.conftest import NewPage
from tests.journeys.directory import make_list, shared
from tests.journeys.steps import follow, heading
from tests.letters import delivered
from tests.providers.vetting.files import jpeg, pdf

NPI = npi_from_nine("123456789")
NAME = "Dr. Lena Ortiz, MD"
PASSWORD = "a harbor with nine boats"
WORDS = "The photo of the license is too dark. Please send a new one."


def in_a_year() -> date:
    return timezone.now().date() + timedelta(days=300)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def save_file(page: Page) -> None:
    """A worker reads it meanwhile, and the page looks again by itself."""
    save(page)
    expect(page.get_by_role("heading", name="Saved. This is what we see")).to_be_visible()
    page.get_by_role("button", name="Yes, go on").click()


def task(page: Page, name: str) -> None:
    """The page of all licenses has the fields of one, too: who fills them before the next page is there fills those."""
    follow(page.get_by_role("link", name=name))


def type_date(page: Page, group: str, day: date) -> None:
    page.get_by_label(group).fill(f"{day:%b} {day.day} {day.year}")


def attach(page: Page, label: str, name: str, content: bytes) -> None:
    kind = "application/pdf" if name.endswith(".pdf") else "image/jpeg"
    page.get_by_label(label).set_input_files({"name": name, "mimeType": kind, "buffer": content})


def sign_up(page: Page) -> None:
    """An account with a confirmed address, and signed in on the providers' pages."""
    page.goto("/")
    page.goto("/provider/join/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Email").fill("lena@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Look for our mail")
    page.get_by_label("Code").fill(code_in(delivered()[-1].body))
    page.get_by_role("button", name="Confirm").click()


def give_npi(page: Page) -> None:
    heading(page, "Your number")
    page.get_by_label("Your NPI").fill(NPI[:9] + str((int(NPI[9]) + 1) % 10))
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_role("alert")).to_contain_text("One digit of this NPI is wrong")
    page.get_by_label("Your NPI").fill(NPI)
    page.get_by_role("button", name="Look it up").click()
    heading(page, "Who are you?")
    page.get_by_label("First name").fill("Lena")
    page.get_by_label("Last name").fill("Ortiz")
    page.get_by_label("Medical doctor").check()
    page.get_by_label("State where you work").select_option("California")
    page.get_by_role("button", name="Yes, this is me").click()


def do_tasks(page: Page) -> None:
    task(page, "Check your details")
    page.get_by_label("Letters after your name").fill("MD")
    page.get_by_label("Español").check()
    page.get_by_label("Year you were born").fill("1980")
    save(page)
    task(page, "Answer questions about your record")
    page.get_by_label("None of these ever happened to me").check()
    page.get_by_label("Your full name, as your signature").fill("Lena Ortiz")
    page.get_by_role("button", name="Sign", exact=True).click()  # leads on to the next task
    attach(page, "Photo ID", "card.jpg", jpeg((300, 200)))
    save_file(page)
    add_place(page)
    add_license(page)
    task(page, "Add your insurance")
    page.get_by_label("Insurance company").fill("Acme Mutual")
    type_date(page, "End date of the policy", in_a_year())
    attach(page, "Certificate of insurance", "policy.pdf", pdf(2))
    save_file(page)
    task(page, "Say if you are board certified")
    page.get_by_label("No", exact=True).check()
    save(page)
    task(page, "Set what you treat and your prices")
    page.get_by_label("Face, Fine lines and wrinkles: price of one session in dollars").fill("$190")
    page.get_by_label("Face, Fine lines and wrinkles: sessions you have given").fill("25")
    save(page)
    task(page, "Set your hours and next free time")
    page.get_by_label("Monday: opens at").fill("9 AM")
    page.get_by_label("Monday: closes at").fill("5 PM")
    save(page)


def add_place(page: Page) -> None:
    task(page, "Add where you work")
    task(page, "Add a place")
    page.get_by_label("Name of the clinic").fill("Harbor Skin")
    page.get_by_label("Street").fill("9 Pier Way")
    page.get_by_label("City").fill("Oakland")
    page.get_by_label("State").select_option("California")
    page.get_by_label("ZIP code").fill("94612")
    page.get_by_label("Phone of the clinic").fill("(510) 555-0100")
    page.get_by_label("Fee for the first visit").fill("0")
    save(page)
    task(page, "Back to the list")


def add_license(page: Page) -> None:
    """The first file is none; what was typed stays."""
    task(page, "Add your license")
    task(page, "Add a license")
    page.get_by_label("State").select_option("California")
    page.get_by_label("License number").fill("A 98765")
    type_date(page, "End date", in_a_year())
    attach(page, "Photo or PDF of the license", "license.jpg", b"not a photo")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("We cannot read this kind of file")
    expect(page.get_by_label("License number")).to_have_value("A 98765")
    attach(page, "Photo or PDF of the license", "license.jpg", jpeg((300, 200)))
    save_file(page)
    task(page, "Back to the list")


def send(page: Page) -> None:
    page.get_by_label("What I sent is true, and it is about me.").check()
    page.get_by_role("button", name="Send").click()


def names_on_list(page: Page, address: str) -> list[str]:
    page.goto(address)
    return page.locator("article.match h3").all_inner_texts()


@pytest.fixture
def desk(new_page: NewPage, settings: Any, site: str) -> Page:
    """The queue of the vetting desk, open before a vetter. The second factor has tests of its own."""
    settings.STAFF_NEED_SECOND_FACTOR = False
    load_roles()
    vetter = make_user("ana@example.com", is_staff=True)
    vetter.groups.add(Group.objects.get(name="vetter"))
    page, client = new_page(), Client()
    client.force_login(vetter)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return page


def take_case(desk: Page) -> None:
    desk.goto(reverse("desk:queue"))
    desk.get_by_role("button", name=re.compile("^Take.*Lena Ortiz")).click()
    expect(desk.get_by_role("img", name=re.compile("page 1$"))).to_be_visible()
    width = "image => image.decode().then(() => image.naturalWidth)"  # it may be on its way yet
    assert desk.locator("img.desk-page").evaluate(width) > 100


def decide(desk: Page, decision: str) -> None:
    desk.get_by_label(decision, exact=True).check()
    desk.get_by_role("button", name="Preview").click()
    desk.get_by_role("button", name="Decide").click()
    expect(desk.get_by_text("Done. The provider can read it now.")).to_be_visible()


def ask_for_a_better_photo(desk: Page) -> None:
    take_case(desk)
    desk.get_by_role("link", name="Go to the decision").click()
    desk.get_by_label("We cannot read a document you sent.").check()
    desk.get_by_label("Words for the provider").fill(WORDS)
    decide(desk, "Ask for more")


def say_what_was_seen(check: Locator, kind: CheckKind) -> None:
    if kind in BY_DOCUMENT:
        check.locator("[name$=document]").first.check()
    if kind in BY_PAGE:
        page = {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 as it was"}
        check.get_by_label("Attach the page of the source").set_input_files([page])
    check.get_by_text("Type more").click()
    if kind in BY_CALL:
        check.get_by_label("The number you called").fill("510-555-0100")
        called = timezone.now().astimezone(OFFICE_ZONE) - timedelta(hours=1)
        check.get_by_label("When you called").fill(called.strftime("%Y-%m-%dT%H:%M"))
        return
    check.get_by_label("Where you looked").fill("The primary source")
    check.get_by_label("Number or address of the record").fill("No. 1")
    check.get_by_label("Date on the source").fill((timezone.now().date() - timedelta(days=1)).isoformat())
    check.get_by_label("Last day that the source names").fill(in_a_year().isoformat())


MACHINE = {CheckKind.EXCLUSION: "Compare with the list now", CheckKind.NPI: "Ask the registry now"}


def approve(desk: Page) -> None:
    take_case(desk)
    licenses = desk.get_by_role("region", name="Licenses, as the state boards say")
    licenses.get_by_text("Type what the board says").click()
    licenses.get_by_label("The board says").select_option("Active")
    licenses.get_by_label("Last day").fill(in_a_year().isoformat())
    licenses.get_by_label("Where you looked").fill("Medical Board of California")
    licenses.get_by_role("button", name="Save license").click()
    make_signed_list(timezone.now().date().replace(day=1))
    make_answer(Provider.objects.get(npi=NPI), at=timezone.now())
    for kind in EVERYONE:
        check = desk.locator(f"#check-{kind.value}")
        if kind in MACHINE:
            check.get_by_role("button", name=MACHINE[kind]).click()
            continue
        check.get_by_label("Pass", exact=True).check()
        say_what_was_seen(check, kind)
        check.get_by_role("button", name="Save check").click()
    desk.get_by_role("link", name="Go to the decision").click()
    decide(desk, "Approve")


@pytest.fixture(autouse=True)
def _no_earlier_sign_ups(site: str) -> None:
    """Mails to one address are limited by time, and the count lives in the cache."""
    cache.clear()


@pytest.mark.usefixtures("reader")
def test_a_provider_joins_is_asked_for_more_is_listed_and_is_gone_when_the_license_ends(new_page: NewPage, desk: Page):
    page, patient = new_page(width=390, javascript=False), new_page()
    sign_up(page)
    give_npi(page)
    do_tasks(page)
    expect(page.get_by_text("10 of 10 done.")).to_be_visible()

    task(page, "Check and send")
    send(page)

    expect(page.get_by_role("heading", name="We are checking what you sent")).to_be_visible()
    case = ScreeningCase.objects.get(provider__npi=NPI)
    assert NAME not in names_on_list(patient, shared(make_list(now=timezone.now())).get_shared_url())

    ask_for_a_better_photo(desk)

    assert "need something more" in delivered()[-1].subject
    assert WORDS not in delivered()[-1].body
    page.goto("/provider/")
    expect(page.get_by_text(WORDS)).to_be_visible()

    task(page, "Add your license")
    task(page, "Change A 98765")
    attach(page, "Photo or PDF of the license", "better.jpg", jpeg((400, 300)))
    save_file(page)
    page.goto("/provider/")
    task(page, "Answer and send again")
    send(page)

    expect(page.get_by_role("heading", name="We are checking what you sent")).to_be_visible()
    case.refresh_from_db()
    assert case.status == CaseStatus.SENT

    approve(desk)

    page.goto("/provider/")
    expect(page.get_by_role("heading", name="Patients can see you")).to_be_visible()
    assert not Document.objects.held().filter(provider__npi=NPI, kind="identity").exists()
    stored = shared(make_list(now=timezone.now())).get_shared_url()
    assert NAME in names_on_list(patient, stored)
    public = Provider.objects.get(npi=NPI).get_absolute_url()
    patient.goto(public)
    expect(patient.get_by_role("heading", level=1)).to_contain_text(NAME)

    # Two days on from the license's last day, as the clinic's calendar has it.
    License.objects.filter(provider__npi=NPI).update(expires_on=timezone.now().date() - timedelta(days=2))

    assert NAME not in names_on_list(patient, stored)
    assert NAME not in names_on_list(patient, shared(make_list(now=timezone.now())).get_shared_url())
    patient.goto(public)
    heading(patient, "We cannot find that page")
    page.goto("/provider/")
    expect(page.get_by_role("heading", name="Patients cannot see you now")).to_be_visible()
    expect(page.get_by_text("Your license in California")).to_be_visible()


@pytest.mark.usefixtures("reader")
def test_a_chosen_file_survives_an_error_and_the_page_waits_for_it_by_itself(new_page: NewPage, site: str):
    page, client = new_page(width=390), Client()
    client.force_login(make_provider(user=make_user()).user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page.goto("/provider/insurance/")
    attach(page, "Certificate of insurance", "policy.pdf", pdf(2))
    type_date(page, "End date of the policy", in_a_year())
    save(page)
    expect(page.get_by_text("We have your file: policy.pdf.")).to_be_visible()
    page.get_by_label("Insurance company").fill("Acme Mutual")

    save(page)

    expect(page.get_by_role("img", name="Page 2 of policy.pdf")).to_be_visible()

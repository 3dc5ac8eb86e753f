"""The planner in a browser: with a script, without one, on a phone and on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage
from tests.journeys.inspecting import WIDTHS, barriers
from treatments.services.catalog import load_catalog

pytestmark = pytest.mark.django_db(transaction=True)

PLAN = (
    "/cost/?sessions=10&areas=2&price=220&start={day}&off=sun&fee=75&credited=on&zip=94612&at=14:30&zone=Pacific/Guam"
)
MISTAKES = "/cost/?price=1500&start=soon&fee=x&away=x&off=mon&zip=9&at=2"


@pytest.fixture(autouse=True)
def _catalog(site: str, now: object) -> None:
    load_catalog(now=now)


def show(page: Page) -> None:
    page.get_by_role("button", name="Show my plan").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_plan_is_made_asked_about_and_shared(new_page: NewPage, javascript: bool):
    page = new_page(javascript=javascript, answers_422="/cost/")
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Cost planner").click()
    page.get_by_label("How many sessions?").select_option("8")
    page.get_by_label("Price of one session").fill("$1,500")
    show(page)

    expect(page.get_by_role("alert")).to_contain_text("$1,500 is a lot for one session. Is it right?")
    page.get_by_label("Yes, that is right").check()
    show(page)
    expect(page.get_by_role("heading", name="Your plan")).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_have_count(0)
    total = page.get_by_text("$12,000").first
    expect(total).to_be_visible()

    page.get_by_role("link", name="Link to this plan").click()
    expect(page).to_have_url(re.compile(r"/cost/\?sessions=8&areas=1&price=1500&right=on&start=\d{4}-\d\d-\d\d$"))
    expect(total).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Put the days into my calendar").click()
    assert download.value.suggested_filename == "sessions.ics"


def test_a_change_brings_the_plan_without_the_button_and_says_so(page: Page):
    page.goto("/cost/")
    sessions = page.get_by_label("How many sessions?")
    sessions.focus()
    sessions.select_option("9")

    expect(page.locator("#plan")).to_contain_text("9 sessions, from")
    expect(page.get_by_role("status").filter(has_text="The plan has changed")).to_have_count(1)
    expect(sessions).to_be_focused()
    expect(page).to_have_url(re.compile("sessions=9"))


def test_a_mistake_found_by_a_change_is_told_by_the_button_and_gone_after_it(new_page: NewPage):
    page = new_page(answers_422="/cost/")
    page.goto("/cost/")
    start = page.get_by_label("Day of the first session")
    start.fill("soon")
    start.press("Tab")
    expect(page.locator("#plan")).to_contain_text("There is no plan yet")
    show(page)
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(start).to_be_focused()

    start.fill("")
    show(page)
    expect(page.get_by_role("heading", name="Your plan")).to_be_in_viewport()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_pictures_on_a_wide_screen_and_their_words_on_a_phone(new_page: NewPage):
    wide, phone = new_page(width=1280), new_page(width=390)
    for page in (wide, phone):
        page.goto("/cost/")

    bars = "What courses cost"
    expect(wide.get_by_role("img", name=bars)).to_be_visible()
    expect(phone.get_by_role("img", name=bars)).to_be_hidden()
    expect(wide.locator(".chart + .steps")).to_be_hidden()
    expect(phone.locator(".chart + .steps")).to_be_visible()
    expect(phone.get_by_role("table").first).to_contain_text("Paid by then")


def test_paper_has_the_plan_and_not_the_form(page: Page):
    page.goto("/cost/")
    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="Show my plan")).to_be_hidden()
    expect(page.get_by_role("heading", name="Keep this plan")).to_be_hidden()
    expect(page.get_by_role("heading", name="Your days")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_bars_the_way(new_page: NewPage, now: object, width: int):
    page, found = new_page(width=width), []

    for address in ("/cost/", PLAN, MISTAKES):
        page.goto(address.format(day=now.date().isoformat()))
        found += [f"{address}: {line}" for line in barriers(page)]

    assert not found, "\n".join(found)

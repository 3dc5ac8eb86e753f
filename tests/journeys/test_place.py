"""The page of a place: from the card to the clinic, the call, what is told of it, and back to the card."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage
from tests.journeys.directory import make_list, open_own, second_place
from tests.journeys.geometry import sideways
from tests.journeys.steps import heading

OSEI = "Dr. Amara Osei, MD"


def open_place(page: Page) -> None:
    open_own(page, make_list(now=timezone.now()))
    page.get_by_role("link", name=OSEI).first.click()
    heading(page, OSEI)


@pytest.mark.parametrize(("width", "javascript"), [(390, False), (1280, True)])
def test_from_the_card_to_the_clinic_and_back_with_a_word_on_the_call(new_page: NewPage, width: int, javascript: bool):
    page = new_page(width=width, javascript=javascript)
    second_place(now=timezone.now())
    open_place(page)

    expect(page.get_by_text("For what you asked")).to_be_visible()
    expect(page.get_by_text("510-555-0177")).to_have_count(0)
    call = page.get_by_role("link", name="Call, open")
    expect(call).to_have_count(1)  # the box has it, or the bar of a phone
    assert call.get_attribute("href") == "tel:+15105550142"
    expect(call).to_be_in_viewport()

    page.get_by_role("button", name="They gave me a time").click()

    expect(page.get_by_text("Thank you. You told us: They gave me a time.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Did you call?")).to_be_visible()
    page.get_by_role("link", name="Back to your list").click()
    page.wait_for_url("**#at-*")
    heading(page, "3 providers fit your plan")


def test_the_bar_stays_and_hides_nothing_at_the_end(new_page: NewPage):
    page = new_page(width=390)
    open_place(page)
    bar = page.locator(".dock-visit")

    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    expect(bar).to_be_in_viewport()
    footer, top = page.locator("footer p").last.bounding_box(), bar.bounding_box()
    assert footer
    assert top
    assert footer["y"] + footer["height"] <= top["y"]


def test_the_place_fits_every_screen_in_both_languages(page: Page):
    second_place(now=timezone.now())
    open_place(page)
    here = page.url.removeprefix(page.url.split("/p/")[0])
    for address in (here, f"/es{here}", "/p/amara-osei/", "/p/amara-osei/checks/", f"/es{here}checks/"):
        page.goto(address)
        for width in (320, 360, 390, 480, 768, 820, 912, 1024, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert sideways(page) == [], (address, width)


def test_on_paper_the_clinic_has_its_price_phone_and_street(page: Page):
    open_place(page)
    page.emulate_media(media="print")

    for words in ("$180", "(510) 555-0142", "1 Lakeside Drive, Oakland, CA 94612"):
        expect(page.locator(".visit").get_by_text(words).first).to_be_visible()
    for gone in (".dock-visit", ".visit-call", ".back-link"):
        expect(page.locator(gone)).to_be_hidden()

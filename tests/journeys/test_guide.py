"""The guide in a browser: every page inspected, the body map under a pointer and by keyboard, the sheet of questions.

The browser reports what our content policy refuses, and a report fails the journey: so the data blocks for search
engines pass it.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import OF_WORDS, violations
from tests.journeys.conftest import NewPage
from tests.journeys.geometry import sideways, small_targets
from tests.journeys.inspecting import PHONE, WIDTHS, barriers
from tests.journeys.steps import follow
from tests.treatments.guide_walk import EVERY_PAGE, PAGES
from treatments.guide.book import the_book

pytestmark = pytest.mark.django_db(transaction=True)

IN_SPANISH = "/es/guide/prepare/"

FILL = "() => getComputedStyle(document.querySelector('.area-face')).fillOpacity"


# Ten ingredients are one page with other words in it, and so on: colors and Spanish are looked at once a kind.
ONE_OF_A_KIND = list({(path.split("/")[2], path.count("/")): path for path in EVERY_PAGE}.values())


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_keeps_anybody_out_in_light_and_dark(new_page: NewPage, width: int):
    page = new_page(width=width)
    found = []

    for address in [*ONE_OF_A_KIND, IN_SPANISH]:
        page.goto(address)
        found += [f"{address}: {line}" for line in barriers(page)]

    assert not found, "\n".join(found)


def test_nothing_keeps_anybody_out_of_the_other_pages(new_page: NewPage):
    page = new_page(width=PHONE)
    found = []

    for address in sorted(set(EVERY_PAGE) - set(ONE_OF_A_KIND)):
        page.goto(address)
        lines = violations(page, OF_WORDS) + sideways(page) + small_targets(page)
        found += [f"{address}: {line}" for line in lines]

    assert not found, "\n".join(found)


def test_the_data_for_search_engines_is_in_the_page_and_not_refused(page: Page):
    page.goto("/guide/prepare/")

    assert page.locator('script[type="application/ld+json"]').count() == 2


def test_the_body_map_shows_what_the_list_points_at(page: Page):
    page.goto("/guide/areas/")
    before = page.evaluate(FILL)

    page.get_by_role("main").get_by_role("link", name="Face For fine lines").focus()

    assert page.evaluate(FILL) != before


def test_a_tap_on_the_body_map_opens_the_area(new_page: NewPage):
    page = new_page(javascript=False)
    page.goto("/guide/areas/")

    page.locator("a.spot-hands").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hands")


@pytest.mark.parametrize("address", ["/guide/", "/check/area/"])
def test_a_tap_on_the_picture_ticks_its_area_and_leaves_the_picture_where_it_is(new_page: NewPage, address: str):
    page = new_page(width=390)
    page.goto(address)
    page.locator("label.spot-face").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")

    page.locator("label.spot-face").click()
    page.locator("label.spot-hips-thighs").click()

    assert page.evaluate("scrollY") == before
    expect(page.locator("input[value=face]")).to_be_checked()
    expect(page.locator("input[value=hips-and-thighs]")).to_be_checked()


def test_the_keyboard_meets_each_area_once(page: Page):
    page.goto("/guide/areas/")
    page.locator(".link-list a").first.focus()

    for name in ("Face", "Neck", "Chest"):
        page.keyboard.press("Tab")
        expect(page.locator("a:focus")).to_contain_text(name)


def test_the_guide_can_be_read_from_first_page_to_last(new_page: NewPage):
    page = new_page(javascript=False)
    page.goto("/guide/")
    follow(page.get_by_role("main").get_by_role("link", name="What it is", exact=True))

    pages = 1
    while (onward := page.locator(".guide-turn-next")).count():
        follow(onward)
        pages += 1

    expect(page.get_by_role("heading", level=1)).to_have_text(the_book().pages[-1].row.title_en)
    assert pages == len(PAGES) - 1


def test_on_paper_the_questions_have_room_to_write_and_the_menus_are_gone(page: Page):
    page.goto("/guide/questions/")
    question = page.locator(".questions > li").first
    height = question.bounding_box()["height"]

    page.emulate_media(media="print")

    expect(page.locator(".guide-contents")).to_be_hidden()
    expect(page.locator(".guide-turn")).to_be_hidden()
    expect(page.locator(".site-header nav").first).to_be_hidden()
    assert question.bounding_box()["height"] > height + 15


def test_the_sheet_to_decide_on_is_one_page_of_paper(page: Page):
    page.goto("/guide/decide/")

    printed = page.pdf(format="Letter")

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1

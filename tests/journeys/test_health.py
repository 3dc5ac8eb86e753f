"""The last question in a browser: the card and its three ways on, the note above the list, the sheet for the doctor."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage
from tests.journeys.inspecting import WIDTHS, barriers
from tests.journeys.steps import answer_up_to, begin, continue_, follow, heading, keep_health, option, send

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "Is any of this true for you?"


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.MATCH_INLINE_AFTER_SECONDS = 0


def tell(page: Page, *ticks: str) -> None:
    begin(page)
    answer_up_to(page, QUESTION)
    for label in ticks:
        option(page, label).check()
    keep_health(page)
    continue_(page)


def test_from_the_card_to_the_list_and_the_sheet(new_page: NewPage):
    page = new_page(width=390, javascript=False)
    tell(page, "You are pregnant", "You have diabetes")
    heading(page, "Talk to your doctor first")

    page.get_by_role("button", name="Save my answers and come back").click()
    expect(page.get_by_text("Your answers are saved in this browser until").first).to_be_visible()
    page.goto("/find/")
    page.get_by_role("link", name="Go on where you stopped").click()
    heading(page, "Talk to your doctor first")
    page.get_by_label("A doctor has told me").check()
    page.get_by_role("button", name="Go on", exact=True).click()
    heading(page, "Check your answers")
    expect(page.get_by_text("You are pregnant or might be")).to_be_visible()
    send(page)

    heading(page, "3 providers fit your plan")
    expect(page.get_by_role("heading", name="Talk to your doctor before you book")).to_be_visible()
    page.get_by_role("link", name="Take this to your doctor").click()
    heading(page, "Take this to your doctor")
    expect(page.get_by_text("I have diabetes. How well does my skin heal after shots?")).to_be_visible()
    expect(page.get_by_text("Dr. Amara Osei, MD")).to_be_visible()


def test_what_the_check_asked_is_filled_in_when_the_person_says_so(page: Page):
    page.goto("/check/area/")
    for label in ("Face", "Fine lines and wrinkles", "After that", "You have diabetes"):
        option(page, label).check()
        follow(page.get_by_role("button", name="Continue"))
    begin(page)
    answer_up_to(page, QUESTION)
    expect(option(page, "You have diabetes")).not_to_be_checked()

    page.get_by_role("link", name="Fill in what I ticked").click()

    expect(option(page, "You have diabetes")).to_be_checked()


def test_health_answers_can_be_deleted_alone(page: Page):
    tell(page, "You have diabetes")
    send(page)
    page.get_by_role("link", name="Change or delete your health answers").click()
    heading(page, QUESTION)

    page.get_by_role("button", name="Delete my health answers").click()

    heading(page, "3 providers fit your plan")
    expect(page.get_by_text("We do not know about your health.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_it_has_a_barrier(new_page: NewPage, width: int):
    page, found = new_page(width=width), {}

    def look(name: str) -> None:
        found[name] = barriers(page)

    begin(page)
    answer_up_to(page, QUESTION)
    look("question")
    continue_(page)
    page.get_by_role("alert").wait_for()
    look("nothing ticked, no consent")
    option(page, "You are pregnant").check()
    keep_health(page)
    continue_(page)
    heading(page, "Talk to your doctor first")
    look("stop card")
    page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_role("alert").wait_for()
    look("stop card, wrong")
    page.get_by_role("button", name="Save my answers and come back").click()
    page.get_by_text("Your answers are saved").first.wait_for()
    look("stop card, saved")
    page.get_by_label("A doctor has told me").check()
    page.get_by_role("button", name="Go on", exact=True).click()
    heading(page, "Check your answers")
    look("answers")
    send(page)
    heading(page, "3 providers fit your plan")
    page.locator("#health-title + details summary").click()
    look("list with its note")
    page.get_by_role("link", name="Take this to your doctor").click()
    heading(page, "Take this to your doctor")
    look("sheet")
    page.get_by_role("link", name="Back to your list").click()
    page.get_by_role("link", name="Change or delete your health answers").click()
    heading(page, QUESTION)
    look("change or delete")

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_in_spanish_the_way_is_the_same(new_page: NewPage):
    page = new_page(width=390, javascript=False)
    tell(page, "You are pregnant")
    heading(page, "Talk to your doctor first")

    page.get_by_role("button", name="Español").or_(page.get_by_role("link", name="Español")).first.click()

    heading(page, "Hable primero con su médico")
    page.get_by_label("Un médico me ha dicho").check()
    page.get_by_role("button", name="Seguir", exact=True).or_(
        page.get_by_role("button", name="Continuar", exact=True)
    ).first.click()
    page.get_by_role("heading", level=1).wait_for()
    page.get_by_label("Acepto que Caarisma").check()
    follow(page.locator("main form .button").last)
    page.wait_for_url("**/es/matches/**")
    page.get_by_role("link", name="Llévele esto a su médico").click()
    heading(page, "Llévele esto a su médico")

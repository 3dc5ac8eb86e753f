"""How the questions behave in a browser: mistakes, Back, Change, the keyboard, two clicks."""

import re

import pytest
from playwright.sync_api import Page, expect

from matching.models import Intake
from tests.journeys.test_find_a_provider import answer_everything, go_on, heading, say_what_and_where, start

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def leave_be(page: Page) -> None:
    """Nothing to look at on the way."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_mistake_is_told_first_and_leads_to_its_field(open_page, check, width, scheme):
    page = open_page(width=width, scheme=scheme)
    start(page, leave_be)

    go_on(page)

    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_be_focused()
    check(page)
    page.get_by_role("alert").get_by_role("link", name="Choose at least one area").click()
    expect(page.get_by_label("Scalp")).to_be_focused()


def test_an_odd_amount_is_asked_about_and_kept(open_page, check):
    page = open_page(width=390)
    start(page, leave_be)
    say_what_and_where(page, leave_be)
    amount = page.get_by_label("Most for one session, in dollars")
    amount.fill("60")

    go_on(page)

    expect(amount).to_have_value("60")
    check(page)
    page.get_by_label("Yes, that is right").check()
    go_on(page)
    heading(page, "When can you go?")


def test_a_tap_on_the_picture_ticks_the_area(open_page):
    page = open_page(javascript=False)
    start(page, leave_be)

    page.locator("label.spot-hands").click()

    expect(page.get_by_label("Hands")).to_be_checked()


def test_the_browsers_back_shows_the_answers_as_they_were(open_page):
    page = open_page()
    answer_everything(page)

    page.go_back()
    expect(page.get_by_role("group", name="A doctor gives the treatment").get_by_label("Nice to have")).to_be_checked()
    page.go_back()
    expect(page.get_by_label("Weekday mornings")).to_be_checked()


def test_change_comes_back_to_the_answers(open_page):
    page = open_page(javascript=False)
    answer_everything(page)

    page.get_by_role("link", name="Change How far can you travel?").click()
    page.get_by_label("50 miles").check()
    go_on(page)

    heading(page, "Check your answers")
    expect(page.get_by_text("50 miles")).to_be_visible()


def test_two_clicks_on_the_last_button_save_once(open_page):
    page = open_page()
    answer_everything(page)
    page.get_by_label("I agree that Caarisma can use my answers").check()

    page.get_by_role("button", name="Find providers").dblclick()
    page.wait_for_url(re.compile("/matches/"))

    assert Intake.objects.count() == 1


def test_the_keyboard_alone_answers_a_question(open_page):
    page = open_page()
    start(page, leave_be)

    page.get_by_label("Scalp").focus()
    for key in ("Tab", "Space", "Tab", "Space", "Enter"):
        page.keyboard.press(key)

    heading(page, "What would you like help with?")
    page.go_back()
    assert [box.get_attribute("value") for box in page.get_by_role("checkbox", checked=True).all()] == ["face", "neck"]

"""The whole way in without a mouse: every control can be reached with Tab, in the order of the page."""

import pytest
from playwright.sync_api import Locator, Page, expect

from matching.models import Intake
from tests.journeys.steps import heading, option

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STOPS = 40  # more Tab keys than any of these pages has stops


def tab_to(page: Page, wanted: Locator) -> None:
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def press(page: Page, button: str) -> None:
    tab_to(page, page.get_by_role("button", name=button, exact=True))
    page.keyboard.press("Enter")


def mark(page: Page, name: str) -> None:
    tab_to(page, option(page, name))
    page.keyboard.press("Space")
    expect(option(page, name)).to_be_checked()


def fill(page: Page, label: str, words: str) -> None:
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(words)


def test_from_the_front_page_to_the_list(page: Page, settings: object):
    settings.MATCH_INLINE_AFTER_SECONDS = 0
    page.goto("/")
    fill(page, "Your ZIP code", "94612")
    page.keyboard.press("Enter")
    heading(page, "Find a provider")
    mark(page, "I am 18 or over")
    press(page, "Start")

    heading(page, "Which areas would you like treated?")
    mark(page, "Face")
    press(page, "Continue")
    heading(page, "What would you like help with?")
    mark(page, "Fine lines and wrinkles")
    press(page, "Continue")
    heading(page, "What is your ZIP code?")
    press(page, "Continue")
    heading(page, "How far can you travel?")
    tab_to(page, option(page, "15 miles"))  # a group of radio buttons is one stop; arrows choose
    page.keyboard.press("ArrowDown")
    expect(option(page, "25 miles")).to_be_checked()
    press(page, "Continue")
    heading(page, "What is the most you want to pay for one session?")
    fill(page, "Most for one session, in dollars", "250")
    page.keyboard.press("Enter")
    heading(page, "When can you go?")
    press(page, "Continue")
    heading(page, "Is there anything you would like?")
    press(page, "Continue")

    heading(page, "Check your answers")
    mark(page, "I agree that Caarisma can use my answers")
    press(page, "Find providers")
    page.wait_for_url("**/matches/**")
    assert Intake.objects.get().radius_miles == 25

"""The whole way with a keyboard alone. At each stop the focus can be seen, and nothing lies over it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import heading, option

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STOPS = 60

# A ring of 2 px or more, on the field itself or on the box drawn around it, and the field on top of everything else.
FOCUS_FAULT = """
() => {
  const one = document.activeElement;
  const ringed = (part) => {
    const style = part && getComputedStyle(part);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const name = `${one.tagName} ${(one.innerText || one.name || "").trim().slice(0, 40)}`;
  if (one === document.body) return "";
  if (!ringed(one) && !ringed(one.closest("label"))) return `${name}: no ring`;
  const {left, top, width, height} = one.getClientRects()[0];
  const over = document.elementFromPoint(left + width / 2, top + height / 2);
  return over && (one.contains(over) || over.contains(one)) ? "" : `${name}: covered or out of sight`;
}
"""


def tab_to(page: Page, target: Locator) -> None:
    page.wait_for_load_state()  # a heading is there before the stylesheet that draws the ring
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_FAULT) == ""
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached with Tab")


def press(page: Page, target: Locator, key: str) -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def press_button(page: Page, name: str) -> None:
    press(page, page.get_by_role("button", name=name), "Enter")


def test_the_skip_link_comes_first_and_leads_past_the_menu(page: Page):
    page.goto("/how-we-check/")

    page.keyboard.press("Tab")

    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_from_the_front_page_to_a_profile(page: Page, settings):
    settings.MATCH_INLINE_AFTER_SECONDS = 0
    page.goto("/")
    tab_to(page, page.get_by_label("Your ZIP code"))
    page.keyboard.type("94612")
    page.keyboard.press("Enter")
    heading(page, "Find a provider")
    press(page, page.get_by_label("I am 18 or over"), "Space")
    press_button(page, "Start")

    what_and_where(page)
    what_matters(page)
    press(page, page.get_by_label("I agree that Caarisma can use my answers"), "Space")
    press_button(page, "Find providers")

    heading(page, "3 providers fit your plan")
    card = page.locator("article.match").first
    press(page, card.get_by_role("link", name="See the clinic of Dr. Amara Osei, MD"), "Enter")
    heading(page, "Dr. Amara Osei, MD")
    press(page, page.locator(".proof summary"), "Enter")
    expect(page.locator(".proof").get_by_role("table")).to_be_visible()


def what_and_where(page: Page) -> None:
    heading(page, "Which areas would you like treated?")
    press(page, option(page, "Face"), "Space")
    press_button(page, "Continue")
    heading(page, "What would you like help with?")
    press(page, option(page, "Fine lines and wrinkles"), "Space")
    press_button(page, "Continue")
    heading(page, "What is your ZIP code?")
    press_button(page, "Continue")
    heading(page, "How far can you travel?")
    press(page, option(page, "15 miles"), "ArrowUp")
    expect(option(page, "10 miles")).to_be_checked()
    press_button(page, "Continue")


def what_matters(page: Page) -> None:
    heading(page, "What is the most you want to pay for one session?")
    tab_to(page, page.get_by_label("Most for one session, in dollars"))
    page.keyboard.type("250")
    press_button(page, "Continue")
    heading(page, "When can you go?")
    press(page, option(page, "I do not mind"), "Space")
    press_button(page, "Continue")
    heading(page, "Is there anything you would like?")
    tab_to(page, page.get_by_label("Language of the visit"))
    page.keyboard.type("Esp")
    level = page.get_by_role("group", name="How much does the language matter?")
    press(page, level.get_by_label("Nice to have"), "ArrowRight")
    expect(level.get_by_label("Must have")).to_be_checked()
    press_button(page, "Continue")
    heading(page, "What matters most to you?")
    press_button(page, "Continue")
    heading(page, "Is any of this true for you?")
    press(page, option(page, "You have diabetes"), "Space")
    press(page, page.get_by_label("I agree that Caarisma keeps these health answers"), "Space")
    press_button(page, "Continue")
    heading(page, "Check your answers")


def test_a_mistake_takes_the_focus_to_the_summary_and_on_to_the_field(page: Page):
    page.goto("/find/")

    press_button(page, "Start")

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    press(page, summary.get_by_role("link"), "Enter")
    expect(page.get_by_label("I am 18 or over")).to_be_focused()

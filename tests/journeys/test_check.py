"""Questions before you look: a person goes through it, back and forth, and meets no barrier on the way."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage
from tests.journeys.inspecting import WIDTHS, barriers
from tests.journeys.steps import follow, heading, option

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def answer_up_to_health(page: Page, *, area: str = "Face", concern: str = "Fine lines and wrinkles") -> None:
    page.goto("/check/")
    page.get_by_role("link", name="Start", exact=True).click()
    for label in (area, concern, "In the next 4 weeks"):
        option(page, label).check()
        press(page, "Continue")
    heading(page, "Is any of this true for you?")


def finish(page: Page, *told: str, **answers: str) -> None:
    answer_up_to_health(page, **answers)
    for label in told:
        option(page, label).check()
    press(page, "Continue")


def every_state(page: Page) -> Iterator[str]:
    """Open each page of the check, right and wrong. Gives its name while it is open."""
    page.goto("/check/")
    yield "start"
    follow(page.get_by_role("link", name="Start", exact=True))
    for label in ("Stomach", "Small fat pads", "In the next 4 weeks"):
        question = page.get_by_role("heading", level=1).inner_text()
        yield question
        press(page, "Continue")
        page.get_by_role("alert").wait_for()
        yield f"{question} Wrong"
        option(page, label).check()
        press(page, "Continue")
    heading(page, "Is any of this true for you?")
    yield "health"
    option(page, "None of these").check()
    option(page, "You have diabetes").check()
    press(page, "Continue")
    page.get_by_role("alert").wait_for()
    yield "health, wrong"
    option(page, "None of these").uncheck()
    press(page, "Continue")
    heading(page, "Talk to your doctor before you book")
    yield "note"
    press(page, "Find a provider")
    page.get_by_role("alert").wait_for()
    yield "on to the intake, not an adult"
    page.context.clear_cookies()
    finish(page, "You are pregnant", "You are allergic")
    heading(page, "Talk to your doctor first")
    yield "stop"
    press(page, "Delete these answers and start again")
    finish(page, "None of these")
    heading(page, "Nothing you told us stops you from looking")
    yield "clear"


def test_from_the_menu_to_the_card_and_on_to_the_intake(new_page: NewPage):
    page = new_page(javascript=False)
    page.goto("/")
    page.get_by_role("link", name="Questions before you look").first.click()
    heading(page, "Questions before you look")

    finish(page, "None of these")
    heading(page, "Nothing you told us stops you from looking")
    page.get_by_label("I am 18 or over").check()
    press(page, "Find a provider")

    heading(page, "What is your ZIP code?")


def test_back_keeps_what_was_ticked(page: Page):
    answer_up_to_health(page)
    option(page, "You have diabetes").check()

    press(page, "Back")
    heading(page, "When would you like to start?")
    expect(option(page, "In the next 4 weeks")).to_be_checked()
    press(page, "Continue")

    heading(page, "Is any of this true for you?")
    expect(option(page, "You have diabetes")).to_be_checked()


def test_the_browsers_own_back_works_on_every_step_and_after_a_mistake(page: Page):
    answer_up_to_health(page)
    press(page, "Continue")
    page.get_by_role("alert").wait_for()
    option(page, "You have diabetes").check()
    press(page, "Continue")
    heading(page, "Talk to your doctor before you book")

    for asked in ("Is any of this true for you?", "Is any of this true for you?", "When would you like to start?"):
        page.go_back()
        heading(page, asked)
    expect(option(page, "In the next 4 weeks")).to_be_checked()
    page.reload()
    press(page, "Continue")
    heading(page, "Is any of this true for you?")
    expect(option(page, "You have diabetes")).to_be_checked()


def test_change_comes_straight_back_to_the_card(page: Page):
    finish(page, "You have diabetes")
    heading(page, "Talk to your doctor before you book")

    page.get_by_role("link", name="Change Is any of this true for you?").click()
    option(page, "You have diabetes").uncheck()
    option(page, "You are breastfeeding").check()
    press(page, "Continue")

    heading(page, "Talk to your doctor first")
    expect(page.get_by_text("You told us you are breastfeeding.")).to_be_visible()


def test_the_keyboard_alone_goes_on_and_not_back(page: Page):
    answer_up_to_health(page)

    option(page, "You have diabetes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    heading(page, "Talk to your doctor before you book")


def test_no_answer_is_in_an_address(page: Page):
    visited: list[str] = []
    page.on("framenavigated", lambda frame: visited.append(frame.url))

    finish(page, "You are pregnant")
    heading(page, "Talk to your doctor first")

    assert [url.split("/check/")[1] for url in visited] == ["", "area/", "concern/", "timing/", "health/", "result/"]
    assert {cookie["name"] for cookie in page.context.cookies()} == {"csrftoken", "answers"}
    assert not any("pregnan" in cookie["value"] for cookie in page.context.cookies())


def test_on_paper_only_the_outcome_and_the_list_are_left(page: Page):
    finish(page, "You are pregnant")

    page.emulate_media(media="print")

    expect(page.get_by_text("I am pregnant or might be. How long should I wait?")).to_be_visible()
    expect(page.get_by_text("You told us you are pregnant")).to_be_visible()
    for gone in ("What you told us", "What you can do now"):
        expect(page.get_by_role("heading", name=gone)).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_keeps_anybody_out_in_light_and_dark(new_page: NewPage, width: int):
    page = new_page(width=width)

    found = {name: barriers(page) for name in every_state(page)}

    assert {name: lines for name, lines in found.items() if lines} == {}
    assert len(found) == 13

"""How the questions behave in a browser: mistakes, the picture, Back, Change, and sending twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from matching.search.models import Intake
from tests.journeys.conftest import NewPage
from tests.journeys.steps import (
    agree,
    answer,
    answer_up_to,
    begin,
    continue_,
    heading,
    option,
    type_limit,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mistake_is_told_first_and_leads_to_its_field(page: Page):
    begin(page)

    continue_(page)

    summary = page.get_by_role("alert")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Choose at least one area").click()
    expect(option(page, "Scalp")).to_be_focused()


def test_an_odd_amount_is_asked_about_and_kept(page: Page):
    begin(page)
    answer_up_to(page, "What is the most you want to pay for one session?")
    type_limit("60")(page)

    continue_(page)

    expect(page.get_by_label("Most for one session, in dollars")).to_have_value("60")
    page.get_by_label("Yes, that is right").check()
    continue_(page)
    heading(page, "When can you go?")


def test_a_tap_on_the_picture_ticks_the_area_without_any_script(new_page: NewPage):
    page = new_page(javascript=False)
    begin(page)

    page.locator("label.spot-hands").click()

    expect(option(page, "Hands")).to_be_checked()


def test_the_browsers_back_shows_the_answers_as_they_were(page: Page):
    begin(page)
    answer(page)

    page.go_back()
    heading(page, "Is any of this true for you?")
    page.go_back()
    heading(page, "What matters most to you?")
    page.go_back()

    heading(page, "Is there anything you would like?")
    expect(page.get_by_label("Language of the visit")).to_have_value("es")
    page.go_back()
    expect(option(page, "Saturdays")).not_to_be_checked()


def test_change_comes_back_to_the_answers(page: Page):
    begin(page)
    answer(page)

    page.get_by_role("link", name="Change How far can you travel?").click()
    option(page, "50 miles").check()
    continue_(page)

    heading(page, "Check your answers")
    expect(page.get_by_text("50 miles")).to_be_visible()


class TestSendingTwice:
    @pytest.fixture
    def ready(self, page: Page, settings) -> Page:
        settings.MATCH_INLINE_AFTER_SECONDS = 0
        begin(page)
        answer(page)
        agree(page)
        return page

    def test_a_double_click_makes_one_intake_and_leads_to_its_list(self, ready: Page):
        ready.get_by_role("button", name="Find providers").dblclick()

        heading(ready, "3 providers fit your plan")
        assert ready.url.endswith(Intake.objects.get().get_absolute_url())  # get(): there is one

    def test_a_step_back_after_sending_shows_the_answers_and_leads_to_the_list_again(self, ready: Page):
        ready.get_by_role("button", name="Find providers").click()
        heading(ready, "3 providers fit your plan")
        first_list = ready.url

        ready.go_back()
        heading(ready, "Check your answers")
        ready.get_by_role("link", name="Back to your list").click()

        heading(ready, "3 providers fit your plan")
        assert ready.url == first_list
        assert Intake.objects.count() == 1

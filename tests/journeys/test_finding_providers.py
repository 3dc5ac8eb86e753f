"""The main job: from "Find a provider" to a ranked, explained list, and one step beyond it."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from matching.models import MatchJob
from tests.journeys.conftest import UNTIL_A_WORKER_ANSWERS, NewPage
from tests.journeys.directory import LAPSED, MATCHES, OTHER_LANGUAGE, TOO_DEAR, TOO_FAR, make_list
from tests.journeys.steps import answer, begin, heading, send


def cards(page: Page) -> Locator:
    return page.locator("article.card")


def names(page: Page) -> list[str]:
    return page.locator("article.card h3").all_inner_texts()


def near_miss(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="Almost a match").get_by_role("listitem").filter(has_text=name)


@pytest.mark.worker
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_person_finds_providers_lets_go_of_one_need_and_takes_it_back(
    new_page: NewPage, worker: None, javascript: bool
):
    page = new_page(width=390, javascript=javascript)

    begin(page)
    answer(page)
    send(page)

    page.wait_for_url("**/matches/**", timeout=UNTIL_A_WORKER_ANSWERS)
    heading(page, "3 providers fit your plan")
    assert names(page) == MATCHES
    assert MatchJob.objects.get().done_by == "worker"

    near_miss(page, TOO_DEAR).get_by_role("button", name="Raise my limit to $275").click()

    page.wait_for_url("**/matches/**")
    heading(page, "4 providers fit your plan")
    assert TOO_DEAR in names(page)
    expect(page.get_by_text("You raised your limit to $275.")).to_be_visible()
    assert MatchJob.objects.get().done_by == "worker"

    page.get_by_role("button", name="Undo").click()

    page.wait_for_url("**/matches/**")
    heading(page, "3 providers fit your plan")
    assert names(page) == MATCHES
    expect(page.get_by_text("You raised your limit")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_without_any_worker_the_waiting_page_ranks_by_itself(new_page: NewPage, javascript: bool):
    page = new_page(javascript=javascript)
    begin(page)
    answer(page)

    send(page)

    heading(page, "Looking for providers")
    page.wait_for_url("**/matches/**")
    heading(page, "3 providers fit your plan")
    assert MatchJob.objects.get().done_by == "page"


class TestTheList:
    @pytest.fixture(autouse=True)
    def _opened(self, page: Page) -> None:
        page.goto(make_list(now=timezone.now()).get_absolute_url())

    def test_a_card_says_why_what_the_course_costs_and_what_is_good_to_know(self, page: Page):
        card = cards(page).first

        expect(card).to_contain_text("1.0 miles from 94612")
        expect(card.get_by_role("listitem").filter(has_text="The nearest on this list")).to_be_visible()
        expect(card).to_contain_text("Your whole course, 6 to 10 sessions")
        expect(card).to_contain_text("$1,080 to $1,800")
        expect(card.get_by_text("Good to know:")).to_have_count(1)

    def test_opening_the_proof_shows_each_check_with_its_source_and_date(self, page: Page):
        card = cards(page).first
        expect(card.get_by_role("table")).to_be_hidden()

        card.get_by_text("8 of 8 checks passed").click()

        rows = card.get_by_role("table").get_by_role("row")
        expect(rows).to_have_count(1 + 8)
        expect(rows.nth(1)).to_contain_text("State license")
        expect(rows.nth(1)).to_contain_text("The primary source")
        expect(rows.nth(1)).to_contain_text("Good until")

    def test_who_almost_fits_is_told_apart_with_the_one_change_that_would_do(self, page: Page):
        expect(near_miss(page, TOO_DEAR)).to_contain_text("$25 over your limit at $275 a session")
        expect(near_miss(page, TOO_FAR).get_by_role("button")).to_contain_text("Go out to 25 miles")
        expect(near_miss(page, OTHER_LANGUAGE).get_by_role("button")).to_contain_text(
            "Make this a wish: Speaks Español"
        )

    def test_who_has_no_license_in_date_is_nowhere(self, page: Page):
        expect(page.get_by_text(LAPSED.removeprefix("Dr. "))).to_have_count(0)

    def test_sorting_changes_the_order_and_not_the_count(self, page: Page):
        page.get_by_label("Sort by").select_option("Soonest opening")
        page.get_by_role("button", name="Apply").click()

        heading(page, "3 providers fit your plan")
        expect(cards(page).first).to_contain_text(MATCHES[2])

"""The main job: from "Find a provider" to a ranked, explained list, and one step beyond it."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from matching.search.models import MatchJob
from tests.journeys.conftest import UNTIL_A_WORKER_ANSWERS, NewPage
from tests.journeys.directory import LAPSED, MATCHES, OTHER_LANGUAGE, TOO_DEAR, TOO_FAR, make_list, open_own, shared
from tests.journeys.steps import answer, begin, heading, send


def cards(page: Page) -> Locator:
    return page.locator("article.match")


def names(page: Page) -> list[str]:
    return page.locator("article.match h3").all_inner_texts()


def near_miss(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="Almost a match").get_by_role("listitem").filter(has_text=name)


@pytest.mark.worker
def test_a_person_finds_providers_lets_go_of_one_need_and_takes_it_back(new_page: NewPage, worker: None):
    page = new_page(width=390, javascript=False)

    begin(page)
    answer(page)
    send(page)

    page.wait_for_url("**/matches/**")  # the waiting page is there too
    answered = page.get_by_role("heading", level=1, name="3 providers fit your plan")
    expect(answered).to_be_visible(timeout=UNTIL_A_WORKER_ANSWERS)
    assert names(page) == MATCHES
    assert MatchJob.objects.get().done_by == "worker"

    near_miss(page, TOO_DEAR).get_by_role("button", name="Raise my limit to $275").click()

    page.wait_for_url("**/matches/**")
    heading(page, "4 providers fit your plan")
    assert TOO_DEAR in names(page)
    expect(page.get_by_text("You raised your limit to $275.")).to_be_visible()
    assert MatchJob.objects.get().done_by == "page", "a change is answered on the page that stays"

    page.get_by_role("button", name="Undo").click()

    page.wait_for_url("**/matches/**")
    heading(page, "3 providers fit your plan")
    assert names(page) == MATCHES
    expect(page.get_by_text("You raised your limit")).to_have_count(0)


def test_without_any_worker_the_waiting_page_ranks_by_itself(page: Page):
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
        open_own(page, make_list(now=timezone.now()))

    def test_a_card_says_why_what_the_course_costs_and_what_is_good_to_know(self, page: Page):
        card = cards(page).first

        expect(card).to_contain_text("1.0 miles, Oakland")
        expect(card.get_by_role("listitem").filter(has_text="The nearest on this list")).to_be_visible()
        expect(card).to_contain_text("6 to 10 sessions")
        expect(page.get_by_text("6 to 10 sessions, as a 2022 guide says")).to_be_visible()
        expect(card).to_contain_text("$1,080 to $1,800")
        expect(card.get_by_text("Good to know:")).to_have_count(1)

    def test_the_proof_is_one_line_that_leads_to_each_check_with_its_source_and_date(self, page: Page):
        card = cards(page).first
        expect(card.get_by_role("table")).to_have_count(0)

        card.get_by_role("link", name="8 of 8 checks passed").click()

        rows = page.locator("#checks-table").get_by_role("row")
        expect(rows).to_have_count(1 + 8)
        expect(rows.nth(1)).to_contain_text("State license")
        expect(rows.nth(1)).to_contain_text("The board of the state where the clinic is")
        expect(rows.nth(1)).to_contain_text("Good until")

    def test_a_card_leads_to_its_clinic_and_the_clinic_back_to_the_card(self, page: Page):
        page.get_by_text("How we order this list").click()
        page.get_by_role("link", name="Soonest opening").click()
        heading(page, "3 providers fit your plan")
        expect(cards(page).first).to_contain_text(MATCHES[2])

        cards(page).nth(1).get_by_role("link", name="See the clinic").click()

        expect(page.get_by_text("For what you asked")).to_be_visible()
        page.get_by_role("link", name="Back to your list").click()
        page.wait_for_url("**sort=opening#at-*")
        expect(cards(page).first).to_contain_text(MATCHES[2])

    def test_ten_cards_are_five_pages_at_most_each_with_phone_and_street(self, page: Page):
        """Three cards here, on one page and a bit: what a card takes is what ten of them take."""
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 720, "height": 940})  # Letter with margins, at 96 dots an inch

        heights = page.locator("article.match").evaluate_all("(all) => all.map((one) => one.offsetHeight)")
        assert max(heights) * 10 <= 4.5 * 940
        expect(cards(page).first).to_contain_text("1 Lakeside Drive, Oakland, CA 94612")
        expect(cards(page).first.get_by_text("1 Lakeside Drive")).to_be_visible()
        expect(page.locator(".dial")).to_be_hidden()

    def test_who_almost_fits_is_told_apart_and_who_has_no_license_in_date_is_nowhere(self, page: Page):
        expect(near_miss(page, TOO_DEAR)).to_contain_text("$25 over your limit at $275 a session")
        expect(near_miss(page, TOO_FAR).get_by_role("button")).to_contain_text("Go out to 25 miles")
        expect(near_miss(page, OTHER_LANGUAGE).get_by_role("button")).to_contain_text(
            "Make this a wish: Speaks Español"
        )
        expect(page.get_by_text(LAPSED.removeprefix("Dr. "))).to_have_count(0)


def test_back_from_the_list_leads_to_the_answers_and_on_to_the_last_question(new_page: NewPage):
    page = new_page(width=390, javascript=False)
    begin(page)
    answer(page)
    send(page)
    heading(page, "3 providers fit your plan")
    the_list = page.url

    page.go_back()
    heading(page, "Check your answers")
    expect(page.get_by_text("Must have: Speaks Español")).to_be_visible()
    page.go_back()
    heading(page, "Is any of this true for you?")
    page.go_forward()
    page.get_by_role("link", name="Back to your list").click()

    heading(page, "3 providers fit your plan")
    assert page.url == the_list


def test_whoever_gets_the_address_reads_it_and_makes_a_list_of_their_own(new_page: NewPage):
    address = shared(make_list(now=timezone.now())).get_shared_url()
    page = new_page(width=390, javascript=False)
    page.goto(address)
    heading(page, "3 providers fit your plan")
    expect(page.get_by_role("button", name="Raise my limit")).to_have_count(0)
    expect(page.get_by_text("Delete your answers")).to_have_count(0)

    page.get_by_role("link", name="Make this search mine").click()
    page.get_by_role("button", name="Make my list").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Your ZIP code").fill("94612")
    page.get_by_label("I am 18 or over").check()
    page.get_by_label("I agree that Caarisma can use my answers").check()
    page.get_by_role("button", name="Make my list").click()

    heading(page, "3 providers fit your plan")
    assert not page.url.endswith(address)
    expect(near_miss(page, TOO_DEAR).get_by_role("button")).to_contain_text("Raise my limit to $275")


def test_on_a_phone_each_result_stands_beside_its_label(new_page: NewPage):
    page = new_page(width=390)
    page.goto("/p/amara-osei/checks/")

    cell = page.locator(".checks-table td").first
    left = cell.evaluate("(td) => td.getBoundingClientRect().left")
    inside = cell.evaluate(
        """(td) => { const all = document.createRange(); all.selectNodeContents(td);
        return Math.min(...[...all.getClientRects()].map((box) => box.left)); }"""
    )
    assert inside - left > 120, "the answer has fallen below the column of labels"

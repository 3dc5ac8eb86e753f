"""Before any paper: yes, not yet or no. On a phone without JavaScript; test_portal_pages.py looks at each page."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from providers.joining.models import JoinWait
from providers.joining.services.waiting import tell_of_answers
from tests.journeys.conftest import NewPage
from tests.journeys.steps import follow, heading
from tests.letters import delivered
from tests.rules import close_state, forbid, open_state

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _opened_again() -> Iterator[None]:
    yield
    open_state("GA", "np")
    open_state("CA", "rn")


def ask(page: Page, license_type: str, state: str, zip_code: str) -> None:
    page.goto("/provider/can-i-join/")
    page.get_by_label(license_type).check()
    page.get_by_label("State where you work").select_option(state)
    page.get_by_label("ZIP code where you work").fill(zip_code)
    follow(page.get_by_role("button", name="See the answer"))
    assert zip_code not in page.url


def test_who_asks_is_told_yes_not_yet_or_no_and_then_when_it_opens(new_page: NewPage):
    close_state("GA", "np")
    forbid("CA", "rn")
    page = new_page(width=390, javascript=False)

    ask(page, "Nurse practitioner", "New York", "10001")
    heading(page, "Yes, you can join")
    ask(page, "Registered nurse", "California", "94612")
    heading(page, "State law says no")
    expect(page.get_by_text("Our source:")).to_be_visible()
    ask(page, "Nurse practitioner", "Georgia", "30303")
    heading(page, "Not yet")
    page.get_by_label("Your email address").fill("np@example.com")
    page.get_by_role("button", name="Write to me when you know").click()
    expect(page.get_by_text("Look for our mail.")).to_be_visible()

    (link,) = re.findall(r"http://\S+can-i-join/told/\S+", delivered()[-1].body)
    page.goto(link)
    page.get_by_role("button", name="Yes, write to me").click()
    heading(page, "We write to you when we know")
    open_state("GA", "np")
    assert tell_of_answers(now=timezone.now()) == 1

    assert "you can join us in Georgia" in delivered()[-1].body
    page.goto(link)
    heading(page, "We have written to you")
    assert JoinWait.objects.get().told_at

"""Journey 1: from the front page to a ranked list, and a near miss let in and out again."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from matching.enums import FinishedBy
from matching.models import Intake, MatchJob
from tests.factories.providers import make_listed_location, make_provider
from treatments.models import AreaConcern

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Look = Callable[[Page], None]
RESULTS = re.compile(r"/matches/[\w-]{32}/$")


def leave_be(page: Page) -> None:
    """Instead of `check`, where there is nothing to look at: without JavaScript axe cannot run."""


@pytest.fixture
def providers(catalog: None) -> None:
    """Two that fit in Oakland, and one that asks $30 more a session."""
    now = timezone.now()
    for last_name, price in (("Near", 200), ("Cheap", 180), ("Dear", 280)):
        _listed(last_name, price, now)


def _listed(last_name: str, price: int, now: datetime) -> None:
    pair = AreaConcern.objects.get(area__slug="face", concern__slug="fine-lines")
    provider = make_provider(first_name="Amara", last_name=last_name, slug=last_name.lower())
    make_listed_location(now=now, provider=provider, area_concerns=[pair], price=price)


def go_on(page: Page, label: str = "Continue") -> None:
    page.get_by_role("button", name=label, exact=True).click()


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()


def start(page: Page, look: Look) -> None:
    page.goto("/")
    look(page)
    page.get_by_label("Your ZIP code").fill("94612")
    go_on(page, "Start")
    heading(page, "Find a provider")
    look(page)
    page.get_by_label("I am 18 or over").check()
    go_on(page, "Start")


def say_what_and_where(page: Page, look: Look) -> None:
    heading(page, "Which areas would you like treated?")
    look(page)
    page.get_by_label("Face").check()
    go_on(page)
    heading(page, "What would you like help with?")
    look(page)
    page.get_by_label("Fine lines and wrinkles").check()
    go_on(page)
    expect(page.get_by_label("What is your ZIP code?")).to_have_value("94612")
    look(page)
    go_on(page)
    heading(page, "How far can you travel?")
    look(page)
    expect(page.get_by_label("15 miles")).to_be_checked()
    go_on(page)


def say_what_matters(page: Page, look: Look) -> None:
    heading(page, "What is the most you want to pay for one session?")
    look(page)
    page.get_by_label("Most for one session, in dollars").fill("$250")
    go_on(page)
    heading(page, "When can you go?")
    look(page)
    page.get_by_label("Weekday mornings").check()
    go_on(page)
    heading(page, "Is there anything you would like?")
    look(page)
    page.get_by_role("group", name="A doctor gives the treatment").get_by_label("Nice to have").check()
    go_on(page)
    heading(page, "Check your answers")
    look(page)


def answer_everything(page: Page, look: Look = leave_be) -> None:
    start(page, look)
    say_what_and_where(page, look)
    say_what_matters(page, look)


def send(page: Page) -> None:
    page.get_by_label("I agree that Caarisma can use my answers").check()
    go_on(page, "Find providers")


def arrive(page: Page, count: int, look: Look = leave_be) -> None:
    page.wait_for_url(RESULTS)
    heading(page, f"{count} providers fit your plan")
    look(page)


def let_the_near_miss_in_and_out(page: Page, look: Look = leave_be) -> None:
    go_on(page, "Raise my limit to $280 to see Dr. Amara Dear, MD")
    arrive(page, 3, look)
    expect(page.get_by_text("You raised your limit to $280.")).to_be_visible()
    go_on(page, "Undo")
    arrive(page, 2, look)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_from_the_front_page_to_a_list_with_every_page_looked_at(open_page, check, providers, width, scheme):
    """The page ranks by itself here: nobody told a worker."""
    page = open_page(width=width, scheme=scheme)

    answer_everything(page, check)
    send(page)
    check(page)
    arrive(page, 2, check)
    let_the_near_miss_in_and_out(page, check)

    assert MatchJob.objects.get().done_by == FinishedBy.PAGE


@pytest.mark.parametrize("width", [390, 1280])
def test_without_javascript(open_page, providers, width):
    page = open_page(width=width, javascript=False)

    answer_everything(page)
    send(page)
    arrive(page, 2)
    let_the_near_miss_in_and_out(page)

    assert Intake.objects.count() == 1


@pytest.mark.worker
@pytest.mark.parametrize("javascript", [True, False])
def test_a_worker_makes_the_list(open_page, providers, start_worker, settings, javascript):
    settings.MATCH_INLINE_AFTER_SECONDS = 600  # the page leaves it to the worker
    start_worker()
    page = open_page(javascript=javascript)

    answer_everything(page)
    send(page)
    arrive(page, 2)

    assert MatchJob.objects.get().done_by == FinishedBy.WORKER

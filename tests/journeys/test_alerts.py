"""A person waits for a provider: from the empty list over two mails to the list, and out again by one press."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from matching.watches.clocks.mailing import mail_due
from matching.watches.looking.changes import hear_changes, look_first
from matching.watches.models import Watch
from providers.directory.models import Offering
from tests.journeys.conftest import NewPage
from tests.journeys.directory import TOO_DEAR, make_list, open_own
from tests.journeys.inspecting import barriers
from tests.journeys.steps import heading
from tests.matching.watches.conftest import mails_of

pytestmark = pytest.mark.django_db(transaction=True)


def link_of(kind: str, what: str = "press") -> str:
    """The address in the last mail of this kind, without the site."""
    text = mails_of(kind)[-1].letter["text"]
    found = re.search(rf"https?://[^/]+(\S*/alerts/{what}/\S+)", text)
    assert found, text
    return found.group(1)


def hear() -> None:
    now = timezone.now()
    hear_changes(now=now)
    look_first(now=now)


def ask(page: Page) -> None:
    """On an empty list: nobody near takes so little."""
    open_own(page, make_list(now=timezone.now(), max_price=100))
    page.get_by_label("Your email address").fill("ana@example.com")
    page.get_by_label("At once, one mail a day at most").check()
    page.get_by_role("button", name="Tell me", exact=True).click()
    heading(page, "Check your mail")


@pytest.mark.parametrize(("width", "javascript"), [(390, False), (1280, True)])
def test_from_an_empty_list_to_news_and_out_by_one_press(new_page: NewPage, width: int, javascript: bool):
    page = new_page(width=width, javascript=javascript)
    ask(page)
    page.goto(link_of("watch_confirm"))
    heading(page, "Please confirm your alert")
    page.get_by_role("button", name="Yes, write to me").click()
    heading(page, "Your alert is on")
    hear()
    Offering.objects.filter(location__provider__slug="priya-nair").update(price_per_session=90)

    hear()
    mail_due(now=timezone.now() + timedelta(minutes=31))

    page.goto(link_of("watch_news"))
    page.get_by_role("button", name="Show me").click()
    heading(page, "1 provider fits your plan")
    expect(page.get_by_role("link", name=TOO_DEAR).first).to_be_visible()
    page.goto(link_of("watch_news", "stop"))
    page.get_by_role("button", name="Stop these mails").click()
    heading(page, "We will not write to you about this search again")
    assert Watch.objects.get().state == "stopped"
    page.get_by_role("button", name="Start it again").click()
    heading(page, "Your alert is on")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_keeps_anybody_out_of_alerts(new_page: NewPage, width: int):
    page = new_page(width=width, answers_422="/alerts/search/")
    found = []
    intake = make_list(now=timezone.now(), max_price=100)
    open_own(page, intake)
    page.goto(intake.get_absolute_url())
    found += [f"list: {line}" for line in barriers(page)]
    page.goto(f"/alerts/search/{intake.token}/")
    page.locator("form.form button[type=submit]").click()
    page.get_by_role("alert").wait_for()
    found += [f"ask: {line}" for line in barriers(page)]
    page.locator("input[type=email]").fill("ana@example.com")
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/alerts/[0-9a-f-]{36}/"))
    found += [f"waits: {line}" for line in barriers(page)]
    page.goto(link_of("watch_confirm"))
    found += [f"press: {line}" for line in barriers(page)]
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/alerts/[0-9a-f-]{36}/"))
    found += [f"on: {line}" for line in barriers(page)]
    page.goto("/me/")
    found += [f"me: {line}" for line in barriers(page)]

    assert not found, "\n".join(found)

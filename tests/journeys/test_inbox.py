"""A clinic answers a request in its inbox, on a phone without a script and at a desk, and meets no barrier."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from matching.consultations.models import Request
from providers.directory.models import Provider
from tests.factories.consultations import at_clinic, make_asker, make_request
from tests.factories.providers import make_user
from tests.journeys.conftest import NewPage
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow, heading
from tests.journeys.test_portal_pages import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(site: str) -> Request:
    now, provider = timezone.now(), Provider.objects.filter(user=None).order_by("pk").first()
    assert provider is not None
    provider.user = make_user()
    provider.save()
    asker = make_asker(now=now, language="en")
    place = provider.locations.first()
    return make_request(place, now=now, asker=asker, first_name="Ana", note="Is there a bus stop?")


@pytest.mark.parametrize(("width", "script"), [(390, False), (1280, True)])
def test_from_the_inbox_to_offered_times_and_a_message(new_page: NewPage, site: str, asked: Request, width, script):
    page = new_page(width=width, javascript=script)

    def look(page: Page) -> None:
        assert barriers(page) == []

    sign_in(page, site, asked.provider.user)
    page.goto("/provider/")
    look(page)
    follow(page.get_by_role("link", name="Open your requests"))
    look(page)
    follow(page.get_by_role("link", name=asked.reference))
    heading(page, "A request waits for you")
    look(page)
    follow(page.get_by_role("link", name="Offer up to three times"))
    page.get_by_label("Day 1").fill("yesterday")
    follow(page.get_by_role("button", name="Offer these times"))
    look(page)
    page.get_by_label("Day 1").fill(at_clinic(timezone.now(), days=9).day.strftime("%b %-d"))
    page.get_by_label("Time 1").fill("2:30 pm")
    follow(page.get_by_role("button", name="Offer these times"))
    heading(page, "You offered a time")
    page.get_by_label("Write to the patient").fill("Yes, line 4.")
    follow(page.get_by_role("button", name="Put it in"))
    expect(page.get_by_label("Write to the patient")).to_have_value(
        "Yes, line 4.\nPlease call us. Our phone number is on our page."
    )
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_text("Yes, line 4.")).to_be_visible()
    look(page)
    for step in ("Say no", "Report this request", "Block this person"):
        page.goto(f"/provider/requests/{asked.reference}/")
        follow(page.get_by_role("link", name=step))
        look(page)

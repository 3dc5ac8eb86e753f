"""A clinic works as a team: asked by mail, joined, three price lists kept at one place, a request answered by name."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Page, expect

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from providers.directory.models import Offering, Provider
from providers.teams.enums import Role
from providers.teams.models import Member, TeamProvider
from tests.factories.consultations import make_asker, make_request
from tests.factories.providers import make_user
from tests.factories.teams import make_member
from tests.journeys.conftest import NewPage
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow, heading
from tests.journeys.test_portal_pages import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def proved(email: str) -> User:
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def three(site: str) -> list[Provider]:
    """At one street, with accounts of their own."""
    found = list(Provider.objects.filter(user=None, locations__offerings__isnull=False).distinct().order_by("pk")[:3])
    for provider in found:
        provider.user = make_user()
        provider.save()
        provider.locations.update(line1="9 Pier Road", zip_code=found[0].locations.first().zip_code)
    return found


def test_asked_joined_three_price_lists_kept_and_a_request_answered(
    new_page: NewPage, site: str, three: list[Provider]
) -> None:
    page, first, now = new_page(width=390, javascript=True), three[0], timezone.now()

    def look(page: Page) -> None:
        assert barriers(page) == []

    sign_in(page, site, first.user)
    page.goto("/provider/team/")
    look(page)
    page.get_by_label("Name of your team").fill("Pier team")
    follow(page.get_by_role("button", name="Begin a team"))
    follow(page.get_by_role("link", name="Ask somebody to join"))
    page.get_by_label("E-mail address").fill("maria")
    follow(page.get_by_role("button", name="Send the invitation"))
    look(page)
    page.get_by_label("E-mail address").fill("maria@example.com")
    page.get_by_label("Their name").fill("Maria Lopez")
    page.get_by_label("Manager").check()
    follow(page.get_by_role("button", name="Send the invitation"))
    expect(page.get_by_text("Asked, no answer yet")).to_be_visible()
    look(page)

    mail = Mail.objects.get(kind="team_invited")
    page.context.clear_cookies()
    page.goto(re.search(r"https?://[^/]+(/\S*team/invited/)", str(mail.letter)).group(1))  # type: ignore[union-attr]
    look(page)
    maria = proved("maria@example.com")
    sign_in(page, site, maria)
    page.goto("/provider/")  # who acts for nobody yet is led to what waits
    heading(page, "Invitations to teams")
    follow(page.get_by_role("link", name="Look at it"))
    look(page)
    follow(page.get_by_role("button", name="Join the team"))
    heading(page, first.name_with_credentials)
    look(page)

    team = Member.objects.get(user=maria).team
    for other in three[1:]:
        TeamProvider.objects.create(team=team, provider=other, agreed_by=other.user, since=now)
    page.goto("/provider/choose/")
    look(page)
    follow(page.locator(f"button[name=provider][value='{first.pk}']"))
    place = first.locations.first()
    page.goto(f"/provider/places/{place.pk}/prices/")
    page.locator("input[name^=price_]").first.fill("345")
    follow(page.get_by_role("button", name="Save"))
    page.goto("/provider/places/")
    look(page)
    follow(page.get_by_role("link", name="The same for others here").first)
    look(page)
    follow(page.get_by_role("button", name="Save for them"))
    expect(page.get_by_text("Saved for 2 people.")).to_be_visible()
    prices = Offering.objects.filter(price_per_session=345, is_active=True).values_list("location__provider", flat=True)
    assert set(prices) == {provider.pk for provider in three}
    for address in ("/provider/calendar/", f"/provider/places/{place.pk}/facts/", f"/provider/team/{team.pk}/"):
        page.goto(address)
        look(page)
    expect(page.get_by_text("changed the prices").first).to_be_visible()
    page.goto("/provider/licenses/")
    heading(page, "You cannot do this here")
    look(page)

    desk = make_member(team, Role.FRONT_DESK, now=now, name="Sam Reed")
    asked = make_request(place, now=now, asker=make_asker(now=now, language="en"), first_name="Ana")
    sign_in(page, site, desk.user)
    page.goto(f"/provider/requests/{asked.reference}/")
    page.get_by_label("Write to the patient").fill("Please come on Monday.")
    follow(page.get_by_role("button", name="Send"))
    sign_in(page, site, first.user)
    page.goto(f"/provider/requests/{asked.reference}/")
    expect(page.get_by_text("Sam Reed, Front desk").first).to_be_visible()
    look(page)

"""From a visit to a review on the page of the clinic; removed and objected to; and the clinic's one answer."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from playwright.sync_api import Page, expect

from caarisma.accounts.models import User
from caarisma.accounts.roles import load_roles
from matching.reviews.models import Review, ReviewInvitation
from matching.reviews.services.inviting import invite_all
from providers.directory.models import PracticeLocation, Provider
from tests.factories.consultations import make_asker
from tests.factories.providers import make_user
from tests.factories.reviews import AGO, make_review, make_visited, publish, remove
from tests.journeys.conftest import NewPage
from tests.journeys.geometry import sideways
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow, heading
from tests.matching.consultations.conftest import token_in

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "They told me first what would hurt, and it did not take long."
SHOTS = os.environ.get("SHOTS", "")  # a folder for pictures of the pages, to look at


def picture(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"reviews-{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.fixture
def place(site: str) -> PracticeLocation:
    provider = Provider.objects.order_by("pk").first()
    assert provider is not None
    provider.user = make_user()
    provider.save()
    found = provider.locations.first()
    assert found is not None
    return found


@pytest.fixture
def moderators(site: str, settings) -> list[User]:
    settings.STAFF_NEED_SECOND_FACTOR = False  # tests/accounts holds that it is needed
    load_roles()
    users = [make_user(f"moderator{number}@example.com", is_staff=True) for number in range(3)]
    for user in users:
        user.groups.set(Group.objects.filter(name="moderator"))
    return users


def as_(page: Page, site: str, user: User) -> Page:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return page


def invited(place: PracticeLocation, language: str = "en") -> ReviewInvitation:
    now = timezone.now()
    make_visited(place, now=now, asker=make_asker(now=now - AGO, user=None, language=language))
    invite_all(now=now)
    return ReviewInvitation.objects.get()


def tick_all(page: Page, *broken: str) -> None:
    for group in page.locator("fieldset.desk-radios").all():
        is_broken = any(words in group.inner_text() for words in broken)
        group.get_by_label("No" if is_broken else "Yes", exact=True).check()
    follow(page.get_by_role("button", name="Go on to the decision"))


@pytest.mark.parametrize(("width", "script", "language"), [(390, False, "es"), (1280, True, "en")])
def test_from_the_mail_to_the_page_of_the_clinic(
    new_page: NewPage, site: str, place: PracticeLocation, moderators: list[User], width, script, language
):
    invitation = invited(place, language)
    page = new_page(width=width, javascript=script)
    with override(language):
        page.goto(f"{'' if language == 'en' else '/es'}/requests/press/{token_in('visit_review_invited')}/")
        follow(page.locator("main form button[type=submit]"))
        heading(page, _("You went"))
        picture(page, "thread")
        follow(page.get_by_role("link", name=_("Your review of this visit")))
        heading(page, _("How was your visit?"))
        picture(page, f"form-{language}")
        assert sideways(page) == []
        assert width > 390 or barriers(page) == []
        # with mistakes at first: nothing is lost
        page.get_by_label(_("What was it like?")).fill("Good.")
        page.get_by_label(_("What did you pay for the last session?")).fill("180")
        follow(page.get_by_role("button", name=_("Send my review")))
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label(_("What was it like?"))).to_have_value("Good.")
        expect(page.get_by_label(_("What did you pay for the last session?"))).to_have_value("180")
        picture(page, f"mistakes-{language}")
        page.get_by_label(_("What was it like?")).fill(WORDS)
        for question in page.locator("fieldset").all():
            question.get_by_label(_("Mostly yes")).check()
        page.get_by_label(_("How many sessions have you had there so far?")).fill("2")
        page.locator("#id_no_stake").check()
        follow(page.get_by_role("button", name=_("Send my review")))
        expect(page.get_by_role("heading", name=_("We have your review"))).to_be_visible()
        picture(page, f"sent-{language}")

    desk = as_(new_page(width=1280, javascript=script), site, moderators[0])
    desk.goto(reverse("moderation:reports"))
    follow(desk.get_by_role("link", name="Review, to read"))
    expect(desk.get_by_text(WORDS)).to_be_visible()
    assert "Mostly yes" not in desk.content()
    picture(desk, "desk-ticks")
    tick_all(desk)
    expect(desk.get_by_text("Mostly yes").first).to_be_visible()
    picture(desk, "desk-decision")
    desk.get_by_label("Publish it").check()
    follow(desk.get_by_role("button", name="Decide"))

    with override("en"):
        address = invitation.place.address_on_site(invitation.provider.slug)
    page.goto(address)
    expect(page.get_by_text(WORDS)).to_be_visible()
    picture(page, "place")
    assert sideways(page) == []
    assert width > 390 or barriers(page) == []


def test_removed_by_two_objected_to_and_back_by_a_third(
    new_page: NewPage, site: str, place: PracticeLocation, moderators: list[User]
):
    now = timezone.now()
    user = make_user()
    make_review(place, now=now, asker=make_asker(now=now, user=user), words=WORDS)
    review = remove(Review.objects.get(), now=now, by=moderators[:2])
    page = as_(new_page(width=390, javascript=False), site, user)

    page.goto(reverse("matching_reviews:review", args=[review.invitation.reference]))
    expect(page.get_by_role("heading", name="Your review was removed")).to_be_visible()
    picture(page, "removed")
    follow(page.get_by_role("link", name="Object to this"))
    follow(page.get_by_role("button", name="Send to our staff"))
    expect(page.get_by_role("alert")).to_contain_text("Say in a few words why.")
    page.get_by_label("Why was it wrong to remove it?").fill("There is no threat in it.")
    follow(page.get_by_role("button", name="Send to our staff"))
    expect(page.get_by_text("You objected.")).to_be_visible()

    desk = as_(new_page(javascript=False), site, moderators[2])
    desk.goto(reverse("moderation:reports"))
    follow(desk.get_by_role("link", name="Objection to a removal"))
    tick_all(desk)
    desk.get_by_label("The author is right: publish it").check()
    desk.get_by_label("Why").fill("No threat.")
    picture(desk, "desk-objection")
    follow(desk.get_by_role("button", name="Decide"))

    page.reload()
    expect(page.get_by_role("heading", name="Your review is on the page")).to_be_visible()


def test_an_answer_is_refused_then_sent_and_shown(
    new_page: NewPage, site: str, place: PracticeLocation, moderators: list[User]
):
    now = timezone.now()
    for stars in (5, 5, 5, 5, 1):
        publish(make_review(place, now=now, stars=stars), now=now)
    page = as_(new_page(width=390, javascript=False), site, place.provider.user)

    page.goto("/provider/")
    follow(page.get_by_role("link", name="Open your reviews"))
    picture(page, "portal")
    follow(page.get_by_role("link", name="Answer in public").first)
    page.get_by_label("Your answer, for everybody to read").fill("You came late, Maria.")
    follow(page.get_by_role("button", name="Send it to be read"))
    expect(page.get_by_role("alert")).to_contain_text("you came")
    expect(page.get_by_label("Your answer, for everybody to read")).to_have_value("You came late, Maria.")
    picture(page, "reply-refused")
    follow(page.get_by_role("button", name="Use this text").nth(1))
    follow(page.get_by_role("button", name="Send it to be read"))
    expect(page.get_by_text("Your answer waits to be read:")).to_be_visible()

    desk = as_(new_page(javascript=False), site, moderators[0])
    desk.goto(reverse("moderation:reports"))
    follow(desk.get_by_role("link", name="Answer to a review"))
    desk.get_by_label("Publish it").check()
    picture(desk, "desk-reply")
    follow(desk.get_by_role("button", name="Decide"))

    page.goto(place.address_on_site(place.provider.slug))
    expect(page.get_by_text("The clinic answered:")).to_be_visible()
    expect(page.get_by_text("4.3 from 5 visits.")).to_be_visible()
    picture(page, "place-five")
    page.goto("/reviews-policy/")
    picture(page, "policy")
    assert sideways(page) == []

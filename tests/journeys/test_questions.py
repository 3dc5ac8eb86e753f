"""From a question to its answer: asked, confirmed by a press, read by the desk, answered by a listed provider, read
again, shown, found; then erased."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from playwright.sync_api import Page, expect

from caarisma.accounts.roles import load_roles
from caarisma.common.outbox.models import Mail
from matching.questions.models import Question
from providers.directory.models import Provider
from tests.factories.providers import make_user
from tests.factories.questions import press_token
from tests.journeys.conftest import NewPage
from tests.journeys.geometry import sideways
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow, heading
from tests.journeys.test_reviews import as_

pytestmark = pytest.mark.django_db(transaction=True)

SHOTS = os.environ.get("SHOTS", "")  # a folder for pictures of the pages, to look at
LONG = "W" * 60  # one word that no phone holds in a line
TITLE, ES_TITLE = f"How long does a bruise last? {LONG}", f"¿Cuánto dura el moretón de una inyección? {LONG}"
ANSWER = "A bruise mostly fades in one to two weeks. One that grows needs a doctor."


def looked_at(page: Page, name: str, *, axe: bool = False) -> None:
    """Each page on the way: nothing sticks out of it. With `axe`, on a phone, no barrier either."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
    assert sideways(page) == []
    assert not axe or page.viewport_size["width"] > 390 or barriers(page) == []


@pytest.fixture
def provider(site: str) -> Provider:
    found = Provider.objects.order_by("pk").first()
    assert found is not None
    found.user = make_user()
    found.save()
    return found


@pytest.fixture
def moderator(site: str, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False  # tests/accounts holds that it is needed
    load_roles()
    user = make_user("moderator@example.com", is_staff=True)
    user.groups.set(Group.objects.filter(name="moderator"))
    return user


def decide(page: Page, name: str) -> None:
    page.goto(reverse("moderation:reports"))
    follow(page.get_by_role("link", name=name))
    looked_at(page, f"desk-{'question' if name.startswith('Q') else 'answer'}")
    for group in page.locator("fieldset.desk-radios").all():
        group.get_by_label("Yes", exact=True).check()
    follow(page.get_by_role("button", name="Go on to the decision"))
    page.get_by_label("Publish it").check()
    follow(page.get_by_role("button", name="Decide"))
    expect(page.get_by_text("It is on the page.")).to_be_visible()


@pytest.mark.parametrize(("width", "script", "language"), [(390, False, "es"), (1280, True, "en")])
def test_from_a_question_to_its_answer(
    new_page: NewPage, site: str, provider: Provider, moderator, width, script, language
):
    title = TITLE if language == "en" else ES_TITLE
    page = new_page(width=width, javascript=script)
    with override(language):
        page.goto(reverse("questions:questions"))
        looked_at(page, f"list-empty-{language}")
        follow(page.get_by_role("main").get_by_role("link", name=_("Ask a question")).first)
        looked_at(page, f"ask-{language}")
        page.get_by_label(_("Your question in one line")).fill(title)
        page.get_by_label(_("What else should they know?")).fill("Dr. Osei: 510-555-0177. I cannot breathe.")
        page.get_by_label(_("Your email address")).fill("asks@example.com")
        follow(page.get_by_role("button", name=_("Send my question")))
        expect(page.get_by_role("heading", name=_("Is this urgent?"))).to_be_visible()
        for word in ("510-555-0177", "Dr. Osei"):
            expect(page.locator(".error-summary")).to_contain_text(word)
        expect(page.get_by_label(_("Your question in one line"))).to_have_value(title)
        looked_at(page, f"ask-mistakes-{language}", axe=True)
        page.get_by_label(_("What else should they know?")).fill(f"I have read one week and three. {LONG * 5}")
        follow(page.get_by_role("button", name=_("Send my question")))
        heading(page, _("Check your mail"))
        looked_at(page, f"own-unsent-{language}")
        page.goto(reverse("questions:press", args=[press_token("question_confirm")]))
        looked_at(page, f"press-{language}")
        follow(page.get_by_role("button", name=_("Yes, send it")))
        heading(page, _("We have your question"))
        looked_at(page, f"own-written-{language}", axe=True)

    desk = as_(new_page(width=1280, javascript=script), site, moderator)
    decide(desk, "Question, to read")
    portal = as_(new_page(width=width, javascript=script), site, provider.user)
    portal.goto(reverse("provider:questions"))
    looked_at(portal, f"portal-list-{language}")
    follow(portal.get_by_role("link", name=title))
    portal.get_by_label("Your answer, for everybody to read").fill("Call us, and we give you a discount.")
    follow(portal.get_by_role("button", name="Send it to be read"))
    expect(portal.locator(".error-summary")).to_be_visible()
    looked_at(portal, f"portal-answer-{language}", axe=True)
    portal.get_by_label("Your answer, for everybody to read").fill(ANSWER)
    follow(portal.get_by_role("button", name="Send it to be read"))
    decide(desk, "Answer to a question, to read")

    assert Mail.objects.filter(kind="question_answered").count() == 1
    with override(language):
        page.goto(reverse("questions:questions"))
        looked_at(page, f"list-{language}", axe=True)
        page.get_by_label(_("Look for a question")).fill("bruises" if language == "en" else "inyeccion")
        follow(page.get_by_role("button", name=_("Search the questions")))
        assert page.url.endswith(reverse("questions:questions"))
        follow(page.get_by_role("link", name=title))
        expect(page.get_by_text(ANSWER)).to_be_visible()
        expect(page.get_by_role("link", name=provider.name_with_credentials).first).to_be_visible()
        looked_at(page, f"question-{language}", axe=True)

        page.goto(reverse("me:home"))
        expect(page.get_by_role("heading", name=_("Your questions"))).to_be_visible()
        looked_at(page, f"me-{language}")
        page.goto(reverse("me:erase"))
        page.locator("main input[type=checkbox]").check()
        follow(page.locator("main form button[type=submit]"))
    assert not Question.objects.exists()

"""From "I went" to "thank you", weeks later; and from the second infection at one place to the desk."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from playwright.sync_api import Page, expect

from caarisma.accounts.roles import load_roles
from caarisma.common.outbox.models import Mail
from matching.aftercare.models import FollowUpAnswers, FollowUpConsent, OutcomeFigures, PlaceAlert
from matching.aftercare.rules.told import told_from
from matching.aftercare.services.asking import ask_due
from matching.consultations.links import link_to
from matching.consultations.models import Visit
from tests.factories.aftercare import make_visit, tell_infection
from tests.factories.consultations import make_asker, make_clinic
from tests.factories.providers import make_user
from tests.journeys.conftest import NewPage
from tests.journeys.geometry import sideways
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow, heading, option

pytestmark = pytest.mark.django_db(transaction=True)

STREET = {"line1": "1200 Clay St", "zip_code": "94612"}
WAYS = [(390, False, "es"), (1280, True, "en")]


def days_ago(visit: Visit, days: int) -> None:
    """As if it had taken place then; a consent is as old as the visit."""
    now = timezone.now()
    moved = {"day": now.date() - timedelta(days=days), "starts": now - timedelta(days=days, hours=1)}
    Visit.objects.filter(pk=visit.pk).update(**moved, ends=now - timedelta(days=days))
    FollowUpConsent.objects.update(given_at=now - timedelta(days=days))


def open_thread(page: Page, visit: Visit, language: str = "en") -> None:
    """By the link in a mail."""
    prefix = "" if language == "en" else f"/{language}"
    page.goto(f"{prefix}/requests/press/{link_to(visit.request, now=timezone.now())}/")
    follow(page.get_by_role("button", name=_("Open my requests")))
    heading(page, _("You went"))


def question_link() -> str:
    text = Mail.objects.get(kind="visit_question").letter["text"]
    return urlsplit(next(word for word in text.split() if "/after/go/" in word)).path


@pytest.mark.parametrize(("width", "javascript", "language"), WAYS)
def test_asked_by_consent_answered_with_a_sign_and_thanked(
    new_page: NewPage, width: int, javascript: bool, language: str
):
    page, now = new_page(width=width, javascript=javascript), timezone.now()
    visit = make_visit(
        make_clinic(now=now, **STREET), now=now, asker=make_asker(now=now, language=language), consents=False
    )
    days_ago(visit, 1)
    with override(language):
        open_thread(page, visit, language)
        page.locator("[name=agree]").check()
        follow(page.get_by_role("button", name=_("Save")))
        expect(page.get_by_role("button", name=_("Stop asking me"))).to_be_visible()
        assert sideways(page) == []

        days_ago(visit, 15)
        assert ask_due(now=timezone.now()) == 1
        page.goto(question_link())
        heading(page, _("A short question"))
        follow(page.get_by_role("button", name=_("Answer now")))
        heading(page, _("How is your skin now?"))
        option(page, _("A new lump")).check()
        assert sideways(page) == []
        follow(page.get_by_role("button", name=_("Send my answer")))

        heading(page, _("Please read this first"))
        expect(page.get_by_role("heading", name=_("Call your doctor today"))).to_be_visible()
        page.get_by_role("group", name=_("Have you seen a doctor about it?")).get_by_label(_("Yes")).check()
        group = page.get_by_role("group", name=_("Did the doctor say that it is an infection?"))
        group.get_by_label(_("We do not know yet")).check()
        assert sideways(page) == []
        follow(page.get_by_role("button", name=_("Send"), exact=True))
        heading(page, _("Thank you"))

    told = told_from(FollowUpAnswers.objects.get().answers)
    assert (told.signs, told.doctor, told.infection) == (frozenset({"lump"}), True, "waiting")


def test_stopped_by_the_link_of_the_mail(new_page: NewPage):
    page, now = new_page(width=390, javascript=False), timezone.now()
    visit = make_visit(now=now)
    days_ago(visit, 15)
    ask_due(now=timezone.now())
    text = Mail.objects.get(kind="visit_question").letter["text"]

    page.goto(urlsplit(next(word for word in text.split() if "/after/stop/" in word)).path)
    follow(page.get_by_role("button", name="Stop asking me"))

    heading(page, "We do not ask you any more")
    assert FollowUpConsent.objects.get().withdrawn_at is not None


def test_the_second_infection_at_one_place_is_at_the_desk_at_once(page: Page, site: str, settings: Any):
    settings.STAFF_NEED_SECOND_FACTOR = False  # tests/accounts holds that it is needed
    load_roles()
    now, nurse = timezone.now(), make_user("vetter@example.com", is_staff=True)
    nurse.groups.set(Group.objects.filter(name="vetter"))
    first, second = [make_visit(make_clinic(now=now, **STREET), now=now, days=days) for days in (7, 20)]
    tell_infection(first, may_read=True, may_contact=True, phone="510-555-0100")
    tell_infection(second)
    client = Client()
    client.force_login(nurse)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])

    page.goto(reverse("moderation:place_alerts"))
    follow(page.get_by_role("link", name="1200 Clay St"))
    expect(page.get_by_text("After 2 weeks: A new lump")).to_be_visible()
    expect(page.get_by_text("They do not let us read what they told.")).to_be_visible()
    follow(page.get_by_role("button", name="Take it", exact=True))
    page.get_by_label("Called the clinic").check()
    page.locator("#id_step-words").fill("Ms. Ito. Single vials.")
    follow(page.get_by_role("button", name="Record"))
    page.get_by_label("No suspension: end this alert").check()
    page.locator("#id_propose-why").fill("Two causes.")
    follow(page.get_by_role("button", name="Propose"))

    expect(page.get_by_text("Another person has to agree.")).to_be_visible()
    alert = PlaceAlert.objects.get()
    assert (alert.decision, alert.proposed_by, alert.decided_at) == ("no_hold", nurse, None)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_keeps_anybody_out(new_page: NewPage, width: int):
    page, found, now = new_page(width=width, answers_422="/after/"), [], timezone.now()

    def look(name: str) -> None:
        found.extend(f"{name}: {line}" for line in barriers(page))

    visit = make_visit(now=now, consents=False)
    days_ago(visit, 1)
    open_thread(page, visit)
    look("consent")
    FollowUpConsent.objects.create(asker=visit.request.asker, given_at=now - timedelta(days=16), version="1")
    days_ago(visit, 15)
    ask_due(now=timezone.now())
    page.reload()
    look("a question waits")
    page.goto("/outcomes/")
    look("no outcomes yet")
    counts = {"asked": 90, "told": 70, "weeks": {"2": 70, "6": 30, "10": 4}, "yes": {"lump": 3, "redness": 18}}
    OutcomeFigures.objects.create(counted_at=now, **counts, made_up=True)
    page.reload()
    look("outcomes")
    page.goto(question_link())
    look("press")
    follow(page.get_by_role("button", name="Answer now"))
    look("signs")
    follow(page.get_by_role("button", name="Send my answer"))
    look("signs, nothing ticked")
    option(page, "A new lump").check()
    follow(page.get_by_role("button", name="Send my answer"))
    look("rest")
    follow(page.get_by_role("button", name="Send", exact=True))
    look("thanks")

    assert not found, "\n".join(found)

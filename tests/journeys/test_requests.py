"""From the list to an agreed time, moved and cancelled; and what becomes of a request that gets no yes."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from playwright.sync_api import Locator, Page, expect

from matching.consultations.clocks.ringing import ring_clock
from matching.consultations.enums import DeclineReason, Side
from matching.consultations.models import Request
from matching.consultations.services.answering import decline_request
from matching.consultations.services.moving import wish_to_move
from providers.directory.models import PracticeLocation, Provider
from tests.factories.consultations import at_clinic, offer
from tests.factories.providers import make_user
from tests.journeys.conftest import NewPage
from tests.journeys.directory import make_list, open_own
from tests.journeys.geometry import sideways
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow, heading
from tests.journeys.test_keyboard import press, press_button, tab_to
from tests.matching.consultations.conftest import code_in, token_in

pytestmark = pytest.mark.django_db(transaction=True)

# Case 16 of the paper is the first: Spanish, 320 px, no script.
WAYS = [(320, False, "es"), (1280, True, "en")]

FOR = {"en": "Face: Fine lines and wrinkles", "es": "Cara: Líneas finas y arrugas"}


@pytest.fixture(autouse=True)
def _reachable(site: str) -> None:
    """Somebody reads requests for each of the directory."""
    for provider in Provider.objects.filter(user=None):
        provider.user = make_user()
        provider.save()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def ask(page: Page, language: str = "en") -> None:
    """From the first card of the list to the page that says to look into one's mail."""
    open_own(page, make_list(now=timezone.now()))
    if language != "en":
        page.goto(f"/{language}{urlsplit(page.url).path}")
    with override(language):
        follow(page.get_by_role("link", name=_("Ask for a visit")).first)
        heading(page, _("Ask for a visit"))
        expect(page.get_by_role("complementary")).to_contain_text(FOR[language])
        page.get_by_label(_("Day"), exact=True).nth(0).select_option(index=3)
        page.get_by_label(_("Time of day")).nth(0).select_option(index=1)
        page.get_by_label(_("Your e-mail")).fill("ana@example.com")
        page.get_by_label(_("Your note")).fill("Is there a bus stop near you?")
        follow(button(page, _("Ask for this visit")))
        heading(page, _("Check your mail"))


def sent(page: Page) -> Request:
    ask(page)
    page.get_by_label("Code from the mail").fill(code_in("visit_confirm"))
    follow(button(page, "Send my request"))
    heading(page, "Your request is sent")
    return Request.objects.get()


@pytest.mark.parametrize(("width", "javascript", "language"), WAYS)
def test_16_asked_offered_agreed_moved_and_cancelled(new_page: NewPage, width: int, javascript: bool, language: str):
    page = new_page(width=width, javascript=javascript)
    ask(page, language)
    with override(language):
        page.goto(f"{'' if language == 'en' else '/es'}/requests/press/{token_in('visit_confirm')}/")
        heading(page, _("Send your request?"))
        follow(button(page, _("Send my request")))
        from_sent_to_cancelled(page)
        follow(page.get_by_role("link", name=_("Ask this clinic")))
        expect(page.get_by_label(_("Your note"))).to_have_value("Is there a bus stop near you?")
        assert sideways(page) == []


def from_sent_to_cancelled(page: Page) -> None:
    """In the words of the language that is on; the clinic's part is done by its services."""
    heading(page, _("Your request is sent"))
    request, now = Request.objects.get(), timezone.now()
    offer(request, now=now, times=[at_clinic(now, days=7), at_clinic(now, days=8)])
    page.reload()
    heading(page, ngettext("Look at the time they offer", "Choose one of %(count)s times", 2) % {"count": 2})
    assert sideways(page) == []
    follow(button(page, _("Agree")).nth(1))
    heading(page, _("Your visit is agreed"))

    request.refresh_from_db()
    user = request.provider.user
    wish_to_move(
        request_id=request.pk,
        times=[at_clinic(now, days=9)],
        side=Side.CLINIC,
        by=[user.pk],
        by_user=user,
        seen=request.n,
        now=now,
    )
    page.reload()
    assert sideways(page) == []
    follow(button(page, _("Move it")))
    expect(page.get_by_text(_("The visit was moved"))).to_be_visible()

    follow(page.get_by_role("link", name=_("Cancel the visit")))
    heading(page, _("Cancel your visit?"))
    follow(button(page, _("Yes, cancel my visit")))
    heading(page, _("You cancelled"))


def test_declined_leads_to_the_next_place(new_page: NewPage):
    page = new_page(width=390, javascript=False)
    request = sent(page)
    decline_request(
        request_id=request.pk,
        reason=DeclineReason.NO_TIME,
        by=request.provider.user,
        seen=request.n,
        form_key=uuid4(),
        now=timezone.now(),
    )

    page.reload()
    heading(page, "The clinic cannot see you for this")
    follow(page.get_by_role("link", name="Ask this clinic"))
    heading(page, "Ask for a visit")
    assert request.provider.name_with_credentials not in page.get_by_role("main").inner_text()


def test_unanswered_has_three_ways_on(new_page: NewPage):
    page = new_page(width=390)
    request = sent(page)
    PracticeLocation.objects.filter(pk=request.place_id).update(phone="510-555-0100")
    clock = request.clocks.get(kind="due")
    ring_clock(clock_id=clock.pk, request_id=request.pk, now=clock.due_at)

    page.reload()
    heading(page, "The clinic has not answered yet")
    ways = page.get_by_role("region", name="What you can do now")
    expect(ways.get_by_role("link", name="Ask this clinic")).to_be_visible()
    expect(ways.get_by_role("link", name="(510) 555-0100")).to_be_visible()
    expect(page.get_by_text("we close this for you")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_keeps_anybody_out(new_page: NewPage, width: int):
    page, found = new_page(width=width, answers_422="/requests/"), []

    def look(name: str) -> None:
        found.extend(f"{name}: {line}" for line in barriers(page))

    open_own(page, make_list(now=timezone.now()))
    follow(page.get_by_role("link", name="Ask for a visit").first)
    look("ask")
    follow(button(page, "Ask for this visit"))
    look("ask, wrong")
    request = sent(page)
    look("sent")
    now, thread = timezone.now(), page.url
    offer(request, now=now, times=[at_clinic(now, days=7), at_clinic(now, days=8)])
    for path in ("", "none/", "cancel/", "report/", "questions/", "../"):
        page.goto(f"{thread}{path}")
        look(f"offered {path}")
    page.goto(thread)
    follow(button(page, "Agree").first)
    look("agreed")
    page.goto(f"{thread}move/")
    look("move")
    Request.objects.get().visit.__class__.objects.update(starts=now - timedelta(hours=2), ends=now - timedelta(hours=1))
    page.goto(thread)
    look("did you go")

    assert not found, "\n".join(found)


def test_with_a_keyboard_alone(page: Page):
    open_own(page, make_list(now=timezone.now()))
    press(page, page.get_by_role("link", name="Ask for a visit").first, "Enter")
    heading(page, "Ask for a visit")
    press(page, page.get_by_label("Any time when they are open"), "Space")
    tab_to(page, page.get_by_label("Your e-mail"))
    page.keyboard.type("ana@example.com")
    press_button(page, "Ask for this visit")
    heading(page, "Check your mail")
    tab_to(page, page.get_by_label("Code from the mail"))
    page.keyboard.type(code_in("visit_confirm"))
    press_button(page, "Send my request")
    heading(page, "Your request is sent")

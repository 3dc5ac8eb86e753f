"""A clinician on a phone: what ends leads to its task, and the pages that look over the profile speak Spanish."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from caarisma.common.chores.declaring import Look
from matching.insights.chores import count_the_night
from providers.directory.models import Provider
from providers.screening.enums import CheckKind
from providers.screening.models import ScreeningCheck
from tests.factories.insights import make_searches
from tests.factories.providers import make_user
from tests.journeys.conftest import NewPage
from tests.journeys.inspecting import barriers
from tests.journeys.steps import follow
from tests.journeys.test_portal_pages import sign_in


@pytest.fixture
def provider(site) -> Provider:
    """Listed, with a night's figures, and an insurance that ends soon."""
    now = timezone.now()
    provider = Provider.objects.get(slug="rosa-delgado")  # the last of each list: the first loses nothing
    provider.user = make_user()
    provider.save()
    checks = ScreeningCheck.objects.filter(case__provider=provider, kind=CheckKind.INSURANCE)
    checks.update(good_until=now.date() + timedelta(days=9))
    make_searches(30, now=now)
    make_searches(14, now=now, slots=["saturday"], slots_required=True)
    make_searches(12, now=now, max_price=25)
    while count_the_night(Look(now=now, grace=timedelta())):
        pass
    return provider


def look(page: Page, name: str) -> list[str]:
    return [f"{name}: {line}" for line in barriers(page)]


def test_what_ends_leads_to_its_task_and_each_page_can_be_used(new_page: NewPage, site: str, provider: Provider):
    page = new_page(width=390, javascript=False)
    sign_in(page, site, provider.user)
    page.goto("/provider/")
    found = []

    follow(page.get_by_role("link", name="What ends when"))
    found += look(page, "ends")
    follow(page.get_by_role("link", name=re.compile("Renew it.*Malpractice insurance")))
    expect(page.get_by_role("heading", name="Add your insurance")).to_be_visible()

    page.goto("/provider/standing/")
    expect(page.get_by_text("On lists, you lose the most by this")).to_have_count(1)
    found += look(page, "standing")
    follow(page.get_by_role("link", name="Decisions"))
    found += look(page, "decisions")
    follow(page.get_by_role("link", name="I want to leave"))
    found += look(page, "leave")
    page.goto("/provider/letters/")
    page.get_by_label("What do you want to tell us?").fill("We move next month.")
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_text("We answer by")).to_be_visible()
    found += look(page, "letter")

    assert not found, "\n".join(found)


def test_the_portal_speaks_spanish(new_page: NewPage, site: str, provider: Provider):
    page = new_page(width=1280)
    sign_in(page, site, provider.user)

    page.goto("/es/provider/")
    for words in ("Su perfil", "Los pacientes pueden verle", "Cambios rápidos", "Qué termina y cuándo"):
        expect(page.get_by_text(words).first).to_be_visible()
    follow(page.get_by_role("link", name="Dónde está"))
    for words in ("Por qué está donde está", "Qué le haría subir", "Pruébelo como paciente", "Bueno saberlo"):
        expect(page.get_by_text(words).first).to_be_visible()
    follow(page.get_by_role("link", name="Qué termina y cuándo"))
    follow(page.get_by_role("link", name=re.compile("Renovar.*Seguro")).first)
    expect(page.get_by_role("heading", name="Agregue su seguro")).to_be_visible()

"""From the front page to the list in Spanish: no word of the interface is left in English."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from matching.engine import Factor, Reason, ReasonCode
from matching.search.enums import FinishedBy, MattersMost
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from matching.search.wording import YOU_SAID, ServiceNames, reason_text
from matching.snapshots.enums import SlotChoice
from providers.directory.models import Provider
from tests.factories.catalog import fill_catalog
from tests.factories.providers import make_listed_location
from tests.matching.search.filling_in import ANSWERS, answer, begin, send, step_url
from tests.said_in_spanish import left_in_english

pytestmark = pytest.mark.django_db

PAGES = [
    "",
    "guide/",
    "check/",
    "check/area/",
    "cost/",
    "find/",
    "in/",
    "in/ca/oakland/",
    "how-we-check/",
    "how-we-order/",
]
PAGES += ["privacy/", "privacy/health-data/", "accessibility/"]


@pytest.fixture(autouse=True)
def _directory():
    now = timezone.now()
    fill_catalog(now=now)
    make_listed_location(now=now, price=220)
    Provider.objects.update(languages=["es"])
    translation.activate("es")  # as the browser of someone who reads Spanish: each address is below /es/


def test_the_front_page_the_guide_the_check_and_the_planner(client):
    assert {path: left_in_english(client.get(f"/es/{path}")) for path in PAGES} == {path: [] for path in PAGES}


def test_every_question_and_the_list(client):
    begin(client)
    for slug in ANSWERS:
        assert left_in_english(client.get(step_url(slug))) == []
        assert answer(client, slug).headers["Location"].startswith("/es/find/")
    assert left_in_english(client.get(reverse("matching:check"))) == []

    send(client)
    intake = Intake.objects.get()
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    results = client.get(reverse("matching:results", args=[intake.token]))

    assert any(words in results.content.decode() for words in ("cumplen con su plan", "cumple con su plan"))
    assert left_in_english(results) == []
    assert left_in_english(client.get(reverse("matching:erase", args=[intake.token]))) == []


def test_mistakes_are_told_in_spanish(client):
    begin(client)
    assert left_in_english(client.post(step_url("areas"), {})) == []
    assert left_in_english(client.get("/es/cost/?price=1500&start=soon&fee=x&away=x&zip=9&at=2")) == []


def test_the_profile_and_its_proof(client):
    provider = Provider.objects.get()

    for page in ("providers:profile", "providers:checks"):
        assert left_in_english(client.get(reverse(page, args=[provider.slug]), follow=True)) == []


def test_a_specialty_is_of_our_list_and_so_in_spanish(client):
    Provider.objects.update(specialty="Aesthetic medicine doctor")
    provider = Provider.objects.get()
    with translation.override("es"):
        words = provider.specialty_words

    for page in (
        client.get(reverse("providers:profile", args=[provider.slug]), follow=True).content.decode(),
        _the_list(client),
    ):
        assert words in page
        assert f'<span lang="en">{provider.specialty}' not in page


def _the_list(client) -> str:
    begin(client)
    for slug in ANSWERS:
        answer(client, slug)
    send(client)
    intake = Intake.objects.get()
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    return client.get(reverse("matching:results", args=[intake.token])).content.decode()


@pytest.mark.parametrize("path", ["/", "/cost/?sessions=8", "/check/", "/how-we-check/", "/in/"])
def test_the_same_page_in_the_other_language_is_one_link_away(client, path):
    english_page = client.get(path).content.decode()
    spanish_page = client.get(f"/es{path}").content.decode()

    assert re.search(rf'<a class="language-toggle" href="/es{re.escape(path)}" lang="es" hreflang="es">', english_page)
    assert re.search(rf'<a class="language-toggle" href="{re.escape(path)}" lang="en" hreflang="en">', spanish_page)
    assert '<html lang="es">' in spanish_page
    for page in (english_page, spanish_page):
        assert 'rel="alternate" hreflang="es" href="http://testserver/es/' in page or "noindex" in page


def test_a_list_that_is_no_page_leads_to_the_front_page_in_the_other_language(client):
    page = client.get("/nothing-here/").content.decode()

    assert '<a class="language-toggle" href="/es/" lang="es" hreflang="es">' in page


def test_dates_and_amounts_are_written_as_in_the_spanish_of_the_united_states():
    day = date(2026, 12, 1)

    assert date_format(day, "DATE_FORMAT") == "1 de diciembre de 2026"
    assert date_format(day, "WEEKDAY_DATE_FORMAT") == "martes 1 de diciembre de 2026"
    assert number_format(1234.5, force_grouping=True) == "1,234.5"


def test_days_are_written_small_within_a_sentence_and_large_where_they_stand_alone():
    """Reported: "No abre las noches entre semana y Sábados"."""
    closed = Reason(ReasonCode.CLOSED_IN_SLOTS, Factor.OPENINGS, {"slots": ("weekday_evening", "saturday", "sunday")})

    with translation.override("es"):
        said = reason_text(closed, ServiceNames({}))
        assert said == "No abre las noches entre semana, los sábados y los domingos"
        assert SlotChoice.SATURDAY.label == "Sábados"


def test_the_middle_is_no_mean_one_mile_is_no_plural_and_a_wish_is_no_need():
    """Reported: "menos que el precio medio", "unas 1 milla"; "lo que pidió" is said of needs."""
    less = Reason(ReasonCode.COSTS_LESS, Factor.COST, {"amount": 660})

    with translation.override("es"):
        assert reason_text(less, ServiceNames({})).endswith("$660 menos que la mediana de esta lista")
        assert gettext("about %(miles)s") % {"miles": "1 milla"} == "aprox. 1 milla"
        assert str(YOU_SAID[MattersMost.WISHES]) == "Usted dijo que lo más importante son sus preferencias."

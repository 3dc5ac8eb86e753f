"""The English that is left on Spanish pages, as a list that only gets shorter: tests/english_on_spanish_pages.txt.

Every page below /es/ that a link or a question leads to, and the account pages as somebody who reads Spanish gets them.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from matching.lists.services.owning import share_list
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from providers.directory.models import Provider
from providers.screening.models import ScreeningCheck
from tests.factories.catalog import fill_catalog
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.matching.search.filling_in import ANSWERS, answer, begin, send, step_url
from tests.said_in_spanish import english_sentences
from treatments.guide.book import shipped
from treatments.models import AreaConcern, Source

pytestmark = pytest.mark.django_db

LIST = Path(__file__).parents[1] / "english_on_spanish_pages.txt"
LINK = re.compile(r'href="(/es/[^"?#]*)')
OF_PROVIDERS = "/es/provider/"  # English for now: tests/common/test_spanish.py says so
ACCOUNT_PAGES = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done")
SIGNED_IN = ("account_email", "account_change_password", "account_logout", "mfa_index", "usersessions_list")


@pytest.fixture
def directory() -> None:
    now = timezone.now()
    fill_catalog(now=now)
    lines = list(AreaConcern.objects.filter(concern__needs_fda_note=False)[:3])
    make_listed_location(now=now, area_concerns=lines, provider=make_provider(languages=["es"]))
    make_listed_location(now=now, area_concerns=lines, price=600)
    looked_again = F("verified_at") + timedelta(seconds=1)
    ScreeningCheck.objects.update(source="California DCA", verified_at=looked_again)  # whose name is no English
    Provider.objects.update(first_name="Lucía", last_name="Ibarra")
    translation.activate("es")


def pages_by_links(client: Client, *first: str) -> dict[str, str]:
    """Address and page, from these on as far as links lead."""
    found: dict[str, str] = {}
    waiting = list(first)
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(OF_PROVIDERS):
            continue
        answer = client.get(address, follow=True)
        found[address] = answer.content.decode() if "html" in answer.headers["Content-Type"] else ""
        waiting += LINK.findall(found[address])
    return found


def pages_of_a_search(client: Client) -> dict[str, str]:
    begin(client)
    found = {}
    for slug in ANSWERS:
        found[slug] = client.get(step_url(slug)).content.decode()
        found[f"{slug}, nothing chosen"] = client.post(step_url(slug), {}).content.decode()
        answer(client, slug)
    send(client)
    intake = Intake.objects.get()
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    share_list(intake_id=intake.pk, now=timezone.now())
    intake.refresh_from_db()
    lists = reverse("matching:results", args=[intake.token]), reverse("matching:shared", args=[intake.share_token])
    return found | pages_by_links(client, *lists) | pages_by_links(Client(), lists[1])


def names_of_studies() -> frozenset[str]:
    """Journals, with volume and page, and the words that were searched for."""
    rows = shipped().studies
    journals = {", ".join(part for part in (row.journal, row.cite) if part) for row in rows}
    return frozenset(journals | {search.words for search in shipped().searches})


def account_pages(client: Client) -> dict[str, str]:
    found = {name: client.get(reverse(name), {"lang": "es"}).content.decode() for name in ACCOUNT_PAGES}
    client.force_login(make_user())
    return found | {name: client.get(reverse(name), {"lang": "es"}).content.decode() for name in SIGNED_IN}


def test_no_english_but_what_is_on_the_list_and_nothing_on_the_list_that_is_gone(client, directory):
    listed = set(LIST.read_text().splitlines())
    found = pages_by_links(client, "/es/", "/es/no-such-page/") | pages_of_a_search(client) | account_pages(client)
    assert len(found) > 50
    names = frozenset(Source.objects.values_list("title", flat=True)) | names_of_studies()
    left = {sentence for page in found.values() for sentence in english_sentences(page, names=names)}

    assert sorted(left - listed) == [], "say it in Spanish, too"
    assert sorted(listed - left) == [], "it is gone: take it off the list"


def test_it_tells_english_from_spanish():
    page = '<html lang="es"><p>We check the license of every provider.</p><p>Revisamos la licencia.</p>'
    quoted = '<p lang="en">People were treated with this.<blockquote>What the FDA said to all of you.</blockquote></p>'

    assert english_sentences(page + quoted) == {
        "We check the license of every provider.",
        "People were treated with this.",
    }

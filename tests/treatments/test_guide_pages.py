"""The pages of the guide: what stands on them today, and what never may."""

import re
from datetime import date, timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from caarisma.accounts.models import User
from tests.treatments.guide_walk import AREAS, CHOICES, CONCERNS, EVERY_PAGE, LISTED, PAGES, text_of
from treatments.enums import ClaimStatus
from treatments.guide.blocks import claims_needed
from treatments.guide.book import the_book
from treatments.guide.facts import guide_facts
from treatments.models import AreaConcern, Claim, Source

pytestmark = pytest.mark.usefixtures("catalog")

CHECKING = "We are checking this."


def read(client, path: str) -> str:
    return client.get(path).content.decode()


def first_reader() -> User:
    """Who proposed: publishing takes two."""
    return User.objects.get_or_create(email="first@example.com")[0]


def sign(*, by: User, on: date | None = None, **which: object) -> None:
    """Record a review of claims, as the desk does it."""
    on = on or timezone.localdate() - timedelta(days=1)
    Claim.objects.filter(**which).update(
        first_reviewer=first_reader(), reviewer=by, reviewed_on=on, next_review=on + timedelta(days=365)
    )


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("staff@example.com", is_staff=True)


def test_every_page_is_there_whole(client):
    found = {path: client.get(path) for path in EVERY_PAGE}

    assert {path for path, page in found.items() if page.status_code != 200} == set()
    assert {path for path, page in found.items() if CHECKING in page.content.decode()} == set()
    assert client.post(EVERY_PAGE[-1]).status_code == 405


@pytest.mark.parametrize(
    "path", ["/guide/", "/guide/sources/", "/guide/choices/fat-pads/", "/guide/areas/face/", "/guide/cost/"]
)
def test_a_page_takes_the_same_few_queries_whatever_it_holds(client, path, django_assert_num_queries):
    """To draw it, and one to know whether it must be drawn; the tests keep no pages."""
    client.get(path)  # what is kept between requests

    asks_prices = 6 * (path in {"/guide/areas/face/", "/guide/cost/"})  # two, and their own limit of time
    with django_assert_num_queries(
        {"/guide/sources/": 8, "/guide/": 10}.get(path, 9) + asks_prices
    ):  # the hub asks for areas
        client.get(path)


@pytest.mark.parametrize(
    "path", ["/guide/nothing/", "/guide/area/", "/guide/concern/", "/guide/areas/knee/", "/guide/concerns/acne/"]
)
def test_what_is_not_in_the_guide_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_an_area_that_nothing_is_offered_for_has_no_page(client):
    AreaConcern.objects.filter(area__slug="scalp").update(is_active=False)

    assert client.get("/guide/areas/scalp/").status_code == 404


def test_the_pages_of_the_guide_hold_no_claim_that_is_being_checked():
    """Held claims may be named in the file: the desk holds claims at any time. What we ship has none."""
    facts = guide_facts()
    pages = (*the_book().pages, the_book().each_area, the_book().each_concern)

    needed = {slug for page in pages for slug in claims_needed(page.blocks, facts, None)}

    printable = set(Claim.objects.printable(on=timezone.localdate()).values_list("slug", flat=True))
    assert needed - printable == set()


def test_the_hub_lists_every_page_in_reading_order(client):
    html = read(client, "/guide/")
    html = html[html.index('class="guide-part"') :]

    found = [html.find(f'href="{path}"') for path in LISTED[1:]]
    assert -1 not in found
    assert found == sorted(found)


def test_each_page_leads_to_the_next(client):
    for here, following in pairwise(PAGES[1:]):
        assert f'class="guide-turn-next" href="{following}"' in read(client, here)


@pytest.mark.parametrize("status", [ClaimStatus.HELD, ClaimStatus.REJECTED, ClaimStatus.DRAFT])
def test_a_block_with_a_claim_that_is_not_published_is_being_checked(client, status):
    Claim.objects.filter(slug="visit-numb").update(status=status, why="A reader asked.")

    html = read(client, "/guide/how-it-is-done/")

    assert html.count(CHECKING) == 1
    assert "numbs the area" not in html
    assert "cleans your skin" not in html  # the whole block, not a half of its steps
    assert "Papers name 27 to 32 gauge" in html


def test_a_block_with_an_overdue_claim_is_being_checked(client, staff):
    sign(by=staff, on=timezone.localdate() - timedelta(days=366), slug="needle-size")

    assert CHECKING in read(client, "/guide/how-it-is-done/")


def test_a_table_is_not_shown_without_its_claim(client):
    Claim.objects.filter(slug="cost-session").update(status=ClaimStatus.HELD, why="Old.")

    text = text_of(read(client, "/guide/cost/"))

    assert CHECKING in text
    assert "$" not in text


def test_an_answer_of_the_hub_is_checked_by_itself(client):
    Claim.objects.filter(slug="not-weight-loss").update(status=ClaimStatus.HELD, why="Old.")

    html = read(client, "/guide/")

    assert html.count(CHECKING) == 1
    assert "says that a course is" in html


def test_who_speaks_of_fat_or_cellulite_carries_the_fda_note(client):
    texts = {path: text_of(read(client, path)) for path in EVERY_PAGE}

    speaking = {path for path, text in texts.items() if re.search(r"fat pads|cellulite", text, re.IGNORECASE)}
    assert len(speaking) > 10
    assert {path for path in speaking if "The FDA warns about fat-dissolving shots" not in texts[path]} == set()


@pytest.mark.parametrize("path", ["/guide/concerns/fat-pads/", "/guide/concerns/cellulite/"])
def test_without_the_fda_note_nothing_is_said_of_fat(client, path):
    Claim.objects.filter(slug="fda-note").update(status=ClaimStatus.HELD, why="Old.")

    html = read(client, path)

    assert html.count(CHECKING) >= 2
    assert "People use it for" not in html


def test_no_time_is_given_for_an_effect_that_nobody_has_shown(client):
    promise = re.compile(r"\d+ to 12 months|about \d+ months|see a change after|\d or \d sessions")

    assert {path for path in EVERY_PAGE if promise.search(text_of(read(client, path)))} == set()


def test_a_course_is_not_priced_while_its_sessions_are_being_checked(client):
    Claim.objects.filter(slug="course-length").update(status=ClaimStatus.HELD, why="Old.")

    assert "$" not in text_of(read(client, "/guide/cost/"))


SPEAK_OF_SHOTS = ["/guide/side-effects/", "/guide/aftercare/", "/guide/questions/"]


OF_ONE = [
    path for path in EVERY_PAGE if path.startswith(("/guide/areas/", "/guide/concerns/")) and path.count("/") == 4
]


def test_when_to_call_stands_on_every_page_that_speaks_of_shots_in_the_readers_language(client):
    for path in [*SPEAK_OF_SHOTS, *CHOICES, *OF_ONE]:
        english, spanish = unescape(read(client, path)), unescape(read(client, f"/es{path}"))

        for words in (
            "swelling of the lips, tongue or throat",
            "turns white, gray or black",
            "culture for mycobacteria",
        ):
            assert words in english, path
        for words in ("labios, la lengua o la garganta", "se pone blanca, gris o negra", "cultivo para micobacterias"):
            assert words in spanish, path
        assert 'href="tel:+18003321088"' in english, path
        assert 'href="https://www.fda.gov/medwatch"' in english, path


def test_advice_carries_no_word_of_evidence_and_a_quotation_is_marked(client):
    html = read(client, "/guide/what-is-in-it/")

    asked = html[html.index("Ask what is in yours and who made it.") :][:80]
    assert "How sure" not in asked
    quoted = html[html.index("should not permit injection of substances") - 200 :]
    assert '<blockquote class="claim-quoted">' in quoted[:200]
    assert "In their own words" in quoted[:700]


def test_where_no_fat_is_spoken_of_there_is_no_fda_note(client):
    assert "The FDA warns" not in read(client, "/guide/concerns/fine-lines/")


@pytest.mark.parametrize("path", ["/guide/areas/face/", "/guide/areas/hands/"])
def test_a_page_of_an_area_leads_to_its_concerns_and_to_providers(client, path):
    html = read(client, path)

    slugs = AreaConcern.objects.filter(area__slug=path.split("/")[-2]).values_list("concern__slug", flat=True)
    assert all(f'href="/guide/concerns/{slug}/"' in html for slug in slugs)
    assert f'<form method="post" action="{reverse("matching:from_check")}">' in html


def test_the_body_map_has_a_list_of_links_for_those_who_do_not_see_it(client):
    html = read(client, "/guide/areas/")

    figure, beside = html.split("</figure>")
    assert all(f'href="/guide/areas/{slug}/"' in beside for slug in AREAS)
    assert figure.count("body-map-spot") == figure.count('tabindex="-1"></a>') == len(AREAS) + 2
    assert 'aria-hidden="true"' in figure[figure.index("body-map-figure") :][:60]


@pytest.mark.parametrize("slug", CONCERNS)
def test_how_sure_it_is_stands_beside_a_claim(client, slug):
    claim = Claim.objects.get(slug=f"use-{slug}")

    html = read(client, f"/guide/concerns/{slug}/")

    after = html[html.index(claim.text_en) :]
    assert claim.get_evidence_display().capitalize() in after[:400]


def test_every_source_is_listed_with_publisher_year_and_link(client):
    html = unescape(read(client, "/guide/sources/"))

    for source in Source.objects.all():
        assert f'id="{source.slug}"' in html
        assert (f"{source.publisher}, {source.year}" if source.year else source.publisher) in html
        assert source.url in html


def test_nobody_is_said_to_have_reviewed_what_nobody_reviewed(client):
    html = read(client, "/guide/prepare/")

    assert "Not yet reviewed by a clinician." in html
    assert "Next review: no date yet." in html


def test_a_review_by_staff_is_not_called_a_clinicians(client, staff):
    sign(by=staff)

    html = read(client, "/guide/prepare/")

    assert "Read by our staff on" in html
    assert "Not yet reviewed by a clinician." in html


def test_a_page_is_read_when_all_its_claims_are_and_the_oldest_date_counts(client, staff):
    today = timezone.localdate()
    sign(by=staff, on=today - timedelta(days=10))
    sign(by=staff, on=today - timedelta(days=40), slug="doctor-first")

    html = read(client, "/guide/prepare/")

    assert f"Read by our staff on {date_format(today - timedelta(days=40), 'DATE_FORMAT')}." in html
    assert f"Next review: {date_format(today + timedelta(days=325), 'DATE_FORMAT')}." in html


def test_one_claim_without_review_makes_the_page_unread(client, staff):
    sign(by=staff)
    Claim.objects.filter(slug="tell-history").update(reviewer=None, reviewed_on=None, next_review=None)

    assert "Read by our staff" not in read(client, "/guide/prepare/")


def test_a_page_is_in_the_readers_language_reviewed_or_not_and_says_which(client):
    html = read(client, "/es/guide/prepare/")

    assert "Hable con su médico antes de decidir." in html
    assert "<h1>Cómo prepararse</h1>" in html
    assert "Talk to your doctor before you decide." not in html
    assert "Aún no lo ha revisado un profesional clínico." in html
    assert 'href="/es/guide/aftercare/"' in html


def test_the_front_page_and_the_menu_lead_to_the_guide(client):
    html = read(client, "/")

    assert html.count('href="/guide/"') >= 3  # wide menu, narrow menu, below the cards
    assert 'href="/guide/side-effects/"' in html

"""A card leads to the clinic that was matched: its page, its phone, and the way back to the card."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from caarisma.common.typed.addresses import phone_of
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_license, make_listed_location, make_location, make_offering, make_user
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db


@pytest.fixture
def matched(now):
    """In Oakland; the same person has an older place in San Jose that takes nobody new."""
    far = make_listed_location(
        now=now, city="San Jose", clinic_name="San Jose Aesthetics", phone="(408) 555-0100", latitude=37.3,
        longitude=-121.9, accepting_patients=False,
    )  # fmt: skip
    near = make_location(far.provider, phone="(510) 555-0131", line1="9 Lake Street")
    make_offering(near, price_per_session=175)
    return near


@pytest.fixture
def intake(now, matched, client):
    intake = make_intake(now=now)
    own(client, intake)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return Intake.objects.get(pk=intake.pk)


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def address(location) -> str:
    return location.address_on_site(location.provider.slug)


def test_the_card_leads_to_the_clinic_that_was_matched(client, intake, matched):
    page = text(client.get(intake.get_absolute_url()))

    links = re.findall(r'<a (?:class="button" )?href="(/p/[^"]*)"', page)
    assert {link for link in links if "checks" not in link} == {address(matched)}
    assert 'href="tel:+15105550131"' in page
    assert "9 Lake Street, Oakland, CA 94612" in page


def test_that_clinic_comes_first_with_its_phone_and_no_other_phone_is_there(client, matched):
    page = text(client.get(address(matched)))

    assert page.index("9 Lake Street") < page.index("tel:+15105550131") < page.index("What we checked")
    assert set(re.findall(r'tel:[^"]*', page)) == {"tel:+15105550131"}
    assert "(408) 555-0100" not in page


def test_the_others_are_told_apart_and_lead_to_their_own_page(client, matched):
    page = text(client.get(address(matched)))
    other = matched.provider.locations.exclude(pk=matched.pk).get()

    assert page.index("Other clinics of") > page.index("Prices at")
    assert f'href="{address(other)}">San Jose Aesthetics, San Jose</a>. Takes no new patients now.' in page


def test_it_says_what_was_asked_costs_and_leads_back_to_the_card(client, intake, matched):
    client.get(intake.get_absolute_url() + "?sort=cost&show=all")

    page = text(client.get(address(matched)))

    assert "For what you asked" in page
    assert '<b class="visit-big num">$175</b> a session' in page
    assert "$1,050 to $1,750 for the course" in page
    back = f"{intake.get_absolute_url()}?sort=cost&amp;show=all#at-{matched.pk}"
    assert f'<a class="back-link" href="{back}">' in page
    assert f'id="at-{matched.pk}"' in text(client.get(intake.get_absolute_url() + "?sort=cost&show=all"))


def test_who_came_from_no_list_reads_nothing_of_one(client, intake, matched):
    page = text(client.get(address(matched)))

    assert "For what you asked" not in page
    assert "Back to your list" not in page
    assert intake.token not in page


def test_a_list_that_is_gone_leads_nowhere(client, intake, matched):
    client.get(intake.get_absolute_url())
    past = timezone.now() - timedelta(days=31)
    Intake.objects.update(consented_at=past, expires_at=past + timedelta(days=30))

    assert "Back to your list" not in text(client.get(address(matched)))


@pytest.mark.parametrize("seen", ["x", {"token": 5}, {"token": "nobody"}, {"query": "x"}, [1]])
def test_a_garbled_session_leads_nowhere(client, matched, seen):
    session = client.session
    session["list_seen"] = seen
    session.save()

    assert "Back to your list" not in text(client.get(address(matched)))


@pytest.mark.parametrize("place", ["oakland-0", "oakland", "checks-1", "-", "oakland-99999999999999999999", "١"])
def test_a_place_that_is_not_theirs_leads_to_the_person(client, matched, place):
    response = client.get(f"/p/{matched.provider.slug}/{place}/")

    assert response.status_code in (302, 404)
    if response.status_code == 302:
        assert response.headers["Location"] == matched.provider.get_absolute_url()


def test_an_old_name_of_the_city_leads_to_the_address_of_now(client, matched):
    response = client.get(f"/p/{matched.provider.slug}/old-town-{matched.pk}/")

    assert response.headers["Location"] == address(matched)


def test_who_is_not_listed_has_no_place_page(client, matched):
    matched.provider.licenses.update(status="revoked")

    assert client.get(address(matched)).status_code == 404


def test_of_several_clinics_none_is_chosen_for_who_came_from_elsewhere(client, matched):
    page = text(client.get(matched.provider.get_absolute_url()))
    other = matched.provider.locations.exclude(pk=matched.pk).get()

    assert page.index(address(matched)) < page.index(address(other))  # who takes new patients is first
    assert "tel:" not in page
    assert "$175" not in page


def test_the_address_of_the_person_leads_to_the_only_clinic(client, matched):
    matched.provider.locations.exclude(pk=matched.pk).update(is_active=False)

    for page, there in (("profile", address(matched)), ("checks", f"{address(matched)}checks/")):
        response = client.get(reverse(f"providers:{page}", args=[matched.provider.slug]))
        assert (response.status_code, response.headers["Location"]) == (302, there)


def test_the_address_of_the_person_leads_to_the_clinic_on_the_list(client, intake, matched):
    client.get(intake.get_absolute_url())

    assert client.get(matched.provider.get_absolute_url()).headers["Location"] == address(matched)


def test_who_almost_fits_leads_back_to_the_near_misses(client, now, matched):
    intake = make_intake(now=now, max_price=150)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    own(client, intake)
    client.get(intake.get_absolute_url())

    page = text(client.get(address(matched)))

    assert f'href="{intake.get_absolute_url()}?sort=fit#near-misses"' in page
    assert "a session</p>" not in page  # no price of all that was asked for: it was not worked out
    assert page.count("What you asked for") == 1


def test_what_was_asked_for_comes_first_and_is_marked(client, intake, matched):
    make_offering(matched, make_area_concern("chest", "firmness"), price_per_session=333)
    client.get(intake.get_absolute_url())

    rows = re.findall(r"<tr(?: class=\"table-mine\")?>.*?</tr>", text(client.get(address(matched))))

    marked = [row for row in rows if "table-mine" in row]
    assert len(marked) == 1
    assert "What you asked for" in marked[0]
    assert "$175" in marked[0]
    assert next(row for row in rows if "$" in row) == marked[0]


@pytest.mark.parametrize("word", ["checks/", "called/", ""])
def test_each_page_of_a_place_has_the_city_of_now_in_its_address(client, matched, word):
    response = client.get(f"/p/{matched.provider.slug}/old-town-{matched.pk}/{word}")

    assert response.headers["Location"] == f"{address(matched)}{word}"


def test_directions_leave_the_site_on_a_tap_alone_and_go_to_the_street(client, matched):
    page = text(client.get(address(matched)))

    link = re.search(r'<a class="screen-only" href="([^"]*)" rel="external noreferrer">', page).group(1)
    assert link == ("https://www.google.com/maps/dir/?api=1&amp;destination=9+Lake+Street%2C+Oakland%2C+CA+94612")


def test_a_visit_is_asked_for_where_somebody_reads_requests(client, matched):
    assert "Ask for a visit" not in text(client.get(address(matched)))

    matched.provider.user = make_user()
    matched.provider.save()

    asked = reverse("matching_consultations:new", args=[matched.pk])
    assert text(client.get(address(matched))).count(f'href="{asked}"') == 2  # in the box, and on a phone
    other = matched.provider.locations.exclude(pk=matched.pk).get()
    assert "/requests/new/" not in text(client.get(address(other)))  # takes nobody new


@pytest.mark.parametrize(
    ("stored", "link"),
    [
        ("(865) 555-0131", "+18655550131"),
        ("1-865-555-0131", "+18655550131"),
        ("+1 865 555 0131", "+18655550131"),
        ("865.555.0131", "+18655550131"),
        ("865-555-0131 x12", "+18655550131,12"),
        ("555-0131", ""),
        ("", ""),
        ("٨٦٥٥٥٥٠١٣١", ""),
    ],
)
def test_a_phone_number_is_a_link_that_a_phone_can_dial(stored, link):
    found = phone_of(stored)

    assert (found.href if found else "") == (f"tel:{link}" if link else "")


def test_what_is_no_number_is_text(client, matched):
    type(matched).objects.filter(pk=matched.pk).update(phone="ask at the desk")

    page = text(client.get(address(matched)))

    assert "ask at the desk" in page
    assert "tel:" not in page


class TestProofPage:
    def test_each_row_leads_to_its_source_and_shows_the_number(self, client, now):
        location = make_listed_location(now=now)
        number = location.provider.licenses.get().number

        page = text(client.get(f"{address(location)}checks/"))

        row = re.search(r"<tr>(?:(?!</tr>).)*State license.*?</tr>", page).group(0)
        assert f"License CA {number}" in row
        assert 'rel="external noreferrer"' in row
        for source in ("npiregistry.cms.hhs.gov/provider-view/", "exclusions.oig.hhs.gov", "sam.gov"):
            assert source in page

    def test_a_license_of_another_state_or_one_that_lapsed_is_not_the_number(self, client, now):
        location = make_listed_location(now=now)
        make_license(location.provider, state="NV", number="NV99", expires_on=now.date() + timedelta(days=99))
        make_license(location.provider, number="OLD1", expires_on=now.date() - timedelta(days=2))

        page = text(client.get(f"{address(location)}checks/"))

        assert "NV99" not in page
        assert "OLD1" not in page


def test_a_list_in_which_nobody_treats_fat_has_no_note(client, intake):
    make_area_concern("stomach", "fat-pads")

    assert "About fat-dissolving shots" not in text(client.get(intake.get_absolute_url()))

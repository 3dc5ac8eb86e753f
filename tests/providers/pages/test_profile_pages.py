"""A provider's public pages: only while listed, with prices and dated proof."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from providers.directory.enums import LicenseStatus
from providers.directory.models import PracticeLocation
from providers.directory.npi import npi_from_nine
from providers.screening.check_words import BY_KIND
from providers.screening.enums import CheckKind
from tests.factories.products import show_fat_uses
from tests.factories.providers import (
    make_check,
    make_exclusion,
    make_hours,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_screening,
)
from tests.factories.treatments import make_area_concern, make_claim
from treatments.models import Concern

pytestmark = pytest.mark.django_db


@pytest.fixture
def location(now):
    return make_listed_location(now=now, price=220, phone="510-555-0142", first_visit_fee=60)


def get(client, provider, page: str = "profile"):
    """The person's address leads on to the place's."""
    return client.get(reverse(f"providers:{page}", args=[provider.slug]), follow=True)


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_first_session_takes_off_no_more_of_the_fee_than_it_costs(client, location):
    """Sessions at $220: of $500, $280 are paid on top."""
    PracticeLocation.objects.update(first_visit_fee=500, first_visit_fee_credited=True)

    page = text(get(client, location.provider))

    assert "$1,600 to $2,480" in page
    assert '<span class="num">$500</span> <span>It comes off the first session.</span>' in page


def test_a_profile_shows_who_where_prices_hours_and_proof(client, location):
    page = text(get(client, location.provider))

    assert location.provider.name_with_credentials in page
    assert "Lakeshore Skin Clinic" in page
    assert "$220" in page
    assert "$1,380 to $2,260" in page  # the fee for the first visit is part of the course
    assert '<dt>First visit</dt> <dd> <span class="num">$60</span> <span>It is part of the course cost.</span>' in page
    assert "9:00 AM – 5:00 PM" in page
    assert "8 of 8 checks passed" in page


def test_the_proof_page_names_sources_dates_and_limits(client, location):
    page = text(get(client, location.provider, "checks"))

    assert "The board of the state where the clinic is" in page
    assert "Good until" in page
    assert "A passed check is not a promise of how a treatment will turn out." in page


@pytest.mark.parametrize("page", ["profile", "checks"])
class TestWhoIsNotListedHasNoPage:
    def test_a_revoked_license(self, client, location, page):
        location.provider.licenses.update(status=LicenseStatus.REVOKED)

        assert get(client, location.provider, page).status_code == 404

    def test_an_open_exclusion(self, client, location, now, page):
        make_exclusion(location.provider, now=now)

        assert get(client, location.provider, page).status_code == 404

    def test_a_screening_that_ended(self, client, location, now, page):
        location.provider.screening_cases.update(approved_until=now.date() - timedelta(days=3))

        assert get(client, location.provider, page).status_code == 404

    def test_an_imported_profile_that_nobody_claimed(self, client, page):
        assert get(client, make_location().provider, page).status_code == 404

    def test_and_its_answer_is_that_of_a_page_that_never_was(self, client, location, page):
        hidden = get(client, make_provider(), page)
        never = client.get(reverse(f"providers:{page}", args=["nobody-at-all"]))

        assert hidden.content == never.content


def test_only_the_listed_locations_are_shown(client, location):
    make_location(location.provider, clinic_name="Across the border", state="NV", time_zone="America/Los_Angeles")

    assert "Across the border" not in text(get(client, location.provider))


def test_an_offering_that_was_taken_off_is_not_shown(client, location):
    make_offering(location, make_area_concern("neck", "firmness"), is_active=False, price_per_session=777)

    assert "$777" not in text(get(client, location.provider))


def test_made_up_people_are_marked_and_not_indexed(client, now):
    location = make_listed_location(now=now, provider=make_provider(is_demonstration=True, npi="2000000002"))

    page = text(get(client, location.provider))

    assert "No such person or clinic exists." in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_fee_that_comes_off_the_first_session_is_not_counted_twice(client, location):
    type(location).objects.update(first_visit_fee_credited=True)

    page = text(get(client, location.provider))

    assert "$1,320 to $2,200" in page
    assert "It comes off the first session." in page


def test_the_next_opening_is_told_in_the_clinics_own_time(client, location, now):
    opening = (now + timedelta(days=3)).replace(hour=20, minute=15)
    type(location).objects.update(next_opening_at=opening, hours_confirmed_on=now.date())

    local = opening.astimezone(ZoneInfo("America/Los_Angeles"))
    assert f"<dd> {date_format(local, 'WEEKDAY_FORMAT')}, {date_format(local, 'TIME_FORMAT')} {local:%Z}" in text(
        get(client, location.provider)
    )


def test_a_second_opening_is_told_below_the_next_and_alone_once_that_is_over(client, location, now):
    opening = (now + timedelta(days=3)).replace(hour=20, minute=15)
    second = opening + timedelta(days=4)
    type(location).objects.update(
        next_opening_at=opening, second_opening_at=second, hours_confirmed_on=now.date() - timedelta(days=1)
    )

    assert f"Also free: {date_format(second, 'WEEKDAY_FORMAT')}, 12:15 PM PST" in text(get(client, location.provider))
    type(location).objects.update(next_opening_at=now - timedelta(hours=1))
    page = text(get(client, location.provider))
    assert "Also free" not in page
    assert f"<dd> {date_format(second, 'WEEKDAY_FORMAT')}, 12:15 PM PST" in page


def test_who_takes_no_new_patients_says_so_and_shows_no_opening(client, location, now):
    type(location).objects.update(
        accepting_patients=False, next_opening_at=now + timedelta(days=3), hours_confirmed_on=now.date()
    )

    page = text(get(client, location.provider))

    assert "Takes no new patients now" in page
    assert not re.search(r"\d:\d\d [AP]M P[SD]T", page)


@pytest.mark.parametrize("flagged", [True, False])
def test_the_fda_note_stands_where_a_concern_needs_it(client, location, flagged, now):
    Concern.objects.update(needs_fda_note=flagged)
    show_fat_uses()
    location.offerings.update(product="Slimline", product_maker="Example Labs", product_source="Example Pharmacy")
    make_check(location.provider.screening_cases.get(), CheckKind.PRODUCTS, seen_at=now)

    make_claim("fda-note", text_en="The FDA warns about some shots.")

    assert ("The FDA warns about some shots." in text(get(client, location.provider))) == flagged


def test_while_the_fda_note_is_being_checked_what_to_ask_stays(client, location, now):
    Concern.objects.update(needs_fda_note=True)
    show_fat_uses()
    location.offerings.update(product="Slimline", product_maker="Example Labs", product_source="Example Pharmacy")
    make_check(location.provider.screening_cases.get(), CheckKind.PRODUCTS, seen_at=now)
    make_claim("fda-note", text_en="The FDA warns about some shots.", status="held", why="Asked the FDA.")

    page = text(get(client, location.provider))

    assert "The FDA warns about some shots." not in page
    assert "We are checking this. Ask which product they use" in page


def test_what_people_typed_is_text(client, location):
    type(location).objects.update(clinic_name="<b>Bold</b> & Co", line1="<script>alert(1)</script>")

    page = text(get(client, location.provider))

    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("page", ["profile", "checks"])
def test_the_spanish_pages_are_there(client, location, page):
    with translation.override("es"):
        assert get(client, location.provider, page).status_code == 200


def test_queries_do_not_grow_with_places_and_offerings(client, location):
    few = queries_of(client, location)
    other = make_location(location.provider)
    make_hours(other, 2)
    make_offering(other)
    for concern in ("firmness", "dull-tone", "stretch-marks", "cellulite"):
        make_offering(location, make_area_concern("neck", concern))

    assert queries_of(client, location) == few <= 16  # one for what they say of themselves


def queries_of(client, location) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(location.address_on_site(location.provider.slug)).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", ["profile", "checks"])
def test_pages_are_only_read(client, location, page):
    assert client.post(reverse(f"providers:{page}", args=[location.provider.slug])).status_code == 405


# --- The proof page -------------------------------------------------------------------------------------------------
def test_each_check_says_when_until_when_and_what_it_does_not_tell(client, location):
    page = text(get(client, location.provider, "checks"))

    for check in location.provider.screening_cases.get().checks.all():
        assert str(BY_KIND[check.kind].does_not_tell) in page
        assert f"Good until {date_format(check.good_until)}" in page


def test_nothing_that_staff_typed_is_on_the_proof_page(client, location):
    """It is composed from the evidence alone."""
    typed = {"finding": "Typed finding", "source": "Typed source", "reference": "Typed reference", "note": "Typed note"}
    looked_again = F("verified_at") + timedelta(minutes=1)
    location.provider.screening_cases.get().checks.update(verified_at=looked_again, **typed)

    for page in ("checks", "profile"):
        assert "Typed" not in text(get(client, location.provider, page))


def test_each_row_says_what_it_rests_on_and_links_to_it(client, location):
    page = text(get(client, location.provider, "checks"))
    license = location.provider.licenses.get()

    assert f"License {license.state} {license.number}" in page
    for check in location.provider.screening_cases.get().checks.all():
        row = re.search(rf"<tr>(?:(?!</tr>).)*{BY_KIND[check.kind].label}.*?</tr>", page).group(0)
        assert f'href="{reverse("pages:how_we_check")}#{check.kind}"' in row
        assert ("Our vetting staff" in row) != ("Our computer" in row)
    how = text(client.get(reverse("pages:how_we_check")))
    assert all(f'id="{kind}"' in how for kind in CheckKind)


def test_a_list_is_named_by_its_day_and_an_end_by_the_source(client, location):
    checks = location.provider.screening_cases.get().checks
    ends = checks.get(kind="insurance").good_until
    checks.filter(kind="insurance").update(ends_on=ends, verified_at=F("verified_at") + timedelta(minutes=1))

    page = text(get(client, location.provider, "checks"))

    assert f"(LEIE) of {date_format(checks.get(kind='exclusion').exclusion_list.list_date)}" in page
    assert f"In force. Ends {date_format(ends)}" in page


def test_a_product_is_what_the_provider_named_that_day(client, location, now):
    case = location.provider.screening_cases.get()
    make_check(case, CheckKind.PRODUCTS, seen_at=now, product="<b>Slim</b>", product_maker="Labs")

    page = text(get(client, location.provider, "checks"))

    assert "&lt;b&gt;Slim&lt;/b&gt;, made by Labs, bought from Example Pharmacy" in page


@pytest.mark.parametrize(("later", "said"), [(timedelta(hours=-1), True), (timedelta(minutes=1), False)])
def test_all_of_this_was_approved_only_where_all_of_it_was_seen_before(client, location, later, said):
    """On the same day too: what was looked at after the decision was not decided on."""
    case = location.provider.screening_cases.get()
    case.checks.filter(kind="scope").update(verified_at=case.decided_at + later)

    assert ("Our staff approved all of this on" in text(get(client, location.provider, "checks"))) == said


def test_the_rule_about_the_exclusion_list_is_said_to_be_ours(client, location):
    page = text(get(client, location.provider, "checks"))

    assert "Keeping people on it off our list is our own rule. The law does not ask us to." in page


def test_approvals_that_are_over_are_told(client, location, now):
    ended = now.date() - timedelta(days=400)
    make_screening(location.provider, approved_from=ended - timedelta(days=30), approved_until=ended)

    assert f"Approved before: {date_format(ended - timedelta(days=30))} to {date_format(ended)}" in text(
        get(client, location.provider, "checks")
    )


def test_a_reader_can_look_for_themselves(client, location):
    page = text(get(client, location.provider, "checks"))

    assert "https://search.dca.ca.gov/" in page
    assert f"https://npiregistry.cms.hhs.gov/provider-view/{location.provider.npi}" in page
    assert "https://exclusions.oig.hhs.gov/" in page


def test_nobody_is_sent_to_a_register_to_look_for_a_made_up_person(client, now):
    provider = make_provider(npi=npi_from_nine("299999999"), is_demonstration=True)
    make_listed_location(now=now, provider=provider)

    page = text(get(client, provider, "checks"))

    assert "this person is made up" in page
    assert "npiregistry.cms.hhs.gov" not in page


def test_the_page_is_gone_the_day_after_a_check_ends(client, location, now):
    assert get(client, location.provider, "checks").status_code == 200

    check = location.provider.screening_cases.get().checks.filter(kind=CheckKind.SAM)
    check.update(good_until=now.date() - timedelta(days=2))

    assert get(client, location.provider, "checks").status_code == 404


def test_every_kind_of_check_has_its_words_on_the_page_about_checks(client):
    page = text(client.get(reverse("pages:how_we_check")))

    assert set(BY_KIND) == set(CheckKind)
    for words in BY_KIND.values():
        assert {words.label, str(words.where), str(words.must), str(words.good_for)} <= {
            unescape(part) for part in re.findall(r">\s*([^<>]+?)\s*<", page)
        }


def test_what_the_machine_found_is_told_in_the_readers_language(client, location):
    location.provider.screening_cases.get().checks.filter(kind=CheckKind.SAM).update(finding="Not on the list")

    with translation.override("es"):
        page = text(get(client, location.provider, "checks"))

    assert "Not on the list" not in page


def test_what_was_looked_at_after_the_approval_is_not_called_approved(client, now):
    location = make_listed_location(now=now)
    address = reverse("providers:checks", args=[location.provider.slug])
    before = client.get(address, follow=True).content.decode()
    location.provider.screening_cases.get().checks.filter(kind=CheckKind.SAM).update(verified_at=now)

    after = client.get(address, follow=True).content.decode()

    assert "Our staff approved all of this on" in before
    assert "Our staff approved all of this on" not in after
    assert "by what they had seen until then." in after
    assert "Since then we have looked again at:" in after
    assert "Federal award exclusions (" in after

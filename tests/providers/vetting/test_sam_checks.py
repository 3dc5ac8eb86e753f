"""The monthly look into the list of federal award exclusions: many at once, with evidence, and only for who may be."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.desk.access import READ, WORK
from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from providers.screening.enums import CheckKind, CheckResult, EventKind
from providers.screening.models import ScreeningCheck, SourcePage
from providers.screening.rules.time_limits import good_until
from providers.vetting.exclusions.sam_checks import record_nothing_found, to_look_up
from tests.factories.providers import (
    make_exclusion,
    make_listed_location,
    make_provider,
    make_source_page,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK)


def ends_today(clock) -> PracticeLocation:
    """Listed, and off the lists tomorrow if nobody looks."""
    location = make_listed_location(now=clock, provider=make_provider(user=make_user()))
    of_sam(location).update(good_until=clock.date())
    return location


def saved(clock) -> int:
    return make_source_page(None, CheckKind.SAM, at=clock).pk


def of_sam(location: PracticeLocation):
    return ScreeningCheck.objects.filter(case__provider=location.provider, kind=CheckKind.SAM)


def test_one_look_keeps_many_on_the_lists(client, ana, clock):
    locations = [ends_today(clock) for _ in range(3)]
    sent = {"provider": [location.provider_id for location in locations[:2]], "reference": "Extract 26327, Nov 22"}
    sent["page_file"] = SimpleUploadedFile("search.pdf", b"%PDF-1.7 nothing found")

    response = client.post(reverse("desk:sam"), sent, follow=True)

    assert "2 checks were recorded." in response.content.decode()
    tomorrow = clock + timedelta(days=2)
    kept = [listed_places(on=tomorrow).filter(pk=location.pk).exists() for location in locations]
    assert kept == [True, True, False]
    check = of_sam(locations[0]).get()
    assert (check.verified_by, check.reference) == (ana, "Extract 26327, Nov 22")
    assert check.good_until == good_until(CheckKind.SAM, report_date=check.report_date, ends_on=None)
    page = SourcePage.objects.get(provider=None)
    assert {of_sam(location).get().source_page for location in locations[:2]} == {page}
    assert page.content() == b"%PDF-1.7 nothing found"
    event = check.case.events.get(kind=EventKind.CHECKED)
    assert (event.by, event.about, event.reference) == (ana, "sam", "SAM.gov, exclusions Extract 26327, Nov 22")


def test_all_on_the_page_are_ticked_by_a_link_and_recorded_in_one_press(client, ana, clock):
    locations = [ends_today(clock) for _ in range(3)]

    def ticked(address):
        return re.findall(r'name="provider" value="([0-9]+)"[^>]* checked', client.get(address).content.decode())

    none, everybody = ticked(reverse("desk:sam")), ticked(f"{reverse('desk:sam')}?all=1")
    sent = {"provider": everybody, "reference": "Extract 26327", "source_page_id": saved(clock)}
    response = client.post(f"{reverse('desk:sam')}?all=1", sent, follow=True)

    assert (none, sorted(everybody)) == ([], sorted(str(location.provider_id) for location in locations))
    assert "3 checks were recorded." in response.content.decode()
    assert "Nobody is to be looked up now." in response.content.decode()


def test_a_tick_taken_off_stays_off_where_something_else_is_to_mend(client, ana, clock):
    first, second = ends_today(clock), ends_today(clock)

    answer = client.post(f"{reverse('desk:sam')}?all=1", {"provider": [first.provider_id], "reference": ""})

    ticked = re.findall(r'value="([0-9]+)"[^>]* checked', answer.content.decode())
    assert (answer.status_code, ticked) == (422, [str(first.provider_id)])
    assert of_sam(second).get().good_until == clock.date()


@pytest.mark.parametrize("missing", ["provider", "reference"])
def test_without_evidence_or_without_anybody_nothing_is_recorded(client, ana, clock, missing):
    location = ends_today(clock)
    sent = {"provider": [location.provider_id], "reference": "Typed once"}
    del sent[missing]

    response = client.post(reverse("desk:sam"), sent)

    text = response.content.decode()
    assert response.status_code == 422
    assert "Typed once" in text or " checked" in text
    assert of_sam(location).get().good_until == clock.date()


def test_without_the_page_or_file_nothing_is_recorded_and_none_is_asked_for_twice(client, ana, clock):
    location = ends_today(clock)
    sent = {"provider": [location.provider_id], "reference": "Extract"}

    without = client.post(reverse("desk:sam"), sent)
    kept = client.post(
        reverse("desk:sam"), {"provider": [location.provider_id], "page_file": SimpleUploadedFile("e.csv", b"a,b\n")}
    )
    again = client.post(reverse("desk:sam"), {**sent, "source_page_id": SourcePage.objects.get(provider=None).pk})

    assert (without.status_code, kept.status_code, again.status_code) == (422, 422, 303)
    assert "A pass needs the page or file" in without.content.decode()
    assert "e.csv" in kept.content.decode()


@pytest.mark.parametrize("sent", [["x"], ["9" * 30], ["²"], ["\0"]])
def test_nonsense_is_no_error_of_ours(client, ana, sent):
    assert client.post(reverse("desk:sam"), {"provider": sent, "reference": "a"}).status_code == 400


def test_a_failed_check_and_an_open_match_are_not_looked_past(ana, clock):
    failed, matched = ends_today(clock), ends_today(clock)
    of_sam(failed).update(result=CheckResult.FAIL)
    make_exclusion(matched.provider, now=clock)
    both = [failed.provider_id, matched.provider_id]

    assert (
        record_nothing_found(provider_ids=both, reference="Extract", source_page_id=saved(clock), by=ana, now=clock)
        == 0
    )
    assert not to_look_up(by=ana, now=clock).exists()


def test_who_was_looked_up_this_month_is_not_asked_for_again(ana, clock):
    location = ends_today(clock)

    record_nothing_found(
        provider_ids=[location.provider_id], reference="Extract", source_page_id=saved(clock), by=ana, now=clock
    )

    assert not to_look_up(by=ana, now=clock).exists()


def test_the_service_wants_evidence_too(ana, clock):
    with pytest.raises(UserFacingError, match="Say what you looked at"):
        record_nothing_found(
            provider_ids=[ends_today(clock).provider_id], reference=" ", source_page_id=saved(clock), by=ana, now=clock
        )
    with pytest.raises(UserFacingError, match="the page or file"):
        record_nothing_found(
            provider_ids=[ends_today(clock).provider_id], reference="Extract", source_page_id=None, by=ana, now=clock
        )


def test_an_old_page_renews_nobody(ana, clock):
    location = ends_today(clock)
    page = make_source_page(None, CheckKind.SAM, at=clock - timedelta(days=3))

    with pytest.raises(UserFacingError, match="Save it anew"):
        record_nothing_found(
            provider_ids=[location.provider_id], reference="Extract", source_page_id=page.pk, by=ana, now=clock
        )

    assert of_sam(location).get().good_until == clock.date()


def test_the_front_page_leads_there(client, ana):
    assert f'href="{reverse("desk:sam")}"' in client.get(reverse("admin:index")).content.decode()


def test_their_own_is_not_on_the_page(client, ana, clock):
    location = ends_today(clock)
    type(location.provider).objects.filter(pk=location.provider_id).update(user=ana)

    assert "Nobody is to be looked up now." in client.get(reverse("desk:sam")).content.decode()


@pytest.mark.parametrize("sent", [{}, {"reference": "-"}, {"reference": "SAM.gov, exclusions"}, {"reference": " "}])
def test_a_form_with_nothing_in_it_is_answered_in_words(client, ana, clock, sent):
    location = ends_today(clock)
    if sent:
        sent["provider"] = location.provider_id

    response = client.post(reverse("desk:sam"), sent)

    assert response.status_code == 422
    assert "Nothing was recorded." in response.content.decode()

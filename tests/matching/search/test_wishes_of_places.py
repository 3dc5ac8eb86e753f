"""What a clinic ticks in the portal, from the box to a patient's list: each row of the table the whole way."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from matching.engine import Change
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from matching.search.wording import wish_label
from providers.directory.models import PracticeLocation
from providers.directory.traits import BOXES, PLACE_TRAITS
from providers.portal.forms.place import PlaceForm
from providers.profile.services.places import save_place
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.matching.search.filling_in import answer, answer_all, send

pytestmark = pytest.mark.django_db

EACH = pytest.mark.parametrize("trait", PLACE_TRAITS, ids=lambda trait: trait.code)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def two(now):
    """Alike, but for the box that the second is going to tick; the first is listed first."""
    soon = {"next_opening_at": now + timedelta(days=1), "hours_confirmed_on": now.date()}
    return [make_listed_location(now=now, price=150, **soon) for _ in range(2)]


def tick(location: PracticeLocation, column: str) -> None:
    PracticeLocation.objects.filter(pk=location.pk).update(**{column: True})


def ranked(now, **fields) -> Intake:
    intake = make_intake(now=now, **fields)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return Intake.objects.get(pk=intake.pk)


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def small(words: object) -> str:
    return str(words)[:1].lower() + str(words)[1:]


@EACH
def test_the_clinic_is_asked_and_its_answer_kept(now, trait):
    location = make_listed_location(now=now, provider=make_provider(user=make_user()))
    assert str(PlaceForm()[trait.column].label) == str(trait.told)
    rest = PlaceForm.initial_from(location, {}) | dict.fromkeys(BOXES, False)

    save_place(
        provider_id=location.provider_id,
        location_id=location.pk,
        values=rest | {trait.column: True},
        by=location.provider.user,
        now=now,
    )

    location.refresh_from_db()
    assert [box for box in BOXES if getattr(location, box)] == [trait.column]


@EACH
def test_the_patient_is_asked_and_the_answer_kept(client, now, two, trait):
    answer_all(client)
    answer(client, "wishes", doctor="", language="", **{trait.code: "must"})

    send(client)

    assert Intake.objects.get().musts == [trait.code]


@EACH
def test_a_wish_puts_first_who_has_it_and_is_told_to_both(client, now, two, trait):
    tick(two[1], trait.column)

    intake = ranked(now, wishes=[trait.code])

    assert list(intake.matches.order_by("position").values_list("location", flat=True)) == [two[1].pk, two[0].pk]
    own(client, intake)
    page = text(client.get(intake.get_absolute_url()))
    assert f"Meets your wish: {small(trait.wish)}" in page
    assert f"Not on their profile: {small(trait.wish)}" in page


@EACH
def test_a_must_leaves_out_who_lacks_it_as_almost_a_match(client, now, two, trait):
    tick(two[1], trait.column)

    intake = ranked(now, musts=[trait.code])

    assert [match.location for match in intake.matches.all()] == [two[1]]
    assert [miss.relaxation for miss in intake.near_misses.all()] == [
        {"change": Change.DROP_MUST.value, "value": trait.code}
    ]
    own(client, intake)
    assert f"Make this a wish: {wish_label(trait.code)}" in text(client.get(intake.get_absolute_url()))


@EACH
def test_the_page_of_the_place_tells_it(client, now, two, trait):
    tick(two[1], trait.column)

    pages = [text(client.get(place.address_on_site(place.provider.slug))) for place in two]

    assert [str(trait.told) in page for page in pages] == [False, True]
    assert [bool(trait.untold) and str(trait.untold) in page for page in pages] == [bool(trait.untold), False]

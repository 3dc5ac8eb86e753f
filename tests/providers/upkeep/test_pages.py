"""Where one stands, what was decided, and leaving."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caarisma.common.chores.declaring import Look
from matching.engine import rank
from matching.insights.chores import count_the_night
from matching.insights.models import WeeklyMail
from matching.insights.samples import samples_of
from matching.search.assembly import candidates_near, requirements_from
from providers.directory.models import License, PracticeLocation
from providers.letters.enums import LetterKind
from providers.letters.models import DeskLetter
from providers.listing.listed import listed_providers
from providers.teams.enums import Role
from providers.upkeep.decided import decided_of
from providers.vetting.cases.cases import turn_down_case
from tests.factories.insights import make_searches
from tests.factories.providers import (
    make_area_concern,
    make_hours,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_user,
)
from tests.factories.teams import make_member, make_team
from tests.providers.vetting.cases import case_in_review, make_clinic

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def line():
    return make_area_concern()


@pytest.fixture
def place(line, now):
    """With two others near by, and searches of a night."""
    for price in (180, 240):
        make_listed_location(now=now, area_concerns=[line], price=price, next_opening_at=now + 20 * DAY,
                             hours_confirmed_on=now.date())  # fmt: skip
    mine = make_listed_location(now=now, area_concerns=[line], provider=make_provider(user=make_user()), phone="")
    make_searches(30, now=now)
    make_searches(14, now=now, slots=["saturday"], slots_required=True)
    make_searches(2, now=now, max_price=50)
    while count_the_night(Look(now=now, grace=timedelta())):
        pass
    return mine


def page_of(client, place, name="upkeep:standing", *args) -> str:
    client.force_login(place.provider.user)
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def test_the_page_tells_what_was_counted_and_hides_small_numbers(client, place):
    page = page_of(client, place)

    for words in (
        "<dd>46<span>within 25 miles</span>",
        "<dd>30<span>65 of 100</span>",
        "<dd>3rd<span>of 3 on the list</span>",
        "On lists, you lose the most by this: openings",
        "Add your hours on Saturdays, if you work then",
        "14 searches asked for it.",
        "on 14 more lists",
        "Give an earlier free time, if you have one",
        "No phone at",
    ):
        assert words in page, words
    assert "<td>Over their price</td><td>hidden</td>" in page
    assert "lower price" in page, "we never ask for one"


def test_a_place_of_somebody_else_is_not_there(client, place, line, now):
    other = make_listed_location(now=now, area_concerns=[line])
    client.force_login(place.provider.user)

    assert client.get(reverse("upkeep:standing_of", args=[other.pk])).status_code == 404
    assert client.get(reverse("upkeep:standing_of", args=[place.pk])).status_code == 200


def test_three_samples_stand_where_the_engine_puts_them(place, now):
    for sample in samples_of(place, now=now):
        asked = requirements_from(sample.asked, latitude=place.latitude, longitude=place.longitude, on=now)
        order = [m.candidate.location_id for m in rank(asked, candidates_near(asked, on=now)).matches]
        assert sample.of == len(order)
        assert sample.place == order.index(place.pk) + 1


def test_before_the_approval_a_sample_says_where_it_would_stand(client, place, line, now):
    """The same facts, once listed, stand where the preview put them."""
    draft = make_location(make_provider(user=make_user()))
    make_offering(draft, line, price_per_session=150)
    make_hours(draft, 5)
    before = [(sample.place, sample.of) for sample in samples_of(draft, now=now)]
    page = page_of(client, draft)

    listed = make_listed_location(now=now, area_concerns=[line], price=150)
    listed.hours.all().delete()
    make_hours(listed, 5)

    assert [(sample.place, sample.of) for sample in samples_of(listed, now=now)] == before
    assert "as if we had approved all" in page
    assert "Patients do not see this place now" in page


def test_the_weekly_mail_is_stopped_and_started_with_one_press(client, place):
    client.force_login(place.provider.user)

    client.post(reverse("upkeep:weekly"), {"wanted": "no"})
    assert WeeklyMail.objects.get(provider=place.provider).stopped_at
    client.post(reverse("upkeep:weekly"), {"wanted": "yes"})
    assert WeeklyMail.objects.get(provider=place.provider).stopped_at is None


def test_a_manager_reads_where_one_stands_and_what_ends_and_is_led_to_what_they_may_do(client, place, now):
    team = make_team(place.provider, now=now)
    desk, manager = (make_member(team, role, now=now).user for role in (Role.FRONT_DESK, Role.MANAGER))
    PracticeLocation.objects.filter(pk=place.pk).update(hours_confirmed_on=now.date())
    License.objects.filter(provider=place.provider).update(expires_on=now.date() + 90 * DAY)
    client.force_login(manager)

    standing = client.get(reverse("upkeep:standing_of", args=[place.pk])).content.decode()
    ends = client.get(reverse("upkeep:ends")).content.decode()

    assert "No phone at" in standing
    assert f'"{reverse("provider:place", args=[place.pk])}"' not in standing
    assert reverse("upkeep:weekly") not in standing
    assert "License in California" in ends
    assert f'"{reverse("provider:license", args=[place.provider.licenses.get().pk])}"' not in ends
    assert reverse("provider:hours_of", args=[place.pk]) in ends
    assert reverse("upkeep:ends") in client.get(reverse("provider:home")).content.decode()
    assert client.get(reverse("upkeep:decisions")).status_code == 403
    client.force_login(desk)
    assert client.get(reverse("upkeep:standing")).status_code == 403


@pytest.mark.dated
def test_decisions_stand_with_reasons_and_words_and_a_way_to_appeal(client, clock):
    ana, ben = (make_user(is_staff=True) for _ in range(2))
    case = case_in_review(make_clinic(), by=ana, now=clock)
    turn_down_case(
        case_id=case.pk, reasons=["identity"], words="The photo is of nobody.", by=ana, now=clock, first_by=ben
    )
    place = case.provider.locations.get()

    page = page_of(client, place, "upkeep:decisions")
    assert "The photo is of nobody." in page
    assert "This was wrong" in page

    client.post(reverse("appeals_own:appeal"), {"kind": "appeal", "words": "It is me."})
    page = page_of(client, place, "upkeep:decisions")
    assert "You appealed. We answer by" in page
    assert "This was wrong" not in page


def test_a_decision_of_long_ago_cannot_be_appealed(now):
    ana, ben = (make_user(is_staff=True) for _ in range(2))
    case = case_in_review(make_clinic(), by=ana, now=now)
    turn_down_case(case_id=case.pk, reasons=["identity"], words="No.", by=ana, now=now, first_by=ben)

    assert [line.may_appeal for line in decided_of(case.provider, now=now + 30 * DAY)][:1] == [True]
    assert not any(line.may_appeal for line in decided_of(case.provider, now=now + 31 * DAY))


def test_leaving_takes_all_places_off_the_lists_and_tells_the_desk_once(client, place, line, now):
    make_listed_location(now=now, area_concerns=[line], provider=place.provider, city="Berkeley")
    client.force_login(place.provider.user)
    assert client.post(reverse("upkeep:leave"), {}).status_code == 422
    assert listed_providers(on=now).filter(pk=place.provider_id).exists(), "the box was not ticked"

    assert client.post(reverse("upkeep:leave"), {"sure": "on", "words": "I retire."}).status_code == 303

    assert not listed_providers(on=now).filter(pk=place.provider_id).exists()
    assert not PracticeLocation.objects.filter(provider=place.provider, is_active=True).exists()
    assert DeskLetter.objects.get().kind == LetterKind.LEAVING

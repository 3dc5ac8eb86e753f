"""Up to three side by side. Each "best" is held to the facts."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.lists.comparison import compare_places
from matching.lists.services.owning import share_list
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job, request_ranking
from providers.directory.enums import PlacedBy
from providers.directory.models import PracticeLocation
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_exclusion, make_listed_location
from tests.matching.search.filling_in import text

pytestmark = pytest.mark.django_db

A_MILE = 0.0145


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def three(now):
    """The first is nearest, the second cheapest, the third soonest."""
    street = {"placed_by": PlacedBy.STREET, "hours_confirmed_on": now.date() - timedelta(days=1)}
    near = make_listed_location(now=now, price=240, latitude=37.8088 + A_MILE, first_visit_fee=60, **street)
    cheap = make_listed_location(now=now, price=160, latitude=37.8088 + 9 * A_MILE, **street)
    soon = make_listed_location(
        now=now, price=230, latitude=37.8088 + 4 * A_MILE, next_opening_at=now + timedelta(hours=30), **street
    )
    for place, sessions in ((near, 10), (cheap, 300), (soon, 10)):
        place.offerings.update(sessions_done=sessions)
    return near, cheap, soon


@pytest.fixture
def intake(client, now, three) -> Intake:
    intake = make_intake(now=now)
    own(client, intake)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return share_list(intake_id=intake.pk, now=now)


def url(intake: Intake, *places: object, shared: bool = False) -> str:
    name = "shared_compare" if shared else "compare"
    token = intake.share_token if shared else intake.token
    return reverse(f"matching:{name}", args=[token]) + "?" + "&".join(f"p={getattr(p, 'pk', p)}" for p in places)


def test_the_best_of_each_line_is_named_and_true(intake, three, now):
    near, cheap, soon = three

    found = compare_places(intake, [place.pk for place in three], shared=False, now=now)

    best = {line.label: {cell.card.location: cell.best for cell in line.cells if cell.best} for line in found.lines}
    assert best["Whole course"] == {cheap: "Lowest"}
    assert best["Distance"] == {near: "Nearest"}
    assert best["First visit"] == {cheap: "Lowest", soon: "Lowest"}
    assert best["Sessions of this, own count"] == {cheap: "Most"}
    assert best["Languages"] == {}
    assert best["Fits what you asked"] == {}, "all fit alike"
    assert soon not in best["Next opening"] or best["Next opening"] == {soon: "Soonest"}


def test_a_course_is_lowest_when_it_is_at_every_length(intake, three, now):
    """Six sessions at $150 and a fee of $120 are $1,020, ten are $1,620; at $160 they are $960 and $1,600; at $155 and
    a fee of $48, $978 and $1,598."""
    near, cheap, soon = three
    for place, price, fee in ((near, 155, 48), (soon, 150, 120)):
        place.offerings.update(price_per_session=price)
        PracticeLocation.objects.filter(pk=place.pk).update(first_visit_fee=fee)
    finish_again(intake, now)

    assert lowest("Whole course", intake, now, near, cheap) == []
    assert lowest("Whole course", intake, now, soon, cheap) == [cheap]
    assert lowest("Whole course", intake, now, near, cheap, soon) == []


def test_a_first_visit_is_lowest_on_that_day_and_in_the_end(intake, three, now):
    """$50 are less than $100, and more than $100 that come off the first session."""
    near, cheap, soon = three
    for place, fee, credited in ((near, 50, False), (cheap, 100, True), (soon, 50, True)):
        PracticeLocation.objects.filter(pk=place.pk).update(first_visit_fee=fee, first_visit_fee_credited=credited)
    finish_again(intake, now)

    assert lowest("First visit", intake, now, near, cheap) == []
    assert lowest("First visit", intake, now, near, soon) == [soon]
    assert lowest("First visit", intake, now, *three) == [soon]


def lowest(label: str, intake: Intake, now, *places: PracticeLocation) -> list[PracticeLocation]:
    found = compare_places(intake, [place.pk for place in places], shared=False, now=now)
    (line,) = (line for line in found.lines if line.label == label)
    return [cell.card.location for cell in line.cells if cell.best]


def test_who_is_known_by_the_zip_code_alone_is_not_the_nearest(intake, three, now):
    near = three[0]
    near.placed_by = PlacedBy.ZIP
    near.save()

    found = compare_places(intake, [place.pk for place in three], shared=False, now=now)

    (line,) = (line for line in found.lines if line.label == "Distance")
    assert [cell.best for cell in line.cells if cell.card.location == near] == [""]


def test_nobody_is_best_of_one(intake, three, now):
    found = compare_places(intake, [three[0].pk], shared=False, now=now)

    assert not any(cell.best for line in found.lines for cell in line.cells)


def test_the_page_and_a_sheet_for_each_with_phone_and_street(client, intake, three):
    page = text(client.get(url(intake, *three)))

    assert "Compare 3 clinics" in page
    assert page.count('<section class="sheet">') == 3
    for place in three:
        assert page.count(place.line1) == 3  # one for each sheet: the three clinics are in one house
        assert page.count(place.provider.name_with_credentials) >= 3


@pytest.mark.parametrize("ticked", [0, 1])
def test_too_few_are_sent_back_with_what_was_ticked(client, intake, three, ticked):
    response = client.get(url(intake, *three[:ticked]))

    assert response.status_code == 200
    assert "Tick two or three on the list" in text(response)
    assert (f"?p={three[0].pk}" in text(response)) == bool(ticked)


def test_the_fourth_is_refused_in_words_and_all_can_be_chosen_again(client, intake, three, now):
    fourth = make_listed_location(now=now)
    finish_again(intake, now)

    response = client.get(url(intake, *three, fourth))

    assert response.status_code == 422
    assert "You chose 4. Choose at most 3." in text(response)
    assert len(re.findall(r'type="checkbox" name="p"', text(response))) == 4


def test_who_is_not_listed_any_more_is_not_compared_and_that_is_said(client, intake, three, now):
    make_exclusion(three[0].provider, now=now)

    page = text(client.get(url(intake, *three)))

    assert "1 of those you chose is not on this list any more." in page
    assert not re.search(rf"{three[0].provider.last_name}\b", page)
    assert "Compare 2 clinics" in page


@pytest.mark.parametrize("odd", ["x", "²", "-1", "9" * 30, "%00", ""])
def test_what_is_no_place_is_passed_over(client, intake, three, odd):
    assert "Compare 2 clinics" in text(client.get(url(intake, *three[:2], odd)))


def test_a_place_of_another_list_is_not_shown(client, intake, three, now):
    elsewhere = make_listed_location(now=now, price=900)

    page = text(client.get(url(intake, *three[:2], elsewhere)))

    assert not re.search(rf"{elsewhere.provider.last_name}\b", page)


def test_the_copy_compares_too_without_the_zip_code(client, intake, three):
    page = text(client.get(url(intake, *three, shared=True)))

    assert "Compare 3 clinics" in page
    assert not re.search(r"\d\.\d miles", page)
    assert intake.token not in page


def test_the_ticks_are_kept_on_the_way_back(client, intake, three):
    page = text(client.get(f"{intake.get_absolute_url()}?p={three[1].pk}"))

    assert re.findall(r'name="p" value="(\d+)" checked', page) == [str(three[1].pk)]


def test_while_the_list_is_made_anew_it_leads_to_the_list(client, intake, three):
    client.post(reverse("matching:refresh", args=[intake.token]))

    assert client.get(url(intake, *three)).headers["Location"] == intake.get_absolute_url()


def finish_again(intake: Intake, now) -> None:
    request_ranking(intake_id=intake.pk, now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)

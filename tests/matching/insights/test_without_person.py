"""A search is set aside without the person: nothing leads from it to an intake, and after 30 days it is gone."""

from datetime import timedelta

import pytest
from django.apps import apps

from matching.insights.models import AnonymousSearch, CountedIntake
from matching.insights.rules.zip_areas import FEW_PEOPLE, middles
from matching.insights.services.collecting import forget_searches, set_aside
from matching.search.health.saving import save_health
from matching.search.health.told import HealthTold
from matching.search.models import Intake
from tests.factories.matching import make_intake
from tests.factories.providers import make_area_concern, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _face():
    make_area_concern()


def test_the_night_sets_aside_what_was_sent_once(now):
    make_intake(now=now)

    set_aside(now=now)
    assert not AnonymousSearch.objects.exists(), "it is a day's work, done at night"
    set_aside(now=now + DAY)
    set_aside(now=now + DAY)

    (search,) = AnonymousSearch.objects.all()
    assert (search.zip3, search.areas, search.concerns, search.max_price) == ("946", ["face"], ["fine-lines"], 250)
    assert (search.latitude, search.longitude) == middles()["946"]


def test_an_odd_limit_is_rounded_up(now):
    make_intake(now=now, max_price=237)

    set_aside(now=now + DAY)

    assert AnonymousSearch.objects.get().max_price == 250


def test_no_key_of_anybody_is_in_it():
    """No column of one table points to the other, and no table points to an anonymous search."""
    fields = {field.name: field for field in AnonymousSearch._meta.get_fields()}

    assert [name for name, field in fields.items() if field.is_relation] == []
    assert AnonymousSearch._meta.pk.get_internal_type() == "UUIDField"
    assert not any(
        field.related_model is AnonymousSearch
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
    )
    assert [field.name for field in CountedIntake._meta.get_fields()] == ["intake"]


def test_nothing_of_a_person_is_in_it(now):
    """No value that only this person's rows hold is anywhere in the anonymous row."""
    user = make_user("cassiopeia@example.com")
    intake = make_intake(now=now, owner=user, zip_code="94607", max_price=237)
    save_health(intake_id=intake.pk, told=HealthTold(ticked=("diabetes",), version="1", agreed_at=now), now=now)

    set_aside(now=now + DAY)

    values = " ".join(str(value) for value in AnonymousSearch.objects.values_list().get())
    own = [intake.token, intake.form_key, "94607", "237", "diabetes", user.email, intake.latitude, intake.longitude]
    assert [value for value in own if str(value) in values] == []
    assert str(intake.consented_at.time().replace(microsecond=0)) not in values


def test_the_order_of_rows_tells_no_order_of_people(now):
    """Keys are drawn by lot; the same hundred intakes do not come out in the order in which they were sent."""
    for number in range(20):
        make_intake(now=now, max_price=25 * (number + 1))

    set_aside(now=now + DAY)

    by_key = list(AnonymousSearch.objects.order_by("pk").values_list("max_price", flat=True))
    assert sorted(by_key) == [25 * (number + 1) for number in range(20)]
    assert by_key != sorted(by_key)


def test_who_is_erased_before_the_night_is_not_counted_and_after_it_leaves_nothing(now):
    make_intake(now=now).delete()
    set_aside(now=now + DAY)
    assert not AnonymousSearch.objects.exists()

    late = make_intake(now=now)
    set_aside(now=now + DAY)
    late.delete()

    assert (CountedIntake.objects.count(), Intake.objects.count()) == (0, 0)
    assert AnonymousSearch.objects.count() == 1, "it is nobody's, so it stays its 30 days"


def test_where_few_people_live_nothing_is_kept(now):
    assert "821" in FEW_PEOPLE
    make_intake(now=now, zip_code="82190")

    set_aside(now=now + DAY)

    assert not AnonymousSearch.objects.exists()


def test_after_30_days_it_is_gone(now):
    make_intake(now=now)
    set_aside(now=now + DAY)

    assert forget_searches(now=now + 29 * DAY) == 0
    assert forget_searches(now=now + 30 * DAY) == 1
    assert not AnonymousSearch.objects.exists()

"""One reads, another confirms: it lifts its state and no other, and says before what it changes."""

from datetime import timedelta

import pytest
from django.db.models import Q

from caarisma.common.errors import UserFacingError
from providers.demo.people import demonstration_npi
from providers.directory.enums import Profession
from providers.directory.models import PracticeLocation
from providers.laws.effects import effect_of
from providers.laws.reading import confirm_reading, refuse_reading, write_reading
from providers.listing.listed import listed_places
from providers.listing.proven import stretches_of
from providers.screening.first_rules import first_rows
from providers.screening.models import RuleReading
from providers.screening.rule_book import rules_on
from providers.screening.rules.state_rules import RuleStatus, Scope, scope_of
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.letters import delivered
from tests.providers.laws.laws import FACTS, NO, law_page
from tests.rules import as_released, close_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return make_user("reader@example.com", is_staff=True)


@pytest.fixture
def second():
    return make_user("second@example.com", is_staff=True)


def nurse_in(state: str, now, **fields) -> PracticeLocation:
    """Listed but for the rule."""
    provider = make_provider(
        profession=Profession.REGISTERED_NURSE, user=make_user(f"nurse-{state}-{len(fields)}@example.com"), **fields
    )
    return make_listed_location(now=now, provider=provider, state=state)


def listed(now) -> set[int]:
    return set(listed_places(on=now).values_list("pk", flat=True))


def read(by, now, *, state="NV", **changes) -> RuleReading:
    return write_reading(state=state, profession="rn", facts={**FACTS, **changes}, page=law_page(now), by=by, now=now)


def test_a_rule_verified_by_two_lifts_its_state_and_no_other(reader, second, now, django_capture_on_commit_callbacks):
    nevada, utah = nurse_in("NV", now), nurse_in("UT", now)
    close_state("NV", "rn")
    close_state("UT", "rn")
    assert not {nevada.pk, utah.pk} & listed(now)

    reading = read(reader, now)
    assert nevada.pk not in listed(now)  # one person is not two
    effect = effect_of(reading, now=now)
    assert [place.pk for place in effect.shown] == [nevada.pk]
    assert (effect.hidden, effect.told) == ((), {nevada.provider_id})

    with django_capture_on_commit_callbacks(execute=True):
        confirm_reading(reading_id=reading.pk, seen=effect.seen, by=second, now=now)

    assert nevada.pk in listed(now)
    assert utah.pk not in listed(now)
    assert [letter.to for letter in delivered()] == [[nevada.provider.user.email]]
    rules = rules_on(now.date())
    assert rules.of("NV", Profession.REGISTERED_NURSE).status == RuleStatus.VERIFIED
    assert scope_of(Profession.REGISTERED_NURSE, "NV", on=now.date(), rules=rules) == Scope.SUPERVISED
    assert scope_of(Profession.REGISTERED_NURSE, "UT", on=now.date(), rules=rules) == Scope.UNKNOWN


@pytest.mark.parametrize("changes", [NO, {"covers": "toxin_filler"}, {"covers": "silent"}])
def test_a_rule_that_does_not_let_hides_its_state(reader, second, now, changes):
    nevada, utah = nurse_in("NV", now), nurse_in("UT", now)
    reading = read(reader, now, **changes)
    before, effect = listed(now), effect_of(reading, now=now)

    confirm_reading(reading_id=reading.pk, seen=effect.seen, by=second, now=now)

    assert before - listed(now) == {place.pk for place in effect.hidden} == {nevada.pk}
    assert utah.pk in listed(now)


def test_a_rule_that_begins_later_changes_nothing_before(reader, second, now):
    nevada = nurse_in("NV", now)
    begins = now.date() + timedelta(days=10)
    reading = read(reader, now, **{**NO, "effective_from": begins})

    effect = confirm_reading(reading_id=reading.pk, seen=effect_of(reading, now=now).seen, by=second, now=now)

    assert effect.day == begins
    assert nevada.pk in listed(now + timedelta(days=9))
    assert nevada.pk not in listed(now + timedelta(days=10))


def test_the_days_that_the_index_reads_are_those_of_the_list(reader, second, now):
    nevada = nurse_in("NV", now)
    for begins, changes in ((3, NO), (6, {})):
        reading = read(reader, now, **{**changes, "effective_from": now.date() + timedelta(days=begins)})
        confirm_reading(reading_id=reading.pk, seen=effect_of(reading, now=now).seen, by=second, now=now)

    told = [(first, last) for _place, first, last in stretches_of(lambda field: Q(**{field: nevada.pk}))]
    for days in range(10):
        day = now + timedelta(days=days)
        assert any(first <= day.date() <= last for first, last in told) == (days < 3 or days >= 6)
        assert (nevada.pk in listed(day)) == (days < 3 or days >= 6)


def test_the_laws_last_day_hides_on_the_day_after(reader, second, now):
    nevada = nurse_in("NV", now)
    reading = read(reader, now, effective_to=now.date() + timedelta(days=5))
    confirm_reading(reading_id=reading.pk, seen=effect_of(reading, now=now).seen, by=second, now=now)

    assert nevada.pk in listed(now + timedelta(days=5))
    assert nevada.pk not in listed(now + timedelta(days=6))


def test_what_is_late_carries_no_new_approval_and_the_old_ones_for_six_months_more(reader, second, now):
    reading = read(reader, now)
    confirm_reading(reading_id=reading.pk, seen=effect_of(reading, now=now).seen, by=second, now=now)
    late = now.date() + timedelta(days=366)

    assert scope_of(Profession.REGISTERED_NURSE, "NV", on=late, rules=rules_on(late)) == Scope.UNKNOWN
    assert RuleReading.objects.letting().get(pk=reading.pk).counts_until == now.date() + timedelta(days=548)


def test_nobody_confirms_their_own_reading_or_another_effect(reader, second, now):
    reading = read(reader, now)
    seen = effect_of(reading, now=now).seen

    with pytest.raises(UserFacingError, match="You read this"):
        confirm_reading(reading_id=reading.pk, seen=seen, by=reader, now=now)
    nurse_in("NV", now)
    close_state("NV", "rn")
    with pytest.raises(UserFacingError, match="Look again"):
        confirm_reading(reading_id=reading.pk, seen=seen, by=second, now=now)


def test_a_refused_reading_never_counts_and_makes_way(reader, second, now):
    reading = read(reader, now)
    with pytest.raises(UserFacingError, match="waits for its second reader"):
        read(second, now)
    with pytest.raises(UserFacingError, match="Say what"):
        refuse_reading(reading_id=reading.pk, words="  ", by=second, now=now)

    refuse_reading(reading_id=reading.pk, words="Section 3 says no.", by=second, now=now)

    assert not RuleReading.objects.counting().filter(pk=reading.pk).exists()
    with pytest.raises(UserFacingError, match="answered this reading"):
        confirm_reading(reading_id=reading.pk, seen="", by=second, now=now)
    assert read(second, now).pk


def test_what_is_made_up_carries_made_up_people_only(reader, second, now):
    real, made_up = nurse_in("NV", now), nurse_in("NV", now, is_demonstration=True, npi=demonstration_npi(1, 1))
    close_state("NV", "rn")
    reading = RuleReading.objects.create(
        state="NV", profession="rn", is_demonstration=True, read_by=reader, read_on=now.date(),
        page=law_page(now, is_demonstration=True), **FACTS,
    )  # fmt: skip
    effect = effect_of(reading, now=now)
    assert [place.pk for place in effect.shown] == [made_up.pk]

    confirm_reading(reading_id=reading.pk, seen=effect.seen, by=second, now=now)

    assert {real.pk, made_up.pk} & listed(now) == {made_up.pk}
    assert RuleReading.objects.get(state="NV", profession="rn", read_by=None).counts_until is None


def test_what_only_a_source_says_lets_nobody_in_before_two_people_have_read_the_law(reader, second, now):
    assert not [row for row in first_rows() if row["may_inject"] and row["counts_from"]]
    doctor = make_listed_location(now=now, provider=make_provider(profession="md"), state="CA")
    as_released("CA", "md")
    assert RuleReading.objects.get(state="CA", profession="md").status == "sourced"
    assert doctor.pk not in listed(now)
    assert scope_of(Profession.PHYSICIAN_MD, "CA", on=now.date(), rules=rules_on(now.date())) == Scope.UNKNOWN

    facts = {**FACTS, "needs_supervisor": False}
    reading = write_reading(state="CA", profession="md", facts=facts, page=law_page(now), by=reader, now=now)
    assert doctor.pk not in listed(now)
    confirm_reading(reading_id=reading.pk, seen=effect_of(reading, now=now).seen, by=second, now=now)
    assert doctor.pk in listed(now)


def test_a_law_that_was_read_before_it_begins_is_not_lost_when_the_one_before_is_read_again(reader, second, now):
    nevada, begins = nurse_in("NV", now), now.date() + timedelta(days=10)
    later = read(reader, now, **{**NO, "effective_from": begins})
    confirm_reading(reading_id=later.pk, seen=effect_of(later, now=now).seen, by=second, now=now)

    again = read(reader, now)
    effect = confirm_reading(reading_id=again.pk, seen=effect_of(again, now=now).seen, by=second, now=now)

    assert effect.last_day == begins - timedelta(days=1)
    assert nevada.pk in listed(now + timedelta(days=9))
    assert nevada.pk not in listed(now + timedelta(days=10))
    later.refresh_from_db()
    assert later.counts_until > begins


def test_what_was_shown_is_these_places_and_not_as_many_others(reader, second, now):
    first = nurse_in("NV", now)
    reading = read(reader, now, **NO)
    seen = effect_of(reading, now=now).seen
    first.provider.licenses.update(expires_on=now.date() - timedelta(days=1))
    nurse_in("NV", now, first_name="Grace")

    with pytest.raises(UserFacingError, match="Look again"):
        confirm_reading(reading_id=reading.pk, seen=seen, by=second, now=now)


def test_nobody_reads_or_confirms_the_rule_of_their_own_license(reader, second, now):
    nevada = nurse_in("NV", now)
    type(nevada.provider).objects.filter(pk=nevada.provider_id).update(user=reader)
    with pytest.raises(UserFacingError, match="A colleague has to read it"):
        read(reader, now)
    assert read(reader, now, state="UT").pk

    reading = read(second, now)
    with pytest.raises(UserFacingError, match="A colleague has to read it"):
        confirm_reading(reading_id=reading.pk, seen=effect_of(reading, now=now).seen, by=reader, now=now)

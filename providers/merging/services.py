"""One proposes, another merges. What moves to the record that stays waits for the desk like any change."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.changes.services.proposing import propose_place
from providers.directory.enums import NameSource
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.merging.models import Merge
from providers.screening.enums import Fact
from providers.vetting.cases.cases import record_fact_change
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.claims.ownership import was_approved
from providers.vetting.locks import lock_providers


def _people_of(merge: Merge) -> list[Provider]:
    """Whom it is about, locked in the one order."""
    ids = [pk for pk in (merge.keep_id, merge.drop_id) if pk]
    places = [pk for pk in (merge.keep_place_id, merge.drop_place_id) if pk]
    ids += PracticeLocation.objects.filter(pk__in=places).values_list("provider", flat=True)
    return lock_providers(set(ids))


@transaction.atomic
def propose_merge(*, kind: str, keep_id: int, drop_id: int, words: str, by: User, now: datetime) -> Merge:
    """`kind`: "person" or "place". UserFacingError for one's own, where nothing can be merged, and without words."""
    ends = {"keep_id": keep_id, "drop_id": drop_id}
    if kind == "place":
        ends = {"keep_place_id": keep_id, "drop_place_id": drop_id}
    merge = Merge(**ends, words=words.strip(), first_by=by, first_at=now)
    _require_mergeable(merge, _people_of(merge), by)
    if not merge.words:
        raise UserFacingError(_("Say why they are the same."))
    same = {name: value for name, value in ends.items() if name.startswith("drop")}
    if Merge.objects.waiting().filter(**same).exists():
        raise UserFacingError(_("This was proposed already. It waits for a second person."))
    merge.save()
    return merge


def _require_mergeable(merge: Merge, people: list[Provider], by: User) -> None:
    for person in people:
        require_not_own(provider=person, by=by)
    if merge.drop_place_id or merge.keep_place_id:
        there = PracticeLocation.objects.filter(pk__in=[merge.keep_place_id, merge.drop_place_id]).count()
        if there != 2 or len(people) != 1:
            raise UserFacingError(_("Choose two places of one provider."))
        return
    if merge.keep_id == merge.drop_id or len(people) != 2:
        raise UserFacingError(_("Choose two records."))
    drop = next(one for one in people if one.pk == merge.drop_id)
    keep = next(one for one in people if one.pk == merge.keep_id)
    if drop.holds.open().exists() or drop.exclusion_hits.open().exists():
        raise UserFacingError(_("Settle the hold or the match of the record that goes first."))
    if keep.user_id and drop.user_id:
        raise UserFacingError(_("Both have an account. Ask the person which one they use, and end the other."))
    if keep.is_demonstration != drop.is_demonstration:
        raise UserFacingError(_("A made-up person is nobody else."))


@transaction.atomic
def answer_merge(*, merge_id: int, grant: bool, words: str, by: User, now: datetime) -> Merge:
    """The second's word; a yes carries it out. UserFacingError for who proposed, and when somebody was faster."""
    people = _people_of(Merge.objects.get(pk=merge_id))
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    if merge.outcome:
        raise UserFacingError(_("%s decided this already.") % merge.second_by)
    if merge.first_by_id == by.pk:
        raise UserFacingError(_("You proposed this. Another person has to decide."))
    if not words.strip():
        raise UserFacingError(_("Say why."))
    if grant:
        _require_mergeable(merge, people, by)
    for person in people:
        require_not_own(provider=person, by=by)
    merge.outcome = "merged" if grant else "refused"
    merge.second_by, merge.second_at, merge.second_words = by, now, words.strip()
    merge.save(update_fields=["outcome", "second_by", "second_at", "second_words"])
    if grant and merge.drop_place_id:
        _merge_places(merge)
    elif grant:
        _merge_people(merge, {person.pk: person for person in people}, by, now)
    write_audit(actor=by, verb=f"merge.{merge.outcome}", about=f"merge:{merge.pk}", now=now)
    return merge


def _merge_places(merge: Merge) -> None:
    """Treatments that the place that stays does not have go over; the other is turned off."""
    assert merge.drop_place_id is not None
    has = set(Offering.objects.filter(location=merge.keep_place_id).values_list("area_concern", flat=True))
    Offering.objects.filter(location=merge.drop_place_id).exclude(area_concern__in=has).update(
        location=merge.keep_place_id
    )
    PracticeLocation.objects.filter(pk=merge.drop_place_id).update(is_active=False, accepting_patients=False)


def _merge_people(merge: Merge, people: dict[int, Provider], by: User, now: datetime) -> None:
    """The account and the name go over, so that lists are searched for both names. Clinics that are not there yet wait
    for the desk, turned off; those that are stay behind, turned off for good."""
    assert merge.keep_id is not None
    assert merge.drop_id is not None
    keep, drop = people[merge.keep_id], people[merge.drop_id]
    if drop.user_id:
        user, drop.user = drop.user, None
        drop.save(update_fields=["user", "updated_at"])
        keep.user = user
        keep.save(update_fields=["user", "updated_at"])
    if (keep.first_name, keep.last_name) != (drop.first_name, drop.last_name):
        keep.former_names.get_or_create(
            first_name=drop.first_name, middle_name=drop.middle_name, last_name=drop.last_name,
            defaults={"source": NameSource.PROFILE},
        )  # fmt: skip
    has = {(place.line1.lower(), place.zip_code) for place in keep.locations.all()}
    active = drop.locations.filter(is_active=True)
    moved = [place for place in active if (place.line1.lower(), place.zip_code) not in has]
    drop.locations.update(is_active=False, accepting_patients=False)
    for place in moved:
        PracticeLocation.objects.filter(pk=place.pk).update(provider=keep)
    if was_approved(keep.pk):  # each is looked at by itself, and off until then
        for place in PracticeLocation.objects.filter(pk__in=[one.pk for one in moved]):
            propose_place(location=place, by=merge.first_by, now=now)
    elif moved:  # nobody is shown before all of it was looked at
        PracticeLocation.objects.filter(pk__in=[one.pk for one in moved]).update(is_active=True)
        words = _("Merged with NPI %s.") % drop.npi
        record_fact_change(provider_id=keep.pk, what=Fact.PLACE, by=by, now=now, words=words)

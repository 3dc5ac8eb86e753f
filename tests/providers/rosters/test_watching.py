"""A board that says something worse hides the provider at once, opens an alert, and people decide about it."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from caarisma.common.errors import UserFacingError
from providers.directory.enums import NameSource
from providers.ledger.models import ProviderLook
from providers.listing.gate import admitted
from providers.rosters.models import LicenseAlert, LicenseLook, RosterRun
from providers.runs.license_alerts import end_alert, keep_alert, propose_ending, sign_off_roster
from providers.screening.enums import CaseKind, CaseStatus
from providers.vetting.exclusions.decisions import CannotDecide
from tests.factories.providers import make_staff, make_user
from tests.providers.rosters.making import MAP, make_holder, others, read, row, text_of

pytestmark = pytest.mark.django_db


def is_listed(place) -> bool:
    return place.pk in admitted([place.pk], now=timezone.now())


def may(*names: str):
    staff = make_user(is_staff=True)
    staff.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return type(staff).objects.get(pk=staff.pk)


def test_probation_hides_at_once_with_one_page_view_between(tmp_path, client):
    place = make_holder()
    page = client.get(reverse("providers:profile", args=[place.provider.slug])).url
    assert b"Lakeshore" in client.get(page).content

    read(tmp_path, text_of(row(status="Probation"), *others(5)))

    assert not is_listed(place)
    assert b"Lakeshore" not in client.get(page).content
    [alert] = LicenseAlert.objects.all()
    assert (alert.status, alert.reach, alert.word) == ("probation", "all", "Probation")
    case = place.provider.screening_cases.get(kind=CaseKind.ALERT)
    assert case.status == CaseStatus.SENT
    look = ProviderLook.objects.filter(provider=place.provider, origin="roster").get()
    assert (look.result, look.source) == ("hit", "https://data.example.gov/d/made-up")


@pytest.mark.parametrize(
    ("status", "reason", "listed"),
    [
        ("Active", "", True),
        ("Late for Renewal", "", True),
        ("Reprimand", "", False),
        ("Active", "Restricted", False),
        ("Suspended", "", False),
        ("Revoked", "", False),
        ("Expired", "", False),
        ("Pending", "", False),
    ],
)
def test_each_status_hides_or_does_not(tmp_path, status, reason, listed):
    place = make_holder()
    read(tmp_path, text_of(row(status=status, reason=reason), *others(5)))
    assert is_listed(place) is listed


def test_a_better_word_brings_nobody_back_and_nothing_is_told_twice(tmp_path):
    place = make_holder()
    read(tmp_path, text_of(row(status="Probation")))
    read(tmp_path, text_of(row(status="Probation")))
    read(tmp_path, text_of(row(status="Active")))

    assert not is_listed(place)
    assert LicenseAlert.objects.count() == 1
    assert place.provider.screening_cases.filter(kind=CaseKind.ALERT).count() == 1
    assert [look.before for look in LicenseLook.objects.all()] == ["active", "probation", "probation"]


def test_what_two_people_ended_stays_ended_until_it_gets_worse(tmp_path):
    place = make_holder()
    first, second = may("settle_licensealert"), may("clear_licensealert")
    read(tmp_path, text_of(row(status="Probation")))
    alert = LicenseAlert.objects.get()
    propose_ending(alert_id=alert.pk, reason="The order allows this work.", by=first, now=timezone.now())
    assert not is_listed(place)
    end_alert(alert_id=alert.pk, reason="I read the order too.", by=second, now=timezone.now())
    assert is_listed(place)

    read(tmp_path, text_of(row(status="Probation")))
    assert is_listed(place)
    read(tmp_path, text_of(row(status="Suspended")))
    assert not is_listed(place)


def test_probation_takes_two_in_the_service_and_in_the_database(tmp_path):
    make_holder()
    both = may("settle_licensealert", "clear_licensealert")
    read(tmp_path, text_of(row(status="Probation")))
    alert = LicenseAlert.objects.get()
    propose_ending(alert_id=alert.pk, reason="So it is.", by=both, now=timezone.now())
    with pytest.raises(CannotDecide, match="Another person"):
        end_alert(alert_id=alert.pk, reason="So it is.", by=both, now=timezone.now())
    with pytest.raises(IntegrityError, match="license_alert_needs_two"), transaction.atomic():
        LicenseAlert.objects.filter(pk=alert.pk).update(cleared_at=timezone.now(), cleared_by=both, reason="So it is.")
    keep_alert(alert_id=alert.pk, reason="I take it back.", by=both, now=timezone.now())
    assert LicenseAlert.objects.get().proposed_at is None


def test_one_person_ends_what_nobody_did_to_the_provider(tmp_path):
    place = make_holder()
    read(tmp_path, text_of(row(status="Expired")))
    assert not is_listed(place)
    propose_ending(
        alert_id=LicenseAlert.objects.get().pk, reason="Renewed.", by=may("settle_licensealert"), now=timezone.now()
    )
    assert is_listed(place)


def test_nobody_decides_about_themselves(tmp_path):
    place = make_holder()
    read(tmp_path, text_of(row(status="Expired")))
    mine = may("settle_licensealert")
    type(place.provider).objects.filter(pk=place.provider_id).update(user=mine)
    with pytest.raises(UserFacingError, match="colleague"):
        propose_ending(alert_id=LicenseAlert.objects.get().pk, reason="Mine.", by=mine, now=timezone.now())


def test_an_unseen_word_is_never_guessed_and_stops_the_sign_off(tmp_path):
    place = make_holder()
    read(tmp_path, text_of(row(status="Active - Something New"), *others(5)))

    assert is_listed(place)  # the last proof runs to its own end
    run = RosterRun.objects.get()
    assert run.unseen_words == {"ACTIVE - SOMETHING NEW": 1}
    assert [(line.line, line.value) for line in run.lines.all()] == [(2, "ACTIVE - SOMETHING NEW")]
    with pytest.raises(CannotDecide, match="words that nobody has read"):
        sign_off_roster(run_id=run.pk, by=may("sign_off_rosterrun"), now=timezone.now())
    with pytest.raises(IntegrityError, match="roster_run_sign_off_is_whole"), transaction.atomic():
        RosterRun.objects.update(signed_off_at=timezone.now(), signed_off_by=make_staff())


def test_a_license_that_is_not_in_the_file_is_nothing_known(tmp_path):
    place = make_holder()
    read(tmp_path, text_of(*others(5)))
    [look] = LicenseLook.objects.all()
    assert (look.status, look.word) == ("unknown", "not in the file")
    assert is_listed(place)
    assert not LicenseLook.objects.answered().exists()


def test_another_last_name_is_another_person(tmp_path):
    place = make_holder()
    read(tmp_path, text_of(row(last="Byron", status="Revoked")))
    assert is_listed(place)
    place.provider.former_names.create(last_name="Byron", source=NameSource.PROVIDER)
    read(tmp_path, text_of(row(last="BYRON-KING", status="Revoked")))
    assert not is_listed(place)


def test_of_several_rows_about_one_license_the_worst_counts(tmp_path):
    place = make_holder()
    read(tmp_path, text_of(row(), row(status="Suspended"), row()))
    assert LicenseLook.objects.get().status == "suspended"
    assert not is_listed(place)


def test_active_behind_its_last_day_is_nothing_known(tmp_path):
    make_holder()
    read(tmp_path, text_of(row(expires="01/31/2020")))
    assert LicenseLook.objects.get().status == "unknown"


def test_signed_off_by_a_person_with_the_right_and_once(tmp_path):
    make_holder()
    read(tmp_path, text_of(row(), *others(5)))
    run = RosterRun.objects.get()
    with pytest.raises(CannotDecide, match="Your role"):
        sign_off_roster(run_id=run.pk, by=make_staff(), now=timezone.now())
    sign_off_roster(run_id=run.pk, by=may("sign_off_rosterrun"), now=timezone.now())
    assert LicenseLook.objects.answered().count() == 1
    with pytest.raises(CannotDecide, match="already"):
        sign_off_roster(run_id=run.pk, by=may("sign_off_rosterrun"), now=timezone.now())
    read(tmp_path, text_of(row(), *others(5)))
    older = RosterRun.objects.latest("pk")
    read(tmp_path, text_of(row(), *others(5)))
    with pytest.raises(CannotDecide, match="newer file"):
        sign_off_roster(run_id=older.pk, by=may("sign_off_rosterrun"), now=timezone.now())


def test_a_map_of_another_state_is_refused(tmp_path):
    with pytest.raises(CommandError, match="for NV, not for CA"):
        read(tmp_path, text_of(row()), about=MAP.replace('"CA"', '"NV"'))

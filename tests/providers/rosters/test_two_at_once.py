"""Two sign a board's file off, or settle its alert, in the same moment: one wins, the other is told."""

import pytest
from django.utils import timezone

from providers.rosters.enums import BoardStatus, Reach
from providers.rosters.models import LicenseAlert, RosterRun
from providers.runs.license_alerts import end_alert, keep_alert, propose_ending, sign_off_roster
from tests.factories.providers import make_license_alert, make_user
from tests.providers.rosters.making import make_holder, others, read, row, text_of
from tests.providers.two import Race, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dated]

ENDED = "This was ended already."


@pytest.fixture
def people(db):
    return [make_user(is_staff=True, is_superuser=True) for _ in range(4)]


def test_of_two_who_sign_a_file_off_one_is_told(people, tmp_path):
    make_holder()
    read(tmp_path, text_of(row(), *others(5)))
    run, now = RosterRun.objects.get(), timezone.now()

    signed = race(lambda by: sign_off_roster(run_id=run.pk, by=by, now=now), tuple(people[:2]))

    assert signed == Race("Somebody signed this off already.", 1, 0, 0)
    run.refresh_from_db()
    assert run.signed_off_by in people[:2]


def test_of_two_who_settle_an_alert_one_is_told(people, now):
    provider, first, second = make_holder().provider, tuple(people[:2]), tuple(people[2:])
    grave = make_license_alert(provider, now=now)
    light = make_license_alert(provider, now=now, status=BoardStatus.LAPSED, reach=Reach.STATE)
    asked = "Somebody has proposed this already. A second person decides."

    def act(service, alert):
        return lambda by: service(alert_id=alert.pk, reason="I called the board.", by=by, now=now)

    def end_or_keep(by):
        return act(end_alert if by == second[0] else keep_alert, grave)(by)

    races = [
        race(act(propose_ending, light), first),  # one person is enough
        race(act(propose_ending, grave), first),
        race(act(keep_alert, grave), second),
        race(act(propose_ending, grave), first),
        race(act(end_alert, grave), second),
    ]

    told = [ENDED, asked, "Nobody has proposed to end this.", asked, ENDED]
    assert races == [Race(words, 0, 1, 0) for words in told]
    assert not LicenseAlert.objects.open().exists()

    grave = make_license_alert(provider, now=now)
    propose_ending(alert_id=grave.pk, reason="Settled.", by=first[0], now=now)
    last = race(end_or_keep, second)
    grave.refresh_from_db()
    kept = "Nobody has proposed to end this. The first person writes why."
    assert last == Race(ENDED if grave.cleared_at else kept, 0, 1, 0)

"""From answers to an alert at the desk."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from caarisma.accounts.models import AuditEvent
from caarisma.accounts.roles import load_roles
from caarisma.common.outbox.models import Mail
from matching.aftercare.alert_page import read_people
from matching.aftercare.enums import AlertDecision, AlertRule, StepKind
from matching.aftercare.errors import AlertEnded, AlertNotYours, ProposedAlready, SamePerson
from matching.aftercare.models import PlaceAlert, PlaceAlertStep
from matching.aftercare.services.consenting import delete_answers
from matching.aftercare.services.deciding import (
    confirm_decision,
    keep_open,
    note_step,
    propose_decision,
    take_alert,
)
from matching.aftercare.services.watching import measure_base_rate
from matching.consultations.models import Visit
from providers.screening.models import ProviderHold
from tests.factories.aftercare import asked, make_visit, tell, tell_infection
from tests.factories.consultations import make_asker, make_clinic
from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db

STREET = {"line1": "1200 Clay St", "zip_code": "94612"}


def staff(role: str, email: str):
    load_roles()
    user = make_user(email, is_staff=True)
    user.groups.set(user.groups.model.objects.filter(name=role))
    return user


@pytest.fixture
def nurse():
    return staff("vetter", "nurse@example.com")


@pytest.fixture
def second():
    return staff("second reviewer", "second@example.com")


@pytest.fixture
def alert(now) -> PlaceAlert:
    tell_infection(make_visit(make_clinic(now=now, **STREET), now=now))
    tell_infection(make_visit(make_clinic(now=now, **STREET, line2="Suite 9"), now=now, days=20))
    return PlaceAlert.objects.get()


def rules() -> list[str]:
    return sorted(PlaceAlert.objects.values_list("rule", flat=True))


def test_two_infections_at_one_address_open_an_alert_over_two_providers(now):
    first = make_visit(make_clinic(now=now, **STREET), now=now)
    second = make_visit(make_clinic(now=now, line1="1200 Clay Street, Suite 4", zip_code="94612"), now=now, days=20)
    assert first.provider_id != second.provider_id

    tell_infection(first)
    assert rules() == []
    tell_infection(second)

    (alert,) = PlaceAlert.objects.all()
    assert (alert.rule, sorted(alert.visits)) == (AlertRule.TWO, sorted([first.pk, second.pk]))
    assert "1200 Clay" in alert.where


def test_visits_more_than_sixty_days_apart_open_none(now):
    place = make_clinic(now=now, **STREET)
    tell_infection(make_visit(place, now=now))
    tell_infection(make_visit(place, now=now, days=68))

    assert rules() == []


def test_two_houses_open_none(now):
    tell_infection(make_visit(make_clinic(now=now, **STREET), now=now))
    tell_infection(make_visit(make_clinic(now=now, line1="1210 Clay St", zip_code="94612"), now=now))

    assert rules() == []


def test_one_person_told_after_two_visits_opens_none(now):
    place, asker = make_clinic(now=now, **STREET), make_asker(now=now)
    tell_infection(make_visit(place, now=now, asker=asker))
    tell_infection(make_visit(place, now=now, asker=asker, days=21))

    assert rules() == []


def test_one_visit_told_of_at_two_weeks_opens_none(now):
    visit = make_visit(now=now)
    tell_infection(visit, week=2)
    tell_infection(visit, week=6)

    assert rules() == []


def test_it_is_due_within_one_working_day_and_who_may_work_on_it_is_told(now, nurse, second):
    tell_infection(make_visit(make_clinic(now=now, **STREET), now=now), germ=True)
    alert = PlaceAlert.objects.get()

    assert timedelta(0) < alert.due_at - alert.opened_at <= timedelta(days=3)
    mails = Mail.objects.filter(kind="place_alert")
    assert [mail.recipient for mail in mails] == [nurse.email]
    assert "Clay" not in mails[0].letter["text"]


def test_a_third_joins_what_is_open_and_opens_what_is_urgent(now, alert):
    third = make_visit(make_clinic(now=now, **STREET), now=now, days=30)

    tell_infection(third)

    assert rules() == ["three", "two"]
    assert all(third.pk in each.visits for each in PlaceAlert.objects.all())


def test_one_product_and_lot_at_two_places(now):
    tell_infection(make_visit(now=now), product="Lipo Glow", lot="A-77")
    tell_infection(
        make_visit(make_clinic(now=now, line1="9 Other Rd"), now=now, days=60), product="lipoglow", lot="a77"
    )

    assert rules() == ["lot"]


def test_what_was_ended_is_not_opened_again_by_the_same_people(now, alert, nurse, second):
    end(alert, nurse, second, now=now + timedelta(days=40))

    tell_infection(alert_visit(alert), week=6)
    assert PlaceAlert.objects.open().count() == 0

    tell_infection(make_visit(make_clinic(now=now, **STREET), now=now, days=25))
    assert PlaceAlert.objects.open().count() == 2


def alert_visit(alert: PlaceAlert) -> Visit:
    return Visit.objects.get(pk=alert.visits[0])


def end(alert, nurse, second, *, now):
    take_alert(alert_id=alert.pk, by=nurse, now=now)
    propose_decision(alert_id=alert.pk, decision=AlertDecision.NO_HOLD, words="Two causes.", by=nurse, now=now)
    return confirm_decision(alert_id=alert.pk, by=second, now=now)


def test_the_base_rate_counts_a_visit_once(now):
    tell_infection(make_visit(now=now))
    visit = make_visit(now=now, days=9)
    tell(visit, week=2)
    tell(visit, week=6)

    rate = measure_base_rate(now=now + timedelta(days=70))

    assert (rate.events, rate.answers) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_tell_at_once_the_second_look_sees_both(now):
    visits = [make_visit(make_clinic(now=now, **STREET), now=now) for _ in range(2)]
    follow_ups, both, errors = [asked(visit) for visit in visits], Barrier(2), []

    def run(visit, follow_up):
        try:
            both.wait(20)
            tell_infection(visit)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in zip(visits, follow_ups, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert rules() == ["two"]


# --- What staff do ----------------------------------------------------------------------------------------------------
def test_staff_read_no_more_than_each_person_allows(now, nurse):
    quiet = make_visit(make_clinic(now=now, **STREET), now=now, asker=make_asker(now=now, email="quiet@example.com"))
    open_one = make_visit(make_clinic(now=now, **STREET), now=now, asker=make_asker(now=now, email="open@example.com"))
    tell_infection(quiet)
    tell_infection(open_one, may_read=True, may_contact=True, phone="510-555-0100")

    people = {person.visit: person for person in read_people(PlaceAlert.objects.get(), by=nurse, now=now)}

    assert (people[quiet.pk].lines, people[quiet.pk].reach) == ([], [])
    assert people[open_one.pk].reach == ["510-555-0100", "open@example.com"]
    assert people[open_one.pk].lines[0] == "After 2 weeks: A new lump"
    line = AuditEvent.objects.get(verb="read place alert")
    assert line.details == {"visits": [open_one.pk]}
    assert "lump" not in str(line.details)


def test_whoever_takes_the_tick_back_is_not_read_any_more(now, nurse):
    visit = make_visit(make_clinic(now=now, **STREET), now=now)
    tell_infection(visit, germ=True, may_read=True)
    tell_infection(visit, week=6)

    (person,) = read_people(PlaceAlert.objects.get(), by=nurse, now=now)

    assert person.lines == []


def test_who_deleted_their_answers_is_named_as_gone(now, nurse):
    visit = make_visit(now=now)
    tell_infection(visit, germ=True, may_read=True, may_contact=True)
    delete_answers(asker_id=visit.request.asker_id, by=[visit.request.asker_id])

    (person,) = read_people(PlaceAlert.objects.get(), by=nurse, now=now)

    assert (person.is_gone, person.lines, person.reach) == (True, [], [])


def test_who_has_a_stake_reads_nothing_and_does_nothing(now, alert):
    mine = alert_visit(alert).provider.user

    assert read_people(alert, by=mine, now=now) == []
    with pytest.raises(Exception, match="A colleague has to do it"):
        take_alert(alert_id=alert.pk, by=mine, now=now)


def test_a_suspension_takes_two_and_reaches_every_provider_of_it(now, alert, nurse, second):
    take_alert(alert_id=alert.pk, by=nurse, now=now)
    note_step(alert_id=alert.pk, kind=StepKind.CALLED_CLINIC, words="They use single vials.", by=nurse, now=now)
    propose_decision(
        alert_id=alert.pk,
        decision=AlertDecision.HOLD,
        words="Both the same.",
        told="Please call us.",
        by=nurse,
        now=now,
    )
    assert not ProviderHold.objects.exists()
    with pytest.raises(SamePerson):
        confirm_decision(alert_id=alert.pk, by=nurse, now=now)

    confirm_decision(alert_id=alert.pk, by=second, now=now)

    assert ProviderHold.objects.filter(kind="suspended", reason="Please call us.").count() == 2
    kinds = list(PlaceAlertStep.objects.values_list("kind", flat=True))
    assert kinds == ["taken", "clinic", "proposed", "decided"]
    with pytest.raises(AlertEnded):
        take_alert(alert_id=alert.pk, by=nurse, now=now)


def test_a_suspension_says_something_to_the_providers(now, alert, nurse):
    take_alert(alert_id=alert.pk, by=nurse, now=now)

    with pytest.raises(Exception, match="Write what the providers read"):
        propose_decision(alert_id=alert.pk, decision=AlertDecision.HOLD, words="x", by=nurse, now=now)


def test_who_is_not_convinced_leaves_it_open(now, alert, nurse, second):
    take_alert(alert_id=alert.pk, by=nurse, now=now)
    proposed = {"alert_id": alert.pk, "decision": AlertDecision.NO_HOLD, "words": "Chance.", "by": nurse, "now": now}
    propose_decision(**proposed)
    with pytest.raises(ProposedAlready):
        propose_decision(**proposed)

    keep_open(alert_id=alert.pk, words="Call the clinic first.", by=second, now=now)

    alert.refresh_from_db()
    assert (alert.decision, alert.words, alert.proposed_by) == ("", None, None)


def test_nobody_notes_a_step_before_somebody_has_it(now, alert, nurse):
    with pytest.raises(AlertNotYours):
        note_step(alert_id=alert.pk, kind=StepKind.NOTE, words="x", by=nurse, now=now)


def test_the_database_holds_that_two_decide(now, alert, nurse):
    take_alert(alert_id=alert.pk, by=nurse, now=now)
    propose_decision(alert_id=alert.pk, decision=AlertDecision.NO_HOLD, words="Chance.", by=nurse, now=now)

    with pytest.raises(IntegrityError, match="place_alert_needs_two"), transaction.atomic():
        PlaceAlert.objects.filter(pk=alert.pk).update(decided_by=nurse, decided_at=now)


def test_a_step_is_never_changed(now, alert, nurse):
    take_alert(alert_id=alert.pk, by=nurse, now=now)

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        PlaceAlertStep.objects.update(kind="note")

"""Mails about what ends: at each step once, in the provider's language, and nothing that a stranger should read."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from providers.desk.access import READ, WORK
from providers.directory.models import Provider, Statement
from providers.screening.enums import CheckKind
from providers.screening.models import Reminder
from providers.vetting.notices.reminders import remind, remind_all, step_for
from providers.worklists.expiring import Ending, bars, endings
from providers.worklists.views import expiring
from tests.factories.providers import make_listed_location, make_provider, make_screening, make_user
from tests.letters import delivered, written

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

DAY = timedelta(days=1)


def ends_in(days: int, now, **provider: object):
    """A listed provider whose insurance ends so many days from now at the clinic."""
    location = make_listed_location(now=now, provider=make_provider(user=make_user(), **provider))
    case = location.provider.screening_cases.get()
    case.checks.filter(kind=CheckKind.INSURANCE).update(good_until=now.date() + days * DAY)
    return case.checks.get(kind=CheckKind.INSURANCE)


@pytest.mark.parametrize(
    ("days", "step"),
    [(90, None), (61, None), (60, 60), (31, 60), (30, 30), (14, 14), (8, 14), (7, 7), (1, 1), (0, 1), (-1, 0), (-9, 0)],
)
def test_the_step_that_is_due(days, step):
    assert step_for(days) == step


def test_each_step_is_told_once_however_often_the_job_runs(now):
    ends_in(60, now)

    for day in range(63):
        remind_all(now=now + day * DAY)
        remind_all(now=now + day * DAY)

    assert list(Reminder.objects.order_by("pk").values_list("days", flat=True)) == [60, 30, 14, 7, 1, 0]
    assert len(written()) == 6


def test_a_job_that_was_away_skips_what_it_missed(now):
    ends_in(60, now)

    remind_all(now=now + 50 * DAY)

    assert list(Reminder.objects.values_list("days", flat=True)) == [14]


def test_on_the_last_day_it_is_not_over_and_the_day_after_it_is_said(now):
    ends_in(0, now)

    remind_all(now=now)
    remind_all(now=now + DAY)

    before, after = delivered()
    assert "Please renew" in before.subject
    assert "You are off our lists" in after.subject


def test_the_mail_says_no_number_and_no_treatment(now):
    check = ends_in(7, now)

    remind_all(now=now)

    (mail,) = delivered()
    text = mail.subject + mail.body
    license = check.case.provider.licenses.get()
    assert not [secret for secret in (license.number, check.case.provider.npi, "esotherapy") if secret in text]
    assert "Malpractice insurance" in text


def test_the_mail_is_in_the_language_of_the_provider(now):
    check = ends_in(7, now)
    Statement.objects.create(provider=check.case.provider, language="es")

    remind_all(now=now)

    (mail,) = delivered()
    assert mail.to == [check.case.provider.user.email]
    with translation.override("es"):
        assert str(CheckKind.INSURANCE.label) in mail.body
        assert str(CheckKind.INSURANCE.label) != "Malpractice insurance"


def test_one_that_fails_says_nothing_about_the_next(now, monkeypatch):
    checks = [ends_in(days, now) for days in (3, 4, 5)]

    def fails_for_the_first(*, check_id, **rest):
        if check_id == checks[0].pk:
            raise DatabaseError
        return remind(check_id=check_id, **rest)

    monkeypatch.setattr("providers.vetting.notices.reminders.remind", fails_for_the_first)

    assert remind_all(now=now) == 2


def test_a_rollback_takes_the_mail_along(now):
    check = ends_in(7, now)

    with transaction.atomic():
        remind(check_id=check.pk, by=None, now=now)
        transaction.set_rollback(True)
    remind_all(now=now)

    assert len(delivered()) == 1


def test_what_ends_is_not_told_any_more_when_it_has(now):
    ends_in(1, now)

    remind_all(now=now)

    (mail,) = written()
    assert mail.not_after == now + DAY


def test_the_database_refuses_a_second_reminder_of_one_step(now):
    check = ends_in(7, now)
    row = {"screening_check": check, "good_until": check.good_until, "days": 7, "sent_at": now}
    Reminder.objects.create(**row)

    with pytest.raises(IntegrityError, match="reminder_once_a_step"), transaction.atomic():
        Reminder.objects.create(**row)


def test_what_we_look_up_ourselves_bothers_nobody(now):
    check = ends_in(300, now)
    check.case.checks.filter(kind=CheckKind.SAM).update(good_until=now.date() + 5 * DAY)

    assert remind_all(now=now) == 0


def test_asking_for_renewal_is_previewed_first_and_then_sent_once(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK)
    check = ends_in(7, clock)
    page = client.get(reverse("worklists:expiring")).content.decode()

    preview = client.post(reverse("worklists:ask_for_renewal"), {"check": [check.pk]})
    before = len(written())
    for _ in range(2):
        client.post(reverse("worklists:ask_for_renewal"), {"check": [check.pk], "confirm": "1"})

    assert str(check.case.provider) in page
    assert "Please renew a document" in preview.content.decode()
    assert (before, len(written())) == (0, 1)
    assert Reminder.objects.get().asked_by == ana


def test_who_has_no_account_is_on_the_page_and_gets_no_mail(client, sign_in_as, clock):
    sign_in_as(READ, WORK)
    check = ends_in(7, clock)
    Provider.objects.update(user=None)

    page = client.get(reverse("worklists:expiring")).content.decode()
    answer = client.post(reverse("worklists:ask_for_renewal"), {"check": [check.pk], "confirm": "1"}, follow=True)

    assert str(check.case.provider) in page
    assert "No account" in page
    assert "Choose somebody" in answer.content.decode()
    assert remind_all(now=clock) == 0
    assert not written()


def test_what_was_renewed_is_off_the_page(client, sign_in_as, clock):
    sign_in_as(READ)
    check = ends_in(7, clock)
    make_screening(check.case.provider, approved_from=clock.date(), approved_until=clock.date() + 400 * DAY)

    assert endings(now=clock) == []


def test_more_of_them_are_more_pages_and_not_more_queries(client, sign_in_as, clock, monkeypatch):
    monkeypatch.setattr(expiring, "PER_PAGE", 3)
    sign_in_as(READ)
    checks = [ends_in(days, clock) for days in (20, 40)]
    client.get(reverse("worklists:expiring"))
    with CaptureQueriesContext(connection) as for_two:
        client.get(reverse("worklists:expiring"))
    checks += [ends_in(days, clock) for days in (30, 35, 15)]

    with CaptureQueriesContext(connection) as for_five:
        first = client.get(reverse("worklists:expiring")).content.decode()
    second = client.get(reverse("worklists:expiring"), {"page": 2}).content.decode()

    assert len(for_five) == len(for_two)
    assert "Page 1 of 2" in first
    assert [str(check.case.provider) in first for check in checks] == [True, False, True, False, True]
    assert [str(check.case.provider) in second for check in checks] == [False, True, False, True, False]


def test_nonsense_in_the_choice_is_refused(client, sign_in_as):
    sign_in_as(READ, WORK)

    assert client.post(reverse("worklists:ask_for_renewal"), {"check": ["1; DROP"]}).status_code == 400


def test_each_end_is_in_one_bar():
    ends = [Ending(check_id=0, days=days) for days in (-3, 0, 1, 2, 7, 8, 31, 60, 61, 90)]

    drawn = {(bar.first, bar.last): bar.count for bar in bars(ends)}

    assert drawn == {(61, 90): 2, (31, 60): 2, (15, 30): 0, (8, 14): 1, (2, 7): 2, (1, 1): 1, (0, 0): 2}

"""Reports of both kinds: one queue, reading is written down, closing somebody's request takes two."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from matching.consultations.enums import ReportReason, RequestState, Side
from matching.consultations.models import AbuseReport
from matching.consultations.people.safety import confirm_closing, propose_closing, report, settle_report
from matching.consultations.services.messaging import write_as_patient
from providers.desk.access import READ_REPORTED, REPORTS
from providers.reports.enums import PlaceReportReason
from providers.reports.models import PlaceReport
from providers.reports.services import forget_place_reports, report_place
from tests.factories.consultations import make_agreed, make_clinic, make_request
from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db
WORDS = "Their planted words."


def reported(now, request=None, **fields) -> AbuseReport:
    request = request or make_request(now=now)
    user = request.provider.user
    given = {"reason": ReportReason.RUDE, "words": WORDS, "side": Side.CLINIC, "by": [user.pk], "by_user": user}
    return report(request_id=request.pk, **{**given, **fields}, now=now)


def place_reported(now, place=None, **fields) -> PlaceReport:
    given = {"reason": PlaceReportReason.PRICE, "words": WORDS, "email": "reader@example.com", "language": "en"}
    due = {"due_at": now + timedelta(days=2), "form_key": uuid4(), "now": now}
    return report_place(location_id=(place or make_clinic(now=now)).pk, **{**given, **due, **fields})


def url(found) -> str:
    return reverse(
        "moderation:report" if isinstance(found, AbuseReport) else "moderation:place_report", args=[found.pk]
    )


def test_one_queue_holds_both_kinds_those_due_first_in_front(client, sign_in_as, clock):
    sign_in_as(REPORTS)
    place_reported(clock, due_at=clock + timedelta(minutes=5))
    one = reported(clock - timedelta(days=9))

    page = client.get(reverse("moderation:reports")).content.decode()
    front = client.get(reverse("admin:index")).content.decode()

    assert page.index(one.request.reference) < page.index("They charged more than the page says")
    assert "Late by" in page
    assert WORDS not in page
    assert "<b>2</b> reports to decide" in front


def test_reading_what_was_written_is_written_down_each_time(client, sign_in_as, clock):
    ana = sign_in_as(REPORTS, READ_REPORTED)
    request = make_request(now=clock)
    write_as_patient(
        request_id=request.pk, body="A planted insult.", by=[request.asker_id], form_key=uuid4(), now=clock
    )
    one = reported(clock, request, message_n=1)

    for _ in range(2):
        page = client.get(url(one)).content.decode()

    assert WORDS in page
    assert "A planted insult." in page
    assert AuditEvent.objects.filter(actor=ana, verb="read report").count() == 2


@pytest.mark.parametrize("make", [reported, place_reported])
def test_who_may_decide_alone_reads_no_words(client, sign_in_as, clock, make):
    sign_in_as(REPORTS)

    page = client.get(url(make(clock))).content.decode()

    assert WORDS not in page
    assert not AuditEvent.objects.filter(verb="read report").exists()


def test_a_decision_needs_a_reason_and_is_made_once(client, sign_in_as, clock):
    ana = sign_in_as(REPORTS)
    one = reported(clock)

    empty = client.post(url(one), {"choice": "upheld", "words": " "})
    assert empty.status_code == 422
    assert client.post(url(one), {"choice": "upheld", "words": "I read it."}).status_code == 303
    again = client.post(url(one), {"choice": "dismissed", "words": "My other words."})

    assert again.status_code == 409
    assert "My other words." in again.content.decode()
    one.refresh_from_db()
    assert (one.state, one.verdict, one.decided_by) == ("upheld", "I read it.", ana)


def test_closing_a_request_takes_two(client, sign_in_as, clock):
    sign_in_as(REPORTS)
    request = make_agreed(now=clock)
    one = reported(clock, request)

    client.post(url(one), {"choice": "close", "words": "Four the same."})
    client.post(reverse("moderation:report_closing", args=[one.pk]))
    request.refresh_from_db()
    assert request.state == RequestState.AGREED

    other = sign_in_as(REPORTS, email="bo@example.com")
    assert "Four the same." in client.get(url(one)).content.decode()
    assert client.post(reverse("moderation:report_closing", args=[one.pk])).status_code == 303

    request.refresh_from_db()
    one.refresh_from_db()
    assert request.state == RequestState.CANCELLED
    assert not request.visit.booked
    assert (one.state, one.decided_by) == ("upheld", other)
    assert Mail.objects.filter(key__startswith=f"request:{request.pk}:cancelled").count() == 2


def test_the_second_may_decide_otherwise(client, sign_in_as, clock):
    one = reported(clock)
    propose_closing(report_id=one.pk, words="Close it.", by=make_user(is_staff=True), now=clock)
    sign_in_as(REPORTS)

    client.post(url(one), {"choice": "dismissed", "words": "It is no spam."})

    one.refresh_from_db()
    one.request.refresh_from_db()
    assert (one.state, one.closing_by) == ("dismissed", None)
    assert one.request.is_open


def test_the_database_wants_two_as_well(clock):
    one = reported(clock)
    ana = make_user(is_staff=True)
    settle_report(report_id=one.pk, state="upheld", words="Yes.", by=ana, now=clock)

    with pytest.raises(IntegrityError, match="report_closes_by_two"), transaction.atomic():
        AbuseReport.objects.filter(pk=one.pk).update(closing_by=ana)


@pytest.mark.parametrize("make", [reported, place_reported])
def test_nobody_decides_about_themselves(client, sign_in_as, clock, make):
    ana = sign_in_as(REPORTS)
    one = make(clock)
    provider = one.request.provider if isinstance(one, AbuseReport) else one.location.provider
    provider.user = ana
    provider.save()

    answer = client.post(url(one), {"choice": "dismissed", "words": "Fine."})

    assert answer.status_code == 422
    assert "A colleague has to do it." in answer.content.decode()


def test_a_settled_report_of_a_clinic_is_answered_once_and_the_address_goes(client, sign_in_as, clock):
    sign_in_as(REPORTS)
    one = place_reported(clock, language="es")

    for _ in range(2):
        client.post(url(one), {"choice": "upheld", "words": "I called them."})

    mail = Mail.objects.get(kind="report_answer")
    assert mail.recipient == "reader@example.com"
    assert "I called them." not in mail.letter["text"]
    one.refresh_from_db()
    assert one.email is None


def test_who_has_no_part_in_it_is_refused(client, sign_in_as, clock):
    sign_in_as("screening.view_screeningcase")

    assert client.get(reverse("moderation:reports")).status_code == 403
    assert "reports to decide" not in client.get(reverse("admin:index")).content.decode()


def test_rows_cost_no_queries(client, sign_in_as, clock, django_assert_max_num_queries):
    sign_in_as(REPORTS)
    reported(clock)
    place_reported(clock)
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("moderation:reports"))
    for _ in range(2):
        reported(clock)
        place_reported(clock)

    with django_assert_max_num_queries(len(few)):
        client.get(reverse("moderation:reports"))


def test_old_ones_are_forgotten_and_open_ones_are_not(clock):
    then = clock - timedelta(days=800)
    place_reported(then, due_at=then + timedelta(days=2))

    assert forget_place_reports(now=clock) == 0
    PlaceReport.objects.update(
        state="dismissed", decided_at=then, decided_by=make_user(is_staff=True), verdict="No.", email=None
    )
    assert forget_place_reports(now=clock) == 1


def page_of(place) -> str:
    return reverse(
        "providers:report", args=[place.provider.slug, place.address_on_site(place.provider.slug).split("/")[-2]]
    )


def test_anybody_reports_a_clinic_and_twice_is_once(clock):
    place, stranger = make_clinic(now=clock), Client()
    form = {"reason": "price", "words": WORDS, "email": "", "form_key": str(uuid4())}

    assert stranger.get(page_of(place)).status_code == 200
    assert [stranger.post(page_of(place), form).status_code for _ in range(2)] == [303, 303]

    assert PlaceReport.objects.get().words == WORDS


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": ""}, "Say in a few words"),
        ({"words": "x" * 2001}, "1 character too long"),
        ({"email": "nobody@"}, "Enter an e-mail address"),
        ({"reason": "\x00"}, ""),
    ],
)
def test_a_report_with_a_mistake_keeps_what_was_typed(clock, typed, said):
    place = make_clinic(now=clock)
    form = {"reason": "price", "words": WORDS, "email": "", "form_key": str(uuid4()), **typed}

    answer = Client().post(page_of(place), form)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert form["words"][:50] in answer.content.decode()


def test_the_sixth_of_a_day_waits_with_its_text(clock):
    place, stranger = make_clinic(now=clock), Client()
    form = {"reason": "price", "words": WORDS, "email": ""}
    answers = [stranger.post(page_of(place), {**form, "form_key": str(uuid4())}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert WORDS in answers[-1].content.decode()


def test_a_clinic_that_patients_do_not_see_has_no_such_page(clock):
    place = make_clinic(now=clock)
    page = page_of(place)
    type(place).objects.filter(pk=place.pk).update(is_active=False)

    assert Client().get(page, follow=True).status_code == 404


@pytest.mark.parametrize(("make", "permission"), [(reported, REPORTS), (place_reported, "reports.settle_placereport")])
def test_moderators_are_mailed_once_that_a_report_waits_and_no_word_of_it(sign_in_as, clock, make, permission):
    sign_in_as(permission)
    sign_in_as("screening.view_screeningcase", email="vetter@example.com")
    make_user(is_superuser=True, is_staff=True)
    key = uuid4()
    place, request = make_clinic(now=clock), make_request(now=clock)
    about = {"request": request} if make is reported else {"place": place, "form_key": key}
    for _ in range(2):
        one = make(clock, **about)

    (mail,) = Mail.objects.filter(kind="report_waits")
    assert f":{one.pk}:" in mail.key
    said = f"{mail.letter['subject']} {mail.letter['text']} {mail.letter['html']}"
    assert "/desk/reports/" in said
    assert WORDS not in said
    assert request.reference not in said
    assert place.clinic_name not in said


def test_a_writer_under_18_is_told_to_moderators_too(sign_in_as, clock):
    sign_in_as(REPORTS)

    make_request(now=clock, note="I am 16 years old.")

    assert Mail.objects.filter(kind="report_waits").count() == 1


@pytest.mark.parametrize("step", ["settle", "propose", "confirm"])
def test_no_step_of_a_report_is_done_by_who_has_a_stake_in_the_clinic(clock, step):
    one = reported(clock)
    owner, other = one.request.provider.user, make_user(is_staff=True)
    steps = {
        "settle": lambda: settle_report(report_id=one.pk, state="dismissed", words="Fine.", by=owner, now=clock),
        "propose": lambda: propose_closing(report_id=one.pk, words="Close.", by=owner, now=clock),
        "confirm": lambda: confirm_closing(report_id=one.pk, by=owner, now=clock),
    }
    if step == "confirm":
        propose_closing(report_id=one.pk, words="Close.", by=other, now=clock)

    with pytest.raises(UserFacingError, match="A colleague has to do it"):
        steps[step]()

    one.refresh_from_db()
    assert one.state == "open"


@pytest.mark.parametrize("make", [reported, place_reported])
def test_nobody_reads_what_was_written_about_their_own_clinic(client, sign_in_as, clock, make):
    ana = sign_in_as(REPORTS, READ_REPORTED)
    one = make(clock)
    provider = one.request.provider if isinstance(one, AbuseReport) else one.location.provider
    provider.user = ana
    provider.save()

    page = client.get(url(one)).content.decode()

    assert WORDS not in page
    assert not AuditEvent.objects.filter(verb="read report").exists()

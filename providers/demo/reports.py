"""Made-up reports in every state, and mails that did not go, so that the desk has something to decide."""

from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from caarisma.accounts.models import User
from caarisma.common.outbox.enums import MailState
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.parts import Sentences, letter_of
from caarisma.common.outbox.writing import post
from matching.consultations.enums import ReportReason, ReportState, RequestState, Side
from matching.consultations.models import AbuseReport, Request
from matching.consultations.people.safety import propose_closing, report, settle_report
from providers.demo.logins import email_of
from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from providers.reports.enums import PlaceReportReason, PlaceReportState
from providers.reports.models import PlaceReport
from providers.reports.services import report_place, settle_place_report
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after

DAY: Final = timedelta(days=1)
# How many days ago, what is wrong, in which words, what became of it.
OF_PLACES: Final = (
    (7, PlaceReportReason.UNSAFE, "The room was dusty. The tray stood open on a chair.", None),  # late by now
    (1, PlaceReportReason.PRICE, "The page says $250. They asked for $310 at the desk.", None),
    (6, PlaceReportReason.WRONG, "They closed on Saturdays a month ago.", PlaceReportState.UPHELD),
    (8, PlaceReportReason.OTHER, "I did not like the music.", PlaceReportState.DISMISSED),
)
# The mail, the server's last word, and whether it is still tried.
STUCK: Final = (
    ("visit_times", "550", MailState.REFUSED),
    ("visit_agreed", "450", MailState.WAITING),
    ("provider_approved", "timeout", MailState.WAITING),
    ("visit_late", "550", MailState.OVER),
)


def make_demo_reports(*, now: datetime) -> int:
    """Once: what is there already stays. Returns how many reports were made."""
    if PlaceReport.objects.exists() or AbuseReport.objects.exists():
        return 0
    moderator = User.objects.get(email=email_of("moderator"))
    made = _of_places(moderator, now=now) + _of_requests(moderator, now=now)
    Mail.objects.filter(kind="report_waits").delete()  # nobody waits for them
    _stuck_mails(now=now)
    return made


def _of_places(moderator: User, *, now: datetime) -> int:
    shown = PracticeLocation.objects.filter(provider__is_demonstration=True)
    places = list(listed_places(on=now, among=shown).order_by("provider_id", "pk")[: len(OF_PLACES)])
    for number, (place, (days, reason, words, became)) in enumerate(zip(places, OF_PLACES, strict=False)):
        at = now - days * DAY
        made = report_place(
            location_id=place.pk,
            reason=reason,
            words=words,
            email="" if became else "reader@demo.caarisma.example",
            language="en",
            form_key=uuid5(NAMESPACE_URL, f"demonstration {number}"),
            due_at=due_after(at, kind=CaseKind.NEW),
            now=at,
        )
        if became:
            words = "I called the clinic and looked at its page."
            settle_place_report(report_id=made.pk, state=became, words=words, by=moderator, now=at + DAY)
    return len(places)


def _of_requests(moderator: User, *, now: datetime) -> int:
    """Of the demonstration's threads, as far as there are: rude words, a dispute about a visit, one that two decide."""
    clinic = Request.objects.filter(provider__user__email=email_of("provider")).select_related("provider__user")
    stories = (
        (RequestState.VISITED, ReportReason.VISITED, "Nobody came at that hour. We waited for half an hour."),
        (RequestState.SEEN, ReportReason.RUDE, "The second message is rude."),
        (RequestState.TIMES_OFFERED, ReportReason.SPAM, "The same text came four times, with four names."),
        (RequestState.DECLINED, ReportReason.OTHER, "They wrote to our staff by another way, too."),
    )
    made = []
    for state, reason, words in stories:
        request = clinic.filter(state=state, asker__isnull=False).first()
        if request is None:
            continue
        user = request.provider.user
        assert user is not None
        at = max(now - DAY, request.sent_at)
        made.append(
            report(
                request_id=request.pk, side=Side.CLINIC, by=[user.pk], by_user=user, reason=reason, words=words, now=at
            )
        )
    for one in made:
        if one.reason == ReportReason.SPAM:
            words = "All four came from one sender. I looked at each."
            propose_closing(report_id=one.pk, words=words, by=moderator, now=now)
        if one.reason == ReportReason.OTHER:
            words = "What they do elsewhere is not for us to judge."
            settle_report(report_id=one.pk, state=ReportState.DISMISSED, words=words, by=moderator, now=now)
    return len(made)


def _stuck_mails(*, now: datetime) -> None:
    letter = letter_of("A demonstration", [Sentences("This mail is made up and goes nowhere.")], language="en")
    for number, (kind, answer, state) in enumerate(STUCK):
        at = now - 3 * DAY
        life = 2 * DAY if state == MailState.OVER else 7 * DAY
        to = f"reader{number}@demo.caarisma.example"
        mail = post(letter, kind=kind, to=to, language="en", life=life, now=at, key=f"demonstration:{number}")
        waits = state == MailState.WAITING
        Mail.objects.filter(pk=mail.pk).update(
            state=state,
            answer=answer,
            attempts=4,
            due_at=now + 7 * DAY if waits else at,
            not_after=at + life if not waits else now + 8 * DAY,
            ended_at=None if waits else at + life / 2,
            letter=None if state == MailState.OVER else mail.letter,
        )

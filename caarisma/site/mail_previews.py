"""Every mail of the site, made by what makes the real ones, about somebody who is nobody. Seen at /dev/mails/."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from caarisma.accounts.adapter import AccountAdapter
from caarisma.common.outbox.parts import render_letter
from caarisma.common.outbox.writing import Letter, site_url
from matching.aftercare.mails import alert_letter, question_letter
from matching.consultations import mail_words, mails
from matching.insights.services.weekly_mails import weekly_letter
from matching.questions import mails as question_mails
from matching.reviews import mails as review_mails
from matching.rights.erasing import erased_letter
from matching.watches import mail_words as watch_words
from matching.watches.links import stop_address
from matching.watches.mails import watch_letter
from providers.directory.enums import Profession
from providers.joining.mails import answer_letter, confirm_letter
from providers.joining.rules.answers import JoinAnswer, StateAnswer
from providers.letters.services.writing import answered_letter
from providers.reports.telling import waits_letter
from providers.screening.rules.state_rules import RuleStatus, StateRule

Make = Callable[[str], Letter]  # in a language

LINK: Final = "/accounts/password/reset/key/not-a-key/"
NOTICES: Final = (
    "password_changed",
    "password_set",
    "password_reset",
    "email_changed",
    "email_confirm",
    "email_deleted",
)
OF_ACCOUNTS: Final = (
    *("account/email/email_confirmation", "account/email/account_already_exists", "account/email/password_reset_key"),
    "account/email/login_code",
    *("account/email/unknown_account", *(f"account/email/{notice}" for notice in NOTICES)),
    *(f"mfa/email/totp_{what}" for what in ("activated", "deactivated")),
    *(f"mfa/email/webauthn_{what}" for what in ("added", "removed")),
    "mfa/email/recovery_codes_generated",
)
OF_PROVIDERS: Final = (
    *(
        "appeal_answered",
        "approved",
        "contested",
        "given",
        "hidden",
        "lapsed",
        "more_needed",
        "not_confirmed",
        "renewal_due",
        "rule_ends",
        "rule_read",
        "still_right",
        "taken",
        "turned_down",
        "words_read",
    ),
)


WATCH_MAILS: Final[Mapping[str, Callable[[], watch_words.WatchMail]]] = {
    "confirm": watch_words.confirm,
    "news": lambda: watch_words.news(2),
    "week": lambda: watch_words.week(1),
    "ends": lambda: watch_words.ends(timezone.now() + timedelta(days=7)),
    "link": watch_words.again,
}


def previews() -> Mapping[str, Make]:
    request = _request(timezone.now())
    found: dict[str, Make] = {prefix: partial(_of_account, prefix) for prefix in OF_ACCOUNTS}
    for event in OF_PROVIDERS:
        found[f"provider/{event}"] = partial(_of_provider, f"providers/vetting/emails/provider_{event}.txt")
    for ended in (False, True):
        found[f"provider/reminder {'ended' if ended else 'ends'}"] = partial(_reminder, ended)
    for kind in mail_words.PATIENT:
        found[f"visit/{kind}"] = partial(_of_patient, request, kind)
    for kind in mail_words.CLINIC:
        found[f"clinic/{kind}"] = partial(_of_clinic, request, kind)
    found["visit/confirm"] = partial(_of_link, mail_words.confirm)
    found["visit/link"] = partial(_of_link, mail_words.your_link)
    found["visit/new device"] = lambda language: mails.new_device_letter(language=language)
    found["visit/question"] = _of_question
    for kind in review_mails.AUTHOR:
        found[f"review/{kind}"] = partial(_of_author, kind)
    for kind in review_mails.CLINIC_SIDE:
        found[f"clinic review/{kind}"] = partial(_of_reviewed, kind)
    found["desk/review waits"] = lambda language: review_mails.desk_letter(timezone.now(), language=language)
    for kind in question_mails.AUTHOR:
        found[f"question/{kind}"] = partial(_of_who_asked, kind)
    for kind in question_mails.CLINIC_SIDE:
        found[f"clinic answer/{kind}"] = partial(_of_who_answered, kind)
    found["desk/question waits"] = lambda language: question_mails.question_waits_letter(
        timezone.now(), language=language
    )
    found["list/link"] = _of_list
    found["clinic/week"] = _of_week
    found["clinic/letter answered"] = lambda language: answered_letter(str(UUID(int=0)), language=language)
    for kind, words_of in WATCH_MAILS.items():
        found[f"alert/{kind}"] = partial(_of_watch, words_of)
    found["desk/report waits"] = lambda language: waits_letter(timezone.now(), language=language)
    found["desk/place alert"] = lambda language: alert_letter(timezone.now(), language=language)
    found["ledger/anchor"] = partial(_of_ledger, "anchor")
    found["ledger/broken"] = partial(_of_ledger, "broken")
    found["desk/late_list"] = _of_late_list
    found["desk/late_rosters"] = _of_late_rosters
    found["join/confirm"] = lambda language: confirm_letter("Georgia", site_url("/"), language=language)
    found["join/answer"] = partial(_of_joining, JoinAnswer.YES)
    found["join/answer no"] = partial(_of_joining, JoinAnswer.NO)
    found["erased"] = lambda language: erased_letter("K7QM-2F4D", is_last=True, language=language)
    return found


def _of_account(prefix: str, language: str) -> Letter:
    urls = {name: site_url(LINK) for name in ("password_reset_url", "signup_url")}
    urls["code"] = "K7MD-Q2XW"
    change = {"from_email": "old@example.com", "to_email": "new@example.com", "deleted_email": "old@example.com"}
    where = {"ip": "192.0.2.1", "user_agent": "A browser", "timestamp": timezone.now()}
    return AccountAdapter().letter(prefix, "you@example.com", {**urls, **change, **where}, language=language)


def _of_provider(template: str, language: str) -> Letter:
    return render_letter(template, language=language, name="Dr. Example", link=site_url("/provider/"))


def _reminder(ended: bool, language: str) -> Letter:
    check = SimpleNamespace(good_until=date(2026, 12, 31), get_kind_display=lambda: "license")
    context: dict[str, Any] = {"name": "Dr. Example", "link": site_url("/provider/"), "check": check, "ended": ended}
    return render_letter("providers/desk/reminder.txt", language=language, **context)


def _of_patient(request: Any, kind: str, language: str) -> Letter:
    return mails.patient_letter(request, kind, token="not-a-token", language=language)[1]  # noqa: S106


def _of_clinic(request: Any, kind: str, language: str) -> Letter:
    return mails.clinic_letter(request, kind, language=language)[1]


def _of_author(kind: str, language: str) -> Letter:
    return review_mails.author_letter(kind, "K7QM-2F4D", token="not-a-token", language=language)  # noqa: S106


def _of_reviewed(kind: str, language: str) -> Letter:
    return review_mails.clinic_letter(kind, language=language)


def _of_who_asked(kind: str, language: str) -> Letter:
    return question_mails.question_letter_of(kind, site_url("/ask/press/not-a-token/"), language=language)


def _of_who_answered(kind: str, language: str) -> Letter:
    return question_mails.answerer_letter(kind, language=language)


def _of_link(words_of: Callable[[], mail_words.MailWords], language: str) -> Letter:
    return mails.link_letter(words_of, token="not-a-token", code="12345678", language=language)  # noqa: S106


def _of_question(language: str) -> Letter:
    return question_letter(answer="not-a-token", stop="not-a-token", language=language)


def _of_ledger(name: str, language: str) -> Letter:
    context: dict[str, Any] = {"name": "2026-11-24.txt", "digest": "0" * 64, "key": "0" * 64, "count": 1, "rows": ["7"]}
    return render_letter(f"providers/ledger/emails/{name}.txt", language=language, **context)


def _of_late_list(language: str) -> Letter:
    template = "providers/runs/emails/late_list.txt"
    return render_letter(template, language=language, month="December 2026", link=site_url("/admin/desk/lists/"))


def _of_late_rosters(language: str) -> Letter:
    boards = ["Texas Medical Board", "Connecticut eLicense"]
    template = "providers/runs/emails/late_rosters.txt"
    return render_letter(template, language=language, boards=boards, link=site_url("/admin/desk/rosters/"))


def _of_joining(answer: JoinAnswer, language: str) -> Letter:
    rule = StateRule(state="GA", profession=Profession.NURSE_PRACTITIONER, status=RuleStatus.VERIFIED, source="A law")
    found = StateAnswer(answer=answer, state="GA", profession=Profession.NURSE_PRACTITIONER, rule=rule)
    return answer_letter(found, language=language)


def _of_list(language: str) -> Letter:
    address = site_url("/r/not-a-link/")
    template = "matching/lists/emails/link.txt"
    return render_letter(template, language=language, address_back=address, last_day="31/12")


def _of_watch(words_of: Callable[[], watch_words.WatchMail], language: str) -> Letter:
    with override(language):
        words = words_of()
    stop = stop_address(UUID(int=0), language=language) if words.can_stop else ""
    return watch_letter(words, token="not-a-token", stop=stop, language=language)  # noqa: S106


def _of_week(language: str) -> Letter:
    told = SimpleNamespace(shown=212, median_place=6.0, weakest="openings")
    return weekly_letter(told, UUID(int=0), language=language)


def _request(now: datetime) -> Any:
    """What the words of mails ask a request for."""
    zone = "America/Los_Angeles"
    visit = SimpleNamespace(day=date(2026, 12, 8), at=time(14, 30), zone=zone, starts=now + timedelta(days=9))
    return SimpleNamespace(
        reference="K7QM-2F4D", place=SimpleNamespace(time_zone=zone), due_at=now + timedelta(days=2), visit=visit
    )


@require_safe
def dev_mails(request: HttpRequest) -> HttpResponse:
    """The list, or one mail: ?mail=...&in=es, its text or (&html) its HTML. Only where DEBUG is on."""
    if not settings.DEBUG:
        raise Http404
    found, name = previews(), request.GET.get("mail", "")
    language = request.GET.get("in", "")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    letter = found[name](language) if name in found else None
    if letter and "html" in request.GET:
        shown = HttpResponse(letter.html)
        # Mail programs have no such policy, and ours forbids the styles that a mail carries.
        setattr(shown, "_csp_exempt", True)  # noqa: B010
        return shown
    context = {"names": list(found), "name": name, "language": language, "letter": letter}
    return render(request, "pages/dev_mails.html", context)

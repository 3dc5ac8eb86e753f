"""Mails about reviews. They say that something waits; never where the visit was, what for, or what was written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from caarisma.accounts.telling import tell_staff
from caarisma.common.outbox.parts import Button, Facts, Part, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, is_posted, post, site_url
from matching.consultations.addresses import press_page
from matching.consultations.links import link_to
from matching.consultations.mail_words import open_it, reference, sign_in
from matching.consultations.mails import PREFIX
from matching.reviews.models import ReviewInvitation
from providers.directory.models import Provider
from providers.teams.rules.deeds import Deed
from providers.teams.selectors import readers_of_mail
from providers.vetting.notices.provider_mails import language_of

MODERATE: Final = "reviews.moderate_review"
LIFE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ReviewWords:
    subject: str
    sentences: Sequence[str]


def _invited() -> ReviewWords:
    return ReviewWords(
        _("How was your visit?"),
        [
            _("Tell others what it was like, good or bad. It takes two minutes."),
            _("We ask everybody the same. We give nothing for it."),
        ],
    )


def _published() -> ReviewWords:
    return ReviewWords(_("What you wrote is on the page now"), [_("A person of our staff read it. Thank you.")])


def _sent_back() -> ReviewWords:
    return ReviewWords(
        _("Please look at what you wrote"),
        [_("We could not put it on the page yet. Your page says why, and you can change it.")],
    )


def _removed() -> ReviewWords:
    return ReviewWords(
        _("About what you wrote"),
        [_("Two people of our staff decided something. Your page says what and why. You can object.")],
    )


def _decided() -> ReviewWords:
    return ReviewWords(_("About your objection"), [_("Another person looked at it. Your page says what they decided.")])


AUTHOR: Final[Mapping[str, Callable[[], ReviewWords]]] = {
    "invited": _invited,
    "published": _published,
    "sent_back": _sent_back,
    "removed": _removed,
    "decided": _decided,
}


def _new() -> ReviewWords:
    return ReviewWords(
        _("There is a new review"),
        [_("Sign in to read it. You can answer once, in public."), _("You cannot have it removed because it is bad.")],
    )


def _reply_published() -> ReviewWords:
    return ReviewWords(_("Your answer is on the page now"), [_("A person of our staff read it.")])


def _reply_refused() -> ReviewWords:
    return ReviewWords(
        _("Please write your answer once more"),
        [_("We could not put it on the page. Your page says why.")],
    )


def _report_decided() -> ReviewWords:
    return ReviewWords(_("We looked at what you reported"), [_("Sign in to read what we decided.")])


CLINIC_SIDE: Final[Mapping[str, Callable[[], ReviewWords]]] = {
    "new": _new,
    "reply_published": _reply_published,
    "reply_refused": _reply_refused,
    "report_decided": _report_decided,
}


def tell_author(invitation: ReviewInvitation | None, kind: str, *, once: object, now: datetime) -> None:
    """In the transaction of what it tells, once for `once`. Nobody is told who has no address or is not known."""
    if invitation is None or invitation.request is None or not invitation.asker.email:
        return
    asker, key = invitation.asker, f"{PREFIX}:{invitation.request_id}:review_{kind}:{once}:patient"
    if is_posted(key):
        return
    token = link_to(invitation.request, now=now)
    letter = author_letter(kind, invitation.reference, token=token, language=asker.language)
    post(
        letter,
        kind=f"visit_review_{kind}",
        to=str(asker.email),
        language=asker.language,
        life=LIFE,
        now=now,
        key=key,
    )


def author_letter(kind: str, about: str, *, token: str, language: str) -> Letter:
    """`about`: the reference of the request."""
    with translation.override(language):
        parts: list[Part] = [Sentences(sentence) for sentence in AUTHOR[kind]().sentences]
        parts += [Facts([(reference(), about)]), Button(open_it(), press_page(token, language=language))]
        return letter_of(AUTHOR[kind]().subject, parts, language=language)


def tell_clinic(provider: Provider, kind: str, *, once: object, now: datetime) -> None:
    key = f"review:{kind}:{once}:clinic"
    if is_posted(key):
        return
    language = language_of(provider)
    letter = clinic_letter(kind, language=language)
    for number, user in enumerate(readers_of_mail(provider, Deed.SPEAK)):
        once_each = key if number == 0 else f"{key}:{user.pk}"
        post(letter, kind=f"clinic_review_{kind}", to=user.email, language=language, life=LIFE, now=now, key=once_each)


def clinic_letter(kind: str, *, language: str) -> Letter:
    with translation.override(language):
        words = CLINIC_SIDE[kind]()
        path = "/provider/reviews/" if language == settings.LANGUAGE_CODE else f"/{language}/provider/reviews/"
        parts: list[Part] = [*(Sentences(sentence) for sentence in words.sentences), Button(sign_in(), site_url(path))]
        return letter_of(words.subject, parts, language=language)


def tell_desk(*, about: str, due_at: datetime, now: datetime) -> None:
    """All who may decide, each once for `about`: that something waits, and until when."""
    tell_staff(
        MODERATE,
        lambda language: desk_letter(due_at, language=language),
        kind="review_waits",
        about=f"review-waits:{about}",
        now=now,
    )


def desk_letter(due_at: datetime, *, language: str) -> Letter:
    with translation.override(language):
        day = date_format(localtime(due_at), "WEEKDAY_FORMAT")
        parts: list[Part] = [
            Sentences(_("Something about a review waits. Sign in to read it and to decide.")),
            Sentences(_("Please decide by %(day)s.") % {"day": day}),
            Button(_("Open the queue"), site_url(reverse("moderation:reports"))),
        ]
        return letter_of(_("A review waits"), parts, language=language)

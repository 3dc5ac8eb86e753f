"""Mails about requests. They say that something waits and when; never what for, where, with whom or what was written.

Each goes once: its key names the request, the move and the side. What each one says is in mail_words.py.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.utils import translation

from caarisma.common.outbox import moves as outbox
from caarisma.common.outbox.parts import Button, Facts, Part, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, is_posted, post
from matching.consultations import mail_words
from matching.consultations.addresses import inbox_list, inbox_page, press_page
from matching.consultations.links import CONFIRM_LASTS, link_to
from matching.consultations.models import Asker, PressLink, Request
from matching.consultations.rules.zone_words import time_words
from providers.directory.models import Provider
from providers.teams.selectors import readers_of_mail
from providers.vetting.notices.provider_mails import language_of

PREFIX: Final = "request"
# Of no more use once a request is over.
MAILS_OF_OPEN: Final = (
    *("sent", "new", "times", "half_time", "late", "remind"),
    *("tomorrow", "agreed", "moved", "move_wished", "none_fit"),
)


def tell_patient(request: Request, kind: str, *, now: datetime, once: str = "") -> None:
    """In the transaction of what it tells. Who has no address reads it on paper and by phone: nothing is written.

    `once`: what it goes once for; "" for the move that was just made.
    """
    asker = request.asker
    if asker is None or not asker.email:
        return
    key = f"{PREFIX}:{request.pk}:{kind}:{once or f'move:{request.n}'}:patient"
    if once and is_posted(key):
        return
    words, letter = patient_letter(request, kind, token=link_to(request, now=now), language=asker.language)
    life = words.life_until(request, now=now)
    post(letter, kind=f"visit_{kind}", to=str(asker.email), language=asker.language, life=life, now=now, key=key)


def tell_clinic(request: Request, kind: str, *, now: datetime, once: str = "") -> None:
    """To whoever reads for the provider: them, and those of their team who want it. No token and nothing of the
    patient: "Sign in to read"."""
    key = f"{PREFIX}:{request.pk}:{kind}:{once or f'move:{request.n}'}:clinic"
    if once and is_posted(key):
        return
    language = language_of(request.provider)
    words, letter = clinic_letter(request, kind, language=language)
    life = words.life_until(request, now=now)
    _post_to_clinic(request.provider, letter, kind=kind, language=language, life=life, key=key, now=now)


def tell_provider(
    provider: Provider, kind: str, words_of: Callable[[], mail_words.MailWords], *, key: str, now: datetime
) -> None:
    """Of more than one request."""
    if is_posted(key):
        return
    language = language_of(provider)
    with translation.override(language):
        words = words_of()
        parts: list[Part] = [Sentences(sentence) for sentence in words.sentences]
        parts += [Facts(words.rows)] if words.rows else []
        parts.append(Button(mail_words.sign_in(), inbox_list(language=language)))
        letter = letter_of(words.subject, parts, language=language)
    _post_to_clinic(provider, letter, kind=kind, language=language, life=words.life, key=key, now=now)


def _post_to_clinic(
    provider: Provider, letter: Letter, *, kind: str, language: str, life: timedelta, key: str, now: datetime
) -> None:
    for number, user in enumerate(readers_of_mail(provider)):
        once = key if number == 0 else f"{key}:{user.pk}"
        post(letter, kind=f"clinic_{kind}", to=user.email, language=language, life=life, now=now, key=once)


def patient_letter(request: Request, kind: str, *, token: str, language: str) -> tuple[mail_words.MailWords, Letter]:
    with translation.override(language):
        words = mail_words.PATIENT[kind](request)
        button = Button(mail_words.open_it(), press_page(token, language=language))
        return words, letter_of(words.subject, [*_parts(words, request), button], language=language)


def clinic_letter(request: Request, kind: str, *, language: str) -> tuple[mail_words.MailWords, Letter]:
    with translation.override(language):
        words = mail_words.CLINIC[kind](request)
        button = Button(mail_words.sign_in(), inbox_page(request.reference, language=language))
        return words, letter_of(words.subject, [*_parts(words, request), button], language=language)


def link_letter(words_of: Callable[[], mail_words.MailWords], *, token: str, code: str, language: str) -> Letter:
    with translation.override(language):
        words = words_of()
        parts: list[Part] = [
            *(Sentences(sentence) for sentence in words.sentences),
            Button(words.button, press_page(token, language=language)),
            Facts([(mail_words.code(), f"{code[:4]} {code[4:]}")]),
            Sentences(mail_words.if_not_you()),
        ]
        return letter_of(words.subject, parts, language=language)


def _parts(words: mail_words.MailWords, request: Request) -> list[Part]:
    parts: list[Part] = [Sentences(sentence) for sentence in words.sentences]
    rows = [(mail_words.reference(), request.reference), *words.rows]
    if words.when is not None:
        rows.append((mail_words.when(), time_words(words.when.day, words.when.at, words.when.zone)))
    return [*parts, Facts(rows)]


def send_link(link: PressLink, *, to: str, token: str, code: str, language: str, now: datetime) -> None:
    """With the link, and beside it the code to type where it was asked for. Somebody waits for it."""
    words_of = mail_words.confirm if link.draft_id else mail_words.your_link
    letter = link_letter(words_of, token=token, code=code, language=language)
    kind = "visit_confirm" if link.draft_id else "visit_link"
    post(letter, kind=kind, to=to, language=language, life=CONFIRM_LASTS, now=now, hurry=True, key=key_of_link(link))


def key_of_link(link: PressLink) -> str:
    """By which its mail is taken back, also one to an address that nobody has proved."""
    return f"press:{link.pk}:"


def tell_new_device(asker: Asker, *, now: datetime) -> None:
    if not asker.email:
        return
    letter = new_device_letter(language=asker.language)
    post(
        letter,
        kind="visit_new_device",
        to=str(asker.email),
        language=asker.language,
        life=mail_words.DAY,
        now=now,
    )


def new_device_letter(*, language: str) -> Letter:
    with translation.override(language):
        words = mail_words.new_device()
        return letter_of(words.subject, [Sentences(sentence) for sentence in words.sentences], language=language)


def take_back(request: Request, *kinds: str, now: datetime) -> None:
    """What waits to be sent about something that is no longer so."""
    outbox.take_back(*(f"{PREFIX}:{request.pk}:{kind}:" for kind in kinds), now=now)

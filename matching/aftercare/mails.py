"""The question by mail: that there is one, and how to have no more. Nothing of what it is, of where or of whom."""

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from caarisma.accounts.telling import tell_staff
from caarisma.common.outbox import moves as outbox
from caarisma.common.outbox.parts import Button, Part, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, post, site_url
from matching.aftercare.links import answer_link, stop_link
from matching.aftercare.models import FollowUp, PlaceAlert
from matching.consultations.models import Asker

PREFIX: Final = "aftercare"
KIND: Final = "visit_question"  # its kind begins like those of requests: a mailbox that is gone is noted once for all
LIFE: Final = timedelta(days=10)
ALERT_LIFE: Final = timedelta(days=2)
WORKS: Final = "aftercare.work_placealert"


def ask(follow_up: FollowUp, asker: Asker, *, answer: str, stop: str, now: datetime) -> None:
    """Once. `answer` and `stop`: the tokens of its links. Who has no mailbox finds the question on their page."""
    if not asker.email or asker.bounced_at is not None:
        return
    letter = question_letter(answer=answer, stop=stop, language=asker.language)
    key = f"{PREFIX}:{follow_up.visit_id}:{follow_up.week}"
    post(letter, kind=KIND, to=str(asker.email), language=asker.language, life=LIFE, now=now, key=key)


def question_letter(*, answer: str, stop: str, language: str) -> Letter:
    with translation.override(language):
        stopping = stop_link(stop, language=language)
        parts: list[Part] = [
            Sentences(_("You asked us to write to you some weeks after your visit. It takes a minute.")),
            Button(_("Answer"), answer_link(answer, language=language)),
            Sentences(_("If you feel ill, call your doctor. Do not wait for us.")),
            Sentences(" ".join([_("No more of these mails:"), stopping])),
        ]
        return letter_of(_("A short question"), parts, language=language, stop_address=stopping)


def take_back(visit_ids: list[int], *, now: datetime) -> None:
    """Questions that wait to be sent to somebody who wants none."""
    outbox.take_back(*(f"{PREFIX}:{visit}:" for visit in visit_ids), now=now)


def tell_of_alert(alert: PlaceAlert, *, now: datetime) -> None:
    """In the transaction that opens it, to each who may work on it, once."""
    tell_staff(
        WORKS,
        lambda language: alert_letter(alert.due_at, language=language),
        kind="place_alert",
        about=f"place-alert:{alert.pk}",
        life=ALERT_LIFE,
        now=now,
    )


def alert_letter(due_at: datetime, *, language: str) -> Letter:
    with translation.override(language):
        day = date_format(localtime(due_at), "WEEKDAY_FORMAT")
        parts: list[Part] = [
            Sentences(_("Something about one place needs a person at once. Sign in to read it.")),
            Sentences(_("Please take it by %(day)s.") % {"day": day}),
            Button(_("Open the alerts"), site_url(reverse("moderation:place_alerts"))),
        ]
        return letter_of(_("An alert waits"), parts, language=language)

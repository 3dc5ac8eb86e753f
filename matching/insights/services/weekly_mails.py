"""Once a week, three lines: how often patients read of you, where, and what held you back. No word about a patient."""

from datetime import date, datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from caarisma.common.outbox.parts import Button, Part, QuietLink, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, post, site_url
from matching.insights.figures import FiguresTold, told_of
from matching.insights.links import signed_stop
from matching.insights.models import PlaceFigures, WeeklyMail
from matching.insights.nights import night_of
from matching.insights.words import ordinal, part_word
from providers.directory.models import Provider
from providers.listing.gate import listed_of_providers
from providers.screening.rules.due import OFFICE_ZONE
from providers.vetting.notices.provider_mails import language_of

BATCH: Final = 100
LIFE: Final = timedelta(days=3)
MONDAY, NINE = 0, 9


class ThreeFacts(Protocol):
    """What the three lines are made of."""

    @property
    def shown(self) -> int | None: ...
    @property
    def median_place(self) -> float | None: ...
    @property
    def weakest(self) -> str: ...


def mail_weeks(*, now: datetime) -> bool:
    """On Mondays from nine on, by the desk's clock. Whether that was a whole batch."""
    here = now.astimezone(OFFICE_ZONE)
    if here.weekday() != MONDAY or here.hour < NINE:
        return False
    counted = PlaceFigures.objects.filter(counted_on=night_of(now)).values("place__provider")
    due = Provider.objects.filter(pk__in=counted, user__is_active=True)
    due = due.exclude(weekly_mail__mailed_on__gte=here.date()).exclude(weekly_mail__stopped_at__isnull=False)
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:BATCH])
    for provider_id in ids:
        mail_week(provider_id=provider_id, day=here.date(), now=now)
    return len(ids) == BATCH


@transaction.atomic
def mail_week(*, provider_id: int, day: date, now: datetime) -> bool:
    """Whether a mail was written. Nobody who left the lists or stopped these mails gets one."""
    WeeklyMail.objects.get_or_create(provider_id=provider_id)
    weekly = WeeklyMail.objects.select_for_update().get(provider_id=provider_id)
    if weekly.stopped_at or weekly.mailed_on == day:
        return False
    WeeklyMail.objects.filter(pk=weekly.pk).update(mailed_on=day)
    told = _most_shown(provider_id)
    if told is None or not listed_of_providers([provider_id], now=now):
        return False
    provider = Provider.objects.select_related("user").get(pk=provider_id)
    if provider.user is None:
        return False
    language = language_of(provider)
    letter = weekly_letter(told, weekly.key, language=language)
    key = f"insights:{provider_id}:{day.isoformat()}"
    post(
        letter, kind="week_figures", to=provider.user.email, language=language, life=LIFE, now=now, key=key,
        gives_way=True,
    )  # fmt: skip
    return True


def _most_shown(provider_id: int) -> FiguresTold | None:
    rows = PlaceFigures.objects.filter(place__provider=provider_id).order_by("-shown", "pk")
    return told_of(rows[0]) if rows else None


def weekly_letter(told: ThreeFacts, key: UUID, *, language: str) -> Letter:
    with translation.override(language):
        stop = site_url(reverse("insights:stop_weekly", args=[signed_stop(key)]))
        parts: list[Part] = [
            *(Sentences(line) for line in three_lines(told)),
            Button(_("See where you stand"), site_url(reverse("upkeep:standing"))),
            QuietLink(_("Stop these mails"), stop),
        ]
        return letter_of(_("Your clinic on our lists: the last 30 days"), parts, language=language, stop_address=stop)


def three_lines(told: ThreeFacts) -> tuple[str, str, str]:
    """In the language that is active."""
    if told.shown is None and told.median_place is None:
        first = _("You were on 10 lists or fewer.")
    elif told.shown is None:  # hidden beside a small number, which would follow from it
        first = _("On how many lists you were, we do not say: it would tell of too few people.")
    else:
        first = _("You were on %(shown)s lists.") % {"shown": f"{told.shown:,}"}
    if told.median_place is None:
        second = _("That is too few to tell a place.")
    else:
        second = _("Your middle place was %(place)s.") % {"place": ordinal(told.median_place)}
    if told.weakest:
        third = _("You lost the most points by this: %(part)s.") % {"part": part_word(told.weakest)}
    else:
        third = _("In no part were you far below the middle of your lists.")
    return first, second, third

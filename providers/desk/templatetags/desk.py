"""The desk's part of the admin's front page."""

from typing import Any

from django import template
from django.template import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from caarisma.common.chores.models import ChoreRun
from caarisma.common.outbox.models import Mail
from matching.aftercare.models import PlaceAlert
from providers.desk.access import (
    AUDIT,
    CHORES,
    FAT_USES,
    MAILS,
    OPENINGS,
    PLACE_ALERTS,
    READ,
    REPORTS,
    ROSTERS,
    SECOND,
    SECONDS_ALERTS,
    SIGNATURES,
    SIGNERS,
    WORDS,
    WORK,
)
from providers.desk.numbers import awaiting, figures
from providers.desk.open_reports import count_reports
from providers.desk.wording import verdict_words
from providers.errands.models import Errand
from providers.screening.enums import CaseReason
from providers.screening.models import CaseEvent
from providers.screening.rules.verdicts import Verdict, VerdictCode, VerdictField
from providers.trail.events import found_by
from providers.words.models import AboutAnswer, SessionsSaid

register = template.Library()
register.filter("found_by", found_by)


@register.simple_block_tag
def scrolled_table(content: str, label: str = "") -> SafeString:
    """Head and rows as a table that scrolls by itself where it is wider than the page, also by keyboard."""
    return format_html(
        '<div class="results" tabindex="0" role="region" aria-label="{}"><table class="desk-table">{}</table></div>',
        label or gettext("Table, scrolls sideways"),
        content,
    )


@register.filter
def verdict_lines(errand: Errand) -> str:
    """What the registry's answer came to, line by line."""
    pairs = [pair.split(":") for pair in errand.said.split()]
    return " ".join(verdict_words(Verdict(VerdictField(field), VerdictCode(code))) for field, code in pairs)


@register.filter
def reasons_of(event: CaseEvent) -> list[str]:
    return [str(CaseReason(code).label) for code in event.reasons]


@register.inclusion_tag("providers/desk/home.html", takes_context=True)
def desk_home(context: RequestContext) -> dict[str, Any]:
    """What awaits this person. Nothing for staff who have no part in screening."""
    user, now = context["request"].user, timezone.now()
    stuck = Mail.objects.stuck(on=now).count() if user.has_perm(MAILS) else 0
    chores = ChoreRun.objects.worrying(on=now).count() if user.has_perm(CHORES) else 0
    reports, late = count_reports(now=now) if user.has_perm(REPORTS) else (0, 0)
    troubles = {"stuck_mails": stuck, "late_chores": chores, "may_moderate": user.has_perm(REPORTS)}
    troubles |= {"reports": reports, "late_reports": late, "may_see_fat_uses": user.has_perm(FAT_USES)}
    if user.has_perm(PLACE_ALERTS) or user.has_perm(SECONDS_ALERTS):
        alerts = PlaceAlert.objects
        troubles |= {"place_alerts": alerts.open().count(), "late_place_alerts": alerts.late(on=now).count()}
    if user.has_perm(WORDS):
        troubles["words_waiting"] = AboutAnswer.objects.waiting().count() + SessionsSaid.objects.waiting().count()
    guide = {"signatures": SIGNATURES, "openings": OPENINGS, "signers": SIGNERS}
    troubles["guide"] = {name for name, right in guide.items() if user.has_perm(right)}
    if not user.has_perm(READ):
        return {"may_read": False, "may_audit": user.has_perm(AUDIT), **troubles}
    return {
        **troubles,
        "may_see_mails": user.has_perm(MAILS),
        "may_read": True,
        "may_work": user.has_perm(WORK),
        "may_second": user.has_perm(SECOND),
        "may_audit": user.has_perm(AUDIT),
        "may_see_hits": user.has_perm("exclusions.view_exclusionhit"),
        "may_see_lists": user.has_perm("exclusions.view_exclusionlist"),
        "may_see_rosters": user.has_perm(ROSTERS),
        "awaiting": awaiting(user, now=now),
        "figures": figures(now=now),
    }

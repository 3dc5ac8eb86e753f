"""The card that sends somebody to their doctor first, at the address of "check your answers": neither the address nor
the title tells. Three ways on: save and come back, read the guide, or say that a doctor agreed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from caarisma.common.http import UNPROCESSABLE, see_other
from matching.search.drafts import Draft
from matching.search.health.form import DoctorForm
from matching.search.health.keeping import USUAL, doctor_agreed, keep_longer, kept_until
from matching.search.health.told import HealthTold
from matching.search.wording import day
from treatments.check.result import CARE_CLAIMS, cards_of, care_of
from treatments.health_gate_file import current_gate
from treatments.selectors import printable_claims


def stop_page(request: HttpRequest, draft: Draft, told: HealthTold, concerns: list[str]) -> HttpResponse:
    """`told` stops, for these concerns."""
    now = timezone.now()
    form = DoctorForm(request.POST if "agreed" in request.POST else None)
    if "save" in request.POST:
        if until := keep_longer(request, draft.form_key, now=now):
            messages.success(request, _("Your answers are saved in this browser until %(day)s.") % {"day": day(until)})
        return see_other("matching:check")
    if form.is_valid():
        doctor_agreed(request, draft.form_key, now=now)
        return see_other("matching:check")
    outcome = told.outcome(concerns)
    assert outcome is not None
    until = kept_until(request, draft.form_key)
    call_now, call_doctor = care_of(printable_claims(CARE_CLAIMS, on=now.date()), get_language())
    context = {
        "form": form,
        "search": draft.form_key,
        "title": outcome.heading.title.in_language(get_language()),
        "lead": outcome.heading.lead.in_language(get_language()),
        "cards": cards_of(outcome),
        "result": {"call_now": call_now, "call_doctor": call_doctor},
        "saved_until": day(until) if until and until > now + USUAL else "",
        "is_reviewed": current_gate().review is not None,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "matching/search/health/stop.html", context, status=status)

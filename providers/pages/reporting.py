"""Somebody reports a clinic: no account is needed, and a person of the desk reads it within two working days."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.accounts.http import count_beyond_here
from caarisma.common.http import UNPROCESSABLE, HttpResponseSeeOther
from matching.requests.forms.texts import TextField
from providers.pages.profiles import ListedClinic, Profile
from providers.pages.views import of_a_place
from providers.reports.enums import PlaceReportReason
from providers.reports.services import report_place
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after

REPORTS_A_DAY = 5  # from one internet address
MOST = 2000


class PlaceReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=PlaceReportReason,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    words = TextField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("Up to 2,000 letters. Do not write about your health here."),
        most=MOST,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": gettext_lazy("Say in a few words what happened.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail, if you want an answer"),
        help_text=gettext_lazy("The clinic does not see it. We delete it when we have answered."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("Enter an e-mail address, like name@example.com.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_place
def report(request: HttpRequest, found: Profile, clinic: ListedClinic) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, clinic, PlaceReportForm(initial={"form_key": uuid4()}))
    form = PlaceReportForm(request.POST)
    if not form.is_valid():
        return _page(request, found, clinic, form, status=UNPROCESSABLE)
    if count_beyond_here(request, "report", REPORTS_A_DAY):
        form.add_error(
            None, _("That is a lot of reports for one day. Your text is kept here. Please send it tomorrow.")
        )
        return _page(request, found, clinic, form, status=429)
    now, data = timezone.now(), form.cleaned_data
    report_place(
        location_id=clinic.location.pk,
        reason=PlaceReportReason(data["reason"]),
        words=data["words"],
        email=data["email"],
        language=get_language() or "en",
        form_key=data["form_key"],
        due_at=due_after(now, kind=CaseKind.NEW),
        now=now,
    )
    messages.success(request, _("Thank you. A person of our staff looks at it within two working days."))
    return HttpResponseSeeOther(clinic.address)


def _page(
    request: HttpRequest, found: Profile, clinic: ListedClinic, form: PlaceReportForm, *, status: int = 200
) -> HttpResponse:
    context = {"profile": found, "clinic": clinic, "form": form}
    return render(request, "providers/pages/report.html", context, status=status)

"""Entries drawn by lot, for staff to call: what to ask, and what was found."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.accuracy.models import OpenCall
from providers.accuracy.selectors import calls_of, draws, open_calls
from providers.accuracy.services.calling import record_open_call
from providers.desk.access import READ, WORK, answer, desk_page
from providers.directory.models import Offering
from providers.vetting.cases.own_cases import require_not_own
from providers.worklists.forms import OpenCallForm

SHOWN = 100


@require_GET
@desk_page(READ)
def open_call_list(request: SignedInRequest) -> HttpResponse:
    counted = [(found, calls_of(found.month)) for found in draws() if found.drawn_at]
    return answer(
        request,
        "open_calls.html",
        _("Calls drawn by lot"),
        calls=open_calls()[:SHOWN],
        counted=counted,
        may_work=request.user.has_perm(WORK),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(WORK)
def open_call(request: SignedInRequest, call_id: int) -> HttpResponse:
    call = get_object_or_404(OpenCall.objects.select_related("draw", "place__provider"), pk=call_id)
    form = OpenCallForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if call.place is not None:
                require_not_own(provider=call.place.provider, by=request.user)
            settled = record_open_call(
                call_id=call.pk,
                reached=form.cleaned_data["reached"] == "yes",
                wrong=form.cleaned_data["wrong"],
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            told = _("Saved.") if settled.settled_at else _("Saved. Try once more on another day.")
            messages.success(request, told)
            if settled.wrong and settled.place:
                messages.warning(request, _("Now put right what was wrong, or hide the place until it is."))
                return see_other("desk:provider", provider_id=settled.place.provider_id)
            return see_other("worklists:open_calls")
    offered = Offering.objects.filter(location=call.place_id, is_active=True)
    offered = offered.select_related("area_concern__area", "area_concern__concern").order_by("pk")
    return answer(
        request,
        "open_call.html",
        _("Call number %(order)s of %(month)s") % {"order": call.order, "month": f"{call.draw.month:%Y-%m}"},
        status=UNPROCESSABLE if form.errors else 200,
        call=call,
        place=call.place,
        offering=offered.first(),
        form=form,
    )

"""The monthly look into the list of federal award exclusions, for many providers with one piece of evidence."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.desk.access import WORK, answer, desk_page
from providers.desk.forms import NothingFoundForm
from providers.vetting.exclusions.sam_checks import record_nothing_found, to_look_up

MOST = 100  # on one page, and in one go


@require_http_methods(["GET", "POST"])
@desk_page(WORK)
def sam(request: SignedInRequest) -> HttpResponse:
    chosen = _chosen(request)
    form = NothingFoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not chosen:
            form.add_error(None, _("Choose whom you looked up."))
        if form.is_valid():
            reference = form.cleaned_data["reference"]
            try:
                done = record_nothing_found(
                    provider_ids=chosen, reference=reference, by=request.user, now=timezone.now()
                )
            except UserFacingError as error:
                form.add_error("reference", error.message)
            else:
                messages.success(request, ngettext("%d check was recorded.", "%d checks were recorded.", done) % done)
                return see_other("desk:sam")
    checks = to_look_up(by=request.user, now=timezone.now())
    context = {"rows": checks[:MOST], "count": checks.count(), "chosen": chosen, "form": form}
    return answer(request, "sam.html", _("Federal award exclusions"), status=422 if form.errors else 200, **context)


def _chosen(request: SignedInRequest) -> set[int]:
    sent = request.POST.getlist("provider")
    if not all(value.isdecimal() and len(value) < 19 for value in sent) or len(sent) > MOST:
        raise BadRequest
    return {int(value) for value in sent}

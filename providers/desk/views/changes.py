"""One change at the bench: accepted, turned down, or something more is asked."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from providers.changes.services.deciding import ask_about_change, turn_down_change
from providers.desk.access import WORK, desk_page
from providers.desk.forms import ExceptionForm
from providers.desk.views import bench


@require_POST
@desk_page(WORK)
@step_up
def accept(request: SignedInRequest, case_id: int) -> HttpResponse:
    bench.find_case(case_id)
    return bench.accept(request, case_id)


@require_POST
@desk_page(WORK)
@step_up
def turn_down(request: SignedInRequest, case_id: int) -> HttpResponse:
    done = _("Turned down. The provider reads why.")
    return _with_words(request, case_id, "turn-down", turn_down_change, done)


@require_POST
@desk_page(WORK)
def ask(request: SignedInRequest, case_id: int) -> HttpResponse:
    return _with_words(request, case_id, "ask", ask_about_change, _("Asked. The provider reads it."))


def _with_words(
    request: SignedInRequest, case_id: int, name: str, service: Callable[..., object], done: str
) -> HttpResponse:
    case = bench.find_case(case_id)
    form = ExceptionForm(request.POST, auto_id=f"{name}-%s")
    if form.is_valid():
        try:
            service(case_id=case.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
        except UserFacingError as error:
            form.add_error(None, error.message)
    return bench.after(request, case_id, form, name, anchor=name, done=done)

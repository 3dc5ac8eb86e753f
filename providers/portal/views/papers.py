"""Tasks that end in a check: details, photo ID, licenses, insurance, board, supervisor, products."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.directory.models import License
from providers.directory.us import STATES
from providers.portal.filing import PAPERS, LicenseFiling, PaperFiling, SupervisorFiling
from providers.portal.forms.details import DetailsForm
from providers.portal.http import PortalRequest, answer, for_proven, for_provider, posted
from providers.portal.onward import saved
from providers.portal.views.filing import file_form
from providers.profile.services.names import save_names
from providers.profile.services.profile import remove_license, save_details

METHODS: Final = ["GET", "HEAD", "POST"]

# Told before saving, to whoever was approved.
EFFECT: Final = gettext_lazy("If you change this, we check it again. Patients can still see you meanwhile.")


def paper_view(slug: str) -> Callable[..., HttpResponse]:
    @require_http_methods(METHODS)
    @for_provider
    def view(request: PortalRequest) -> HttpResponse:
        filing = PaperFiling(request.standing, slug)
        return file_form(request, filing, "paper", title=PAPERS[slug].title, effect=EFFECT, slug=slug)

    return view


@require_safe
@for_provider
def supervisors(request: PortalRequest) -> HttpResponse:
    """State by state; with one state there is nothing to choose."""
    standing = request.standing
    states = standing.supervised_states or standing.states
    if len(states) == 1:
        return redirect("provider:supervisor_in", state=states[0].lower())
    rows = [(STATES[state], state.lower(), standing.supervision_in(state)) for state in states]
    missing = {state.lower() for state in standing.unsupervised_states}
    return render(
        request, "providers/portal/supervisors.html", {"standing": standing, "rows": rows, "missing": missing}
    )


@require_http_methods(METHODS)
@for_provider
def supervisor(request: PortalRequest, state: str) -> HttpResponse:
    if state.upper() not in request.standing.states:
        raise Http404
    filing = SupervisorFiling(request.standing, state.upper())
    title = _("Who supervises you in %s") % STATES[filing.state]
    return file_form(request, filing, "paper", title=title, effect=EFFECT, slug="supervisor")


def _saved(request: PortalRequest, *, had_another_name: bool) -> HttpResponse:
    messages.success(request, _("Saved."))
    return (
        see_other("provider:names") if had_another_name else saved(request, "details", else_to=reverse("provider:home"))
    )


@require_http_methods(METHODS)
@for_proven
def details(request: PortalRequest) -> HttpResponse:
    waiting = request.standing.waiting_name
    specialty = request.standing.waiting_specialty
    wanted = dict(waiting) if specialty is None else {**waiting, "specialty": specialty}
    initial = DetailsForm.initial_from(request.provider, wanted)
    profession = request.provider.profession
    year = request.standing.today.year if request.provider.birth_year is None else None
    form = DetailsForm(posted(request)[0], profession=profession, year=year, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            _save_details(request, form)
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            return _saved(request, had_another_name=form.cleaned_data.get("had_another_name", False))
    return answer(
        request, "details", form, standing=request.standing, waiting=waiting, specialty_waits=specialty is not None
    )


@transaction.atomic
def _save_details(request: PortalRequest, form: DetailsForm) -> None:
    provider_id, now = request.provider.pk, timezone.now()
    save_details(
        provider_id=provider_id, values=form.cleaned_data, language=request.LANGUAGE_CODE, by=request.user, now=now
    )
    if born := form.cleaned_data.get("birth_year"):
        save_names(provider_id=provider_id, birth_year=born, former=(), by=request.user, now=now)
        request.provider.birth_year = born  # what comes next is asked of this one


@require_safe
@for_provider
def licenses(request: PortalRequest) -> HttpResponse:
    missing = request.standing.needs_license_photo
    return render(request, "providers/portal/licenses.html", {"standing": request.standing, "photo_missing": missing})


@require_http_methods(METHODS)
@for_provider
def license(request: PortalRequest, pk: int | None = None) -> HttpResponse:
    filing = LicenseFiling(request.standing, pk)
    return file_form(request, filing, "license", held=filing.held)


@require_POST
@for_provider
def license_remove(request: PortalRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(License, pk=pk, provider=request.provider)
    try:
        remove_license(provider_id=request.provider.pk, license_id=held.pk, by=request.user, now=timezone.now())
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("provider:licenses")

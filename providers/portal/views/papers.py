"""Tasks that end in a check: details, photo ID, licenses, insurance, board, supervisor, products."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.enums import CheckKind, Fact
from providers.models import License, Statement
from providers.portal.forms import papers
from providers.portal.forms.details import DetailsForm
from providers.portal.http import PortalRequest, answer, for_proven, for_provider, posted
from providers.services.profile import LicenseFacts, remove_license, save_details, save_license, save_statement

METHODS: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A task whose answers are kept in the Statement, with a document."""

    fact: Fact
    title: Promise
    form: type[papers.PaperForm]
    columns: tuple[str, ...] = ()

    def initial_from(self, statement: Statement) -> dict[str, Any]:
        initial = {name: getattr(statement, name) for name in self.columns}
        if initial.get("claims_board") is not None:
            initial["claims_board"] = papers.BoardForm.YES if initial["claims_board"] else papers.BoardForm.NO
        return initial

    def values_of(self, form: papers.PaperForm) -> dict[str, Any]:
        values = {name: form.cleaned_data[name] for name in self.columns}
        if "claims_board" in values:
            claims = values["claims_board"] == papers.BoardForm.YES
            return {**values, "claims_board": True} if claims else dict(NO_BOARD)
        return values


# Told before saving, to whoever was approved.
EFFECT: Final = gettext_lazy("If you change this, we check it again. Patients can still see you meanwhile.")
NO_BOARD: Final = {"claims_board": False, "board_name": "", "board_ends_on": None}
PAPERS: Final = {
    "identity": Paper(fact=Fact.IDENTITY, title=gettext_lazy("Show your photo ID"), form=papers.IdentityForm),
    "insurance": Paper(
        fact=Fact.INSURANCE,
        title=gettext_lazy("Add your insurance"),
        form=papers.InsuranceForm,
        columns=("insurer", "insurance_ends_on"),
    ),
    "board": Paper(
        fact=Fact.BOARD,
        title=gettext_lazy("Say if you are board certified"),
        form=papers.BoardForm,
        columns=("claims_board", "board_name", "board_ends_on"),
    ),
    "supervisor": Paper(
        fact=Fact.SUPERVISOR,
        title=gettext_lazy("Say who supervises you"),
        form=papers.SupervisorForm,
        columns=("supervisor_name", "supervisor_state", "supervisor_license", "supervisor_npi"),
    ),
    "products": Paper(
        fact=Fact.PRODUCTS,
        title=gettext_lazy("Name the products for small fat pads"),
        form=papers.ProductsForm,
        columns=("products",),
    ),
}


def paper_view(slug: str) -> Callable[..., HttpResponse]:
    @require_http_methods(METHODS)
    @for_provider
    def view(request: PortalRequest) -> HttpResponse:
        return _paper(request, slug, PAPERS[slug])

    return view


def _paper(request: PortalRequest, slug: str, paper: Paper) -> HttpResponse:
    standing, kind = request.standing, CheckKind(paper.fact.value)
    data, files = posted(request)
    initial = paper.initial_from(standing.statement)
    form = paper.form(data, files, initial=initial, has_document=standing.has(kind), today=standing.today)
    if request.method == "POST" and form.is_valid():
        try:
            save_statement(
                provider_id=request.provider.pk,
                fact=paper.fact,
                values=paper.values_of(form),
                document=form.cleaned_data["document"],
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            return _saved(request)
    context = {"title": paper.title, "documents": standing.documents.get(kind, ()), "standing": standing}
    return answer(request, "paper", form, effect=EFFECT, slug=slug, **context)


def _saved(request: PortalRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return see_other("provider:home")


@require_http_methods(METHODS)
@for_proven
def details(request: PortalRequest) -> HttpResponse:
    waiting = request.standing.waiting_name
    specialty = request.standing.waiting_specialty
    wanted = dict(waiting) if specialty is None else {**waiting, "specialty": specialty}
    initial = DetailsForm.initial_from(request.provider, wanted)
    profession = request.provider.profession
    form = DetailsForm(posted(request)[0], profession=profession, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            save_details(
                provider_id=request.provider.pk,
                values=form.cleaned_data,
                language=request.LANGUAGE_CODE,
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            return _saved(request)
    return answer(
        request, "details", form, standing=request.standing, waiting=waiting, specialty_waits=specialty is not None
    )


@require_safe
@for_provider
def licenses(request: PortalRequest) -> HttpResponse:
    return render(request, "providers/portal/licenses.html", {"standing": request.standing})


@require_http_methods(METHODS)
@for_provider
def license(request: PortalRequest, pk: int | None = None) -> HttpResponse:
    """Add one, complete one that the registry knows, or tell the new end date of one that was checked."""
    standing = request.standing
    held = get_object_or_404(License, pk=pk, provider=request.provider) if pk else None
    ends_on = standing.waiting_end(held) if held else None
    initial = {"state": held.state, "number": held.number, "expires_on": ends_on or held.expires_on} if held else {}
    data, files = posted(request)
    has_document = standing.has(CheckKind.LICENSE) and held is not None and held.expires_on is not None
    form = papers.LicenseForm(data, files, initial=initial, has_document=has_document, today=standing.today)
    if request.method == "POST" and form.is_valid():
        facts = LicenseFacts(**{name: form.cleaned_data[name] for name in ("state", "number", "expires_on")})
        try:
            save_license(
                provider_id=request.provider.pk,
                license_id=pk,
                facts=facts,
                document=form.cleaned_data["document"],
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return see_other("provider:licenses")
    documents = standing.documents.get(CheckKind.LICENSE, ())
    return answer(request, "license", form, held=held, documents=documents, standing=standing)


@require_POST
@for_provider
def license_remove(request: PortalRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(License, pk=pk, provider=request.provider)
    try:
        remove_license(provider_id=request.provider.pk, license_id=held.pk, by=request.user, now=timezone.now())
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("provider:licenses")

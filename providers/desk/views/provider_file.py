"""The file of one provider: a page of looks, and all of it for an investigator. Reading is written down."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caarisma.accounts.audit import write_audit
from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up_to_read
from providers.desk.access import AUDIT, READ, answer, desk_page
from providers.desk.dots import dots
from providers.directory.models import Provider
from providers.ledger.selectors import looks_of, months_of
from providers.ledger.verifying import verify_chains
from providers.trail.provider_file import as_json, as_pdf, content_of, names_tried

A_PAGE = 50


@require_GET
@desk_page(READ)
def provider_file(request: SignedInRequest, npi: str) -> HttpResponse:
    provider, now = get_object_or_404(Provider, npi=npi), timezone.now()
    _write_down(request, provider, "page")
    looks, months = looks_of(provider), months_of(provider, today=now.date())
    return answer(
        request,
        "provider_file.html",
        _("File of %s") % provider,
        provider=provider,
        names=names_tried(provider),
        approvals=provider.screening_cases.filter(approved_from__isnull=False).select_related("decided_by"),
        page=Paginator(looks, A_PAGE).get_page(request.GET.get("page")),
        by_people=looks.filter(by__isnull=False).order_by().values("by").distinct().count(),
        last=looks.first(),
        broken=verify_chains([provider.pk]),
        months=months,
        dots=dots(months),
        late=[month for month in months if month.is_late],
        missing=[month for month in months if month.at is None],
        may_take_out=request.user.has_perm(AUDIT),
        now=now,
    )


@require_GET
@desk_page(AUDIT)
@step_up_to_read
def provider_file_json(request: SignedInRequest, npi: str) -> HttpResponse:
    return _file(request, npi, as_json, "json", "application/json")


@require_GET
@desk_page(AUDIT)
@step_up_to_read
def provider_file_pdf(request: SignedInRequest, npi: str) -> HttpResponse:
    return _file(request, npi, as_pdf, "pdf", "application/pdf")


def _file(
    request: SignedInRequest, npi: str, render: Callable[..., bytes], ending: str, content_type: str
) -> HttpResponse:
    provider, now = get_object_or_404(Provider, npi=npi), timezone.now()
    content: dict[str, Any] = content_of(provider, now=now)
    _write_down(request, provider, ending)
    return HttpResponse(
        render(content, by=request.user, now=now),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="caarisma-{provider.npi}-{now:%Y-%m-%d}.{ending}"'},
    )


def _write_down(request: SignedInRequest, provider: Provider, form: str) -> None:
    write_audit(
        actor=request.user, verb="provider_file.read", about=f"providers.provider {provider.npi}", now=timezone.now(),
        form=form,
    )  # fmt: skip

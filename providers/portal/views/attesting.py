"""A provider's own statement about their record."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from providers.attestation.forms import AttestationForm
from providers.attestation.models import fresh_attestation, newest_attestation
from providers.attestation.questions import Disclosure
from providers.attestation.services import sign_attestation
from providers.portal.http import PortalRequest, answer, for_provider, posted
from providers.portal.onward import saved


@require_http_methods(["GET", "HEAD", "POST"])
@for_provider
def attestation(request: PortalRequest) -> HttpResponse:
    now, provider = timezone.now(), request.provider
    form = AttestationForm(posted(request)[0], label_suffix="")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            sign_attestation(
                provider_id=provider.pk,
                yes=data["yes"],
                words=data["words"],
                signed_as=data["signed_as"],
                by=request.user,
                now=now,
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Signed."))
            return saved(request, "attestation", else_to=reverse("provider:home"))
    signed, fresh = newest_attestation(provider.pk), fresh_attestation(provider.pk, on=now)
    context: dict[str, Any] = {"signed": signed, "fresh": fresh, "questions": Disclosure.labels}
    return answer(request, "attestation", form, standing=request.standing, **context)

"""The provider's side: what they sent, what we said, and one form."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from providers.appeals.forms import AppealForm
from providers.appeals.models import Appeal, AppealKind
from providers.appeals.services import appealable, send_appeal
from providers.portal.http import PortalRequest, answer, for_proven, posted


@require_http_methods(["GET", "HEAD", "POST"])
@for_proven
def appeal(request: PortalRequest) -> HttpResponse:
    now, provider = timezone.now(), request.provider
    may_appeal = appealable(provider.pk, now=now) is not None
    form = AppealForm(posted(request)[0], may_appeal=may_appeal, label_suffix="")
    if request.method == "POST" and form.is_valid():
        kind, words = AppealKind(form.cleaned_data["kind"]), form.cleaned_data["words"]
        try:
            send_appeal(provider_id=provider.pk, kind=kind, words=words, by=request.user, now=now)
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Sent. A person who did not decide reads it."))
            return see_other("appeals_own:appeal")
    sent = Appeal.objects.filter(provider=provider)
    return answer(request, "appeal", form, standing=request.standing, sent=sent, may_appeal=may_appeal)

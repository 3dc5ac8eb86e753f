"""Birth year and former names."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from providers.portal.forms.names import NamesForm
from providers.portal.http import PortalRequest, answer, for_proven, posted
from providers.portal.onward import saved
from providers.profile.services.names import save_names


@require_http_methods(["GET", "HEAD", "POST"])
@for_proven
def names(request: PortalRequest) -> HttpResponse:
    provider, today = request.provider, request.standing.today
    fixed = bool(provider.birth_year and request.standing.approved)
    initial = {"birth_year": provider.birth_year or ""}
    form = NamesForm(posted(request)[0], year=today.year, fixed=fixed, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            save_names(
                provider_id=provider.pk,
                birth_year=form.cleaned_data.get("birth_year"),
                former=form.former(),
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return saved(request, "names", else_to=reverse("provider:home"))
    known, told = provider.former_names.all(), provider.birth_year if fixed else None  # else it stands in its field
    return answer(request, "names", form, standing=request.standing, names=known, birth_year=told)

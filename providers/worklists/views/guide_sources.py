"""Sources of the guide that a person has to open before anybody signs what rests on them."""

from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import answer, desk_page
from providers.worklists.forms import OpenSourceForm
from treatments.guide.book import read_before
from treatments.signing.models import SourceOpening
from treatments.signing.selectors import SourceState, source_states
from treatments.signing.services.opening import record_opening

SEES: Final = "signing.view_sourceopening"
OPENS: Final = "signing.open_source"


@require_GET
@desk_page(SEES)
def sources(request: SignedInRequest) -> HttpResponse:
    states = sorted(source_states(), key=lambda state: (state.is_done, -len(state.claims)))
    return answer(
        request,
        "guide_sources.html",
        _("Sources that a person must open"),
        states=[(state, read_before().get(state.source.slug)) for state in states],
        left=sum(not state.is_done for state in states),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SEES, OPENS)
def source(request: SignedInRequest, source: str) -> HttpResponse:
    if request.method == "POST" and not request.user.has_perm(OPENS):
        raise PermissionDenied
    state = next(iter(source_states(slugs=[source])), None)
    if state is None:
        raise Http404
    form = OpenSourceForm(request.POST if request.method == "POST" else None, claims=state.claims)
    if request.method == "POST" and form.is_valid() and _saved(request, form, state):
        return see_other("worklists:guide_sources")
    return answer(
        request,
        "guide_source.html",
        state.source.title,
        status=UNPROCESSABLE if form.errors else 200,
        state=state,
        read_before=read_before().get(source),
        openings=SourceOpening.objects.filter(source=state.source).select_related("by"),
        rows=[(claim, form[f"says_{claim.pk}"], form[f"words_{claim.pk}"]) for claim in state.claims],
        may_open=request.user.has_perm(OPENS),
        form=form,
    )


def _saved(request: SignedInRequest, form: OpenSourceForm, state: SourceState) -> bool:
    """Whether it is kept; else the form says why not."""
    data = form.cleaned_data
    try:
        record_opening(
            source_id=state.source.pk,
            opened_on=data["opened_on"],
            is_whole=data["is_whole"] == "yes",
            quote=data["quote"],
            says={claim.slug: data[f"says_{claim.pk}"] == "yes" for claim in state.claims if data[f"says_{claim.pk}"]},
            shown={claim.slug: data[f"words_{claim.pk}"] for claim in state.claims},
            by=request.user,
            now=timezone.now(),
        )
    except UserFacingError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("Saved."))
    return True

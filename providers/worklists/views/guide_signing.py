"""The guide's pages for whoever signs them: what is signed as it stands, and what changed since."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import answer, desk_page
from providers.worklists.forms import SignPageForm
from providers.worklists.rewording import ShownPiece, shown_piece
from treatments.models import Source
from treatments.signing.pages import PageToSign, page_to_sign, pages_to_sign
from treatments.signing.selectors import OURS, source_states
from treatments.signing.services.signing import claims_not_opened, reviewer_of, shown_hash, sign_contents

SEES: Final = "signing.view_signature"
SIGNS: Final = "signing.sign_page"


@require_GET
@desk_page(SEES)
def pages(request: SignedInRequest) -> HttpResponse:
    found = pages_to_sign(on=timezone.localdate())
    return answer(
        request,
        "guide_pages.html",
        _("Pages of the guide to sign"),
        pages=found,
        sources_left=sum(not state.is_done for state in source_states()),
        me=reviewer_of(request.user, on=timezone.localdate()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(SEES, SIGNS)
@step_up
def page(request: SignedInRequest, page: str) -> HttpResponse:
    if request.method == "POST" and not request.user.has_perm(SIGNS):
        raise PermissionDenied
    today = timezone.localdate()
    found = page_to_sign(page, on=today)
    if found is None:
        raise Http404
    form = SignPageForm(request.POST if request.method == "POST" else None, initial={"shown": shown_hash(found.pieces)})
    if request.method == "POST" and form.is_valid() and _signed(request, form, found):
        return see_other("worklists:guide_page", page=page)
    return answer(
        request,
        "guide_page.html",
        found.contents.title_en,
        status=UNPROCESSABLE if form.errors else 200,
        found=found,
        pieces=_shown(found),
        not_opened=claims_not_opened(found.pieces),
        to_open=_to_open(found),
        me=reviewer_of(request.user, on=today),
        may_sign=request.user.has_perm(SIGNS),
        form=form,
    )


def _signed(request: SignedInRequest, form: SignPageForm, found: PageToSign) -> bool:
    """Whether it is done; else the form says why not."""
    data = form.cleaned_data
    try:
        made = sign_contents(
            contents=found.contents,
            languages=data["languages"],
            shown=data["shown"],
            next_review=data["next_review"],
            by=request.user,
            now=timezone.now(),
        )
    except UserFacingError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, _("Signed: %s texts.") % len(made))
    return True


def _shown(found: PageToSign) -> Sequence[ShownPiece]:
    return [shown_piece(piece) for piece in found.pieces]


def _to_open(found: PageToSign) -> list[Source]:
    """Sources of this page that a person has yet to open, or that say otherwise."""
    slugs = [source.slug for source in found.contents.sources if source.publisher != OURS]
    return [state.source for state in source_states(slugs=slugs) if not state.is_done]

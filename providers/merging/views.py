"""Pairs that may be one, and merges that wait for a second person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import READ, SECOND, WORK, answer, desk_page
from providers.desk.forms import SecondForm
from providers.merging.finding import pairs
from providers.merging.forms import MergeForm
from providers.merging.models import Merge
from providers.merging.services import answer_merge, propose_merge

SHOWN = 20  # decided ones


@require_GET
@desk_page(READ)
def duplicates(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@require_POST
@desk_page(WORK)
def propose(request: SignedInRequest) -> HttpResponse:
    form = MergeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            propose_merge(kind=data["kind"], **form.ends(), words=data["words"], by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
    if form.errors:
        return _page(request, proposing=form, status=UNPROCESSABLE)
    messages.success(request, _("Proposed. A second person decides."))
    return see_other("merging:duplicates")


@require_POST
@desk_page(SECOND)
@step_up
def decide(request: SignedInRequest, merge_id: int) -> HttpResponse:
    get_object_or_404(Merge, pk=merge_id)
    form = SecondForm(request.POST, prefix=str(merge_id))
    if form.is_valid():
        try:
            answer_merge(merge_id=merge_id, **form.cleaned_data, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
    if form.errors:
        return _page(request, deciding=(merge_id, form), status=UNPROCESSABLE)
    messages.success(request, _("Decided."))
    return see_other("merging:duplicates")


def _page(
    request: SignedInRequest,
    *,
    proposing: MergeForm | None = None,
    deciding: tuple[int, SecondForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    ends = ("keep", "drop", "keep_place__provider", "drop_place__provider", "first_by", "second_by")
    waiting = list(Merge.objects.waiting().select_related(*ends))
    if deciding and deciding[0] not in {row.pk for row in waiting}:  # a colleague was faster: the words stay
        waiting = [*Merge.objects.filter(pk=deciding[0]).select_related(*ends), *waiting]
    fresh = [
        (pair, MergeForm(initial={"kind": pair.kind, "first": pair.first.pk, "other": pair.other.pk},
                         auto_id=f"{pair.kind}-{pair.first.pk}-{pair.other.pk}-%s"))
        for pair in pairs()
    ]  # fmt: skip
    return answer(
        request,
        "duplicates.html",
        _("Who or what stands here twice"),
        status=status,
        pairs=fresh,
        proposing=proposing,
        waiting=[
            (row, deciding[1] if deciding and deciding[0] == row.pk else SecondForm(prefix=str(row.pk)))
            for row in waiting
        ],
        decided=Merge.objects.exclude(outcome="").select_related(*ends).order_by("-second_at")[:SHOWN],
        may_work=request.user.has_perm(WORK),
        may_decide=request.user.has_perm(SECOND),
    )

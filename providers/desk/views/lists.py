"""The exclusion list at the desk: hand in a file, fetch one, watch it being read, stop it, read it again; and the two
people who take a file that was refused for what it lacks."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import HANDS_IN, LISTS, SIGNS_OFF, answer, desk_page
from providers.desk.file_steps import take_step
from providers.desk.forms import WhyForm
from providers.desk.list_forms import FetchForm, HandInForm
from providers.desk.sent_lists import changed_names, progress_of_list
from providers.exclusions.comparing import full_list_in_force
from providers.exclusions.enums import ListKind
from providers.exclusions.models import ExclusionList, ListAgreement, SentList
from providers.exclusions.services.agreeing import agree_to_take, propose_taking
from providers.exclusions.services.fetching import address_of
from providers.exclusions.services.sending import LISTS as TRAY
from providers.exclusions.services.sending import hand_in, hand_in_address
from providers.vetting.exclusions.checks import list_is_overdue, may_sign_off

METHODS = ["GET", "HEAD", "POST"]
SHOWN = 30


@require_http_methods(METHODS)
@desk_page(LISTS)
def lists(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    _require_may_hand_in(request)
    form = HandInForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            sent = hand_in(
                kind=data["kind"], list_date=data["list_date"], file_name=data["file"].name,
                content=data["file"].read(), by=request.user, now=timezone.now(),
            )  # fmt: skip
            return see_other("desk:sent_list", sent_id=sent.pk)
        except UserFacingError as error:
            form.add_error("file", error.message)
        except OSError:
            form.add_error("file", _("We could not keep the file. Try again, or tell whoever runs this site."))
    return _page(request, hand_in_form=form, status=UNPROCESSABLE)


@require_POST
@desk_page(HANDS_IN)
def fetch_list(request: SignedInRequest) -> HttpResponse:
    form = FetchForm(request.POST)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        try:
            source, name = address_of(kind, form.first_day())
            sent = hand_in_address(
                kind=kind, list_date=timezone.localdate(), source=source, file_name=name, by=request.user,
                now=timezone.now(),
            )  # fmt: skip
            return see_other("desk:sent_list", sent_id=sent.pk)
        except UserFacingError as error:
            form.add_error(None, error.message)
    return _page(request, fetch_form=form, status=UNPROCESSABLE)


def _require_may_hand_in(request: SignedInRequest) -> None:
    if not request.user.has_perm(HANDS_IN):
        raise PermissionDenied


def _page(
    request: SignedInRequest, *, hand_in_form: HandInForm | None = None, fetch_form: FetchForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    made_up = ExclusionList.objects.signed().filter(is_demonstration=True)
    today, in_use = timezone.localdate(), full_list_in_force() or made_up.first()
    return answer(
        request,
        "lists.html",
        _("Exclusion lists"),
        status=status,
        overdue=list_is_overdue(today=today),
        in_use=in_use,
        may_sign=in_use is not None and in_use.signed_off_at is None and may_sign_off(in_use),
        rows=SentList.objects.select_related("sent_by", "run")[:SHOWN],
        may_hand_in=request.user.has_perm(HANDS_IN),
        may_fetch=bool(settings.LEIE_URL),
        hand_in_form=hand_in_form or HandInForm(initial={"list_date": today}, auto_id="hand_in_%s"),
        fetch_form=fetch_form or FetchForm(auto_id="fetch_%s", initial={"kind": ListKind.FULL}),
    )


@require_GET
@desk_page(LISTS)
def sent_list(request: SignedInRequest, sent_id: int) -> HttpResponse:
    """Renews itself while the file moves: nothing is typed here."""
    sent = get_object_or_404(SentList.objects.select_related("sent_by", "run"), pk=sent_id)
    return answer(
        request,
        "sent_list.html",
        str(sent),
        sent=sent,
        progress=progress_of_list(sent),
        agreement=ListAgreement.objects.filter(exclusion_list=sent.run).first() if sent.run else None,
        may_hand_in=request.user.has_perm(HANDS_IN),
    )


@require_POST
@desk_page(HANDS_IN)
def list_step(request: SignedInRequest, sent_id: int) -> HttpResponse:
    take_step(request, TRAY, sent_id)
    return see_other("desk:sent_list", sent_id=sent_id)


@require_http_methods(METHODS)
@desk_page(LISTS)
@step_up
def take_list(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Two people take a refused file: the first says why, another one agrees and says why, too."""
    run = get_object_or_404(ExclusionList, pk=list_id)
    form = WhyForm()
    if request.method == "POST":
        _require_may_hand_in(request)
        form = WhyForm(request.POST)
        if form.is_valid() and _take(request, run, form):
            return see_other("desk:take_list", list_id=run.pk)
    agreement = ListAgreement.objects.select_related("first_by", "second_by").filter(exclusion_list=run).first()
    return answer(
        request,
        "take_list.html",
        _("A list that was refused"),
        status=UNPROCESSABLE if form.errors else 200,
        run=run,
        agreement=agreement,
        form=form,
        may_say=_may_say(request, run, agreement),
        changes=changed_names(run),
        sent=run.sent_lists.first(),
    )


def _may_say(request: SignedInRequest, run: ExclusionList, agreement: ListAgreement | None) -> bool:
    if not run.may_be_taken:
        return False
    if agreement is None:
        return request.user.has_perm(HANDS_IN)
    is_open = agreement.second_at is None and agreement.first_by_id != request.user.pk
    return is_open and request.user.has_perm(SIGNS_OFF)


def _take(request: SignedInRequest, run: ExclusionList, form: WhyForm) -> bool:
    said = {"list_id": run.pk, "why": form.cleaned_data["words"], "by": request.user, "now": timezone.now()}
    is_second = ListAgreement.objects.filter(exclusion_list=run).exists()
    try:
        if is_second:
            agree_to_take(**said)
            messages.success(request, _("You agreed. The file is read once more, and taken."))
        else:
            propose_taking(**said)
            messages.success(request, _("A second person has to agree now."))
    except UserFacingError as error:
        form.add_error(None, error.message)
        return False
    return True

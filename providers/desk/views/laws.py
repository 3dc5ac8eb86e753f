"""The rules of the states at the desk: which to read next, one rule with its history, reading it, and confirming it."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from caarisma.accounts.http import SignedInRequest
from caarisma.accounts.stepping_up import step_up
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.desk.access import CONFIRMS_LAW, READ, READS_LAW, answer, desk_page
from providers.desk.law_forms import AnswerLawForm, ReadLawForm
from providers.desk.laws import SOON, TO_DO, in_force_first, law_rows
from providers.desk.saved_pages import keep_file
from providers.directory.enums import Profession
from providers.directory.models import PracticeLocation
from providers.directory.us import STATES
from providers.joining.services.waiting import tell_of_answers
from providers.laws.effects import RuleEffect, effect_of, hidden_after
from providers.laws.reading import confirm_reading, draft_of, refuse_reading, write_reading
from providers.screening.enums import CheckKind
from providers.screening.leads import lead_of
from providers.screening.models import RuleReading, SourcePage
from providers.screening.rules.due import OFFICE_ZONE

PER_PAGE = 50
NAMED = 20  # places that a page names of those that would change


@require_GET
@desk_page(READ)
def laws(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    chosen = {name: request.GET.get(name, "") for name in ("state", "to_do")}
    rows = law_rows(now=now, today=now.astimezone(OFFICE_ZONE).date())
    found = [
        row
        for row in rows
        if (not chosen["state"] or row.state == chosen["state"])
        and (row.to_do == chosen["to_do"] if chosen["to_do"] else row.to_do or chosen["state"])
    ]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return answer(
        request, "laws.html", _("Rules of the states"), page=page, rows=page.object_list, chosen=chosen,
        states=STATES.items(), to_dos=TO_DO.items(), may_read=request.user.has_perm(READS_LAW),
    )  # fmt: skip


@require_GET
@desk_page(READ)
def law(request: SignedInRequest, state: str, profession: str) -> HttpResponse:
    return _law_page(request, state, profession)


@require_POST
@desk_page(CONFIRMS_LAW)
@step_up
def answer_law(request: SignedInRequest, reading_id: int) -> HttpResponse:
    reading = get_object_or_404(RuleReading, pk=reading_id)
    form = AnswerLawForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        try:
            if data["grant"]:
                confirm_reading(reading_id=reading.pk, seen=data["seen"], words=data["words"], by=request.user, now=now)
                tell_of_answers(now=now)
                messages.success(request, _("Confirmed. It counts from its first day on."))
            else:
                refuse_reading(reading_id=reading.pk, words=data["words"], by=request.user, now=now)
                messages.success(request, _("Sent back. The rule stays as it was."))
            return see_other("desk:law", state=reading.state, profession=reading.profession)
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
    return _law_page(request, reading.state, reading.profession, form=form, status=status)


def _law_page(
    request: SignedInRequest, state: str, profession: str, *, form: AnswerLawForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    today = now.astimezone(OFFICE_ZONE).date()
    rows = RuleReading.objects.filter(state=state, profession=profession)
    history = list(rows.select_related("read_by", "second_by", "page"))
    counting = [row for row in history if row.counts_from and row.counts_from <= today]
    in_force = in_force_first(row for row in counting if row.counts_until is None or row.counts_until >= today)
    waiting = next((row for row in history if row.status == "read"), None)
    effect = effect_of(waiting, now=now) if waiting else None
    may_answer = waiting is not None and waiting.read_by != request.user and request.user.has_perm(CONFIRMS_LAW)
    return answer(
        request, "law.html", _title(state, profession), status=status, state=state, profession=profession,
        current=in_force[-1] if in_force else None, waiting=waiting, effect=effect, history=history, named=NAMED,
        lead=lead_of(state, Profession(profession)), form=_renewed(form, effect), may_answer=may_answer,
        ends=_ends(in_force[-1] if in_force else None, today),
        is_mine=waiting is not None and waiting.read_by == request.user,
        may_read=request.user.has_perm(READS_LAW) and waiting is None,
    )  # fmt: skip


def _ends(current: RuleReading | None, today: date) -> tuple[PracticeLocation, ...] | None:
    """Whom the end of the rule in force hides, where that end is near; None where it is not."""
    if current is None or not current.lets or current.counts_until is None or current.counts_until > today + SOON:
        return None
    return hidden_after(current)


def _renewed(form: AnswerLawForm | None, effect: RuleEffect | None) -> AnswerLawForm:
    """With what was typed, and the effect that this page shows."""
    seen = effect.seen if effect else ""
    if form is None:
        return AnswerLawForm(initial={"seen": seen})
    data = cast(QueryDict, form.data).copy()
    data["seen"] = seen
    form.data = data
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(READ)
def read_law(request: SignedInRequest, state: str, profession: str) -> HttpResponse:
    """First what would change by what was typed, then, by a second press, the reading is kept."""
    if request.method != "POST":
        return _read_page(request, state, profession, ReadLawForm(profession=profession))
    if not request.user.has_perm(READS_LAW):
        raise PermissionDenied
    now = timezone.now()
    form = _bound_form(request, profession)
    page = _page_of(form)
    if form.is_valid() and page is None:
        form.add_error("page_file", _("Attach the page of the law."))
    if not form.is_valid() or page is None:
        return _read_page(request, state, profession, form, page=page, status=UNPROCESSABLE)
    effect = effect_of(
        draft_of(state=state, profession=profession, facts=form.facts(), by=request.user, now=now), now=now
    )
    if form.cleaned_data["seen"] != effect.seen:
        return _read_page(request, state, profession, _shown(form, effect), page=page, effect=effect)
    try:
        write_reading(state=state, profession=profession, facts=form.facts(), page=page, by=request.user, now=now)
    except UserFacingError as error:
        form.add_error(None, error.message)
        return _read_page(request, state, profession, form, page=page, effect=effect, status=error.status)
    messages.success(request, _("Kept. It counts when a second person confirms it."))
    return see_other("desk:law", state=state, profession=profession)


def _read_page(
    request: SignedInRequest, state: str, profession: str, form: ReadLawForm, *,
    page: SourcePage | None = None, effect: RuleEffect | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    return answer(
        request, "read_law.html", _("Read the law"), status=status, state=state, profession=profession,
        about=_title(state, profession), form=form, kept=page, effect=effect, named=NAMED,
        lead=lead_of(state, Profession(profession)), may_read=request.user.has_perm(READS_LAW),
    )  # fmt: skip


def _bound_form(request: SignedInRequest, profession: str) -> ReadLawForm:
    """A file that came along is kept at once, so that no error loses it."""
    form = ReadLawForm(request.POST, request.FILES, profession=profession)
    page = keep_file(form, provider=None, kind=CheckKind.SCOPE, by=request.user, now=timezone.now())
    if page is None:
        return form
    data = request.POST.copy()
    data["source_page_id"] = str(page.pk)
    return ReadLawForm(data, profession=profession)


def _page_of(form: ReadLawForm) -> SourcePage | None:
    number = form["source_page_id"].value()
    if not str(number or "").isdecimal() or len(str(number)) > 18:
        return None
    pages = SourcePage.objects.filter(kind=CheckKind.SCOPE, provider=None, is_demonstration=False)
    return pages.filter(pk=int(str(number))).first()


def _shown(form: ReadLawForm, effect: RuleEffect) -> ReadLawForm:
    data = cast(QueryDict, form.data).copy()
    data["seen"] = effect.seen
    form.data = data
    return form


def _title(state: str, profession: str) -> str:
    return f"{STATES[state]}, {Profession(profession).label}"

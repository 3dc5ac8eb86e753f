"""The exclusion list at the desk: each reading of it, and each match with the facts of both sides."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from caarisma.accounts.stepping_up import step_up
from caarisma.common.admin import ReadOnly
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE
from providers.desk.admin.exclusion_facts import entry_rows, fact_rows, verdict_line
from providers.desk.admin.exclusion_forms import SERVICES, AnswerForm, answers_for
from providers.desk.admin.screening import ScreeningRecordAdmin
from providers.desk.sent_lists import changed_names
from providers.desk.wording import due_words
from providers.exclusions.enums import RunState
from providers.exclusions.models import ExclusionHit, ExclusionList
from providers.exclusions.models.exclusion_list import STEPS
from providers.screening.rules.due import match_due
from providers.vetting.exclusions.checks import SIGNS_OFF, list_is_overdue, may_sign_off, renewed_words, sign_off

SHOWN = 200  # refused lines and matches on the page of a run; the counts say how many there are


class HitStandingFilter(admin.SimpleListFilter):
    """Whose turn it is. Without a choice: everything that waits for somebody."""

    title = _("decision")
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [
            ("first", _("Waits for a first person")),
            ("second", _("Waits for a second person")),
            ("confirmed", _("Confirmed")),
            ("cleared", _("Cleared")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ExclusionHit]) -> QuerySet[ExclusionHit]:
        waiting = queryset.filter(cleared_at__isnull=True)
        match self.value():
            case "first":
                return waiting.filter(confirmed_at__isnull=True, proposed_at__isnull=True)
            case "second":
                return waiting.filter(proposed_at__isnull=False)
            case "confirmed":
                return waiting.filter(confirmed_at__isnull=False)
            case "cleared":
                return queryset.filter(cleared_at__isnull=False)
        return queryset


@admin.register(ExclusionHit)
class ExclusionHitAdmin(ScreeningRecordAdmin):
    list_display = ["provider", "matched_on", "hides_now", "due", "standing", "list_name", "list_date"]
    list_filter = [HitStandingFilter, "tier", "role", "list_name", ("gone_on", admin.EmptyFieldListFilter), "list_date"]
    list_select_related = ["provider", "proposed_by", "cleared_by", "confirmed_by"]

    @admin.display(description=_("hides"), boolean=True)
    def hides_now(self, hit: ExclusionHit) -> bool:
        return hit.hides and hit.cleared_at is None

    @admin.display(description=_("due"))
    def due(self, hit: ExclusionHit) -> str:
        """Until a first person has decided; the second one finds it among what waits for two."""
        if hit.cleared_at or hit.confirmed_at:
            return ""
        return due_words(match_due(hit.found_at, hides=hit.hides), now=timezone.now())

    @admin.display(description=_("decision"))
    def standing(self, hit: ExclusionHit) -> Any:
        if hit.cleared_at:
            return _("Cleared by %s") % hit.cleared_by
        if hit.proposed_at:
            return _("Waits for a second person after %s") % hit.proposed_by
        return _("Confirmed by %s") % hit.confirmed_by if hit.confirmed_at else _("Waits for a first person")

    @method_decorator(step_up)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page on which a match is decided. A wrong answer comes back with 422 and everything typed."""
        hit = found_or_404(self, request, object_id)
        answers = answers_for(hit, person(request))
        form = AnswerForm(request.POST or None, answers=answers, initial={"seen": hit.fingerprint})
        if request.method == "POST":
            if not answers:
                raise PermissionDenied
            if form.is_valid() and self._decide(request, hit, form):
                return redirect(request.path)
        facts = fact_rows(hit)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Match with the exclusion list"),
            "hit": hit,
            "facts": facts,
            "entries": entry_rows(hit),
            "verdict": verdict_line(facts),
            "history": hit.provider.case_events.filter(kind__startswith="exclusion").select_related("by"),
            "form": form if answers else None,
        }
        status = UNPROCESSABLE if form.is_bound else 200
        return TemplateResponse(request, "admin/exclusions/exclusion_match.html", context, status=status)

    def _decide(self, request: HttpRequest, hit: ExclusionHit, form: AnswerForm) -> bool:
        decide = SERVICES[form.cleaned_data["answer"]]
        said = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["seen"]}
        try:
            decide(hit_id=hit.pk, **said, by=person(request), now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            return False
        messages.success(request, _("Your decision is recorded."))
        return True


@admin.register(ExclusionList)
class ExclusionListAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        *("__str__", "state", "rows_read", "added", "removed"),
        *("new_exact_matches", "new_near_matches", "signed_off_by"),
    ]
    list_filter = ["state", "kind", "forced"]
    list_select_related = ["signed_off_by"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if self.has_view_permission(request) and list_is_overdue(today=timezone.localdate()):
            messages.error(
                request,
                _("No full list of this month is in use. Get the file from OIG, and hand it in at the desk."),
            )
        return super().changelist_view(request, extra_context)

    @method_decorator(step_up)
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The report of a run, and the sign-off below it."""
        run = found_or_404(self, request, object_id)
        problem = ""
        if request.method == "POST":
            if not request.user.has_perm(SIGNS_OFF):
                raise PermissionDenied
            try:
                signed = sign_off(list_id=run.pk, by=person(request), now=timezone.now())
                say = messages.success if signed.checks_renewed else messages.warning
                say(request, renewed_words(signed))
                return redirect(request.path)
            except UserFacingError as error:
                problem = error.message
        context = {
            **self.admin_site.each_context(request),
            **run_context(run),
            "opts": self.opts,
            "title": _("Exclusion list run"),
            "problem": problem,
            "may_sign": may_sign_off(run) and request.user.has_perm(SIGNS_OFF),
        }
        status = UNPROCESSABLE if problem else 200
        return TemplateResponse(request, "admin/exclusions/exclusion_run.html", context, status=status)


def run_context(run: ExclusionList) -> dict[str, Any]:
    stopped = run.stopped_in or run.state
    at = STEPS.index(stopped) if stopped in STEPS else 0
    marks = ["done"] * at + ["stopped" if run.stopped_in else "now"] + ["ahead"] * (len(STEPS) - at - 1)
    if run.state == STEPS[-1]:
        marks = ["done"] * len(STEPS)
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    return {
        "run": run,
        "steps": [(step.label, mark) for step, mark in zip(STEPS, marks, strict=True) if step != RunState.DONE],
        "counts": [
            (field.verbose_name, getattr(run, field.name))
            for field in run._meta.fields
            if field.get_internal_type() == "PositiveIntegerField"
        ],
        "seconds": seconds,
        "lines": run.refused_lines.all()[:SHOWN],
        "changes": changed_names(run),
        "agreement": run.taken_by,
        "hits": run.hits.select_related("provider").order_by("hides", "-pk").reverse()[:SHOWN],
    }


def person(request: HttpRequest) -> User:
    """Who is at the desk. The admin lets nobody in who is not signed in."""
    return cast(User, request.user)


def found_or_404(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> Any:
    found = model_admin.get_object(request, object_id)
    if not model_admin.has_view_permission(request, found):
        raise PermissionDenied
    if found is None:
        raise Http404
    return found

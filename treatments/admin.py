"""The catalog at the staff desk. Facts come from the files and are only read here; claims are decided here."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from caarisma.accounts.stepping_up import step_up
from caarisma.common.admin import ReadOnly
from caarisma.common.errors import UserFacingError
from treatments.enums import CLAIM_MOVES, ClaimStatus
from treatments.models import (
    Area,
    AreaConcern,
    Claim,
    ClaimSource,
    Concern,
    CostGuide,
    EffectDuration,
    SessionPlan,
    Source,
)
from treatments.services.claims import decide_claim, require_decision


class FromFiles(ReadOnly):
    """Rows that the catalog files own: to read, not to edit. A change here would be gone at the next load."""


class FromFilesAdmin(FromFiles, admin.ModelAdmin):
    pass


class PairInline(FromFiles, admin.TabularInline):
    model = AreaConcern
    fields = ["area", "concern", "is_active"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[AreaConcern]:
        return super().get_queryset(request).select_related("area", "concern")


class NamedAdmin(FromFilesAdmin):
    """Areas and concerns: in the order of lists, with what goes with them."""

    search_fields = ["slug", "name_en", "name_es", "hint_en", "hint_es"]
    list_display_links = ["name_en"]
    ordering = ["position", "slug"]
    inlines = [PairInline]
    other_side = ""  # the pair's other end, shown in the list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        in_use = AreaConcern.objects.filter(is_active=True).select_related("area", "concern")
        return super().get_queryset(request).prefetch_related(Prefetch("area_concerns", in_use, to_attr="in_use"))

    @admin.display(description=_("goes with"))
    def goes_with(self, row: Any) -> str:
        return ", ".join(getattr(pair, self.other_side).name for pair in row.in_use) or "-"


@admin.register(Area)
class AreaAdmin(NamedAdmin):
    list_display = ["position", "name_en", "name_es", "goes_with", "origin"]
    list_filter = ["origin"]
    other_side = "concern"


@admin.register(Concern)
class ConcernAdmin(NamedAdmin):
    list_display = ["position", "name_en", "name_es", "goes_with", "session_plan", "effect", "claim", "needs_fda_note"]
    list_filter = ["needs_fda_note", "effect", "origin"]
    list_select_related = ["session_plan", "effect", "claim"]
    other_side = "area"


@admin.register(AreaConcern)
class AreaConcernAdmin(FromFilesAdmin):
    list_display = ["area", "concern", "is_active"]
    list_filter = ["is_active", "area", "concern"]
    list_select_related = ["area", "concern"]
    search_fields = ["area__name_en", "concern__name_en"]


@admin.register(SessionPlan)
class SessionPlanAdmin(FromFilesAdmin):
    list_display = ["slug", "sessions_min", "sessions_max", "first_phase_sessions", "first_phase_gap_days"]
    list_display += ["later_gap_days", "rest_days", "claim"]
    list_select_related = ["claim"]


@admin.register(EffectDuration)
class EffectDurationAdmin(FromFilesAdmin):
    list_display = ["slug", "kind", "months_min", "months_max", "claim"]
    list_select_related = ["claim"]


@admin.register(CostGuide)
class CostGuideAdmin(FromFilesAdmin):
    list_display = ["slug", "low", "high", "as_of_year", "claim"]
    list_select_related = ["claim"]


@admin.register(Source)
class SourceAdmin(FromFilesAdmin):
    list_display = ["slug", "publisher", "title", "year", "claims_borne"]
    fields = ["slug", "title", "publisher", "year", "url"]
    list_filter = ["year"]
    search_fields = ["slug", "title", "publisher"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).annotate(borne=Count("claims"))

    @admin.display(description=_("claims"), ordering="borne")
    def claims_borne(self, source: Any) -> int:
        return int(source.borne)


class ReviewFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Nobody yet")), ("due", _("Overdue")), ("done", _("In date"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        today = timezone.localdate()
        choices = {
            "none": Q(reviewer__isnull=True),
            "due": Q(next_review__lt=today),
            "done": Q(reviewer__isnull=False) & (Q(next_review__isnull=True) | Q(next_review__gte=today)),
        }
        return queryset.filter(choices.get(self.value() or "", Q()))


class ClaimDecisionForm(forms.ModelForm):
    by_id: int | None = None  # set by the page: who is signing
    signed = forms.BooleanField(
        label=_("I have read this claim, in both languages, and its sources."),
        help_text=_("Saving signs with your name and today's date. What is published needs a second person."),
    )

    class Meta:
        model = Claim
        fields = ["status", "why", "next_review"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_proposed:  # what the second person signs is what the first proposed
            self.initial["status"] = ClaimStatus.PUBLISHED
            self.initial["why"] = self.instance.proposed_why
            self.initial["next_review"] = self.instance.proposed_next_review
        if "status" in self.fields:  # absent for those who may only look
            may_follow = {self.instance.status, *CLAIM_MOVES[self.instance.status]}
            choices = [choice for choice in ClaimStatus.choices if choice[0] in may_follow]
            cast(forms.ChoiceField, self.fields["status"]).choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"status", "why", "next_review"} <= data.keys():
            try:
                require_decision(
                    claim=self.instance,  # still as stored: a model form sets it after this
                    to=data["status"],
                    why=data["why"],
                    next_review=data["next_review"],
                    on=timezone.localdate(),
                )
                self._require_second_person(data)
            except UserFacingError as error:
                raise ValidationError(error.message) from None
        return data

    def _require_second_person(self, data: dict[str, Any]) -> None:
        """In words beside the form what the service and the database refuse as well."""
        claim = self.instance
        same = (claim.proposed_why, claim.proposed_next_review) == (data["why"].strip(), data["next_review"])
        mine = claim.is_proposed and claim.proposed_by_id == self.by_id
        if data["status"] == ClaimStatus.PUBLISHED and mine and same:
            raise UserFacingError(gettext("You proposed this. Another person has to sign it."))


class ClaimSourceInline(FromFiles, admin.TabularInline):
    model = ClaimSource
    fields = ["source", "where"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClaimSource]:
        return super().get_queryset(request).select_related("claim", "source")


@admin.register(Claim)
class ClaimAdmin(admin.ModelAdmin):
    """Words, evidence and sources come from the files; status, reason and review are decided here and signed."""

    form = ClaimDecisionForm
    list_display = ["slug", "text_en", "evidence", "status", "waits_for_second"]
    list_display += ["source_count", "reviewer", "reviewed_on", "next_review"]
    list_filter = ["status", "evidence", ReviewFilter, ("proposed_by", admin.EmptyFieldListFilter), "sources"]
    list_select_related = ["reviewer", "proposed_by"]
    search_fields = ["slug", "text_en", "text_es", "guide_says", "why"]
    readonly_fields = ["slug", "text_en", "text_es", "guide_says", "evidence", "first_reviewer", "reviewer"]
    readonly_fields += ["reviewed_on", "waits_for_second"]
    fields = [*readonly_fields, "status", "why", "next_review", "signed"]
    inlines = [ClaimSourceInline]

    @method_decorator(step_up)
    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(*args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).annotate(source_total=Count("sources"))

    def get_fields(self, request: HttpRequest, obj: Claim | None = None) -> list[Any]:
        """Who may only look has nothing to sign."""
        return [name for name in self.fields or [] if name != "signed" or self.has_change_permission(request, obj)]

    def get_form(self, request: HttpRequest, obj: Claim | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by_id": request.user.pk})

    @admin.display(description=_("waits for a second person"))
    def waits_for_second(self, claim: Claim) -> str:
        return _("Proposed by %s") % claim.proposed_by if claim.is_proposed else "-"

    @admin.display(description=_("sources"), ordering="source_total")
    def source_count(self, claim: Any) -> int:
        return int(claim.source_total)

    def save_model(self, request: HttpRequest, obj: Claim, form: Any, change: bool) -> None:
        decided = decide_claim(
            claim_id=obj.pk,
            to=ClaimStatus(obj.status),
            by=cast(User, request.user),
            why=obj.why,
            next_review=obj.next_review,
            now=timezone.now(),
        )
        if decided.is_proposed:
            messages.warning(request, _("Proposed, not yet published. Another person has to sign it."))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        return False

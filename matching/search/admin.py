"""Matching in the admin: evidence, so read-only. Staff see how a ranking went, not what a person asked for.

Health answers are not registered at all. An intake's token is its owner's key to the list, so it is not shown either,
and reasons are left out because they repeat what was wished for.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from caarisma.common.admin import ReadOnly
from matching.search.enums import JobState
from matching.search.models import Intake, Match, MatchJob, NearMiss
from matching.search.services.jobs import request_ranking
from providers.directory.finding_people import BY_PROVIDER, FindsPeople


class SearchRecordAdmin(ReadOnly, admin.ModelAdmin):
    """Nobody changes evidence here."""

    show_full_result_count = False


@admin.register(Intake)
class IntakeAdmin(SearchRecordAdmin):
    """Only when and under which consent. What is asked for, where, and by whom stays out of sight."""

    list_display = ["__str__", "created_at", "consent_version", "expires_at", "job_state", "matched"]
    list_filter = ["job__state", "created_at", "consent_version"]
    list_select_related = ["job"]
    search_fields = ["=pk"]
    search_help_text = _("Number of the intake")
    date_hierarchy = "created_at"
    fields = ["created_at", "updated_at", "adult_confirmed_at", "consented_at", "consent_version", "expires_at"]

    @admin.display(description=_("job"), ordering="job__state")
    def job_state(self, intake: Intake) -> str:
        return str(intake.job.get_state_display())

    @admin.display(description=_("matched"), ordering="job__matched_count")
    def matched(self, intake: Intake) -> int:
        return int(intake.job.matched_count)


@admin.register(MatchJob)
class MatchJobAdmin(SearchRecordAdmin):
    list_display = [
        *("__str__", "intake", "attempts", "requested_at", "available_at"),
        *("done_at", "done_by", "found_by", "matched_count", "weights_version"),
    ]
    list_filter = ["state", "done_by", "found_by", "stopped_for", "weights_version", "requested_at"]
    list_select_related = ["intake"]
    search_fields = ["=pk", "=intake__pk"]
    search_help_text = _("Number of the job or of the intake")
    ordering = ["-requested_at"]
    fields = [
        *("intake", "state", "attempts", "requested_at", "available_at"),
        *("done_at", "done_by", "found_by", "stopped_for", "kept_list_at", "matched_count", "weights_version"),
    ]
    actions = ["retry"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django asks the database for whatever was sent as the number of a row, and answers 500 for what is none."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(number.isascii() and number.isdigit() and len(number) < 19 for number in chosen):
            raise BadRequest
        return super().changelist_view(request, extra_context)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("search.change_matchjob")

    @admin.action(description=_("Try selected dead jobs again"), permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: QuerySet[MatchJob]) -> None:
        dead = list(queryset.filter(state=JobState.DEAD).values_list("intake_id", flat=True))
        for intake_id in dead:
            request_ranking(intake_id=intake_id, now=timezone.now())
        tried = len(dead)
        told = ngettext("%(count)d dead job will be tried again.", "%(count)d dead jobs will be tried again.", tried)
        self.message_user(request, told % {"count": tried}, messages.SUCCESS if tried else messages.WARNING)


class PlacedAdmin(FindsPeople, SearchRecordAdmin):
    """A row of a list: which provider, at which location, in which place."""

    list_select_related = ["provider", "location", "intake"]
    search_fields = ["=intake__pk", *BY_PROVIDER]
    search_help_text = _("Number of the intake, NPI or name of the provider")
    ordering = ["-intake_id", "position"]


@admin.register(Match)
class MatchAdmin(PlacedAdmin):
    list_display = ["intake", "position", "provider", "location", "points", "fit_met", "fit_asked", "weights_version"]
    list_filter = ["weights_version"]
    fields = [
        *("intake", "position", "provider", "location"),
        *("score", "parts", "fit_met", "fit_asked", "weights_version"),
    ]

    @admin.display(description=_("points"), ordering="score")
    def points(self, match: Match) -> str:
        return f"{match.score / 1000:.3f}"


@admin.register(NearMiss)
class NearMissAdmin(PlacedAdmin):
    list_display = ["intake", "position", "provider", "location", "need"]
    list_filter = ["need"]
    fields = ["intake", "position", "provider", "location", "need"]

"""The evidence: licenses, cases with their checks, hits on exclusion lists. Read here, decided at the vetting desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from caarisma.common.admin import ReadOnly
from providers.directory.finding_people import BY_PROVIDER, FindsPeople
from providers.directory.models import FormerName, License
from providers.screening.enums import CheckResult
from providers.screening.models import ScreeningCase, ScreeningCheck


class LicenseInline(ReadOnly, admin.TabularInline):
    model = License
    fields = ["state", "profession", "number", "status", "expires_on", "verified_on", "source"]
    show_change_link = True


class FormerNameInline(ReadOnly, admin.TabularInline):
    model = FormerName
    fields = ["first_name", "middle_name", "last_name", "name_suffix", "used_from", "used_until", "source"]


class CaseInline(ReadOnly, admin.TabularInline):
    model = ScreeningCase
    fields = ["status", "approved_from", "approved_until", "decided_by", "decided_at"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScreeningCase]:
        return super().get_queryset(request).select_related("provider", "decided_by")


class CheckInline(ReadOnly, admin.TabularInline):
    model = ScreeningCheck
    fields = [
        *("kind", "result", "finding", "source", "reference"),
        *("report_date", "verified_by", "verified_at", "good_until"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScreeningCheck]:
        return super().get_queryset(request).select_related("verified_by")


class ScreeningRecordAdmin(FindsPeople, ReadOnly, admin.ModelAdmin):
    list_select_related = ["provider"]
    search_fields = BY_PROVIDER
    search_help_text = _("NPI or name of the provider")
    show_full_result_count = False


@admin.register(License)
class LicenseAdmin(ScreeningRecordAdmin):
    list_display = ["number", "state", "profession", "provider", "status", "expires_on", "verified_on", "source"]
    list_filter = ["status", "profession", ("expires_on", admin.EmptyFieldListFilter), "expires_on", "state"]
    search_fields = ["number", *BY_PROVIDER]
    search_help_text = _("Number of the license, or NPI or name of the provider")
    ordering = ["-pk"]


@admin.register(ScreeningCase)
class ScreeningCaseAdmin(ScreeningRecordAdmin):
    list_display = ["pk", "provider", "status", "approved_from", "approved_until", "passed", "decided_by", "decided_at"]
    list_display_links = ["pk", "provider"]
    list_filter = ["status", "approved_until", "provider__is_demonstration"]
    list_select_related = ["provider", "decided_by"]
    inlines = [CheckInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScreeningCase]:
        return super().get_queryset(request).prefetch_related("checks")

    @admin.display(description=_("checks passed"))
    def passed(self, case: ScreeningCase) -> str:
        results = [check.result for check in case.checks.all()]
        return _("%(passed)d of %(all)d") % {"passed": results.count(CheckResult.PASS), "all": len(results)}

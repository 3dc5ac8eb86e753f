"""How the chores went, for the desk. Read-only: the sweeper writes it."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caarisma.common.admin import ReadOnly
from caarisma.common.chores.models import ChoreRun


@admin.register(ChoreRun)
class ChoreRunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "name",
        "machine",
        "period",
        "last_started_at",
        "took",
        "last_well_at",
        "failures",
        "fault",
        "on_time",
    ]
    ordering = ["name", "machine"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChoreRun]:
        return ChoreRun.objects.with_late(on=timezone.now())

    @admin.display(description=_("every"))
    def period(self, chore: ChoreRun) -> str:
        return str(timedelta(seconds=chore.every))

    @admin.display(description=_("took"))
    def took(self, chore: ChoreRun) -> str:
        return "" if chore.took_ms is None else f"{chore.took_ms / 1000:.1f} s"

    @admin.display(description=_("last error"))
    def fault(self, chore: ChoreRun) -> str:
        if not chore.last_failed_at:
            return ""
        return f"{chore.last_error}, {timezone.localtime(chore.last_failed_at):%Y-%m-%d %H:%M}"

    @admin.display(description=_("on time"), boolean=True)
    def on_time(self, chore: ChoreRun) -> bool:
        return not getattr(chore, "is_late", False)

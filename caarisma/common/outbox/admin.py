"""Read-only, and without what a mail says or whom it goes to. What did not go is on the desk's own page."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from caarisma.common.outbox.models import Mail


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    list_display = ["__str__", "kind", "language", "attempts", "answer", "created_at", "due_at", "ended_at"]
    list_filter = ["state", "kind", "created_at"]
    fields = ["kind", "language", "state", "attempts", "answer", "created_at", "due_at", "not_after", "ended_at"]
    ordering = ["-pk"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

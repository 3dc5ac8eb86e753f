"""Read-only, and without what a mail says or whom it goes to. What did not go is on the desk's own page."""

from django.contrib import admin

from caarisma.common.admin import ReadOnly
from caarisma.common.outbox.models import Mail


@admin.register(Mail)
class MailAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "kind", "language", "attempts", "answer", "created_at", "due_at", "ended_at"]
    list_filter = ["state", "kind", "created_at"]
    fields = ["kind", "language", "state", "attempts", "answer", "created_at", "due_at", "not_after", "ended_at"]
    ordering = ["-pk"]
    show_full_result_count = False

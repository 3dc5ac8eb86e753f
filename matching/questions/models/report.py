"""What somebody reports of a text that is on the page. It hides nothing: a person looks."""

from django.db import models
from django.db.models import Q

from caarisma.common.fields import EncryptedJSONField
from caarisma.common.moderating.reading import decided_whole
from matching.questions.enums import TextReportReason, TextReportState
from matching.questions.models.text import STAFF, QuestionText


class QuestionReport(models.Model):
    """By nobody whom we know, with a reason from the list. What is reported while one is open is that one."""

    text = models.ForeignKey(QuestionText, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=8, choices=TextReportReason)
    words = EncryptedJSONField(null=True)
    state = models.CharField(max_length=9, choices=TextReportState, default=TextReportState.OPEN)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    verdict = EncryptedJSONField(null=True)  # why, for staff
    decided_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="question_report_queue", fields=["due_at"], condition=Q(state=TextReportState.OPEN))
        ]
        constraints = [
            models.UniqueConstraint(
                name="question_report_one_open", fields=["text", "reason"], condition=Q(state=TextReportState.OPEN)
            ),
            models.CheckConstraint(name="question_report_state_known", condition=Q(state__in=TextReportState.values)),
            models.CheckConstraint(
                name="question_report_reason_known", condition=Q(reason__in=TextReportReason.values)
            ),
            models.CheckConstraint(name="question_report_decided_whole", condition=decided_whole(TextReportState.OPEN)),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk} about text {self.text_id}"

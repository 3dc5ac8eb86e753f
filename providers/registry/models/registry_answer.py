"""What the registry of provider numbers said about a number, kept as it was said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.directory.models.provider import Provider
from providers.registry.enums import AnswerQuestion, AnswerSource


class RegistryAnswer(models.Model):
    """One answer. A trigger lets the table only grow: a check of a number rests on one of these."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="registry_answers")
    npi = models.CharField(_("NPI"), max_length=10)
    at = models.DateTimeField()
    source = models.CharField(max_length=13, choices=AnswerSource)
    in_use = models.BooleanField()
    question = models.CharField(
        max_length=14,
        choices=AnswerQuestion,
        blank=True,
        help_text=_("Why it does not speak for the number of that day"),
    )
    facts = models.JSONField(
        default=dict, blank=True, help_text=_("Name, profession and date of the record; the file and its line")
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="registry_answer_newest", fields=["provider", "-at"])]
        constraints = [
            models.CheckConstraint(name="registry_answer_source_known", condition=Q(source__in=AnswerSource.values)),
            models.CheckConstraint(
                name="registry_answer_question_known", condition=Q(question__in=["", *AnswerQuestion.values])
            ),
            models.CheckConstraint(name="registry_answer_not_in_use_asks", condition=Q(in_use=True) | ~Q(question="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.at:%Y-%m-%d}"

"""What a provider answers for patients to read."""

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from providers.directory.models import Provider
from providers.words.enums import AboutPrompt, WordsState
from treatments.claims_checker import ClaimFlag

MOST: Final = 300
FLAGS: Final = [flag.value for flag in ClaimFlag]


class AboutAnswerQuerySet(models.QuerySet["AboutAnswer"]):
    def live(self) -> "AboutAnswerQuerySet":
        return self.filter(state=WordsState.LIVE)

    def waiting(self) -> "AboutAnswerQuerySet":
        return self.filter(state=WordsState.WAITING)


class AboutAnswer(models.Model):
    """One wording of one answer. What is flagged waits, and the wording before it stays live meanwhile."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="about_answers")
    prompt = models.CharField(max_length=8, choices=AboutPrompt)
    text = models.CharField(max_length=MOST)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    flags = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    state = models.CharField(max_length=7, choices=WordsState)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="about_written")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="about_decided"
    )
    why = models.CharField(max_length=300, blank=True)

    objects = AboutAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        permissions = [("read_words", "Can decide on words that a provider wants patients to read")]
        constraints = [
            models.UniqueConstraint(
                name="about_live_once", fields=["provider", "prompt"], condition=Q(state=WordsState.LIVE)
            ),
            models.UniqueConstraint(
                name="about_waits_once", fields=["provider", "prompt"], condition=Q(state=WordsState.WAITING)
            ),
            models.CheckConstraint(name="about_prompt_known", condition=Q(prompt__in=AboutPrompt.values)),
            models.CheckConstraint(name="about_state_known", condition=Q(state__in=WordsState.values)),
            models.CheckConstraint(name="about_flags_known", condition=Q(flags__contained_by=FLAGS)),
            models.CheckConstraint(name="about_says_something", condition=Q(text__regex=r"\S")),
            models.CheckConstraint(
                name="about_flagged_is_read_first",
                condition=~Q(state=WordsState.LIVE) | Q(flags=[]) | Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="about_decision_is_whole",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="about_refused_says_why",
                condition=~Q(state=WordsState.REFUSED) | (Q(decided_by__isnull=False) & ~Q(why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_prompt_display()} ({self.state})"

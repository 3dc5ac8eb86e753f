"""What somebody wrote for the page of a question, what was ticked while it was read, and its moves. Keys and triggers
that Django cannot say are in the migration: moves follow the table, and no decision is made without the ticks it needs.
"""

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, When

from caarisma.common.fields import EncryptedJSONField
from matching.questions.enums import AskRule, TextSide, TextState
from matching.questions.models.question import Question
from providers.directory.models import Provider

STAFF: Final = settings.AUTH_USER_MODEL


class QuestionTextQuerySet(models.QuerySet["QuestionText"]):
    def questions(self) -> "QuestionTextQuerySet":
        return self.filter(provider=None)

    def answers(self) -> "QuestionTextQuerySet":
        return self.filter(provider__isnull=False)

    def published(self) -> "QuestionTextQuerySet":
        """Newest first."""
        return self.filter(state=TextState.PUBLISHED).order_by("-published_at", "-pk")

    def waiting(self) -> "QuestionTextQuerySet":
        """Those due first in front."""
        return self.filter(state=TextState.WRITTEN).order_by("due_at", "pk")


class QuestionText(models.Model):
    """The question itself, or with a `provider` the answer of one. Both are written, read and shown in the same way.

    `n`: its last move; `text_n`: the move with which the author sent these words; ticks count for them alone. People
    write about their health whatever one asks of them, so the words are kept as if they did. `search` holds them in
    the order of a dictionary, and only while everybody may read them.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="texts")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="answers_given")
    by_user = models.ForeignKey(STAFF, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=TextState)
    n = models.PositiveIntegerField()
    text_n = models.PositiveIntegerField()
    title = EncryptedJSONField(null=True, help_text="The question in one line; answers have none")
    words = EncryptedJSONField(null=True)
    search = SearchVectorField(null=True, editable=False)
    language = models.CharField(max_length=8)
    urgent = models.BooleanField(default=False, help_text="Words that may mean an emergency were seen")
    form_key = models.UUIDField(unique=True, help_text="The same form sent twice is one text")
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="Until when our staff owes a decision")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionTextQuerySet.as_manager()

    class Meta:
        permissions = [("moderate_questiontext", "Can read questions and answers by the rules, and decide")]
        indexes = [
            GinIndex(name="question_text_search", fields=["search"]),
            models.Index(name="question_text_queue", fields=["due_at"], condition=Q(state=TextState.WRITTEN)),
            models.Index(
                name="question_text_published", fields=["-published_at"], condition=Q(state=TextState.PUBLISHED)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="question_text_one_question", fields=["question"], condition=Q(provider=None)),
            models.UniqueConstraint(name="question_text_one_a_provider", fields=["question", "provider"]),
            models.CheckConstraint(name="question_text_state_known", condition=Q(state__in=TextState.values)),
            models.CheckConstraint(
                name="question_text_answers_are_sent", condition=Q(provider=None) | ~Q(state=TextState.UNSENT)
            ),
            models.CheckConstraint(
                name="question_text_whole_until_taken_back",
                condition=Q(state=TextState.WITHDRAWN, title=None, words=None)
                | (~Q(state=TextState.WITHDRAWN) & Q(words__isnull=False, provider__isnull=False, title=None))
                | (~Q(state=TextState.WITHDRAWN) & Q(title__isnull=False, provider=None)),
            ),
            models.CheckConstraint(
                name="question_text_found_only_on_the_page", condition=Q(search=None) | Q(state=TextState.PUBLISHED)
            ),
            models.CheckConstraint(
                name="question_text_due_while_it_waits",
                condition=Q(state=TextState.WRITTEN, due_at__isnull=False)
                | (~Q(state=TextState.WRITTEN) & Q(due_at=None)),
            ),
            models.CheckConstraint(
                name="question_text_published_has_a_day",
                condition=~Q(state=TextState.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Text {self.pk} of question {self.question_id}"

    @property
    def is_answer(self) -> bool:
        return self.provider_id is not None


class QuestionLook(models.Model):
    """One reading by one person of the staff: which rules the text does not keep."""

    text = models.ForeignKey(QuestionText, models.CASCADE, related_name="looks")
    n = models.PositiveIntegerField(help_text="text_n of what was read")
    by = models.ForeignKey(STAFF, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    broken = ArrayField(models.CharField(max_length=9, choices=AskRule), default=list, blank=True)
    urgent = models.BooleanField(help_text="Emergency words: the text stays")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Look {self.pk}"


class QuestionMove(models.Model):
    """One change of a text. `who` is of the staff; an author is never named here. Only grows."""

    text = models.ForeignKey(QuestionText, models.DO_NOTHING, related_name="moves", db_constraint=False)
    n = models.PositiveIntegerField()
    from_state = models.CharField(max_length=9)
    to_state = models.CharField(max_length=9)
    by = models.CharField(max_length=6, choices=TextSide)
    who = models.PositiveBigIntegerField(null=True, blank=True, help_text="The user's number")
    at = models.DateTimeField()
    reason = models.CharField(max_length=9, choices=AskRule, blank=True)
    prev_n = models.GeneratedField(
        expression=Case(When(n__gt=1, then=F("n") - 1)),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(name="question_move_once", fields=["text", "n"]),
            models.UniqueConstraint(name="question_move_leads_to", fields=["text", "n", "to_state"]),
            models.CheckConstraint(
                name="question_move_first_is_new",
                condition=Q(n=1, from_state="new") | (Q(n__gt=1) & ~Q(from_state="new")),
            ),
            models.CheckConstraint(
                name="question_move_back_says_why", condition=~Q(to_state=TextState.SENT_BACK) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="question_move_desk_has_a_name", condition=~Q(by="desk") | Q(who__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} > {self.to_state}"

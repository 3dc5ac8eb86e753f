"""One thing that a provider who was approved wants changed: a row with its own case, its own checks and its own end."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from caarisma.common.models import TimeStamped
from providers.directory.models.provider import Provider
from providers.screening.enums import OPEN_CHANGES, ChangeState, Fact
from providers.screening.models.screening import ScreeningCase


class ProposedChangeQuerySet(models.QuerySet["ProposedChange"]):
    def open(self) -> "ProposedChangeQuerySet":
        return self.filter(state__in=OPEN_CHANGES)


class ProposedChange(TimeStamped):
    """The profile stays as it was approved until the desk accepts this very change (providers/changes/).

    `about`: the one thing, in words of ours ("place:7:address"); one change about it waits at a time. `values`: what it
    shall be, by the fact; `before`: the same of when it was asked for, so that both can be read after the end.

    name: fields of Provider. license: {"license": id, "expires_on": ISO date}, a lead for the board's page. place:
    {"location": id}, a new place that is kept off; with columns of it, a correction of one that patients see. board:
    {"specialty": word of the list}, or columns of the Statement. products: {"offerings": [id, ...]}, kept off likewise,
    or columns of the Statement. insurance, supervisor: columns of the Statement. identity: nothing, a paper came.

    Columns of the Statement say what staff look at, and patients never read them: they are written at once, and put
    back where the change does not become live.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="proposed_changes")
    case = models.OneToOneField(ScreeningCase, models.CASCADE, related_name="change")
    fact = models.CharField(max_length=12, choices=Fact)
    about = models.CharField(max_length=40)
    values = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=11, choices=ChangeState, default=ChangeState.NEEDS_YOU)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="proposed_changes"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProposedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="change_fact_known", condition=Q(fact__in=Fact.values)),
            models.CheckConstraint(name="change_state_known", condition=Q(state__in=ChangeState.values)),
            models.CheckConstraint(
                name="change_end_is_dated",
                condition=Q(state__in=sorted(OPEN_CHANGES), ended_at__isnull=True)
                | (~Q(state__in=sorted(OPEN_CHANGES)) & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="change_waits_once_about_a_thing",
                fields=["provider", "about"],
                condition=Q(state__in=sorted(OPEN_CHANGES)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()}: {self.provider}"

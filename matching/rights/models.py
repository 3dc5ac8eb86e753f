"""What is left of somebody who erased themselves: that it was done, on which day, and how much it was."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class KeptWhy(models.TextChoices):
    """What erasing leaves, and why. The words stand on the page before it is done and on the receipt."""

    VISITS = (
        "visits",
        _("When a request was sent and how it ended, without your name. We count from it how fast clinics answer."),
    )
    CLINICS = (
        "clinics",
        _(
            "We asked the clinics that read what you shared to delete it. "
            "They keep their own records, as the law tells them."
        ),
    )
    REVIEWS = (
        "reviews",
        _("Your reviews that others can read, without your name. Write to us if one should go, too."),
    )
    PROVIDER = "provider", _("Your account stays, because a provider's profile belongs to it. Write to us to end both.")
    TEAM = "team", _("Your account stays, because a clinic has to know who read what. Write to us to end it.")
    STAFF = "staff", _("Your account stays, because you work here. What staff decided keeps its author.")


ACCOUNT_STAYS = [KeptWhy.PROVIDER.value, KeptWhy.TEAM.value, KeptWhy.STAFF.value]


class Erasure(models.Model):
    """The receipt. `form_key`: a page that is sent twice erases once, and shows the same receipt twice."""

    receipt = models.CharField(max_length=9, unique=True)
    form_key = models.UUIDField(unique=True, editable=False)
    done_on = models.DateField()
    lists = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0, help_text="Clinics that were asked to delete what they read")
    account = models.BooleanField(default=False, help_text="An account went as well")
    kept = ArrayField(models.CharField(max_length=8), default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="erasure_kept_known", condition=Q(kept__contained_by=list(KeptWhy.values))),
            models.CheckConstraint(
                name="erasure_account_goes_or_stays",
                condition=Q(account=False)
                | ~Q(kept__overlap=[KeptWhy.PROVIDER.value, KeptWhy.TEAM.value, KeptWhy.STAFF.value]),
            ),
        ]

    def __str__(self) -> str:
        return f"Erasure {self.receipt}"

    @property
    def kept_words(self) -> list[str]:
        return [str(KeptWhy(code).label) for code in self.kept]

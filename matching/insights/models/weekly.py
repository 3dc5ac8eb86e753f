"""Whether a provider wants the weekly mail, and when the last one went."""

from uuid import uuid4

from django.db import models

from providers.directory.models import Provider


class WeeklyMail(models.Model):
    """`key` stands in the mail, signed: whoever reads the mail may stop it, and nothing else."""

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="weekly_mail")
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    stopped_at = models.DateTimeField(null=True, blank=True)
    mailed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Weekly mail of provider {self.provider_id}"

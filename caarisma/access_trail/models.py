"""What triggers wrote of changes of access: see sql.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessChange(models.Model):
    """One change. Only grows; the database sets the time, and refuses a row that no trigger wrote."""

    at = models.DateTimeField()
    # Numbers and no foreign keys: the line stays when somebody's account is erased, and says nothing of them then.
    account = models.BigIntegerField(null=True, help_text=_("Whose; none for a role"))
    by = models.BigIntegerField(null=True, help_text=_("Who was signed in; none for commands and for strangers"))
    what = models.CharField(max_length=40)
    details = models.JSONField(help_text=_("Codes and names of roles, never an address or a secret"))

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(name="access_change_by_time", fields=["-at"]),)

    def __str__(self) -> str:
        return f"{self.what}: account {self.account}"

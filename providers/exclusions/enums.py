"""Words of the exclusion lists with a fixed meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListKind(models.TextChoices):
    """Files of the federal exclusion list (OIG LEIE)."""

    FULL = "full", _("Full list")
    SUPPLEMENT = "supplement", _("Monthly supplement")
    REINSTATED = "reinstated", _("Reinstatements")


class RunState(models.TextChoices):
    """How far a reading of the exclusion list has come. The order is the order of the steps."""

    CHECKING = "checking", _("Check size and hash")
    READING = "reading", _("Read the file")
    COMPARING = "comparing", _("Compare with the last list")
    MATCHING = "matching", _("Match with providers")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused: the file does not look right")
    FAILED = "failed", _("Stopped before the end")


class ListChangeKind(models.TextChoices):
    """What a file does to an entry. Who comes back under another middle name, rule or date was mended, not lost."""

    REMOVED = "removed", _("Gone")
    REPLACED = "replaced", _("Gone, and there again under another middle name, rule or date")
    ADDED = "added", _("New")
    CHANGED = "changed", _("Mended")


class ExclusionTier(models.TextChoices):
    """How strongly an entry of the exclusion list points at a provider. The first three hide at once."""

    NPI = "npi", _("Same NPI")
    STRONG = "strong", _("Same name and state, and middle initial or birth year")
    STATE = "state", _("Same name and state")
    NAME = "name", _("Same name only, or something differs")
    LOOK = "look", _("A name like it: somebody should look")


class HitRole(models.TextChoices):
    """Who the list points at. Whoever it is, the provider is hidden."""

    PROVIDER = "provider", _("The provider")
    SUPERVISOR = "supervisor", _("The supervising doctor")
    OWNER = "owner", _("The owner of a clinic")
    CLINIC = "clinic", _("A clinic")


WEAK_TIERS = frozenset({ExclusionTier.NAME, ExclusionTier.LOOK})  # they wait for a person and hide nobody

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductStatus(models.TextChoices):
    """What stands about a product for one use."""

    APPROVED = "approved", _("Approved by the FDA for this use")
    COMPOUNDED = "compounded", _("Mixed by a pharmacy: the FDA did not look at it")
    NOT_APPROVED = "not_approved", _("Not approved by the FDA for this use")
    WARNED = "warned", _("Named in an official warning")


class BoughtFrom(models.TextChoices):
    """Who sold it to the clinic."""

    MAKER = "maker", _("The maker or its distributor")
    PHARMACY = "503a", _("A compounding pharmacy, for one named patient (503A)")
    OUTSOURCING = "503b", _("An outsourcing pharmacy (503B)")
    OTHER = "other", _("Somebody else")

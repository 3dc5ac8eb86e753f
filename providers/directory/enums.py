"""Words of the directory with a fixed meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profession(models.TextChoices):
    """License types the directory knows. Whether one may inject, and under whom, is screening's question."""

    PHYSICIAN_MD = "md", _("Medical doctor")
    PHYSICIAN_DO = "do", _("Doctor of osteopathic medicine")
    NURSE_PRACTITIONER = "np", _("Nurse practitioner")
    PHYSICIAN_ASSISTANT = "pa", _("Physician assistant")
    REGISTERED_NURSE = "rn", _("Registered nurse")


DOCTORS = frozenset({Profession.PHYSICIAN_MD, Profession.PHYSICIAN_DO})


class Gender(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    NOT_STATED = "", _("Not stated")


class LicenseStatus(models.TextChoices):
    """What the state board says. Only ACTIVE lets someone be listed."""

    REPORTED = "reported", _("Reported by the provider, not checked")
    ACTIVE = "active", _("Active")
    PROBATION = "probation", _("Active with limits or probation")
    INACTIVE = "inactive", _("Inactive or retired")
    EXPIRED = "expired", _("Expired")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    SURRENDERED = "surrendered", _("Surrendered")


class PlacedBy(models.TextChoices):
    """How a location got its coordinates."""

    ZIP = "zip", _("Middle of the ZIP code")
    STREET = "street", _("Street address")
    PIN = "pin", _("Pin that the clinic set")


class Weekday(models.IntegerChoices):
    """As datetime.date.weekday() counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Language(models.TextChoices):
    """Languages a visit can be held in (ISO 639-1, named in their own words)."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"
    CHINESE = "zh", "中文"
    TAGALOG = "tl", "Tagalog"
    VIETNAMESE = "vi", "Tiếng Việt"
    FRENCH = "fr", "Français"
    ARABIC = "ar", "العربية"
    KOREAN = "ko", "한국어"
    RUSSIAN = "ru", "Русский"
    PORTUGUESE = "pt", "Português"
    HINDI = "hi", "हिन्दी"
    PERSIAN = "fa", "فارسی"
    POLISH = "pl", "Polski"


class NameSource(models.TextChoices):
    """Who says that a provider bore a former name."""

    PROFILE = "profile", _("Their name here until it changed")
    PROVIDER = "provider", _("The provider says so")
    REGISTRY = "registry", _("Another last name in the NPI registry")

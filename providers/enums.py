"""Words of the provider side with a fixed meaning, and which state may follow which."""

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


class CaseStatus(models.TextChoices):
    """A screening case, from the provider's draft to the decision."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    IN_REVIEW = "in_review", _("In review")
    MORE_NEEDED = "more_needed", _("More needed")
    APPROVED = "approved", _("Approved")
    TURNED_DOWN = "turned_down", _("Turned down")


CASE_MOVES: dict[str, frozenset[str]] = {
    CaseStatus.DRAFT: frozenset({CaseStatus.SENT}),
    CaseStatus.SENT: frozenset({CaseStatus.IN_REVIEW}),
    CaseStatus.IN_REVIEW: frozenset({CaseStatus.MORE_NEEDED, CaseStatus.APPROVED, CaseStatus.TURNED_DOWN}),
    CaseStatus.MORE_NEEDED: frozenset({CaseStatus.SENT}),
}


class CheckKind(models.TextChoices):
    """What is checked. The order is the order on the proof table."""

    LICENSE = "license", _("State license")
    SCOPE = "scope", _("May give injections in this state")
    SUPERVISOR = "supervisor", _("Supervising doctor")
    EXCLUSION = "exclusion", _("Federal exclusion list")
    SAM = "sam", _("Federal award exclusions")
    NPI = "npi", _("National provider number")
    BOARD = "board", _("Board certification")
    INSURANCE = "insurance", _("Malpractice insurance")
    IDENTITY = "identity", _("Identity")
    PLACE = "place", _("Place of practice")
    PRODUCTS = "products", _("Products used")


class CheckResult(models.TextChoices):
    """UNABLE: the source did not answer. It never counts as a pass."""

    PASS = "pass", _("Pass")
    FAIL = "fail", _("Fail")
    UNABLE = "unable", _("Could not check")


class PlacedBy(models.TextChoices):
    """How a location got its coordinates."""

    ZIP = "zip", _("Middle of the ZIP code")
    STREET = "street", _("Street address")


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


class ExclusionTier(models.TextChoices):
    """How strongly an entry of the exclusion list points at a provider. All but the last hide at once."""

    NPI = "npi", _("Same NPI")
    STRONG = "strong", _("Same name and state, and middle initial or birth year")
    STATE = "state", _("Same name and state")
    NAME = "name", _("Same name only, or something differs")

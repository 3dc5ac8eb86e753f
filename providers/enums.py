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


OPEN_CASES = frozenset({CaseStatus.DRAFT, CaseStatus.SENT, CaseStatus.IN_REVIEW, CaseStatus.MORE_NEEDED})


class CaseKind(models.TextChoices):
    """Why somebody is looked at."""

    NEW = "new", _("New provider")
    RENEWAL = "renewal", _("Renewal")
    CHANGE = "change", _("Change by the provider")
    ALERT = "alert", _("Alert")


class CaseReason(models.TextChoices):
    """Why more is needed or a provider is turned down. The provider reads the label."""

    UNREADABLE = "unreadable", _("We cannot read a document you sent.")
    NAME_DIFFERS = "name_differs", _("A name does not match what the source says.")
    LICENSE_NOT_FOUND = "license_not_found", _("We could not find your license at the state board.")
    LICENSE_NOT_ACTIVE = "license_not_active", _("The state board does not show your license as active.")
    LICENSE_LIMITED = "license_limited", _("The state board shows limits on your license.")
    SCOPE = "scope", _("The state rule we found does not let your license give these shots.")
    SCOPE_UNREAD = (
        "scope_unread",
        _("We know no rule of your state for your license yet, so we approve nobody with it."),
    )
    SUPERVISOR = "supervisor", _("We need the name and agreement of your supervising doctor.")
    NPI = "npi", _("Your NPI record does not match what you told us.")
    EXCLUDED = "excluded", _("Your name or number is on a federal exclusion list.")
    BOARD = "board", _("We could not confirm your board certification.")
    INSURANCE = "insurance", _("We need a malpractice certificate that is in force and names you.")
    IDENTITY = "identity", _("We could not confirm who you are.")
    PLACE = "place", _("We could not confirm that you work at this address.")
    PRODUCTS = "products", _("We need the list of products you use and where you buy them.")
    NO_ANSWER = "no_answer", _("We asked for more and did not hear back.")
    OTHER = "other", _("Another reason, in the words below.")


class EventKind(models.TextChoices):
    """What happened in the life of a case or a hold."""

    OPENED = "opened", _("Case opened")
    SENT = "sent", _("Sent to the desk")
    CLAIMED = "claimed", _("Taken by")
    TAKEN_OVER = "taken_over", _("Taken over")
    RELEASED = "released", _("Given back")
    CHECKED = "checked", _("Check recorded")
    LICENSE = "license", _("License recorded")
    CHANGED = "changed", _("Provider changed something")
    CHANGE_REFUSED = "change_refused", _("Change turned down")
    MORE_NEEDED = "more_needed", _("Asked for more")
    APPROVED = "approved", _("Approved")
    TURNED_DOWN = "turned_down", _("Turned down")
    OVERRIDE_ASKED = "override_asked", _("Exception proposed")
    OVERRIDE_GRANTED = "override_granted", _("Exception granted")
    OVERRIDE_REFUSED = "override_refused", _("Exception refused")
    PAUSED = "paused", _("Paused by the provider")
    UNPAUSED = "unpaused", _("Pause ended")
    SUSPENDED = "suspended", _("Suspended")
    REINSTATE_ASKED = "reinstate_asked", _("Reinstatement proposed")
    REINSTATED = "reinstated", _("Reinstated")
    REINSTATE_REFUSED = "reinstate_refused", _("Reinstatement refused")
    EXCLUSION_FOUND = "exclusion_found", _("Found on the exclusion list")
    EXCLUSION_GONE = "exclusion_gone", _("No longer found on the exclusion list")
    EXCLUSION_CONFIRMED = "exclusion_confirmed", _("Exclusion confirmed")
    EXCLUSION_PROPOSED = "exclusion_proposed", _("Clearing an exclusion match proposed")
    EXCLUSION_CLEARED = "exclusion_cleared", _("Exclusion match cleared")
    EXCLUSION_KEPT = "exclusion_kept", _("Clearing an exclusion match refused")


class HoldKind(models.TextChoices):
    """Why a provider whose papers are in order is not listed."""

    PAUSED = "paused", _("Paused by the provider")
    SUSPENDED = "suspended", _("Suspended by staff")


class DecisionKind(models.TextChoices):
    """What takes two people."""

    OVERRIDE = "override", _("Exception for a check")
    REINSTATE = "reinstate", _("Reinstatement")


class DecisionOutcome(models.TextChoices):
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class Fact(models.TextChoices):
    """What a provider can change that checks were made on."""

    NAME = "name", _("name")
    PROFESSION = "profession", _("profession")
    LICENSE = "license", _("license")
    PLACE = "place", _("place")
    SUPERVISOR = "supervisor", _("supervising doctor")
    BOARD = "board", _("board certification")
    INSURANCE = "insurance", _("insurance")
    IDENTITY = "identity", _("identity")
    PRODUCTS = "products", _("products")


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


class UploadState(models.TextChoices):
    """Of a file on its way to becoming a document."""

    WAITING = "waiting", _("Being read")
    READ = "read", _("Read")
    REFUSED = "refused", _("Refused")
    KEPT = "kept", _("Kept as a document")


class CheckResult(models.TextChoices):
    """UNABLE: the source did not answer. It never counts as a pass."""

    PASS = "pass", _("Pass")
    FAIL = "fail", _("Fail")
    UNABLE = "unable", _("Could not check")


class AnswerSource(models.TextChoices):
    """Where an answer about a provider number came from."""

    API = "api", _("NPPES registry")
    FILE = "file", _("NPPES file")
    DEMONSTRATION = "demonstration", _("Made up for the demonstration")


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
    """How strongly an entry of the exclusion list points at a provider. The first three hide at once."""

    NPI = "npi", _("Same NPI")
    STRONG = "strong", _("Same name and state, and middle initial or birth year")
    STATE = "state", _("Same name and state")
    NAME = "name", _("Same name only, or something differs")
    LOOK = "look", _("A name like it: somebody should look")


WEAK_TIERS = frozenset({ExclusionTier.NAME, ExclusionTier.LOOK})  # they wait for a person and hide nobody


# A change of the fact makes these checks undone: what they compared is no longer what the provider says.
CHECKS_ON: dict[str, frozenset[str]] = {
    Fact.NAME: frozenset(set(CheckKind) - {CheckKind.SCOPE, CheckKind.PLACE, CheckKind.PRODUCTS}),
    Fact.PROFESSION: frozenset(
        {CheckKind.LICENSE, CheckKind.SCOPE, CheckKind.SUPERVISOR, CheckKind.NPI, CheckKind.INSURANCE}
    ),
    Fact.LICENSE: frozenset({CheckKind.LICENSE, CheckKind.SCOPE}),
    Fact.PLACE: frozenset({CheckKind.PLACE, CheckKind.SCOPE, CheckKind.LICENSE, CheckKind.SUPERVISOR}),
    Fact.SUPERVISOR: frozenset({CheckKind.SUPERVISOR}),
    Fact.BOARD: frozenset({CheckKind.BOARD}),
    Fact.INSURANCE: frozenset({CheckKind.INSURANCE}),
    Fact.IDENTITY: frozenset({CheckKind.IDENTITY}),
    Fact.PRODUCTS: frozenset({CheckKind.PRODUCTS}),
}

# Two people may let somebody through in spite of these: sources that are slow or spell things their own way. Never
# where law or harm is concerned: license, scope, supervisor, exclusions, insurance, identity, products.
MAY_BE_OVERRIDDEN = frozenset({CheckKind.NPI, CheckKind.BOARD, CheckKind.PLACE})

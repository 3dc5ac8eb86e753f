"""Words of screening with a fixed meaning, and which state may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseStatus(models.TextChoices):
    """A screening case, from the provider's draft to the decision."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    IN_REVIEW = "in_review", _("In review")
    MORE_NEEDED = "more_needed", _("More needed")
    APPROVED = "approved", _("Approved")
    TURNED_DOWN = "turned_down", _("Turned down")
    TAKEN_BACK = "taken_back", _("Taken back")


# Only the case of one change is taken back (a constraint says so): who is looked at as a whole waits for the answer.
CASE_MOVES: dict[str, frozenset[str]] = {
    CaseStatus.DRAFT: frozenset({CaseStatus.SENT, CaseStatus.TAKEN_BACK}),
    # a draft again: the number was a wrong one
    CaseStatus.SENT: frozenset({CaseStatus.IN_REVIEW, CaseStatus.DRAFT, CaseStatus.TAKEN_BACK}),
    CaseStatus.IN_REVIEW: frozenset(
        {
            CaseStatus.MORE_NEEDED,
            CaseStatus.APPROVED,
            CaseStatus.TURNED_DOWN,
            CaseStatus.DRAFT,
            CaseStatus.TAKEN_BACK,
        }
    ),
    CaseStatus.MORE_NEEDED: frozenset({CaseStatus.SENT, CaseStatus.DRAFT, CaseStatus.TAKEN_BACK}),
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
    CHANGED = "changed", _("Something changed")
    TAKEN_BACK = "taken_back", _("Taken back by the provider")
    MORE_NEEDED = "more_needed", _("Asked for more")
    APPROVED = "approved", _("Approved")
    TURNED_DOWN = "turned_down", _("Turned down")
    APPROVAL_ASKED = "approval_asked", _("Approval proposed")
    TURN_DOWN_ASKED = "turn_down_asked", _("Turning down proposed")
    VERDICT_REFUSED = "verdict_refused", _("Decision refused by the second person")
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
    BOARD_SAID = "board_said", _("The board says something worse of a license")
    BOARD_PROPOSED = "board_proposed", _("Ending a license alert proposed")
    BOARD_SETTLED = "board_settled", _("License alert ended")
    BOARD_KEPT = "board_kept", _("Ending a license alert refused")


class HoldKind(models.TextChoices):
    """Why a provider whose papers are in order is not listed."""

    PAUSED = "paused", _("Paused by the provider")
    SUSPENDED = "suspended", _("Suspended by staff")


class DecisionKind(models.TextChoices):
    """What takes two people."""

    OVERRIDE = "override", _("Exception for a check")
    REINSTATE = "reinstate", _("Reinstatement")
    APPROVE = "approve", _("Approval with a flag")
    TURN_DOWN = "turn_down", _("Turning down")


class DecidedHow(models.TextChoices):
    """Whose word it took. Of a case that nobody has decided it says nothing."""

    ONE = "one", _("One person: a clean file")
    TWO = "two", _("Two people")
    DIRECTOR = "director", _("A medical director")


class CaseFlag(models.TextChoices):
    """What one person does not approve alone."""

    DISCLOSED = "disclosed", _("They said yes to a question about their record")
    PROBATION = "probation", _("A license has limits or is on probation")
    DOCUMENT = "document", _("Somebody else sent the same document")


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


class ChangeState(models.TextChoices):
    """Of one change that somebody who was approved asked for."""

    NEEDS_YOU = "needs_you", _("Waits for you")
    WITH_US = "with_us", _("With us")
    LIVE = "live", _("Live")
    TURNED_DOWN = "turned_down", _("Turned down")
    TAKEN_BACK = "taken_back", _("Taken back")


CHANGE_MOVES: dict[str, frozenset[str]] = {
    ChangeState.NEEDS_YOU: frozenset({ChangeState.WITH_US, ChangeState.TAKEN_BACK}),
    ChangeState.WITH_US: frozenset(
        {ChangeState.NEEDS_YOU, ChangeState.LIVE, ChangeState.TURNED_DOWN, ChangeState.TAKEN_BACK}
    ),
}
OPEN_CHANGES = frozenset(CHANGE_MOVES)


# In the file of somebody who was never approved, a change of the fact makes these checks undone: what they compared is
# no longer what the provider says. What a single change of somebody approved needs: rules/touched.py.
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


class ReadingStatus(models.TextChoices):
    """How far the reading of a state's rule has come. The first two are those of the file that the release ships."""

    UNVERIFIED = "unverified", _("Nobody has read the law")
    SOURCED = "sourced", _("A source says so; nobody of ours has read the law")
    READ = "read", _("Read by one, waits for a second reader")
    VERIFIED = "verified", _("Read by two")
    REFUSED = "refused", _("The second reader did not agree")


class RuleBinds(models.TextChoices):
    """What kind of text it is, and whom it binds."""

    LAW = "law", _("A statute")
    RULE = "rule", _("A board's rule")
    GUIDANCE = "guidance", _("A board's statement or guidance")
    ONE_PERSON = "one_person", _("An opinion to one person: lets nobody else")


class RuleSupervision(models.TextChoices):
    NONE = "none", _("None")
    AGREEMENT = "agreement", _("A written agreement")
    PROTOCOL = "protocol", _("A written protocol")
    DELEGATION = "delegation", _("A doctor delegates")
    WITHIN_REACH = "within_reach", _("A doctor within reach")
    ON_SITE = "on_site", _("A doctor in the building")
    DIRECT_SIGHT = "direct_sight", _("A doctor who watches")


class RuleExam(models.TextChoices):
    SILENT = "silent", _("It does not say")
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("By video will do")


class RuleOrder(models.TextChoices):
    SILENT = "silent", _("It does not say")
    PATIENT_ORDER = "patient_order", _("An order for each patient")
    STANDING_ORDER = "standing_order", _("A standing order will do")

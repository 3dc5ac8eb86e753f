"""What we keep of whom, table by table. Taking along and erasing read it; tests hold it to the privacy maps: a table
that is declared there and stands in neither list fails, so whoever adds one decides whose it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import AuditEvent, User
from matching.aftercare.models import FollowUp, FollowUpAnswers, FollowUpConsent
from matching.consultations.models import (
    AbuseReport,
    Asker,
    BlockedAsker,
    Hold,
    Message,
    Move,
    OfferedTime,
    PreferredTime,
    PressLink,
    Request,
    RequestClock,
    RequestDraft,
    RequestWords,
    SharedFact,
    Visit,
)
from matching.questions.models import Question, QuestionMove, QuestionText
from matching.reviews.models import Review, ReviewInvitation, ReviewMove, ReviewObjection
from matching.search.models import HealthAnswers, Intake, IntakeChange, Match, MatchJob, NearMiss
from matching.watches.models import Watch, WatchChoice, WatchLink, WatchSighting
from providers.calls.models import CallReport
from providers.teams.models import Member, TeamAct


class Root(StrEnum):
    ACCOUNT = "account"
    LIST = "list"
    ASKER = "asker"  # an address or a phone that asked a clinic for a visit
    DRAFTS = "drafts"  # what a browser began to ask
    CALLER = "caller"
    WATCH = "watch"  # what somebody waits for
    QUESTION = "question"  # what somebody asked of everybody


@dataclass(frozen=True, slots=True)
class Holding:
    """`path`: from a row to whose it is. `keys`: fields that open something, or are of use to us alone; they are named
    in what is taken along and not told. `wordy`: told only when `Whose.shows_words`."""

    model: type[models.Model]
    root: Root
    path: str
    keys: tuple[str, ...] = ()
    only: Mapping[str, object] = field(default_factory=dict)
    wordy: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    title: str | Promise
    holdings: tuple[Holding, ...]


def _of(root: Root, path: str, *tables: type[models.Model], wordy: bool = False) -> tuple[Holding, ...]:
    return tuple(Holding(model, root, path, wordy=wordy) for model in tables)


# Of a question its author wrote the question itself; its answers are their providers'.
ASKED: Final = {"provider": None}
ASKED_MOVES: Final = {"text__provider": None}

PARTS: Final = (
    Part(
        _("Your account"),
        (
            Holding(User, Root.ACCOUNT, "pk", keys=("password",)),
            Holding(EmailAddress, Root.ACCOUNT, "user"),
            Holding(EmailConfirmation, Root.ACCOUNT, "email_address__user", keys=("key",)),
            Holding(Authenticator, Root.ACCOUNT, "user", keys=("data",)),
            Holding(UserSession, Root.ACCOUNT, "user", keys=("session_key",)),
            Holding(AuditEvent, Root.ACCOUNT, "actor"),
            Holding(LogEntry, Root.ACCOUNT, "user"),
            Holding(Member, Root.ACCOUNT, "user"),
            Holding(TeamAct, Root.ACCOUNT, "by"),
        ),
    ),
    Part(
        _("Your searches"),
        (
            Holding(Intake, Root.LIST, "pk", keys=("token", "share_token", "form_key", "browsers")),
            *_of(Root.LIST, "intake", HealthAnswers, IntakeChange, MatchJob),
            *_of(Root.LIST, "intake", Match, NearMiss),
            Holding(CallReport, Root.CALLER, "caller", keys=("caller",)),
        ),
    ),
    Part(
        _("Your alerts"),
        (
            Holding(Watch, Root.WATCH, "pk", keys=("email_key", "browser", "answers_hash")),
            Holding(WatchChoice, Root.WATCH, "watches"),
            Holding(WatchSighting, Root.WATCH, "watch"),
            Holding(WatchLink, Root.WATCH, "watch", keys=("token_hash", "browser", "used_in")),
        ),
    ),
    Part(
        _("Your requests"),
        (
            Holding(Asker, Root.ASKER, "pk", keys=("email_key", "paper_code")),
            Holding(Hold, Root.ASKER, "asker", keys=("session_hash",)),
            Holding(PressLink, Root.ASKER, "asker", keys=("token_hash", "code_hash", "session_hash")),
            Holding(RequestDraft, Root.DRAFTS, "session_hash", keys=("session_hash",), wordy=True),
            *_of(Root.ASKER, "asker", Request, BlockedAsker),
            Holding(Move, Root.ASKER, "request__asker", keys=("form_key", "who")),
            *_of(Root.ASKER, "request__asker", PreferredTime, RequestClock),
            *_of(Root.ASKER, "request__asker", OfferedTime, Visit),
            *_of(Root.ASKER, "request__asker", RequestWords, wordy=True),
            Holding(SharedFact, Root.ASKER, "request__asker", keys=("code_key",), wordy=True),
            Holding(Message, Root.ASKER, "request__asker", keys=("form_key",), wordy=True),
            Holding(AbuseReport, Root.ASKER, "request__asker", only={"side": "patient"}, wordy=True),
            Holding(FollowUpConsent, Root.ASKER, "asker"),
            Holding(FollowUp, Root.ASKER, "visit__request__asker", keys=("key", "answer_hash", "stop_hash")),
            Holding(FollowUpAnswers, Root.ASKER, "follow_up__visit__request__asker", wordy=True),
        ),
    ),
    Part(
        _("Your reviews"),
        (
            Holding(ReviewInvitation, Root.ASKER, "asker"),
            Holding(
                Review,
                Root.ASKER,
                "invitation__asker",
                keys=("form_key", "session_hash", "signals", "removing_by"),
                wordy=True,
            ),
            Holding(ReviewMove, Root.ASKER, "review__invitation__asker", keys=("who", "second")),
            Holding(
                ReviewObjection,
                Root.ASKER,
                "review__invitation__asker",
                keys=("first_by", "second_by", "decided_by", "verdict"),
                wordy=True,
            ),
        ),
    ),
    Part(
        _("Your questions"),
        (
            Holding(Question, Root.QUESTION, "pk", keys=("key", "email_key", "browser", "press_hash", "press_browser")),
            Holding(QuestionText, Root.QUESTION, "question", keys=("form_key",), only=ASKED, wordy=True),
            Holding(QuestionMove, Root.QUESTION, "text__question", keys=("who",), only=ASKED_MOVES),
        ),
    ),
)

# Told in another way, or nobody's who looks for a provider. Each with its reason.
OTHERS: Final[Mapping[str, Iterable[str]]] = {
    "told by itself: this browser's session, and mails that wait": ("sessions.Session", "outbox.Mail"),
    "says nothing of a person": (
        *("rights.Erasure", "common.Counter", "chores.ChoreRun", "snapshots.ListingChange", "snapshots.ListingLog"),
        *("watches.WatchMark", "insights.AnonymousSearch", "insights.CountedIntake"),
        *("treatments.Area", "treatments.AreaConcern", "treatments.Claim", "treatments.ClaimSource"),
        *("treatments.Concern", "treatments.CostGuide", "treatments.EffectDuration", "treatments.SessionPlan"),
        *("treatments.Source", "products.Product", "products.ProductUse", "products.FatUseDecision"),
        *("aftercare.OutcomeTotal", "aftercare.OutcomeFigures", "aftercare.BaseRate"),
        "tallies.Tally",
        *("numbers.MonthStock", "numbers.MonthFigures", "numbers.MonthCorrection", "accuracy.DrawRound"),
    ),
    "how our staff read a text; a decision with its reason is told": ("reviews.ReviewLook", "questions.QuestionLook"),
    "known by no browser or account; it is about what everybody reads": ("questions.QuestionReport",),
    "the trail of who changed whose access, by number: after erasing, of nobody known": ("access_trail.AccessChange",),
    "known by no browser or account; the address goes with the answer": ("reports.PlaceReport",),
    "known by no browser or account; a button in its mail ends it, and told, it goes": ("joining.JoinWait",),
    "the record of who signed the guide and with what proof, which must be whole; of our own staff alone": (
        *("signing.Reviewer", "signing.Signature", "signing.SourceOpening"),
    ),
    "how our staff share out their work; nobody is told of in it but they": (
        *("worklists.Assignment", "worklists.StaffAbsence"),
    ),
    "the desk's work; of a person the number of a visit alone, locked, which leads nowhere once they are erased": (
        *("aftercare.PlaceAlert", "aftercare.PlaceAlertStep"),
    ),
    "a clinic's: shown and changed on its own pages": (
        *("reviews.ReviewReply", "reviews.ReviewReport"),
        *("consultations.PlaceCapacity", "consultations.CapacityWeek", "calls.PhoneQuestion"),
        *("directory.AnswerRecord", "directory.FormerName", "directory.License", "directory.Offering"),
        *("directory.PlaceWays", "directory.PracticeLocation", "directory.Provider", "supervision.Supervision"),
        *("calendars.BusySource", "calendars.BusyTime", "calendars.CalendarFeed"),
        *("teams.Team", "teams.TeamInvitation", "teams.TeamProvider", "prices.Package", "prices.PriceDate"),
        *("insights.PlaceFigures", "insights.WeeklyMail", "letters.DeskLetter"),
        *("directory.Statement", "directory.WeeklyHours", "consultations.Nudge", "consultations.SpecialDay"),
        *("words.AboutAnswer", "words.SessionsSaid", "proofs.Badge"),
        *("directory_api.DirectoryEntry", "directory_api.EntryBody", "directory_api.EntryCode"),
        *("directory_api.EntryWord", "directory_api.EntryPoint", "directory_api.PublishMark"),
        *("directory_api.BulkPage", "directory_api.BulkPiece"),
    ),
    "the record of our checks of providers, which must be whole": (
        *("ledger.ProviderLook",),
        *("exclusions.ExclusionHit", "exclusions.ExclusionList", "exclusions.ExclusionRecord"),
        *("rosters.LicenseAlert", "rosters.LicenseLook", "rosters.RosterLine", "rosters.RosterRun"),
        "rosters.SentRoster",
        *("exclusions.ListAgreement", "exclusions.ListChange", "exclusions.ListComparison", "exclusions.RefusedLine"),
        *("exclusions.SentList", "registry.RegistryAnswer"),
        *("screening.CaseEvent", "screening.Document", "screening.NpiClaim", "screening.ProposedChange"),
        *("screening.ProviderHold", "screening.Reminder", "screening.ScreeningCase", "screening.ScreeningCheck"),
        *("screening.RuleReading", "screening.SourcePage", "screening.TwoPersonDecision", "screening.Upload"),
        *("errands.Errand", "appeals.Appeal", "attestation.Attestation", "merging.Merge"),
        *("accuracy.OpenCall", "accuracy.OpenCallTry", "attestation.PlaceConfirmation"),
    ),
}

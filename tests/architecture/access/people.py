"""The twenty people who ask for every address, what there is to ask for, and what most of them must not read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.accounts.roles import ROLES, load_roles
from caarisma.common import private_files
from caarisma.common.access import Who
from caarisma.common.chores.models import ChoreRun
from caarisma.common.outbox.writing import Letter, post
from matching.aftercare.models import FollowUp, FollowUpConsent, PlaceAlert
from matching.aftercare.services.asking import ask
from matching.consultations.enums import LinkPurpose, ReportReason, Side
from matching.consultations.links import new_link
from matching.consultations.models import Nudge, Visit
from matching.consultations.people.safety import report
from matching.consultations.secrets import hashed
from matching.insights.links import signed_stop as signed_weekly_stop
from matching.lists.services.owning import MAILED, share_list
from matching.proofs.models import Badge
from matching.questions.services.asking import send_press_again
from matching.rights.models import Erasure
from matching.search.enums import FinishedBy
from matching.search.health.saving import save_health
from matching.search.health.told import HealthTold
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from matching.watches.enums import WatchLinkPurpose
from matching.watches.links import new_watch_link, signed_stop
from providers.accuracy.models import DrawRound, OpenCall
from providers.appeals.models import Appeal, AppealKind
from providers.calendars.services.feeds import make_feed
from providers.calls.models import PhoneQuestion
from providers.directory.models import PracticeLocation, Provider
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.models import ExclusionList, SentList
from providers.files.sent_file import SentFileState
from providers.joining.mails import WAITS
from providers.letters.enums import LetterKind
from providers.merging.models import Merge
from providers.portal.acting import ACTING
from providers.reports.enums import PlaceReportReason
from providers.reports.services import report_place
from providers.rosters.models import SentRoster
from providers.screening.enums import CheckKind, Fact
from providers.screening.models import NpiClaim
from providers.teams.enums import InvitedAs, Role
from providers.teams.services.inviting import invite
from providers.vetting.cases.cases import propose_reinstatement, suspend_provider
from providers.words.models import AboutAnswer, SessionsSaid
from tests.factories.aftercare import make_visit, tell_infection
from tests.factories.consultations import make_agreed, make_asker, make_request
from tests.factories.consultations import make_clinic as make_requests_clinic
from tests.factories.letters import make_letter
from tests.factories.matching import make_intake, own
from tests.factories.providers import (
    make_case,
    make_document,
    make_exclusion,
    make_license,
    make_license_alert,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_roster_run,
    make_source_page,
    make_upload,
    make_user,
)
from tests.factories.questions import ask as make_question
from tests.factories.questions import make_text_report, press_token
from tests.factories.questions import publish as publish_text
from tests.factories.reviews import make_invitation, make_reply, make_review, make_review_report, publish
from tests.factories.signing import make_reviewer
from tests.factories.teams import make_member, make_team
from tests.factories.watches import make_place_watch, make_watch, make_watcher
from tests.providers.changes.rows import row
from tests.providers.laws.laws import make_reading
from tests.providers.vetting.cases import case_in_review, make_clinic
from treatments.models import AreaConcern
from treatments.products.services.loading import load_products
from treatments.services.catalog import load_catalog

MAIL, ZIP, HEALTH = "cassiopeia.vane@example.com", "94607", "You told us your scars grow thick"
SESSION = "k3y-of-the-witness"
TOTP = "JBSWY3DPEHPK3PXP"
NUMBER, PHONE, CLINIC, PAGE = "Q7755331", "(510) 555-0177", "Hollow Lantern Skin", "\xff\xd8the-witness-page\xff\xd9"

LIST_OWNERS = frozenset({"patient", "list owner"})
ASKERS = frozenset({"patient"})
TEAM = frozenset({"team owner", "team manager", "team front desk"})  # of provider A and the approved one
DESK = frozenset({"vetter", "second reviewer", "medical director", "auditor", "superuser"})
SECRETS: Mapping[str, frozenset[str]] = {  # who may read it; for everybody else it is in no answer
    MAIL: frozenset({"patient", "auditor", "superuser"}),
    ZIP: LIST_OWNERS,
    HEALTH: LIST_OWNERS,
    SESSION: frozenset(),
    NUMBER: DESK | {"provider A"},
    PHONE: DESK | TEAM | {"provider A", "moderator"},
    CLINIC: DESK | TEAM | {"provider A", "moderator"},
    PAGE: frozenset({"provider A", "vetter", "second reviewer", "medical director", "superuser"}),
}

# One for all: each would load the middleware anew, and there are 20,000 requests.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass(frozen=True)
class Person:
    name: str
    user: User | None = None
    who: frozenset[str] = frozenset({Who.ANYONE})
    session: str = ""

    def client(self) -> Client:
        client = Client(raise_request_exception=False)
        client.handler = HANDLER
        if self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client

    def is_(self, who: str, *, owners: frozenset[str]) -> bool:
        """Of a kind, or with a permission."""
        if who == Who.OWNER:
            return self.name in owners
        return who in self.who or ("." in who and self.user is not None and self.user.has_perm(who))


@dataclass(frozen=True)
class World:
    people: tuple[Person, ...]
    half_in: Person  # a superuser who gave the password, and not the second factor
    long_in: Person  # one who gave the second factor longer ago than deciding allows
    parts: Mapping[str, object]  # of addresses, by the room's name and the part's

    def owners(self, name: str) -> frozenset[str]:
        """Whose the things are that this address names."""
        if name.startswith(("matching_consultations:", "matching_reviews:")):
            return ASKERS
        if name.startswith("questions:"):
            return ASKERS
        if name.startswith("watches:") and name != "watches:search":
            return ASKERS
        if name.startswith(("provider:request", "provider:review")):
            return TEAM | {"approved provider"}  # nobody is asked whom patients do not see
        if name == "provider:document" or name.startswith("letters:"):
            return frozenset({"provider A"})  # papers and letters are nobody's of a team
        if name == "teams:invitation":
            return frozenset({"other patient"})
        if name.startswith("teams:"):
            return TEAM | {"provider A", "approved provider"}
        return LIST_OWNERS if name.startswith(("matching:", "watches:")) else TEAM | {"provider A"}


def plant(now: datetime) -> World:
    """In a database with nothing in it but the schema."""
    load_catalog(now=now)
    load_products(now=now)
    load_roles()
    line = AreaConcern.objects.get(area__slug="face", concern__slug="fine-lines")
    approved = make_provider(user=make_user(), slug="shown")
    shown = make_listed_location(now=now, area_concerns=[line], provider=approved)
    make_listed_location(now=now, area_concerns=[line], price=900)  # a near miss
    draft, patient, other = plant_draft(line, now), make_user(MAIL), make_user()
    EmailAddress.objects.create(user=patient, email=MAIL, verified=True, primary=True)
    intake = plant_intake(patient, ZIP, now)
    plant_intake(other, "94612", now)
    UserSession.objects.create(user=patient, ip="127.0.0.1", session_key=SESSION, user_agent="x")
    make_exclusion(make_provider(), now=now)
    ChoreRun.objects.create(name="a chore", every=60, declared_at=now)
    post(Letter("", MAIL), kind="account", to=MAIL, language="en", life=timedelta(days=1), now=now)
    team, team_parts = plant_team(approved, draft.provider, other, now)
    staff = {role: make_staff_with(role) for role in (*ROLES, "superuser")}
    return World(
        people=(
            Person("anonymous"),
            signed_in("patient", patient, now),
            signed_in("other patient", other, now),
            Person("list owner", session=session_of_list(intake, owner=True)),
            Person("reader of a shared list", session=session_of_list(intake, owner=False)),
            signed_in("unproven provider", plant_unproven(line, now), now, Who.UNPROVEN, Who.PROVIDER),
            signed_in("provider A", draft.provider.user, now, Who.DRAFTING, Who.PROVIDER),
            signed_in("provider B", plant_other_draft(line), now, Who.DRAFTING, Who.PROVIDER),
            signed_in("approved provider", approved.user, now, Who.PROVIDER),
            *(signed_in(f"team {role}", user, now, who) for role, (user, who) in team.items()),
            *(signed_in(role, user, now, Who.STAFF) for role, user in staff.items()),
        ),
        half_in=signed_in("superuser", make_staff_with("superuser", "half"), now, Who.STAFF, factor="password"),
        long_in=signed_in("superuser", make_staff_with("superuser", "long"), now - timedelta(hours=2), Who.STAFF),
        parts=parts_of(intake, shown, draft)
        | team_parts
        | plant_bench(now)
        | plant_requests(patient, other, shown, now)
        | plant_follow_up(now)
        | plant_reviews(patient, shown, now)
        | plant_watches(intake, patient, other, now)
        | plant_letters(draft, now)
        | plant_questions(patient, now),
    )


def plant_team(
    approved: Provider, draft: Provider, asked: User, now: datetime
) -> tuple[dict[str, tuple[User, str]], dict[str, object]]:
    """Of two providers, with an owner who has no profile, a manager and a front desk; somebody is asked to join."""
    team = make_team(approved, draft, now=now)
    people = {
        "owner": (make_member(team, Role.OWNER, now=now).user, Who.TEAM_OWNER),
        "manager": (make_member(team, Role.MANAGER, now=now).user, Who.MANAGER),
        "front desk": (make_member(team, Role.FRONT_DESK, now=now).user, Who.FRONT_DESK),
    }
    EmailAddress.objects.create(user=asked, email=asked.email, verified=True, primary=True)
    owner = people["owner"][0]
    told = {"name": "", "invited_as": InvitedAs.MANAGER, "by": owner, "now": now}
    invitation = invite(team_id=team.pk, email=asked.email, **told)
    return people, {
        "teams team": team.pk,
        "teams invitation": invitation.pk,
        "teams member": team.members.get(user=people["manager"][0]).pk,
        "teams provider": approved.pk,
        **parts_of_proofs(approved, now),
        **PARTS_OF_FHIR,
        "calendars token": str(make_feed(provider_id=approved.pk, by=owner, now=now).token),
    }


PARTS_OF_FHIR = {
    "fhir kind": "Location",
    "fhir:resource kind": "CodeSystem",
    "fhir:resource public_id": "check-kind",
    "fhir number": 10**8,
    "fhir name": "0" * 64 + ".csv",
    "fhir rest": "r4/nowhere/at/all",
}


def parts_of_proofs(approved: Provider, now: datetime) -> dict[str, object]:
    """Of the place that patients see."""
    place = PracticeLocation.objects.get(provider=approved)
    return {
        "proofs slug": approved.slug,
        "proofs place": place.address_on_site(approved.slug).split("/")[-2],
        "proofs public_id": Badge.of(place, now=now).public_id,
    }


def signed_in(name: str, user: User | None, now: datetime, *who: str, factor: str = "mfa") -> Person:
    """With the second factor, unless another is named."""
    assert user is not None
    client = Client()
    client.force_login(user)
    session = client.session
    if Who.TEAM_OWNER in who or Who.MANAGER in who or Who.FRONT_DESK in who:
        session[ACTING] = Provider.objects.get(slug="shown").pk
    session["account_authentication_methods_user"] = str(user.pk)
    # Not as old as a step-up may be before the last address is asked.
    session["account_authentication_methods"] = [{"method": factor, "at": (now + timedelta(hours=1)).timestamp()}]
    session.save()
    return Person(name, user, frozenset({*who, Who.SIGNED_IN, Who.ANYONE}), str(session.session_key))


def make_staff_with(role: str, name: str = "") -> User:
    """Of another name: a second sign-in of the same person would end the first."""
    user = make_user(f"{(name or role).replace(' ', '-')}@example.com", is_staff=True, is_superuser=role == "superuser")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(TOTP)})
    user.groups.set(Group.objects.filter(name=role))
    return user


def session_of_list(intake: Intake, *, owner: bool) -> str:
    client = Client()
    if owner:
        own(client, intake)
    client.get(intake.get_absolute_url() if owner else intake.get_shared_url())
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def plant_intake(owner: User, zip_code: str, now: datetime) -> Intake:
    intake = make_intake(now=now, owner=owner, zip_code=zip_code)
    told = HealthTold(ticked=("raised-scars",), version="1", agreed_at=now)
    save_health(intake_id=intake.pk, told=told, now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return share_list(intake_id=intake.pk, now=now)


def plant_requests(patient: User, other: User, shown: PracticeLocation, now: datetime) -> dict[str, object]:
    """An agreed one of the patient's, a new one at the shown place, one of somebody else's, a link that the patient's
    mail holds, and two reports."""
    asker = make_asker(now=now, email=MAIL, user=patient)
    agreed = make_agreed(now=now, asker=asker)
    make_request(now=now, asker=make_asker(now=now, user=other))
    asked = make_request(shown, now=now, asker=asker)
    told = {"reason": ReportReason.RUDE, "words": "x", "side": Side.PATIENT, "by": [asker.pk]}
    token = new_link(LinkPurpose.OPEN, "", lasts=timedelta(days=1), asker=asker, request=agreed, now=now)[1]
    return {
        "matching_consultations place": make_requests_clinic(now=now).pk,
        "matching_consultations draft": 10**6,
        "matching_consultations token": token,
        "matching_consultations reference": agreed.reference,
        "provider reference": asked.reference,
        "moderation report_id": report(request_id=asked.pk, **told, now=now).pk,
        "moderation place_report_id": report_place(
            location_id=shown.pk,
            reason=PlaceReportReason.OTHER,
            words="x",
            email="",
            language="en",
            form_key=uuid4(),
            due_at=now + timedelta(days=2),
            now=now,
        ).pk,
    }


def plant_follow_up(now: datetime) -> dict[str, object]:
    """A question that waits, with its link, and an alert that one answer opened. Of visits long ago, so that it waits
    now."""
    token = "t0ken-of-a-question"
    visits = [make_visit(now=now) for _ in range(2)]
    Visit.objects.filter(pk__in=[visit.pk for visit in visits]).update(
        day=now.date() - timedelta(days=14), starts=now - timedelta(days=14, hours=1), ends=now - timedelta(days=14)
    )
    waiting, told = [Visit.objects.get(pk=visit.pk) for visit in visits]
    FollowUpConsent.objects.update(given_at=now - timedelta(days=13))
    follow_up = ask(visit_id=waiting.pk, week=2, now=now)
    assert follow_up is not None
    FollowUp.objects.filter(pk=follow_up.pk).update(answer_hash=hashed(token))
    tell_infection(told, germ=True, may_read=True)
    return {
        "aftercare token": token,
        "aftercare key": follow_up.key,
        "moderation place_alert_id": PlaceAlert.objects.get().pk,
    }


def plant_reviews(patient: User, shown: PracticeLocation, now: datetime) -> dict[str, object]:
    """An invitation of the patient's that is open, and of the shown place a review that waits, one that is public, and
    what its clinic said to two others."""
    mine = make_invitation(now=now, asker=make_asker(now=now, user=patient))
    return {
        "matching_reviews reference": mine.reference,
        "provider review": publish(make_review(shown, now=now), now=now).pk,
        "moderation about_id": AboutAnswer.objects.create(
            provider=shown.provider,
            prompt="visit",
            text="Painless.",
            language="en",
            flags=["painless"],
            state="waiting",
            written_at=now,
            written_by=patient,
        ).pk,
        "moderation said_id": SessionsSaid.objects.create(
            offering=shown.offerings.first(), before=0, said=900, said_at=now, said_by=patient
        ).pk,
        "moderation review_id": make_review(shown, now=now).pk,
        "moderation reply_id": make_reply(publish(make_review(shown, now=now), now=now), now=now).pk,
        "moderation review_report_id": make_review_report(publish(make_review(shown, now=now), now=now), now=now).pk,
    }


def plant_questions(patient: User, now: datetime) -> dict[str, object]:
    """One of the patient's with a second link, one that waits for the desk, and one on the page that somebody
    reported."""
    asker = make_asker(now=now, user=patient)
    mine, shown = make_question(now=now, asker=asker), publish_text(make_question(now=now), now=now)
    send_press_again(question_id=mine.question_id, browser="", now=now)
    return {
        "questions key": mine.question.key,
        "questions token": press_token("question_link"),
        "questions text": shown.pk,
        "questions number": shown.pk,
        "provider question": shown.pk,
        "moderation text_id": make_question(now=now).pk,
        "moderation question_report_id": make_text_report(shown, now=now).pk,
    }


def plant_watches(intake: Intake, patient: User, other: User, now: datetime) -> dict[str, object]:
    """One of the patient's, another person's, a link that a mail holds, and a clinic that takes nobody now."""
    watch = make_watch(intake, now=now, by=make_watcher(now=now, account=patient))
    full = make_requests_clinic(now=now, accepting_patients=False)
    make_place_watch(full, now=now, by=make_watcher(now=now, account=other))
    return {
        "watches key": watch.key,
        "watches token": new_watch_link(watch, WatchLinkPurpose.OPEN, lasts=timedelta(days=7), now=now),
        "watches signed": signed_stop(watch.key),
        "watches place": full.pk,
    }


def plant_letters(draft: PracticeLocation, now: datetime) -> dict[str, object]:
    """A question of provider A's."""
    user = draft.provider.user
    assert user is not None
    letter = make_letter(user, kind=LetterKind.QUESTION, now=now)
    return {
        "letters key": letter.key,
        "desk_letters letter_id": letter.pk,
        "upkeep pk": draft.pk,
        "insights signed": signed_weekly_stop(uuid4()),
    }


def plant_draft(line: AreaConcern, now: datetime) -> PracticeLocation:
    """Of provider A, who has not sent it: a license, a place with a price, and a paper."""
    provider = make_provider(user=make_user())
    location = make_location(provider, clinic_name=CLINIC, phone=PHONE)
    make_offering(location, line)
    make_license(provider, expires_on=None, status="reported", verified_on=None, number=NUMBER)
    assert provider.user is not None
    document = make_document(make_case(provider), by=provider.user, now=now)
    private_files.write(document.name, 1, PAGE.encode("latin-1"))
    return location


def plant_kept(provider: Provider) -> UUID:
    """A page of a file that was chosen and not yet saved."""
    assert provider.user is not None
    upload = make_upload(provider, by=provider.user, now=timezone.now())
    assert upload.pages_name is not None
    private_files.write(upload.pages_name, 1, PAGE.encode("latin-1"))
    return upload.name


def plant_other_draft(line: AreaConcern) -> User:
    location = make_location(make_provider(user=make_user()))
    make_offering(location, line)
    assert location.provider.user is not None
    return location.provider.user


def plant_unproven(line: AreaConcern, now: datetime) -> User:
    """A profile that patients see was given to somebody whose ID nobody has checked."""
    location = make_listed_location(now=now, area_concerns=[line], provider=make_provider(user=make_user()))
    provider: Provider = location.provider
    assert provider.user is not None
    NpiClaim.objects.create(provider=provider, user=provider.user, made_at=now)
    return provider.user


def parts_of(intake: Intake, shown: PracticeLocation, draft: PracticeLocation) -> dict[str, object]:
    document = draft.provider.documents.get()
    key = Authenticator.objects.create(user=make_user(), type=Authenticator.Type.WEBAUTHN, data={})
    return {
        "matching token": intake.token,
        "matching share": intake.share_token,
        "matching signed": MAILED.sign(intake.token),
        "watches:search token": intake.token,
        "matching slug": "areas",
        "joining signed": WAITS.sign("f" * 32),
        "providers slug": "shown",
        "providers place": f"oakland-{shown.pk}",
        "cities state": "ca",
        "cities city": "oakland",
        "guide slug": "face",
        "guide use": "hair",
        "guide:concern slug": "fine-lines",
        "guide address": "side-effects",
        "check slug": "area",
        "provider:license pk": draft.provider.licenses.get().pk,
        "provider:license_remove pk": draft.provider.licenses.get().pk,
        "provider:change_take_back pk": row(draft.provider, Fact.IDENTITY, "identity", now=shown.created_at).pk,
        "provider pk": draft.pk,
        "clinic pk": draft.pk,
        "provider name": document.name,
        "provider number": 1,
        "provider state": "ca",
        "provider:kept_page name": plant_kept(draft.provider),
        "me receipt": Erasure.objects.create(receipt="K7QM-2F4D", form_key=uuid4(), done_on="2026-11-24").receipt,
        "sitemap section": "providers",
        "account_reset_password_from_key uidb36": "1",
        "account_reset_password_from_key key": "nobodys",
        "mfa_remove_webauthn pk": key.pk,
        "mfa_edit_webauthn pk": key.pk,
        "admin:app_list app_label": "directory",
        "admin:view_on_site content_type_id": 1,
        "admin:view_on_site object_id": 1,
    }


def plant_bench(now: datetime) -> dict[str, object]:
    """One of each thing that the desk decides on."""
    staff = make_user(is_staff=True)
    case = case_in_review(make_clinic(), by=staff, now=now)
    page = make_source_page(case.provider, CheckKind.LICENSE, at=now)
    private_files.write(page.name, 1, b"%PDF")
    hold = suspend_provider(provider_id=make_clinic().provider_id, words="A complaint.", by=staff, now=now)
    return {
        "desk case_id": case.pk,
        "desk name": page.name,
        "desk kind": "npi",
        "desk license_id": case.provider.licenses.get().pk,
        "desk alert_id": make_license_alert(case.provider, now=now).pk,
        "desk decision_id": propose_reinstatement(hold_id=hold.pk, words="Settled.", by=staff, now=now).pk,
        "desk provider_id": case.provider_id,
        "desk npi": case.provider.npi,
        "desk hold_id": hold.pk,
        "desk question_id": PhoneQuestion.objects.create(
            location=make_location(phone="510-555-0142"), phone="510-555-0142", asked_at=now
        ).pk,
        **plant_lists(now),
        **plant_draw(now),
        "appeals appeal_id": Appeal.objects.create(
            provider=case.provider,
            kind=AppealKind.CORRECTION,
            words="x",
            sent_by=staff,
            sent_at=now,
            due_at=now + timedelta(days=14),
        ).pk,
        "merging merge_id": Merge.objects.create(
            keep=make_provider(), drop=make_provider(), words="x", first_by=staff, first_at=now
        ).pk,
        "desk state": "NV",
        "desk profession": "rn",
        "desk reading_id": make_reading(by=staff, now=now).pk,
        "desk nudge_id": Nudge.objects.create(
            provider=case.provider, told_at=now, pauses_at=now + timedelta(days=2)
        ).pk,
        "desk claim_id": NpiClaim.objects.create(provider=case.provider, user=make_user(), made_at=now).pk,
    }


def plant_draw(now: datetime) -> dict[str, object]:
    """The draw of this month, with one entry to call."""
    found = DrawRound.objects.create(
        month=now.date().replace(day=1), seed="5" * 64, seed_hash="6" * 64, cover="7" * 64,
        committed_at=now - timedelta(days=40), drawn_at=now, frame=f"{'8' * 64}\n", frame_hash="9" * 64, entries=1,
    )  # fmt: skip
    call = OpenCall.objects.create(draw=found, place=make_location(phone="510-555-0142"), ref="8" * 64, order=1)
    reviewer = make_reviewer(make_user(is_staff=True), now=now)
    return {
        "worklists call_id": call.pk,
        "number_files month": f"{now:%Y-%m}",
        "worklists page": "cost",
        "worklists source": "cdc-mmwr-2005",
        "worklists reviewer_id": reviewer.pk,
    }


def plant_lists(now: datetime) -> dict[str, object]:
    """A file that somebody handed in, whose reading was refused and may be taken by two."""
    told = {"kind": ListKind.FULL, "list_date": now.date(), "file_name": "UPDATED.csv", "file_hash": "0" * 64}
    run = ExclusionList.objects.create(
        **told, state=RunState.REFUSED, may_be_taken=True, problem="Short.", started_at=now, finished_at=now
    )
    staff = make_user(is_staff=True)
    sent = SentList.objects.create(
        **told, name=uuid4(), state=SentFileState.REFUSED, run=run, sent_by=staff, sent_at=now, available_at=now
    )
    roster_run = make_roster_run(now=now)
    roster = SentRoster.objects.create(
        map_name="co-dora", list_date=now.date(), file_name="co.csv", file_hash="0" * 64, name=uuid4(), run=roster_run,
        state=SentFileState.REFUSED, sent_by=staff, sent_at=now, available_at=now,
    )  # fmt: skip
    return {
        "desk sent_id": sent.pk,
        "desk list_id": run.pk,
        "desk run_id": roster_run.pk,
        "desk sent_roster_id": roster.pk,
    }


def unknown(value: object) -> object:
    """Of the same shape, and nobody's."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, int):
        return 10**9
    return "9" * len(str(value)) if str(value).isdigit() else f"{str(value)[:-4]}zzzz"

"""Somebody with one of each thing that we keep of a person, and words that stand nowhere else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.utils.crypto import salted_hmac

from caarisma.accounts.browser import SESSION_KEY, hash_of
from caarisma.accounts.models import User
from matching.aftercare.rules.told import Told
from matching.aftercare.services.answering import answer, answer_rest
from matching.aftercare.services.asking import ask
from matching.aftercare.services.consenting import allow_questions
from matching.consultations.enums import ContactWay, DayPart, HeldBy, ReportReason, Side
from matching.consultations.models import Asker, BlockedAsker, Request, Visit
from matching.consultations.people.safety import report
from matching.consultations.services.answering import see_request
from matching.consultations.services.choosing import agree
from matching.consultations.services.drafting import Wish
from matching.consultations.services.messaging import write_as_patient
from matching.questions.services.asking import AskedBy, ask_question
from matching.requests.holders import grant_hold
from matching.reviews.models import Review
from matching.reviews.services.objecting import object_to_removal
from matching.search.enums import FinishedBy
from matching.search.health.saving import save_health
from matching.search.health.told import HealthTold
from matching.search.models import Intake, IntakeChange
from matching.search.services.jobs import finish_match_job
from matching.watches.enums import HowOften, WatchLinkPurpose
from matching.watches.links import new_watch_link
from matching.watches.services.asking import WhoWatches, watch_search
from providers.calls.callers import CALLER_KEY
from providers.calls.enums import CallOutcome
from providers.calls.services import record_call
from providers.teams.enums import Did, Role
from providers.teams.services.acts import note
from tests.factories.consultations import days_ahead, make_asker, make_clinic, make_draft, make_request, offer
from tests.factories.matching import make_intake, own
from tests.factories.reviews import make_invitation, make_review, remove
from tests.factories.teams import make_member, make_team

PASSWORD = "a long phrase for tests"
MAIL, OTHER_MAIL = "cassiopeia.vane@example.com", "quillon.thornapple@example.com"
PHONE, NAME, NOTE = "510-555-0188", "Cassiopeia", "Gargoyle mornings suit me"
TOLD = "Quagmire serum"
WRITTEN, ZIP, FACT = "A heliotrope message", "94607", "You take quicksilver drops"
REVIEWED = "A periwinkle room with loud music."
ASKED = "A tourmaline itch"
AGENT = "Marmalade browser 7"
TYPED_MAIL = "peregrine.ashgrove@example.com"
WORDS = (MAIL, OTHER_MAIL, TYPED_MAIL, PHONE, NAME, NOTE, WRITTEN, FACT, AGENT, TOLD, ASKED)


@dataclass
class Planted:
    client: Client
    user: User | None
    intake: Intake
    asker: Asker
    request: Request


def plant_person(client: Client, place: Any, *, now: datetime, account: bool) -> Planted:
    user = plant_account(client, now=now) if account else None
    session = client.session
    session[SESSION_KEY], session[CALLER_KEY] = "secret-of-requests", "secret-of-calls"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    intake = make_intake(now=now, owner=user, zip_code=ZIP)
    if user is None:
        own(client, intake)
    save_health(intake_id=intake.pk, told=HealthTold(ticked=("raised-scars",), version="1", agreed_at=now), now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    IntakeChange.objects.create(intake=intake, before={"zip_code": ZIP}, made_at=now)
    asker, request = plant_request(place, user, now=now)
    if user is not None:
        plant_team(user, place, now=now)
    caller = salted_hmac("providers.calls", "secret-of-calls", algorithm="sha256").hexdigest()
    plant_watches(intake, asker, now=now)
    plant_questions(asker, now=now)
    record_call(location_id=place.pk, caller=caller, outcome=CallOutcome.NOBODY, now=now)
    return Planted(client, user, intake, asker, request)


def plant_account(client: Client, *, now: datetime) -> User:
    user = User.objects.create_user(MAIL, PASSWORD, language="en")
    address = EmailAddress.objects.create(user=user, email=MAIL, verified=True, primary=True)
    address.emailconfirmation_set.create(key="a-key-that-opens", sent=now)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "My key"})
    client.force_login(user)
    UserSession.objects.create(
        user=user, ip="192.0.2.77", session_key=client.session.session_key, user_agent=AGENT, created_at=now
    )
    return user


def plant_team(user: User, place: Any, *, now: datetime) -> None:
    """They answer the phone of a clinic as well, and did something there."""
    make_member(make_team(place.provider, now=now), Role.FRONT_DESK, now=now, name=NAME, user=user)
    note(place.provider, Did.HOURS, by=user, now=now, place=place)


def plant_watches(intake: Intake, asker: Asker, *, now: datetime) -> None:
    """One that is on, with somebody on its list and a link in the mail, and one that waits for a press."""
    browser = hash_of("secret-of-requests")
    by = WhoWatches(askers=[asker.pk], email=OTHER_MAIL, browser=browser)
    watch = watch_search(intake=intake, how_often=HowOften.AT_ONCE, by=by, now=now)
    new_watch_link(watch, WatchLinkPurpose.OPEN, lasts=timedelta(days=7), now=now)
    typed = WhoWatches(email=TYPED_MAIL, browser=browser)
    watch_search(intake=intake, how_often=HowOften.WEEKLY, by=typed, now=now)


def plant_request(place: Any, user: User | None, *, now: datetime) -> tuple[Asker, Request]:
    browser = hash_of("secret-of-requests")
    asker = make_asker(now=now, email=OTHER_MAIL, user=user)
    grant_hold(asker, browser, by=HeldBy.PRESS, proves=True, now=now)
    answers = {"first_name": NAME, "note": NOTE, "phone": PHONE, "shared": [("raised-scars", FACT)]}
    answers |= {"times": [Wish(days_ahead(now, 9), DayPart.MORNING)], "any_time": False}
    request = make_request(place, now=now, asker=asker, way=ContactWay.PHONE, **answers)
    see_request(request_id=request.pk, by=place.provider.user, now=now)
    write_as_patient(request_id=request.pk, body=WRITTEN, by=[asker.pk], form_key=uuid4(), now=now)
    (offered,) = offer(request, now=now)
    agree(request_id=request.pk, offer_id=offered.pk, by=[asker.pk], form_key=uuid4(), now=now)
    plant_follow_up(request, asker, now=now)
    report(request_id=request.pk, side=Side.PATIENT, by=[asker.pk], reason=ReportReason.RUDE, words=WRITTEN, now=now)
    BlockedAsker.objects.create(provider=make_clinic(now=now).provider, asker=asker, at=now)
    make_draft(make_clinic(now=now), now=now, browser=browser, first_name=NAME, note=NOTE, email=OTHER_MAIL)
    return asker, request


def plant_follow_up(request: Request, asker: Asker, *, now: datetime) -> None:
    """As if their visit had taken place two weeks ago."""
    allow_questions(asker_id=asker.pk, by=[asker.pk], now=now)
    follow_up = ask(visit_id=Visit.objects.get(request=request).pk, week=2, now=now)
    assert follow_up is not None
    answer(follow_up_id=follow_up.pk, signs=frozenset({"lump"}), now=now)
    answer_rest(follow_up_id=follow_up.pk, rest=Told(product=TOLD), now=now)


def plant_questions(asker: Asker, *, now: datetime) -> None:
    """One that waits to be read, with words of its own, and one that waits for the press in this browser."""
    by = AskedBy(email=str(asker.email), browser=hash_of("secret-of-requests"), askers=[asker.pk])
    asked = {"title": f"{ASKED} and what helps?", "form_key": uuid4(), "now": now}
    ask_question(**asked, words=ASKED, by=by)
    typed = AskedBy(email=TYPED_MAIL, browser=by.browser)
    ask_question(**asked | {"form_key": uuid4()}, words=ASKED, by=typed)


def plant_review(asker: Asker, *, now: datetime) -> Review:
    """That was removed, and whose author objects: the one with a row in every table of reviews."""
    invitation = make_invitation(now=now, asker=asker)
    review = remove(make_review(now=now, invitation=invitation, words=REVIEWED), now=now)
    object_to_removal(review_id=review.pk, by=[asker.pk], words=REVIEWED, now=now)
    return review

"""Requests in every state, for the demonstration's patient and for its clinic, brought there by the services that bring
real ones there. Dates count from the day on which they are made.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from matching.consultations.enums import ContactWay, DayPart
from matching.consultations.models import Asker, Request
from matching.consultations.rules.wall_times import at_wall, day_of
from matching.consultations.secrets import address_key
from matching.consultations.services.drafting import DraftAnswers, Wish, save_draft
from matching.consultations.services.sending import send_request
from matching.requests.forms.days import ClinicDays
from matching.search.drafts import Draft
from matching.search.enums import RADIUS_STEPS, FinishedBy, MattersMost
from matching.search.models import Intake
from matching.search.ownership import Owner
from matching.search.services.intake import submit_intake
from matching.search.services.jobs import finish_match_job
from providers.demo.logins import email_of
from providers.demo.stories import STATES, State, Story
from providers.directory.models import PracticeLocation, Provider
from providers.listing.listed import listed_places

DAY: Final = timedelta(days=1)
LONGEST_AGO: Final = 16  # days: the checks of the made-up directory are older than that
UNREACHED_EVERY: Final = 10  # clinics that nobody reads requests for, to show what is said then
NAMES: Final = ("Ana", "Joy", "Noor", "Ruth", "Lena", "Iris", "Maya", "Tess", "Vera", "Wren", "Zoe", "Kim", "Pat")


def make_demo_threads(*, now: datetime) -> int:
    """For the sign-ins of logins.py. Once: a second run leaves what is there. Returns how many were made."""
    patient, clinic = (User.objects.get(email=email_of(role)) for role in ("patient", "provider"))
    if Request.objects.exists():
        return 0
    _give_accounts()
    own = list(shown_places(Provider.objects.filter(user=clinic), now=now))
    asker = asker_of(patient.email, now=now, user=patient)
    intake, others = _list_of(patient, near=own[0] if own else None, now=now)
    made = sum(
        brought_to(state, asker, place, intake=intake, now=now) for state, place in zip(STATES, others, strict=False)
    )
    for state, name in zip(STATES, NAMES, strict=False) if own else ():
        someone = asker_of(f"{name.lower()}@demo.caarisma.example", now=now)
        made += brought_to(state, someone, own[0], now=now, name=name)
    Mail.objects.filter(key__startswith="request:").delete()  # nobody waits for them
    return made


def _give_accounts() -> None:
    """So that somebody can be asked. Nobody signs in with these."""
    free = Provider.objects.filter(is_demonstration=True, user=None).order_by("pk")
    reached = [provider for number, provider in enumerate(free) if number % UNREACHED_EVERY]
    nobody = make_password(None)
    users = [User(email=f"clinic-{one.pk}@demo.caarisma.example", password=nobody) for one in reached]
    for provider, user in zip(reached, User.objects.bulk_create(users, batch_size=1000), strict=True):
        provider.user = user
    Provider.objects.bulk_update(reached, ["user"], batch_size=1000)


def shown_places(providers: QuerySet[Provider], *, now: datetime) -> Iterator[PracticeLocation]:
    """One of each, shown now and also when the oldest thread began."""
    seen = set()
    then = listed_places(on=now - LONGEST_AGO * DAY).values("pk")
    places = listed_places(on=now).filter(pk__in=then, provider__in=providers, accepting_patients=True)
    for place in places.select_related("provider__user").order_by("pk"):
        if place.provider_id not in seen:
            seen.add(place.provider_id)
            yield place


def _list_of(
    patient: User, *, near: PracticeLocation | None, now: datetime
) -> tuple[Intake | None, list[PracticeLocation]]:
    """A list of the patient's, and whom they asked of it. The rest of it is there for "the next place"."""
    if near is None:
        return None, []
    answers = Draft(
        form_key=str(uuid4()),
        areas=("face",),
        concerns=(),
        zip_code=near.zip_code,
        radius_miles=RADIUS_STEPS[-1],
        price_answered=True,
        slots=(),
        wishes=(),
        matters_most=MattersMost.SOON.value,
    )
    intake = submit_intake(answers=answers, owner=Owner(patient), now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.PAGE, now=now)
    matched = intake.matches.exclude(provider=near.provider_id).values("provider")
    return intake, list(shown_places(Provider.objects.filter(pk__in=matched, user__isnull=False), now=now))


def asker_of(email: str, *, now: datetime, user: User | None = None) -> Asker:
    fields = {"email": email, "user": user, "language": "en", "confirmed_at": now}
    return Asker.objects.get_or_create(email_key=address_key(email), defaults=fields)[0]


def brought_to(
    state: State,
    asker: Asker,
    place: PracticeLocation,
    *,
    now: datetime,
    intake: Intake | None = None,
    name: str = "Ana",
) -> bool:
    """False for a place that could not be asked in those days."""
    days_ago, bring = state
    sent_at = _in_the_morning(now - timedelta(days=days_ago), place, now=now)
    wishes = [Wish(day, DayPart.AFTERNOON) for day in ClinicDays(place, sent_at).days[2:4]]
    answers = DraftAnswers(
        way=ContactWay.EMAIL,
        email=str(asker.email),
        first_name=name,
        note="I would like to hear first what you think. Is the first visit due if I do not go on?",
        times=wishes,
    )
    try:
        draft = save_draft(
            browser=uuid4().hex,
            form_key=uuid4(),
            place=place,
            answers=answers,
            intake=intake,
            language="en",
            now=sent_at,
        )
        request = send_request(draft_id=draft.pk, asker_id=asker.pk, form_key=draft.form_key, now=sent_at)
        bring(Story(request, place.provider.user, asker, now))
    except UserFacingError:
        return False
    return True


def _in_the_morning(at: datetime, place: PracticeLocation, *, now: datetime) -> datetime:
    """Of that day at the clinic, if that is long enough ago; nobody reads requests at night."""
    morning = at_wall(day_of(at, place.time_zone), time(9, 12), place.time_zone)
    return morning if morning < now - timedelta(hours=4) else at

"""Made-up reviews, good and bad, in every state: a clinic with twelve on its page, one with three, and a queue for the
moderators that is never empty. Each comes from a visit that went through the services of real ones.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from typing import Final
from uuid import uuid4

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from matching.consultations.enums import ContactWay, Side
from matching.consultations.models import Asker, PlaceCapacity, Request
from matching.consultations.rules.wall_times import day_of
from matching.consultations.services.answering import TypedTime, offer_times
from matching.consultations.services.choosing import agree
from matching.consultations.services.drafting import DraftAnswers, save_draft
from matching.consultations.services.sending import send_request
from matching.consultations.services.visiting import say_visited
from matching.consultations.steps.capacity import set_capacity
from matching.reviews.enums import ReportedFor, Rule
from matching.reviews.models import Review
from matching.reviews.rules.replies import NEUTRAL
from matching.reviews.services.deciding import confirm_removal, propose_removal, publish_review, send_back, tick_rules
from matching.reviews.services.inviting import invite, invite_all
from matching.reviews.services.objecting import object_to_removal
from matching.reviews.services.replying import reply_to, settle_reply
from matching.reviews.services.reporting import report_review
from matching.reviews.services.writing import Written, take_back, write_review
from matching.reviews.signals import Traces
from providers.demo.logins import email_of
from providers.demo.threads import asker_of, shown_places
from providers.directory.models import PracticeLocation, Provider

DAY: Final = timedelta(days=1)
HOURS: Final = (8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
NOBODYS: Final = ("request:", "review:", "review-waits:")  # mails that nobody waits for


@dataclass(frozen=True, slots=True)
class DemoReview:
    """Four answers, words, dollars paid, sessions so far; how many days ago it was asked for, and what came of it."""

    answers: tuple[int, int, int, int]
    words: str
    paid: int | None
    sessions: int
    asked: int
    fate: str = "published"


OF_TWELVE: Final = (
    DemoReview((5, 5, 5, 5), "She told me what it could not do before I asked. I see a small change.", None, 4, 15),
    DemoReview((4, 5, 5, 4), "Two bruises, gone in nine days. The price was as on this page.", None, 2, 15, "answered"),
    DemoReview((2, 4, 3, 1), "I waited 40 minutes and nobody said why. I did not go on.", 60, 1, 15, "answered"),
    DemoReview((5, 5, 5, 5), "Clean room, new gloves, the box of the product was opened in front of me.", None, 6, 14),
    DemoReview((5, 5, 4, 5), "Calm and friendly. They called the next day to ask how I was.", None, 3, 14),
    DemoReview((3, 4, 2, 2), "At the desk they asked for more than the page says. They took it back.", None, 1, 14),
    DemoReview((5, 5, 5, 4), "Explicó todo en español y sin prisa. Volvería.", None, 2, 13),
    DemoReview(
        (5, 4, 5, 5), "Said that I should see my doctor first, and was right. Came back after that.", None, 1, 13
    ),
    DemoReview((4, 4, 5, 4), "It stings. They say so beforehand. Parking is hard to find.", None, 5, 13),
    DemoReview((1, 3, 4, 1), "He talked to his phone more than to me. Nothing changed after five times.", None, 5, 12),
    DemoReview((5, 5, 5, 5), "I was afraid of needles. They gave me all the time I needed.", None, 2, 12),
    DemoReview((5, 5, 5, 5), "Honest about the results. I would send my sister.", None, 8, 12, "reported"),
)
OF_OTHERS: Final = (
    DemoReview((4, 5, 5, 5), "Small office, kind people. It began ten minutes late.", None, 1, 9, "reply_waits"),
    DemoReview((5, 5, 5, 4), "Good light, clear prices, a sheet with what to watch for at home.", None, 3, 8),
    DemoReview((2, 5, 4, 2), "Clean, but I felt rushed. Ask your questions before the visit.", None, 1, 8),
)
IN_OTHER_STATES: Final = (
    DemoReview((5, 4, 5, 4), "Easy to reach by bus. The form was long, the visit was not.", None, 1, 11, "waits"),
    DemoReview(
        (2, 2, 4, 2), "The chair was not wiped while I watched. I said so and then they did.", None, 1, 11, "waits"
    ),
    DemoReview(
        (5, 5, 5, 5), "Best clinic in town, everybody go there now, simply the best of all.", 4000, 1, 10, "waits"
    ),
    DemoReview((4, 4, 4, 4), "Ask for Joan Example at the desk, her number is 555 0142.", None, 2, 10, "sent_back"),
    DemoReview(
        (1, 1, 1, 1),
        "The man beside me spoke of his illness. I will burn this down.",
        None,
        1,
        10,
        "objected",
    ),
    DemoReview((1, 2, 1, 1), "These people are the worst kind of thieves and I will find them.", None, 1, 9, "second"),
    DemoReview((3, 3, 3, 3), "It was all right. I wrote this on the wrong evening.", None, 1, 9, "taken_back"),
)


def make_demo_reviews(*, now: datetime) -> int:
    """For the sign-ins of logins.py, after their requests. Once: what is there already stays. Returns how many."""
    if Review.objects.exists():
        return 0
    places = [_place_of(role, now=now) for role in ("provider", "2nd provider")]
    staff = _staff()
    made = 0
    for place, told in zip(places, ((*OF_TWELVE, *IN_OTHER_STATES), OF_OTHERS), strict=True):
        if place is not None:
            made += _fill(place, told, staff, now=now)
    invite_all(now=now)
    for start in NOBODYS:
        Mail.objects.filter(key__startswith=start).delete()
    return made


def _place_of(role: str, *, now: datetime) -> PracticeLocation | None:
    mine = Provider.objects.filter(user__email=email_of(role))
    return next(shown_places(mine, now=now), None)


def _staff() -> tuple[User, User]:
    first, second = (User.objects.get(email=email_of(role)) for role in ("moderator", "second moderator"))
    return first, second


def _fill(place: PracticeLocation, told: tuple[DemoReview, ...], staff: tuple[User, User], *, now: datetime) -> int:
    """For a clinic that had so many visits, more are let in than a new one takes."""
    before = PlaceCapacity.objects.filter(place=place).first()
    set_capacity(place_id=place.pk, places=100, until=None)
    numbers, made = count(1), 0
    for each in told:
        asker = asker_of(f"visitor{next(numbers)}-{place.pk}@demo.caarisma.example", now=now - 16 * DAY)
        request = _visited(place, asker, each, now=now)
        made += request is not None and _told(request, each, staff, now=now)
    set_capacity(
        place_id=place.pk,
        places=before.places_a_week if before else None,
        until=before.full_until if before else None,
    )
    return made


def _visited(place: PracticeLocation, asker: Asker, told: DemoReview, *, now: datetime) -> Request | None:
    """Asked, agreed for the day after, and gone there. None where nobody could be asked, or no hour was free."""
    sent_at, clinic = now - told.asked * DAY, place.provider.user
    assert clinic is not None
    answers = DraftAnswers(way=ContactWay.EMAIL, email=str(asker.email), any_time=True)
    key = uuid4()
    try:
        draft = save_draft(
            browser=uuid4().hex, form_key=key, place=place, answers=answers, intake=None, language="en", now=sent_at
        )
        request = send_request(draft_id=draft.pk, asker_id=asker.pk, form_key=key, now=sent_at)
    except UserFacingError:
        return None
    for hour in HOURS:
        when = TypedTime(day_of(sent_at + DAY, place.time_zone), time(hour, 30))
        request.refresh_from_db()
        try:
            if not request.offers.filter(state="open").exists():
                offer_times(
                    request_id=request.pk, times=[when], by=clinic, seen=request.n, form_key=uuid4(), now=sent_at
                )
            offer = request.offers.filter(state="open").latest("round")
            agree(request_id=request.pk, offer_id=offer.pk, by=[asker.pk], form_key=uuid4(), now=sent_at)
        except UserFacingError:
            request.offers.filter(state="open").update(state="withdrawn")
            continue
        request.refresh_from_db()
        said_at = request.visit.starts + timedelta(hours=2)
        say_visited(request_id=request.pk, side=Side.PATIENT, by=[asker.pk], form_key=uuid4(), now=said_at)
        return request
    return None


def _told(request: Request, told: DemoReview, staff: tuple[User, User], *, now: datetime) -> bool:
    """The review, and what came of it. Written three days after the visit; decided a day later."""
    invitation = invite(request_id=request.pk, now=now)
    assert invitation is not None
    listened, careful, price_kept, again = told.answers
    written = Written(
        listened=listened,
        careful=careful,
        price_kept=price_kept,
        again=again,
        words=told.words,
        paid=told.paid,
        sessions=told.sessions,
    )
    at = min(invitation.opens_at + timedelta(hours=3 * (told.sessions + told.answers[0])), now)
    review = write_review(
        invitation_id=invitation.pk,
        by=[invitation.asker_id],
        written=written,
        language="en",
        form_key=uuid4(),
        traces=Traces(),
        now=at,
    )
    _decided(review, told.fate, staff, now=min(at + DAY, now))
    return True


def _decided(review: Review, fate: str, staff: tuple[User, User], *, now: datetime) -> None:
    first, second = staff
    clinic, author = review.provider.user, review.invitation
    assert clinic is not None
    assert author is not None
    if fate in ("published", "answered", "reported", "reply_waits"):
        _tick(review, first, now=now)
        publish_review(review_id=review.pk, by=first, now=now)
    if fate in ("answered", "reply_waits"):
        reply = reply_to(review_id=review.pk, text=str(NEUTRAL[review.pk % len(NEUTRAL)]), by=clinic, now=now)
        if fate == "answered":
            settle_reply(reply_id=reply.pk, fault=None, by=second, now=now)
    elif fate == "reported":
        words = "We think that this person works for another clinic."
        report_review(review_id=review.pk, reason=ReportedFor.SOLD, words=words, by=clinic, now=now)
    elif fate == "sent_back":
        _tick(review, first, Rule.NO_NAMES, now=now)
        send_back(review_id=review.pk, rule=Rule.NO_NAMES, by=first, now=now)
    elif fate in ("objected", "second"):
        _tick(review, first, Rule.NO_THREATS, now=now)
        propose_removal(review_id=review.pk, rule=Rule.NO_THREATS, by=first, now=now)
    elif fate == "taken_back":
        take_back(review_id=review.pk, by=[author.asker_id], now=now)
    if fate == "objected":
        _tick(review, second, Rule.NO_THREATS, now=now)
        confirm_removal(review_id=review.pk, by=second, now=now)
        words = "I did not mean it. It was a way of speaking."
        object_to_removal(review_id=review.pk, by=[author.asker_id], words=words, now=now)


def _tick(review: Review, by: User, *broken: Rule, now: datetime) -> None:
    tick_rules(review_id=review.pk, broken=broken, urgent=False, by=by, seen=review.text_n, now=now)

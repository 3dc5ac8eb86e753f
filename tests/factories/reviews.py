"""Reviews for tests, each brought where it is by the services that bring real ones there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from caarisma.accounts.models import User
from matching.consultations.enums import Side
from matching.consultations.models import Asker, Request
from matching.consultations.services.choosing import agree
from matching.consultations.services.visiting import say_visited
from matching.consultations.steps.capacity import set_capacity
from matching.reviews.enums import Rule
from matching.reviews.models import Review, ReviewInvitation, ReviewReply, ReviewReport
from matching.reviews.services.deciding import confirm_removal, propose_removal, publish_review, send_back, tick_rules
from matching.reviews.services.inviting import invite
from matching.reviews.services.replying import reply_to
from matching.reviews.services.reporting import report_review
from matching.reviews.services.writing import Written, write_review
from matching.reviews.signals import Traces
from providers.directory.models import PracticeLocation
from tests.factories.consultations import at_clinic, make_asker, make_clinic, make_request, offer
from tests.factories.providers import make_user

AGO = timedelta(days=12)  # when the request was sent
numbers = count(1)
# Words that are like each other in nothing, so that no test is held by chance.
TEXTS = (
    "Calm room, and she told me first what it could not do.",
    "I waited forty minutes before anybody came to the door.",
    "Two bruises, gone by Sunday; the bill was what they named.",
    "He answered every question, even those on the drive home.",
    "Parking was hard to find. Inside, gloves and clean sheets.",
    "Nobody rushed me. My mother came along and was welcome too.",
    "Music too loud for my taste, yet kind hands and good light.",
    "They moved my hour twice, then apologized with real care.",
    "Small change so far. Worth another try in the spring, maybe.",
    "A friendly front desk; forms in large print, thank goodness.",
    "The stairs were steep. Her explanations never were at all.",
    "Price rose between phone and counter, which upset me much.",
    "Quick, tidy, honest about limits. Exactly my kind of place.",
)


def make_visited(
    place: PracticeLocation | None = None,
    *,
    now: datetime,
    by: Side = Side.PATIENT,
    ago: timedelta = AGO,
    in_days: int | None = None,
    **asked: Any,
) -> Request:
    """Asked `ago`, agreed for some days later, and said to have taken place. Visits of one provider do not overlap."""
    sent = now - ago
    place = place or make_clinic(now=sent)
    set_capacity(place_id=place.pk, places=500, until=None)  # else a new clinic is full after five a week
    request = make_request(place, now=sent, **asked)
    number = next(numbers)
    when = at_clinic(sent, days=in_days or 2 + number % 5, hour=8 + number // 5 % 10)
    (offered,) = offer(request, now=sent, times=[when])
    agree(request_id=request.pk, offer_id=offered.pk, by=[request.asker_id], form_key=uuid4(), now=sent)
    request.refresh_from_db()
    who = [request.asker_id] if by == Side.PATIENT else [request.provider.user_id]
    said_at = request.visit.starts + timedelta(hours=3)
    say_visited(request_id=request.pk, side=by, by=who, form_key=uuid4(), now=said_at)
    request.refresh_from_db()
    return request


def make_invitation(place: PracticeLocation | None = None, *, now: datetime, **visited: Any) -> ReviewInvitation:
    found = invite(request_id=make_visited(place, now=now, **visited).pk, now=now)
    assert found is not None
    return found


def written(stars: int | Sequence[int] = 5, **changed: Any) -> Written:
    """`stars`: of all four, or one by one."""
    four = [stars] * 4 if isinstance(stars, int) else list(stars)
    answers = dict(zip(("listened", "careful", "price_kept", "again"), four, strict=True))
    return Written(**{**answers, "words": TEXTS[next(numbers) % len(TEXTS)], "sessions": 2, **changed})


def make_review(
    place: PracticeLocation | None = None,
    *,
    now: datetime,
    stars: int | Sequence[int] = 5,
    traces: Traces | None = None,
    asker: Asker | None = None,
    invitation: ReviewInvitation | None = None,
    **said: Any,
) -> Review:
    """As it was sent: it waits to be read. By somebody with an account, unless another asker is given."""
    if invitation is None:
        asker = asker or make_asker(now=now, user=make_user())
        invitation = make_invitation(place, now=now, asker=asker)
    return write_review(
        invitation_id=invitation.pk,
        by=[invitation.asker_id],
        written=written(stars, **said),
        language="en",
        form_key=uuid4(),
        traces=traces or Traces(),
        now=now,
    )


def moderator() -> User:
    return make_user(is_staff=True)


def tick(review: Review, by: User, *broken: Rule, now: datetime) -> None:
    review.refresh_from_db()
    tick_rules(review_id=review.pk, broken=broken, urgent=False, by=by, seen=review.text_n, now=now)


def publish(review: Review, *, now: datetime, by: User | None = None) -> Review:
    by = by or moderator()
    tick(review, by, now=now)
    publish_review(review_id=review.pk, by=by, now=now)
    review.refresh_from_db()
    return review


def sent_back(review: Review, *, now: datetime, rule: Rule = Rule.NO_NAMES) -> Review:
    by = moderator()
    tick(review, by, rule, now=now)
    send_back(review_id=review.pk, rule=rule, by=by, now=now)
    review.refresh_from_db()
    return review


def remove(review: Review, *, now: datetime, rule: Rule = Rule.NO_THREATS, by: Sequence[User] = ()) -> Review:
    first, second = by or (moderator(), moderator())
    tick(review, first, rule, now=now)
    propose_removal(review_id=review.pk, rule=rule, by=first, now=now)
    tick(review, second, rule, now=now)
    confirm_removal(review_id=review.pk, by=second, now=now)
    review.refresh_from_db()
    return review


def make_reply(review: Review, *, now: datetime, text: str = "Thank you. Please call us.") -> ReviewReply:
    assert review.provider.user is not None
    return reply_to(review_id=review.pk, text=text, by=review.provider.user, now=now)


def make_review_report(review: Review, *, now: datetime, **fields: Any) -> ReviewReport:
    assert review.provider.user is not None
    given = {"reason": "names", "words": "It names our nurse.", **fields}
    return report_review(review_id=review.pk, by=review.provider.user, now=now, **given)

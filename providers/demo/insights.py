"""Searches without persons around the clinics of the demonstration, counted as a night would; and letters to the
desk in each state."""

from datetime import datetime, timedelta
from itertools import product
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from matching.insights.models import AnonymousSearch
from matching.insights.nights import night_of
from matching.insights.rules.zip_areas import area_of, middles
from matching.insights.services.judging import judge_searches
from matching.insights.services.placing import count_place
from providers.demo.logins import email_of
from providers.directory.models import PracticeLocation
from providers.letters.enums import LetterKind
from providers.letters.models import DeskLetter
from providers.letters.services.writing import answer_letter, write_letter
from providers.listing.listed import listed_places
from treatments.models import AreaConcern

DAY: Final = timedelta(days=1)
ENOUGH: Final = 200  # an area that has as many needs no more
# How many asked so, over the month; what they asked for besides a treatment.
ASKED: Final[tuple[tuple[int, dict[str, Any]], ...]] = (
    (34, {"radius_miles": 25}),
    (28, {"radius_miles": 25, "max_price": 250}),
    (18, {"radius_miles": 25, "slots": ["weekday_evening"], "slots_required": True}),
    (16, {"radius_miles": 25, "wishes": ["speaks:es"], "slots": ["saturday"]}),
    (14, {"radius_miles": 50, "matters_most": "openings"}),
    (13, {"radius_miles": 15, "max_price": 75}),
    (12, {"radius_miles": 25, "musts": ["parking"]}),
)
SERVICES: Final = 2  # the first treatments of the place

LETTERS: Final = (
    (6, LetterKind.QUESTION, "Our phone rings in the evening. Can patients read until when we pick up?", ""),
    (1, LetterKind.QUESTION, "We move next month. What should we change first?", ""),
    (9, LetterKind.QUESTION, "Which days does the registry need for a new address?",
     "About a week. You need not wait for it: send us the change at once."),
)  # fmt: skip


def make_demo_insights(*, now: datetime) -> int:
    """Searches around each provider who can sign in, until there are enough. Returns how many were made."""
    emails = [email_of("provider"), email_of("2nd provider")]
    own = PracticeLocation.objects.filter(provider__is_demonstration=True, provider__user__email__in=emails)
    places = list(listed_places(on=now, among=own).order_by("provider_id", "pk"))
    made = sum(_around(place, now=now) for place in places)
    if made:
        while judge_searches(now=now):
            pass
        for place in places:
            count_place(place, now=now)
    return made


def _around(place: PracticeLocation, *, now: datetime) -> int:
    area = area_of(place.zip_code)
    middle = middles().get(area or "")
    night = night_of(now)
    if area is None or middle is None or AnonymousSearch.objects.recent(on=night).filter(zip3=area).count() >= ENOUGH:
        return 0
    services = AreaConcern.objects.filter(offerings__location=place, offerings__is_active=True)
    rows: list[AnonymousSearch] = []
    for service, (times, asked) in product(services.select_related("area", "concern").order_by("pk")[:SERVICES], ASKED):
        what = {"areas": [service.area.slug], "concerns": [service.concern.slug], **asked}
        rows += [
            AnonymousSearch(
                day=night - (number * 7 + len(rows)) % 29 * DAY, zip3=area, latitude=middle[0], longitude=middle[1],
                **what,
            )
            for number in range(times)
        ]  # fmt: skip
    return len(AnonymousSearch.objects.bulk_create(rows))


def make_demo_letters(*, now: datetime) -> int:
    """One that is late, one that is new, one that is answered. Once: what is there stays. Returns how many."""
    writer = User.objects.get(email=email_of("provider"))
    if DeskLetter.objects.filter(user=writer).exists():
        return 0
    staff = User.objects.get(email=email_of("vetting staff"))
    for number, (days, kind, words, answer) in enumerate(LETTERS):
        at = now - days * DAY
        key = uuid5(NAMESPACE_URL, f"demonstration letter {number}")
        letter = write_letter(kind=kind, words=words, by=writer, form_key=key, now=at)
        if answer:
            answer_letter(letter_id=letter.pk, words=answer, by=staff, now=at + DAY)
    Mail.objects.filter(kind="letter_answered", recipient=writer.email).delete()  # nobody waits for it
    return len(LETTERS)

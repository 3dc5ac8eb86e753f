"""Random directories and random searches, in small ranges, so that ties, near misses and hidden clinics are common."""

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from matching.search.models import Intake
from providers.calls.enums import CallOutcome
from providers.calls.services import record_call
from providers.directory.models import License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.exclusions.models import ExclusionHit
from providers.screening.models import ScreeningCheck
from tests.factories.consultations import make_request
from tests.factories.matching import make_intake
from tests.factories.products import make_product
from tests.factories.providers import (
    OAKLAND,
    make_exclusion,
    make_hold,
    make_license_alert,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_user,
)
from tests.factories.reviews import make_review, publish
from tests.factories.treatments import make_area_concern, make_claim
from treatments.models import Concern
from treatments.products.models import Product

PAIRS = [
    *[(area, concern) for area in ("face", "neck") for concern in ("fine-lines", "dull-tone")],
    *[("hands", "fine-lines"), ("scalp", "hair-loss"), ("stomach", "fat-pads")],
]
TRAITS = ("woman", "doctor", "speaks:es", "speaks:ko", "step_free", "parking", "video_first")
SLOTS = ("weekday_morning", "weekday_afternoon", "weekday_evening", "saturday", "sunday")
FEW = 7  # people who are far and spotless
UNEQUAL = (9, 24)  # crowds that leave some things to nobody
POPULAR = 60  # so many that more fit than a list keeps
SPANS = (("09:00", "17:00"), ("12:30", "19:30"), ("08:00", "11:00"), ("16:30", "17:45"))


def make_catalog() -> list[Any]:
    pairs = [make_area_concern(*names) for names in PAIRS]
    Concern.objects.filter(slug="fat-pads").update(needs_fda_note=True)
    for slug in ("course-weekly", "course-monthly", "course-rest"):
        make_claim(slug)
    for pair in pairs:
        pair.concern.refresh_from_db()
    return pairs


def make_directory(rng: Random, now: datetime, *, crowd: int) -> None:
    """Of a few people nobody treats hands, scalp or stomach; a great crowd treats all but the last."""
    pairs = make_catalog()
    offered, popular = pairs[:4] if crowd in UNEQUAL else pairs, crowd >= POPULAR
    for _number in range(crowd):
        job = rng.choice(("md", "md", "np"))
        # Each second one can sign in; names differ, as they are said.
        user = make_user() if rng.random() < 0.5 else None
        provider = make_provider(profession=job, credentials=job.upper(), user=user)
        chosen = rng.sample(
            offered[:-1] if popular else offered, len(offered) - 1 if popular else rng.choice((1, 2, 3))
        )
        make_listed_location(now=now, provider=provider, area_concerns=chosen, **place_facts(rng, now))
        if rng.random() < 0.35:
            other = make_location(provider, **place_facts(rng, now))
            for pair in rng.sample(offered[:-1], rng.choice((1, 2))):
                make_offering(other, pair)
        live(rng, now, provider)
    if crowd <= FEW:
        make_far_and_spotless(now)
    for number, place in enumerate(PracticeLocation.objects.filter(provider__user__isnull=False).order_by("pk")[:4]):
        call_and_ask(rng, now, place, silent=number == 0)
    for number, place in enumerate(PracticeLocation.objects.filter(provider__user__isnull=False).order_by("-pk")[:5]):
        try_to(review_place, rng, now, place, count=(7, 2, 5, 0, 1)[number])


def place_facts(rng: Random, now: datetime) -> dict[str, Any]:
    """Where it is, and what it says of itself."""
    city, zip_code = rng.choice((("Oakland", "94612"), ("Oakland", "94607"), ("Berkeley", "94704")))
    second = rng.choice((None, None, timedelta(hours=rng.randint(1, 120)), timedelta(hours=rng.randint(100, 400))))
    opening = rng.choice((None, timedelta(hours=rng.randint(-40, 60)), timedelta(days=rng.randint(1, 40))))
    return {
        "city": city,
        "zip_code": zip_code,
        "latitude": OAKLAND[0] + rng.choice((0, 0.0005, 0.04, 0.05, 0.1, 0.1, 0.3, 0.6, 1.2, 1.6)),
        "longitude": OAKLAND[1] + rng.choice((0, 0.002, 0.1)),
        "clinic_name": rng.choice(("Lakeshore Skin Clinic", "Bay Skin and Laser", "Grand Avenue Clinic")),
        "placed_by": rng.choice(("street", "zip")),
        "phone": f"510555{rng.randint(1000, 9999)}",
        "accepting_patients": rng.random() < 0.85,
        "first_visit_fee": rng.choice((0, 0, 60, 150, 500)),
        "first_visit_fee_credited": rng.random() < 0.5,
        "next_opening_at": now + opening if opening else None,
        "second_opening_at": now + opening + second if opening and second else None,
        "hours_confirmed_on": rng.choice((None, now.date() - timedelta(days=rng.randint(1, 17)))),
        **{box: rng.random() < 0.4 for box in ("step_free_access", "parking_at_door", "video_visits")},
    }


def live(rng: Random, now: datetime, provider: Provider) -> None:
    """Prices, hours, words of the person, and now and then something that hides them."""
    Provider.objects.filter(pk=provider.pk).update(
        gender=rng.choice(("woman", "man", "")), languages=rng.sample(["en", "es", "ko"], rng.choice((0, 1, 2)))
    )
    for offering in Offering.objects.filter(location__provider=provider):
        offering.price_per_session = rng.choice((90, 100, 150, 199, 200, 200, 260, 400))
        offering.sessions_done = rng.choice((0, 1, 12, 49, 50, 51, 120, 1300))
        offering.save(update_fields=["price_per_session", "sessions_done"])
    WeeklyHours.objects.filter(location__provider=provider).delete()
    for place in provider.locations.all():
        days = rng.sample(range(7), rng.choice((0, 2, 4, 6)))
        rows = [(day, *map(time.fromisoformat, rng.choice(SPANS))) for day in days]
        WeeklyHours.objects.bulk_create(WeeklyHours(location=place, weekday=d, opens=o, closes=c) for d, o, c in rows)
    if rng.random() < 0.2:
        make_flawless(rng, now, provider)
    trouble, licenses = rng.random(), License.objects.filter(provider=provider)
    if trouble < 0.05:
        licenses.update(status="revoked")
    elif trouble < 0.1:
        licenses.update(expires_on=now.date() - timedelta(days=rng.randint(0, 3)))
    elif trouble < 0.15:
        make_hold(provider, now=now)
    elif trouble < 0.2:
        checks = ScreeningCheck.objects.filter(case__provider=provider, kind="insurance")
        checks.update(good_until=now.date() - timedelta(days=rng.randint(0, 2)))
    elif trouble < 0.3:
        trouble_by_others(rng, now, provider)


def trouble_by_others(rng: Random, now: datetime, provider: Provider) -> None:
    """What hides without a word of ours or of theirs, and beside each what just does not. Who is well begins here."""
    what = rng.randrange(5)
    if what == 0:
        make_exclusion(provider, now=now)
    elif what == 1:
        ExclusionHit.objects.filter(pk=make_exclusion(provider, now=now).pk).update(hides=False, tier="name")
    elif what == 2:
        status, reach = rng.choice((("probation", "all"), ("lapsed", "state"), ("noted", "")))
        make_license_alert(provider, now=now, status=status, reach=reach, state=rng.choice(("CA", "NV")))
    elif what == 3:
        days = rng.choice((118, 119, 120, 121))
        provider.locations.update(confirmed_on=now.date() - timedelta(days=days))
    else:
        named = {"product_maker": "Example Labs", "product_source": "Example Pharmacy"}
        lines = Offering.objects.filter(location__provider=provider).order_by("pk")
        if not Product.objects.filter(name="Aqualyx").exists():
            make_product("Aqualyx", "warned")
        chosen = lines if rng.random() < 0.5 else lines[:1]
        Offering.objects.filter(pk__in=[line.pk for line in chosen]).update(product="Aqua-Lyx 8 mL", **named)


def make_flawless(rng: Random, now: datetime, provider: Provider) -> None:
    """Cheap, known, and open soon: of these a card says what is said for want of anything else."""
    Offering.objects.filter(location__provider=provider).update(price_per_session=100, sessions_done=1300)
    soon = {"next_opening_at": now + timedelta(hours=rng.randint(3, 40)), "hours_confirmed_on": now.date()}
    soon["second_opening_at"] = None
    fee = rng.choice((0, 0, 60))
    provider.locations.update(first_visit_fee=fee, first_visit_fee_credited=True, accepting_patients=True, **soon)
    if rng.random() < 0.4:
        WeeklyHours.objects.filter(location__provider=provider, weekday__gt=4).delete()


def make_far_and_spotless(now: datetime) -> None:
    """So that nothing is left to say of them but that they are far."""
    soon = {"next_opening_at": now + timedelta(hours=20), "second_opening_at": None, "hours_confirmed_on": now.date()}
    away = {"latitude": OAKLAND[0] + 0.6, "longitude": OAKLAND[1]}  # all of them: else some are said to be farther
    PracticeLocation.objects.update(video_visits=True, first_visit_fee=0, accepting_patients=True, **away, **soon)
    Offering.objects.update(price_per_session=100, sessions_done=1300)
    for place in PracticeLocation.objects.all():
        place.hours.all().delete()
        WeeklyHours.objects.create(location=place, weekday=5, opens=time(9), closes=time(17))


def come_to_the_list(now: datetime) -> None:
    """Somebody who does all there is, cheap and near."""
    make_listed_location(now=now, area_concerns=make_catalog(), price=20, latitude=OAKLAND[0], longitude=OAKLAND[1])


def call_and_ask(rng: Random, now: datetime, place: PracticeLocation, *, silent: bool) -> None:
    """Calls that were told of, and requests that wait. `silent`: nobody ever answers, though there is an opening."""
    if silent:
        PracticeLocation.objects.filter(pk=place.pk).update(
            next_opening_at=now + timedelta(days=5), second_opening_at=None
        )
    for caller in range(3 if silent else rng.choice((1, 2, 3))):
        outcome = CallOutcome.NOBODY if silent else rng.choice((CallOutcome.GOT_TIME, CallOutcome.NOBODY))
        record_call(location_id=place.pk, caller=f"{caller:064x}", outcome=outcome, now=now)
    for _request in range(rng.choice((0, 1, 2))):
        if place.hours.exists() and not place.provider.holds.filter(lifted_at=None).exists():
            try_to(make_request, place, now=now)


def review_place(rng: Random, now: datetime, place: PracticeLocation, *, count: int) -> None:
    for _review in range(count):
        stars, paid = [rng.randint(1, 5) for _question in range(4)], rng.choice((None, 60, 1180))
        publish(make_review(place, now=now, stars=stars, paid=paid, sessions=rng.randint(1, 9)), now=now)


def try_to(make: Any, *args: Any, **given: Any) -> None:
    """Who is hidden cannot be asked; that is not what is tried here."""
    from caarisma.common.errors import UserFacingError

    try:
        make(*args, **given)
    except UserFacingError:
        return


def make_search(rng: Random, now: datetime, *, most: str) -> Intake:
    areas = rng.sample(sorted({area for area, _ in PAIRS}), rng.choice((0, 1, 1, 2, 3, 5)))
    fitting = sorted({concern for area, concern in PAIRS if area in areas or not areas})
    concerns = rng.sample(fitting, rng.choice((0, 1, 1, min(2, len(fitting)))))
    areas = [area for area in areas if not concerns or {(area, concern) for concern in concerns} & set(PAIRS)]
    slots = rng.choice(([], rng.sample(SLOTS, rng.choice((1, 2)))))
    wanted = rng.sample(TRAITS, rng.choice((0, 0, 1, 3)))
    musts = wanted[:1] if rng.random() < 0.35 else []
    return make_intake(
        now=now,
        areas=tuple(areas),
        concerns=tuple(concerns),
        radius_miles=rng.choice((5, 15, 25, 50)),
        max_price=rng.choice((None, None, 80, 150, 250, 400)),
        slots=slots,
        slots_required=bool(slots) and rng.random() < 0.6,
        musts=musts,
        wishes=[wish for wish in wanted if wish not in musts],
        matters_most=most,
    )

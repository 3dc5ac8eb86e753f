"""Every sentence about who is there and who is not is held against SQL of its own, over random directories and
searches.

The SQL here shares nothing with what makes the sentences but the list of places that patients may see.
"""

import random
import re
from collections import Counter
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from matching.lists.origin import judged_miles
from matching.lists.selectors import results_for
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from tests.factories.matching import make_intake, own
from tests.factories.providers import OAKLAND, make_listed_location, make_location, make_offering
from tests.factories.treatments import make_area_concern
from treatments.models import Concern

pytestmark = pytest.mark.django_db

PAIRS = [
    *[("face", concern) for concern in ("fine-lines", "dull-tone")],
    *[("neck", concern) for concern in ("fine-lines", "dull-tone")],
    *[("hands", "fine-lines"), ("scalp", "hair-loss"), ("stomach", "fat-pads")],
]
MILES = """3958.7613 * 2 * asin(least(1, sqrt(power(sin(radians(place.latitude - %(north)s) / 2), 2)
    + cos(radians(%(north)s)) * cos(radians(place.latitude))
    * power(sin(radians(place.longitude - %(east)s) / 2), 2))))"""
OFFERS = """EXISTS (SELECT FROM directory_offering offer
    JOIN treatments_areaconcern pair ON pair.id = offer.area_concern_id
    JOIN treatments_area area ON area.id = pair.area_id JOIN treatments_concern concern ON concern.id = pair.concern_id
    WHERE offer.location_id = place.id AND offer.is_active AND pair.is_active
    AND (NOT concern.needs_fda_note OR (offer.product <> '' AND offer.product_maker <> ''
        AND offer.product_source <> ''))
    AND (%(areas)s::text[] = '{{}}' OR area.slug = ANY (%(areas)s))
    AND (%(concerns)s::text[] = '{{}}' OR concern.slug = ANY (%(concerns)s)) {more})"""


def count(where: str, intake: Intake, *, on, accepting: bool = True, **values) -> int:
    """Providers with a place that patients may see and of which this is true."""
    listed = list(listed_places(on=on).values_list("pk", flat=True))
    given = {
        "north": intake.latitude, "east": intake.longitude, "listed": listed, "radius": intake.radius_miles,
        "areas": list(intake.areas.values_list("slug", flat=True)),
        "concerns": list(intake.concerns.values_list("slug", flat=True)), **values,
    }  # fmt: skip
    taking = "AND place.accepting_patients" if accepting else ""
    sql = f"""SELECT count(DISTINCT place.provider_id) FROM directory_practicelocation place
        WHERE place.id = ANY (%(listed)s) {taking} AND {where}"""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.fetchone()[0])


def offers(more: str = "") -> str:
    return OFFERS.format(more=more)


def offers_all(intake: Intake) -> str:
    """Each chosen concern in each chosen area where it is treated; an open question is met by anything."""
    areas, concerns = ([row.slug for row in rows.all()] for rows in (intake.areas, intake.concerns))
    wanted = {(area if areas else "", concern if concerns else "") for area, concern in PAIRS
              if (not areas or area in areas) and (not concerns or concern in concerns)}  # fmt: skip
    parts = []
    for area, concern in sorted(wanted):
        more = (f"AND area.slug = '{area}' " if area else "") + (f"AND concern.slug = '{concern}'" if concern else "")
        parts.append(offers(more))
    return " AND ".join(parts)


WITHIN, IN_REACH = f"{MILES} <= %(radius)s", f"{MILES} <= 100"


def listed_in_reach(intake, on, said):
    assert count(IN_REACH, intake, on=on, accepting=False) == int(said[1])


def nobody_listed(intake, on, _said):
    assert count(IN_REACH, intake, on=on, accepting=False) == 0


def none_in_reach_offers(intake, on, _said):
    assert count(f"{IN_REACH} AND {offers()}", intake, on=on) == 0


def none_near_offers(intake, on, said):
    assert int(said[1]) == intake.radius_miles
    assert count(f"{WITHIN} AND {offers()}", intake, on=on) == 0


def no_clinic_offers_all(intake, on, _said):
    assert count(f"{WITHIN} AND {offers_all(intake)}", intake, on=on) == 0


def some_offer_all(intake, on, said):
    assert count(f"{WITHIN} AND {offers_all(intake)}", intake, on=on) == int(said[1])


def some_of_it_within(intake, on, said):
    assert count(f"{MILES} <= {int(said[2])} AND {offers()}", intake, on=on) == int(said[1])


def treat_area(intake, on, said):
    number, name = (said[1], said[2]) if said.re.groups > 1 else ("0", said[1])
    where = f"{WITHIN} AND {offers('AND lower(area.name_en) = %(name)s')}"
    assert count(where, intake, on=on, name=name) == int(number)


def offer_concern(intake, on, said):
    number, name = (said[1], said[2]) if said.re.groups > 1 else ("0", said[1])
    where = f"{WITHIN} AND {offers('AND lower(concern.name_en) = %(name)s')}"
    assert count(where, intake, on=on, name=name) == int(number)


def open_at_times(intake, on, said):
    days = "weekday = 5" if intake.slots == ["saturday"] else "weekday < 5 AND opens <= '11:00' AND closes >= '10:00'"
    where = f"EXISTS (SELECT FROM directory_weeklyhours hours WHERE hours.location_id = place.id AND {days})"
    number = int(said[1]) if said.re.groups else 0
    assert count(f"{WITHIN} AND {offers_all(intake)} AND {where}", intake, on=on) == number


def wish_on_profile(intake, on, said):
    where = "EXISTS (SELECT FROM directory_provider p WHERE p.id = place.provider_id AND p.gender = 'woman')"
    number = int(said[1]) if said.re.groups else 0
    assert count(f"{WITHIN} AND {offers_all(intake)} AND {where}", intake, on=on) == number


def step(where: str, *, named: bool = True):
    """Of the ladder: whoever has a place of which all that is said so far is true."""

    def holds(intake, on, said):
        assert count(f"{WITHIN} AND {where.format(all=offers_all(intake))}", intake, on=on, accepting=named) == int(
            said[said.re.groups]
        )

    return holds


SENTENCES = {
    r"Checked and within (?:\d+) miles (\d+)": step("TRUE", named=False),
    r"Offer all of what you asked for, and take new patients (\d+)": step("{all}"),
    r"Offer some of what you asked for, and take new patients (\d+)": step(
        offers().replace("{", "{{").replace("}", "}}")
    ),
    r"(\d+) checked providers? (?:is|are) within 100 miles\.": listed_in_reach,
    r"Nobody on our list is within 100 miles of 94612\.": nobody_listed,
    r"We have no checked provider near you yet": nobody_listed,
    r"None of them offers what you asked for and takes new patients\.": none_in_reach_offers,
    r"Nobody within (\d+) miles offers any of it and takes new patients\.": none_near_offers,
    r"No clinic within \d+ miles offers all you asked for\.": no_clinic_offers_all,
    r"(\d+) providers? within \d+ miles offers? all you asked for\.": some_offer_all,
    r"(\d+) providers? offers? some of it within (\d+) miles": some_of_it_within,
    r"(\d+) providers? treats? ([\w -]+?) for something you asked": treat_area,
    r"Nobody treats ([\w -]+?) for anything you asked": treat_area,
    r"(\d+) providers? offers? something for ([\w -]+?) where you asked": offer_concern,
    r"Nobody offers anything for ([\w -]+?) where you asked": offer_concern,
    r"(\d+) of them (?:is|are) open at your times": open_at_times,
    r"None of them is open at your times": open_at_times,
    r"On the profile of (\d+) of them: A woman gives the treatment": wish_on_profile,
    r"On nobody's profile: A woman gives the treatment": wish_on_profile,
}


def a_directory(rng, now, *, crowd: int) -> None:
    pairs = [make_area_concern(*names) for names in PAIRS]
    Concern.objects.filter(slug="fat-pads").update(needs_fda_note=True)
    for pair in pairs:
        pair.concern.refresh_from_db()
    for _ in range(crowd):
        chosen = rng.sample(pairs, rng.choice((1, 1, 2, 3)))
        there = {"latitude": OAKLAND[0] + rng.choice((0.05, 0.1, 0.3, 0.6, 1.2, 1.8)), "longitude": OAKLAND[1]}
        taking = rng.random() < 0.8
        location = make_listed_location(
            now=now, area_concerns=chosen, price=rng.choice((100, 200, 400)), accepting_patients=taking, **there
        )
        location.offerings.filter(area_concern__concern__slug="fat-pads").update(
            **(
                rng.choice(({}, dict.fromkeys(("product", "product_maker", "product_source"), "")))
                or {"is_active": True}
            )
        )
        if rng.random() < 0.4:  # another place of the same person, with the rest of what there is
            other = make_location(location.provider, **{**there, "latitude": OAKLAND[0] + rng.choice((0.02, 0.9))})
            for pair in rng.sample(pairs[:-1], rng.choice((1, 2))):
                make_offering(other, pair, price_per_session=300)
        if rng.random() < 0.15:
            location.provider.licenses.update(status="revoked")
        if rng.random() < 0.3:
            type(location.provider).objects.filter(pk=location.provider_id).update(gender="woman")


def a_search(rng, now) -> Intake:
    areas = rng.sample(sorted({area for area, _ in PAIRS}), rng.choice((0, 1, 2, 3, 5)))
    fitting = sorted({concern for area, concern in PAIRS if area in areas or not areas})
    concerns = rng.sample(fitting, rng.choice((0, 1, min(2, len(fitting)), len(fitting))))
    areas = [area for area in areas if not concerns or {(area, concern) for concern in concerns} & set(PAIRS)]
    slots = rng.choice(([], [], ["saturday"], ["weekday_morning"]))
    return make_intake(
        now=now,
        areas=tuple(areas),
        concerns=tuple(concerns),
        radius_miles=rng.choice((5, 15, 50)),
        max_price=rng.choice((None, 50, 250)),
        slots=slots,
        slots_required=bool(slots),
        musts=rng.choice(([], [], ["woman"])),
    )


def text_of(client, intake) -> str:
    own(client, intake)
    page = re.sub(r"\s+", " ", client.get(intake.get_absolute_url()).content.decode())
    return unescape(re.sub(r"<[^>]+>", " ", page))


def hold_near_miss(intake, line) -> str:
    """What is said of one clinic is true of that clinic. Returns which kind it was."""
    change, said = line.near_miss.relaxation["change"], line.missing
    one = {"listed": [line.location.pk]}
    if said.startswith("Not offered at this clinic: "):
        for part in said.removeprefix("Not offered at this clinic: ").split("; "):
            area, _for, concerns = part.partition(", for ")
            if not intake.areas.exists():
                area, concerns = "", part
            names = re.split(r", | and ", concerns) if concerns else []
            more = "AND lower(area.name_en) = %(area)s " if area else ""
            more += "AND lower(concern.name_en) = ANY (%(names)s)" if names else ""
            with connection.cursor() as cursor:
                anything = {"areas": [], "concerns": [], "area": area, "names": names, **one}
                there = f"place.id = ANY (%(listed)s) AND {offers(more)}"
                cursor.execute(f"SELECT count(*) FROM directory_practicelocation place WHERE {there}", anything)
                assert cursor.fetchone()[0] == 0, (said, line.location.pk)
    elif said == "Farther than you asked":
        assert line.near_miss.distance_miles > intake.radius_miles
    elif "over your limit" in said:
        over, price = (int(amount) for amount in re.findall(r"\$(\d+)", said))
        assert price - over == intake.max_price
    elif said.startswith("Not on their profile"):
        assert line.provider.gender != "woman"
    else:
        assert said == "Not open at the times you asked for"
    return change


@pytest.mark.parametrize(("seed", "crowd"), [(100, 8), (101, 14)])
def test_no_sentence_of_a_near_miss_is_false(seed, crowd):
    rng, now, seen = random.Random(seed), timezone.now(), Counter()
    a_directory(rng, now, crowd=crowd)
    for _search in range(15):
        intake = a_search(rng, now)
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
        found = results_for(Intake.objects.get(pk=intake.pk), now=now)
        seen.update(hold_near_miss(intake, line) for line in found.near_misses)
        distances = [judged_miles(line.near_miss) for line in found.near_misses]
        assert distances == sorted(distances)
    assert len(seen) >= 2


@pytest.mark.parametrize("seed", range(2))  # `make truth` reads thousands
def test_no_sentence_of_an_empty_list_is_false(client, seed):
    rng, now, seen = random.Random(seed), timezone.now(), Counter()
    for crowd, searches in ((0, 1), (3, 10), (9, 12)):
        PracticeLocation.objects.update(is_active=False)
        a_directory(rng, now, crowd=crowd)
        for _search in range(searches):
            intake = a_search(rng, now)
            finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
            page = text_of(client, Intake.objects.get(pk=intake.pk))
            for pattern, holds in SENTENCES.items():
                for said in re.finditer(pattern, page):
                    holds(intake, timezone.now(), said)
                    seen[pattern] += 1
    assert len(seen) >= 6, "a test in which nothing is said holds nothing"

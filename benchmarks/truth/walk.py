"""One search: ranked, and read as people read it. What is said is handed on with where it stands."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.truth import on_cards, on_lists, on_places, on_plans, on_portal, on_reviews
from benchmarks.truth.at import At
from benchmarks.truth.facts import Truth, ask
from benchmarks.truth.reading import (
    Part,
    city_parts,
    compared,
    ends_parts,
    lines_of,
    list_parts,
    main_of,
    place_parts,
    proof_parts,
)
from benchmarks.truth.registry import Kind, Said, heard
from benchmarks.truth.world import come_to_the_list, make_search
from matching.search.enums import FinishedBy, MattersMost
from matching.search.models import Intake, MatchJob
from matching.search.services.jobs import finish_match_job
from providers.directory.models import PracticeLocation, Provider
from tests.factories.matching import own
from tests.factories.providers import make_hold

PROPERTIES = (on_cards, on_lists, on_places, on_plans, on_portal, on_reviews)
SORTS = ("fit", "fit", "nearest", "cost", "opening")
MOST = ("", *MattersMost.values)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that was read: which kind it is, what it says, and where it stands."""

    kind: Kind
    said: Said
    at: At

    @property
    def is_true(self) -> bool:
        try:
            return bool(self.kind.holds(self.said, self.at))
        except (KeyError, IndexError, ValueError, TypeError):  # it speaks of what is not there
            return False


def sentences(truth: Truth, parts: Iterable[Part], **page: Any) -> Iterator[Sentence]:
    for part in parts:
        at = At(truth=truth, about=part.about, page=page)
        for line in part.lines:
            for kind, said in heard(part.name, line):
                yield Sentence(kind, said, at)


class Walk:
    """Searches in one directory. Each is read; each third is changed by a press; some pages are read now and then."""

    def __init__(self, rng: Random, client: Client) -> None:
        self.rng, self.client, self.number = rng, client, 0

    def search(self) -> Iterator[Sentence]:
        self.number += 1
        rng, now = self.rng, timezone.now()
        intake = make_search(rng, now, most=MOST[self.number % len(MOST)])
        finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
        if rng.random() < 0.15:
            self.change_something(intake)
        if rng.random() < 0.1:
            MatchJob.objects.filter(intake=intake).update(done_at=now - timedelta(hours=25))
        own(self.client, intake)
        yield from self.read_list(intake)
        if self.number % 3 == 0:
            yield from self.changed(intake)
        if self.number % 3 == 1:
            yield from self.beside(intake)
        if self.number % 8 == 0:
            yield from self.others(intake)

    def get(self, address: str, **query: Any) -> str:
        answer = self.client.get(address, query)
        assert answer.status_code == 200, (address, answer.status_code)
        return str(answer.content.decode())

    def change_something(self, intake: Intake) -> None:
        """Between ranking and reading: somebody goes off the list, an opening is over, or somebody comes."""
        match, now = intake.matches.order_by("?").first(), timezone.now()
        if match is None:
            asks_little = not intake.musts and not intake.slots_required and (intake.max_price or 999) >= 80
            if asks_little and not MatchJob.objects.get(intake=intake).blocking:
                come_to_the_list(now)
        elif self.rng.random() < 0.5:
            make_hold(match.provider, now=now)
        else:
            opening = self.rng.choice((now - timedelta(hours=1), now + timedelta(days=3)))
            PracticeLocation.objects.filter(pk=match.location_id).update(
                next_opening_at=opening,
                second_opening_at=self.rng.choice((None, opening + timedelta(days=2))),
                hours_confirmed_on=now.date() - timedelta(days=1),
            )

    def read_list(self, intake: Intake, address: str = "", **page: Any) -> Iterator[Sentence]:
        show = {"show": "all"} if self.rng.random() < 0.4 else {}
        html = self.get(address or intake.get_absolute_url(), sort=self.rng.choice(SORTS), **show)
        truth = Truth(intake.pk, timezone.now())
        cards = [int(place) for place in re.findall(r'<li id="at-(\d+)">', html)]
        known = {"cards": cards, "before": {}, **page}
        yield from sentences(truth, list_parts(html), **known)

    def changed(self, intake: Intake) -> Iterator[Sentence]:
        """By the first button that lets somebody in."""
        html = main_of(self.get(intake.get_absolute_url()))
        buttons = re.findall(r'name="(near_miss|offer)" value="([^"]+)"', html)
        if buttons:
            name, value = self.rng.choice(buttons)
            before = {"radius_miles": intake.radius_miles, "max_price": intake.max_price}
            self.client.post(reverse("matching:relax", args=[intake.token]), {name: value})
            yield from self.read_list(Intake.objects.get(pk=intake.pk), before=before)

    def beside(self, intake: Intake) -> Iterator[Sentence]:
        """Two or three side by side, the copy that is shared, and the place and proof of one."""
        truth = Truth(intake.pk, timezone.now())
        shown = [row.place for row in truth.on_list]
        if len(shown) > 1:
            places = shown[: self.rng.choice((2, 3))]
            html = self.get(reverse("matching:compare", args=[intake.token]), p=places)
            yield from sentences(truth, compared(html), places=places)
        intake.share_token = f"shared-{intake.pk}-{'x' * 30}"
        intake.save(update_fields=["share_token"])
        parts = list_parts(self.get(intake.get_shared_url()))
        yield from sentences(truth, (part._replace(name="shared card") for part in parts if part.name == "card"))
        if shown:
            yield from self.read_place(truth, self.rng.choice(shown))

    def read_place(self, truth: Truth, place: int) -> Iterator[Sentence]:
        clinic = PracticeLocation.objects.select_related("provider").get(pk=place)
        address = clinic.address_on_site(clinic.provider.slug)
        yield from sentences(truth, place_parts(self.get(address), place), places={})
        yield from sentences(truth, proof_parts(self.get(f"{address}checks/"), place), places={})

    def others(self, intake: Intake) -> Iterator[Sentence]:
        """Any place, a city and all of them, a plan, and what a provider sees."""
        truth = Truth(intake.pk, timezone.now())
        listed = [row for row in truth.rows.values() if row.listed]
        if listed:
            told_of = {row["place"] for row in ask("SELECT DISTINCT location_id AS place FROM calls_callreport")}
            told_of |= {row["place"] for row in ask("SELECT DISTINCT place_id AS place FROM reviews_review")}
            yield from self.read_place(
                truth, self.rng.choice([row for row in listed if row.place in told_of] or listed).place
            )
            yield from self.read_city(truth, self.rng.choice(listed).city, listed)
        caches["pages"].clear()
        lines = lines_of(main_of(self.get(reverse("cities:index"))))
        yield from sentences(truth, [Part("cities", 0, lines)])
        yield from self.plan(truth)
        yield from self.portal(truth)

    def read_city(self, truth: Truth, city: str, listed: list[Any]) -> Iterator[Sentence]:
        places: dict[int, list[int]] = {}
        for row in listed:
            if row.city == city:
                places.setdefault(row.provider, []).append(row.place)
        html = self.get(reverse("cities:city", args=["ca", city.lower()]))
        yield from sentences(truth, city_parts(html), city=city, places=places)

    def plan(self, truth: Truth) -> Iterator[Sentence]:
        rng = self.rng
        off = rng.sample(range(7), rng.choice((0, 1, 3)))
        plan = {
            "sessions": rng.randint(6, 10),
            "areas": rng.randint(1, 3),
            "price": rng.choice((0, 0, 120, 250)),
            "fee": rng.choice((0, 60, 500)),
            "credited": rng.random() < 0.5,
            "start": timezone.localdate() + timedelta(days=rng.randint(0, 60)),
            "zip": rng.choice(("", "94612")),
        }
        query = {name: value for name, value in plan.items() if value and name != "credited"}
        query |= {"credited": "on"} if plan["credited"] and plan["fee"] else {}
        html = self.get(reverse("planner:planner"), off=[WEEKDAYS[day] for day in off], right="on", **query)
        lines = lines_of(main_of(html))
        yield from sentences(
            truth, [Part("plan", 0, lines)], lines=lines, plan={**plan, "off": [day + 1 for day in off]}
        )

    def portal(self, truth: Truth) -> Iterator[Sentence]:
        asked = Provider.objects.filter(user__isnull=False).order_by("?")
        mine = asked.filter(locations__call_reports__isnull=False).first() if self.rng.random() < 0.5 else None
        mine = mine or asked.first()
        if mine is None:
            return
        client = self.client.__class__()
        client.force_login(mine.user)
        pages = {
            name: str(client.get(reverse(f"provider:{name}")).content.decode())
            for name in ("home", "licenses", "places")
        }
        for name, page in pages.items():
            part = "portal" if name == "home" else f"portal {name}"
            yield from sentences(truth, [Part(part, mine.pk, lines_of(main_of(page)))])
        ends = str(client.get(reverse("upkeep:ends")).content.decode())
        yield from sentences(truth, ends_parts(ends, mine.pk))

"""Every public address is fetched before and after somebody is no longer listed. New ones come by themselves."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from matching.lists.services.owning import MAILED, share_list
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from providers.directory.enums import LicenseStatus
from providers.directory.models import PracticeLocation
from tests.architecture.access.asking import undone
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_exclusion, make_hold, make_listed_location, make_provider
from tests.factories.questions import answer, ask
from tests.factories.questions import publish as publish_text

pytestmark = pytest.mark.django_db

PUBLIC = {
    "pages",
    "guide",
    "check",
    "matching",
    "providers",
    "cities",
    "questions",
    None,
}  # not the portal's own, nor the desk's
NAME, CLINIC, SLUG = "Zebulonia", "Xanthippe Skin", "zebulonia-quist"


def public_patterns(resolver: URLResolver, space: str | None = None) -> Iterator[tuple[str | None, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = entry.namespace or entry.app_name or space
            if inner in PUBLIC and not str(entry.pattern).startswith(("accounts/", "admin")):
                yield from public_patterns(entry, inner)
        else:
            yield space, entry


def addresses(intake: Intake, location: PracticeLocation, number: int) -> list[str]:
    """KeyError for a public address whose parts nobody gave here."""
    given = {
        ("matching", "slug"): "areas",
        ("providers", "slug"): SLUG,
        ("providers", "place"): f"oakland-{location.pk}",
        ("matching", "token"): intake.token,
        ("matching", "share"): intake.share_token,
        ("matching", "signed"): MAILED.sign(intake.token),
        ("cities", "state"): location.state.lower(),
        ("cities", "city"): "oakland",
        ("questions", "number"): number,
        ("questions", "text"): number,
        ("questions", "key"): uuid4(),
        ("questions", "token"): "nobodys",
        (None, "section"): "providers",
    }
    found = ["/sitemap-cities.xml"]
    for space, pattern in public_patterns(get_resolver()):
        if space in ("guide", "check"):
            continue  # of treatments, which know no provider: the order of imports forbids it
        parts = {name: given[space, name] for name in pattern.pattern.converters}
        found.append(reverse(f"{space}:{pattern.name}" if space else pattern.name, kwargs=parts))
    return found


@pytest.fixture
def number(location) -> int:
    """Of a question that this provider answered."""
    asked = publish_text(ask(now=timezone.now()), now=timezone.now())
    publish_text(answer(asked, now=timezone.now(), provider=location.provider), now=timezone.now())
    return asked.pk


@pytest.fixture
def location() -> PracticeLocation:
    provider = make_provider(first_name=NAME, slug=SLUG, is_demonstration=False)
    return make_listed_location(now=timezone.now(), provider=provider, clinic_name=CLINIC, price=240)


def lists(intake: Intake) -> list[str]:
    """What only this search leads to."""
    ticked = "&".join(f"p={place}" for place in intake.matches.values_list("location_id", flat=True))
    more = f"{intake.get_absolute_url()}?show=all&sort=cost"
    return [more, f"{reverse('matching:compare', args=[intake.token])}?{ticked}"]


def shown_at(client, asked: list[str]) -> set[str]:
    """Where the person, the place or the link can be read. Followed as a browser follows."""
    places = set()
    for address in asked:
        answer = client.get(address, follow=True)
        assert answer.status_code < 500, address
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if any(word.encode() in text for word in (NAME, CLINIC, SLUG)):
            places.add(address)
    return places


def searched(**asked: object) -> Intake:
    intake = make_intake(now=timezone.now(), form_key=uuid4(), **asked)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())
    return share_list(intake_id=intake.pk, now=timezone.now())


LOSSES = {
    "license revoked": lambda place: place.provider.licenses.update(status=LicenseStatus.REVOKED),
    "license over": lambda place: place.provider.licenses.update(expires_on=timezone.now().date() - timedelta(days=2)),
    "screening over": lambda place: place.provider.screening_cases.update(
        approved_until=timezone.now().date() - timedelta(days=2)
    ),
    "excluded": lambda place: make_exclusion(place.provider, now=timezone.now()),
    "held": lambda place: make_hold(place.provider, now=timezone.now()),
    "closed": lambda place: PracticeLocation.objects.filter(pk=place.pk).update(is_active=False),
}


def test_who_is_not_listed_any_more_is_nowhere_at_once(client, location, number):
    """One world, of which each loss is undone. After the first every address is asked once more; after the others those
    that showed them: what shows nobody who is listed has nobody to lose."""
    for _ in range(2):  # others stay, so that pages of the city stay, and there is somebody to compare with
        make_listed_location(now=timezone.now(), provider=make_provider(is_demonstration=False))
    matched, missed = searched(), searched(max_price=100)
    assert matched.matches.filter(location=location).exists()
    assert missed.near_misses.filter(location=location).exists()
    own(client, matched)
    own(client, missed)
    every = {*addresses(matched, location, number), *lists(matched)}
    every |= {*addresses(missed, location, number), *lists(missed)}  # other addresses where they name the search
    before = shown_at(client, sorted(every))
    assert {
        matched.get_absolute_url(),
        matched.get_shared_url(),
        lists(matched)[1],
        missed.get_absolute_url(),
        f"/p/{SLUG}/",
        f"/p/{SLUG}/checks/",
        "/in/ca/oakland/",
        "/sitemap-providers.xml",
        f"/ask/{number}/",
    } <= before

    shown = {}
    for loss, lose in LOSSES.items():
        if shown:  # the loss before is undone, and kept pages are filled again
            assert shown_at(client, sorted(before)) == before
        with undone():
            lose(location)
            shown[loss] = shown_at(client, sorted(before if shown else every))
        for kept in caches.all():
            kept.clear()

    assert shown == {loss: set() for loss in LOSSES}


def test_who_takes_no_new_patients_is_on_no_list_of_matches(client, location, number):
    matched = searched()
    own(client, matched)
    every = {*addresses(matched, location, number), *lists(matched)}
    of_the_list = [address for address in every if matched.token in address or matched.share_token in address]
    assert shown_at(client, of_the_list)
    PracticeLocation.objects.filter(pk=location.pk).update(accepting_patients=False)

    assert shown_at(client, of_the_list) == set()

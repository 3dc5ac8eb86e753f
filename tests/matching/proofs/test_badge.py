"""The badge: what it says, when it turns gray, and that it harms nobody's page."""

from uuid import uuid4
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse

from matching.proofs.models import Badge
from providers.directory.enums import LicenseStatus
from tests.factories.providers import make_listed_location, make_provider

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "title", "desc", "rect", "circle", "path", "text"}


@pytest.fixture
def place(now):
    return make_listed_location(now=now)


def address(place, now) -> str:
    return reverse("proofs:badge", args=[Badge.of(place, now=now).public_id])


def lines(answer) -> list[str]:
    return [text.text for text in ElementTree.fromstring(answer.content).iter(f"{SVG}text")]


def test_it_says_who_where_what_and_of_which_day(client, place, now):
    answer = client.get(address(place, now))

    assert lines(answer) == [
        "Listed at Caarisma",
        place.provider.name_with_credentials,
        f"{place.city}, {place.state}",
        "License and 7 more checks passed",
        "Last check: Nov 4, 2026",
        "As of Nov 24, 2026",
    ]
    root = ElementTree.fromstring(answer.content)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == ". ".join(lines(answer))
    assert root.find(f"{SVG}desc").text == "It says what was looked at, not how well somebody works."


def test_the_day_in_it_gives_an_old_copy_away(client, place, now):
    first = client.get(address(place, now))
    with time_machine.travel("2026-11-25T17:00:00Z"):
        second = client.get(address(place, now), headers={"if-none-match": first.headers["ETag"]})

    assert "As of Nov 25, 2026" in lines(second)[-1]


def test_it_turns_gray_by_itself_without_name_day_or_reason(client, place, now):
    place.provider.licenses.update(status=LicenseStatus.REVOKED)

    answer = client.get(address(place, now))

    assert answer.status_code == 410
    assert lines(answer) == ["Not listed at Caarisma now", "See who is listed: caarisma.example"]
    assert answer.content == client.get(reverse("proofs:badge_gray")).content
    place.provider.licenses.update(status=LicenseStatus.ACTIVE)
    assert client.get(address(place, now)).status_code == 200


def test_one_that_we_never_gave_says_so(client):
    answer = client.get(reverse("proofs:badge", args=[uuid4()]))

    assert (answer.status_code, lines(answer)[0]) == (404, "Caarisma does not know this badge")


def test_a_made_up_person_is_marked(client, now):
    place = make_listed_location(now=now, provider=make_provider(is_demonstration=True, npi="2999999016"))

    assert lines(client.get(address(place, now)))[0] == "Demonstration, made up"


@pytest.mark.parametrize("state", ["listed", "gone", "unknown"])
def test_it_sets_nothing_reads_nothing_and_may_stand_anywhere(client, place, now, admin_client, state):
    where = address(place, now) if state != "unknown" else reverse("proofs:badge", args=[uuid4()])
    if state == "gone":
        place.provider.licenses.update(status=LicenseStatus.REVOKED)

    for asking in (client, admin_client):
        answer = asking.get(f"{where}?lang=es", headers={"accept-language": "es", "cookie": "language=es"})

        assert not answer.cookies
        assert "Vary" not in answer.headers
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert {node.tag.removeprefix(SVG) for node in ElementTree.fromstring(answer.content).iter()} <= DRAWN
        assert ElementTree.fromstring(answer.content).get("lang") == "es"


def test_a_name_can_do_no_harm(client, place, now):
    place.provider.last_name = "</text><script>alert(1)</script>\u202e\x07" + "x" * 30
    place.provider.credentials = ""
    place.provider.save()
    place.city = 'Q&A "town"'
    place.save()

    answer = client.get(address(place, now))

    assert b"<script" not in answer.content
    name, city = lines(answer)[1:3]
    assert len(name) == 40
    assert name.endswith("…")
    assert "\u202e" not in name
    assert city == f'Q&A "town", {place.state}'


def test_no_language_but_ours_is_spoken(client, place, now):
    answer = client.get(f"{address(place, now)}?lang=%22%3E%3Cscript%3E")

    assert ElementTree.fromstring(answer.content).get("lang") == "en"


def test_a_badge_costs_three_queries(client, place, now, django_assert_num_queries):
    where = address(place, now)
    client.get(where)
    with django_assert_num_queries(3):
        client.get(where)

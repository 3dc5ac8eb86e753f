"""How answers look to caches, browsers and programs; and how many one address gets."""

import html
import re
import shlex

import pytest
from django.db import OperationalError
from django.test import Client

from caarisma.common.models import Counter
from matching.directory_api import views
from matching.directory_api.asking.parameters import TABLE
from matching.directory_api.docs import EXAMPLES
from matching.directory_api.http import network_of
from matching.directory_api.services.publishing import publish_changes
from providers.directory.models import PracticeLocation
from tests.factories.providers import make_hold, make_listed_location, make_user
from tests.matching.directory_api.conftest import R4, publish_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def paths(api, published) -> list[str]:
    """One of each sort of answer."""
    (person,) = api.ids("Practitioner")
    return [
        f"{R4}/metadata", f"{R4}/Practitioner/{person}", f"{R4}/Practitioner", f"{R4}/Practitioner?x=1",
        f"{R4}/Practitioner/_history?_since=2026-11-01", f"{R4}/CodeSystem/area", f"{R4}/Patient", "/openapi.json",
    ]  # fmt: skip


def test_no_cookie_no_session_no_language_for_nobody_and_for_staff(api, paths, client):
    """The same bytes for everybody, so that caches may keep them."""
    staff = Client()
    staff.force_login(make_user(is_staff=True))
    staff.cookies["language"] = "es"
    for path in paths:
        answers = [client.get(path), staff.get(path, headers={"Accept-Language": "es"})]
        assert answers[0].content == answers[1].content, path
        for answer in answers:
            assert not answer.cookies, path
            assert not re.search("cookie|language", answer.get("Vary", ""), re.IGNORECASE), path
            assert "Content-Language" not in answer.headers
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
            assert answer.headers["X-Robots-Tag"] == "noindex"
            assert "private" not in answer.headers["Cache-Control"]
            assert answer.headers["X-Request-ID"]


def test_types_are_fhirs(api, paths):
    for path in paths[:-1]:
        assert api.ask(path).headers["Content-Type"] == "application/fhir+json; charset=utf-8"


def test_who_has_it_gets_304_until_it_changes(api, paths, published, now):
    for path in (paths[0], paths[1], paths[2], paths[4], paths[7]):
        first = api.ask(path)
        again = api.ask(path, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "max-age" in first.headers["Cache-Control"]
    read, page = api.ask(paths[1]), api.ask(paths[2])
    assert read.headers["ETag"] == 'W/"1"'
    assert api.ask(paths[1], **{"If-Modified-Since": read.headers["Last-Modified"]}).status_code == 304
    assert api.ask(paths[1], **{"If-Match": 'W/"7"'}).status_code == 200
    assert api.ask(paths[1], **{"If-Unmodified-Since": "Thu, 01 Jan 1999 00:00:00 GMT"}).status_code == 200

    make_hold(published.provider, now=now)  # one row is hidden: nobody published anything yet

    assert api.ask(paths[2], **{"If-None-Match": page.headers["ETag"]}).status_code == 200
    assert api.ask(paths[1], **{"If-None-Match": read.headers["ETag"]}).status_code == 410


def test_an_edit_changes_the_version_and_its_etag(api, published, now):
    (place,) = api.ids("Location")
    PracticeLocation.objects.filter(pk=published.pk).update(clinic_name="Renamed")
    publish_again(now)

    answer = api.ask(f"Location/{place}", **{"If-None-Match": 'W/"1"'})
    assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"2"')
    assert answer.json()["meta"]["versionId"] == "2"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_it_is_only_read(published, method):
    """Asked as anybody's program does: without the secret of a form."""
    client = Client(enforce_csrf_checks=True)
    for path in (f"{R4}/Location", f"{R4}/Location/_search", f"{R4}/metadata"):
        answer = client.generic(method, path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert answer.json()["issue"][0]["details"]["coding"][0]["code"] == "method"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_head_and_preflight(client, published):
    head = client.head(f"{R4}/Location")
    asked = client.options(f"{R4}/Location", headers={"Origin": "https://elsewhere.example"})

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"]
    assert asked.status_code == 200
    assert "Prefer" in asked.headers["Access-Control-Allow-Headers"]
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in asked.headers


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/fhir+json", 200),
        ("application/json;q=0.9, text/html", 200),
        ("*/*", 200),
        ("", 200),
        ("application/fhir+xml", 406),
        ("application/json;q=0, text/html", 406),
        ("text/html", 406),
    ],
)
def test_only_json(api, published, accept, status):
    assert api.ask("Location", Accept=accept).status_code == status


@pytest.mark.parametrize("path", ["Location", "metadata", "CodeSystem/area", "Location/_history?_since=2026-11-01"])
def test_a_format_in_the_address_counts_before_the_accept_header(api, published, path):
    join = "&" if "?" in path else "?"

    for form in ("json", "text/json", "application/fhir%2Bjson"):
        assert api.ask(f"{path}{join}_format={form}", Accept="text/html").status_code == 200
    assert api.ask(f"{path}{join}_format=xml", Accept="application/fhir+json").status_code == 406


def test_the_next_page_keeps_the_format_that_was_asked_for(api, now):
    for _each in range(2):
        make_listed_location(now=now)
    publish_changes(now=now)

    for path in ("Location?_count=1&_format=json", "Location/_history?_since=2026-11-01&_count=1&_format=json"):
        (following,) = [link["url"] for link in api.get(path)["link"] if link["relation"] == "next"]
        assert "_format=json" in following
        assert api.ask(following, Accept="text/html").status_code == 200


def test_links_are_absolute_and_never_what_the_host_header_says(client, published, settings):
    settings.ALLOWED_HOSTS = ["*"]
    bundle = client.get(f"{R4}/Location", headers={"Host": "evil.example"}).json()

    assert bundle["link"][0]["url"] == "https://caarisma.example/fhir/r4/Location"
    assert bundle["entry"][0]["fullUrl"].startswith("https://caarisma.example/fhir/r4/Location/")
    assert "evil" not in str(bundle)


def test_a_database_that_is_away_and_a_fault_of_ours_are_outcomes_too(api, published, monkeypatch):
    def away(*_arguments: object, **_named: object) -> None:
        raise OperationalError("gone")

    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(views.pages, "search", broken)
    answer = api.ask("Location")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.json()["issue"][0]["diagnostics"]
    assert b"secret" not in answer.content
    monkeypatch.setattr(views.pages, "search", away)
    answer = api.ask("Location")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


# --- The limit --------------------------------------------------------------------------------------------------------
@pytest.fixture
def limited(monkeypatch):
    monkeypatch.setattr("matching.directory_api.http.LIMITED", True)


def test_the_sixty_first_in_a_minute_waits_and_is_told_how_long(client, published, limited):
    left = []
    for number in range(60):
        answer = client.get(f"{R4}/CodeSystem/check-kind" if number % 2 else f"{R4}/Nothing", REMOTE_ADDR="192.0.2.7")
        assert answer.status_code in (200, 404)
        assert answer.headers["RateLimit-Policy"] == '"default";q=60;w=60'
        left.append(answer.headers["RateLimit"].split(";")[1])
    assert left == [f"r={59 - number}" for number in range(60)]

    answer = client.get(f"{R4}/metadata", REMOTE_ADDR="192.0.2.7")

    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit"].startswith('"default";r=0;t=')
    assert answer.json()["issue"][0]["code"] == "throttled"
    assert client.get(f"{R4}/metadata", REMOTE_ADDR="192.0.2.8").status_code == 200
    keys = " ".join(Counter.objects.values_list("key", flat=True))
    assert "192.0.2" not in keys, "no address is kept"
    assert Counter.objects.filter(key__startswith="api:").count() == 2


def test_a_household_of_ipv6_is_one_address():
    assert network_of("2001:db8:1:2:3::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.7") == "192.0.2.7"
    assert network_of(None) == ""


def test_the_openapi_file_names_every_parameter_and_its_examples_are_understood(api, published):
    file = api.get("/openapi.json")

    assert file["openapi"] == "3.1.0"
    for name, each in TABLE.items():
        told = file["paths"][f"{R4}/{name}"]["get"]["parameters"]
        assert {one.name for one in each.parameters} <= {one["name"] for one in told}
        for one in told:
            if "example" in one:
                api.get(f"{name}?{one['name']}={one['example'].replace('|', '%7C')}")
    for path in file["paths"]:
        assert api.ask(path.replace("{id}", "x")).status_code in (200, 400, 404), path


def test_every_line_of_the_page_for_developers_does_what_it_says(api, published):
    """As a shell takes it apart."""
    page = html.unescape(api.client.get("/developers/").content.decode())
    assert len(EXAMPLES) >= 10
    for example in EXAMPLES:
        assert example.line in page
        program, *arguments = shlex.split(example.line)
        assert program == "curl"
        headers = dict([arguments[arguments.index("-H") + 1].split(": ")]) if "-H" in arguments else {}
        answer = api.ask(arguments[-1], **headers)
        assert answer.status_code == example.answers, example.line
    for each in TABLE.values():
        for parameter in each.parameters:
            assert f"<code>{parameter.name}</code>" in page


def test_the_page_for_developers_is_found_from_every_page(client, db):
    assert b'href="/developers/"' in client.get("/about/").content

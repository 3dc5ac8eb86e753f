"""Searches find what they say, page by page, and refuse what they do not understand."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matching.directory_api import pages
from matching.directory_api.asking import cursor, finding, values
from matching.directory_api.asking.cursor import After
from matching.directory_api.asking.parameters import TABLE
from matching.directory_api.asking.reading import CONTROLS, read
from matching.directory_api.asking.terms import NearPoint, SearchTerms
from matching.directory_api.kinds import EntryKind
from matching.directory_api.models import DirectoryEntry, EntryPoint
from matching.directory_api.services.publishing import band_of, publish_changes
from matching.engine.geography import great_circle_miles
from providers.directory.models import PracticeLocation
from tests.factories.providers import make_hold, make_listed_location, make_provider
from tests.factories.treatments import make_area_concern
from tests.matching.directory_api.conftest import publish_again
from tests.matching.directory_api.layers import leaves

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(now):
    """Three people: in Oakland (Spanish), in Austin (a nurse practitioner, takes nobody new), in Guam."""
    lines, belly = make_area_concern("face", "fine-lines"), make_area_concern("stomach", "cellulite")
    make_listed_location(
        now=now, provider=make_provider(last_name="Núñez Ríos", first_name="Zoë", languages=["en", "es"]),
        area_concerns=[lines], placed_by="street",
    )  # fmt: skip
    nurse = make_provider(last_name="Osei", profession="np", credentials="NP", specialty="Nurse practitioner, family")
    make_listed_location(
        now=now, provider=nurse, city="Austin", state="TX", zip_code="78701", latitude=30.27, longitude=-97.74,
        time_zone="America/Chicago", accepting_patients=False, area_concerns=[lines, belly],
        clinic_name="Riverbend Skin",
    )  # fmt: skip
    publish_changes(now=now)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Practitioner?name=nun", 1),
        ("Practitioner?name=RÍOS", 1),
        ("Practitioner?name=nunez rios", 1),
        ("Practitioner?name=unez", 0),
        ("Practitioner?family=zoe", 0),
        ("Practitioner?given=zoe&family=rios", 1),
        ("Practitioner?name:exact=nun", 0),
        ("Practitioner?name:exact=nunez", 1),
        ("Practitioner?name=osei,rios", 2),
        ("Practitioner?name=osei&name=rios", 0),
        ("Practitioner?communication=es", 1),
        ("Practitioner?communication=urn:ietf:bcp:47|es", 1),
        ("Practitioner?communication=https://elsewhere.example|es", 0),
        ("Practitioner?communication=es,en", 2),
        ("Practitioner?identifier=1999999999", 0),
        ("PractitionerRole?role=crnp", 1),
        ("PractitionerRole?specialty=363LF0000X", 1),
        ("PractitionerRole?specialty=http://nucc.org/provider-taxonomy|363LF0000X", 1),
        ("PractitionerRole?new-patients=true", 1),
        ("PractitionerRole?location.address-state=tx", 1),
        ("PractitionerRole?location.address-city=aus&practitioner.name=osei", 1),
        ("PractitionerRole?location.near=30.27|-97.74|5|mi", 1),
        ("PractitionerRole?practitioner.communication=es&service.service-type=face", 1),
        ("PractitionerRole?service.service-type=stomach.cellulite", 1),
        ("Location?address=78701", 1),
        ("Location?address=lakeside", 2),
        ("Location?address-postalcode=787", 1),
        ("Location?name=skin", 2),
        ("Location?name=riverbend skin", 1),
        ("Location?type=PROFF", 2),
        ("Location?near=37.8|-122.27&_sort=_id", 1),
        ("Location?near=37.8|-122.27&_sort=_lastUpdated", 1),
        ("HealthcareService?service-type=face", 2),
        ("HealthcareService?service-type=face,stomach", 3),
        ("HealthcareService?service-type=face&service-type=fine-lines", 2),
        ("HealthcareService?service-type=https://caarisma.example/fhir/r4/CodeSystem/concern|face", 0),
        ("HealthcareService?service-type=face&service-type=cellulite", 0),  # no crosswise match
        ("HealthcareService?service-category=prov&new-patients=false", 2),
        ("HealthcareService?name=cellulite", 1),
        ("VerificationResult?check-kind=license,npi", 4),
        ("VerificationResult?check-kind=https://caarisma.example/fhir/r4/CodeSystem/check-kind|license", 2),
        ("Location?_lastUpdated=gt2026-11-01", 2),
        ("Location?_lastUpdated=lt2026-11-01", 0),
        ("Location?_lastUpdated=2026-11-24", 2),
        ("Location?_lastUpdated=ge2026-11-01&_lastUpdated=lt2026-11-24", 0),
        ("Location?_lastUpdated=ge2026-11&name=riverbend", 1),
        ("Location?_lastUpdated=ge2026&_sort=_lastUpdated&address-state=TX", 1),
    ],
)
def test_each_parameter_finds_what_it_says(api, directory, query, found):
    """And counts it, when asked."""
    assert len(api.ids(query)) == found
    assert api.get(f"{query}&_total=accurate").get("total") == found
    assert api.get(f"{query}&_summary=count") == api.get(f"{query}&_count=0") | {
        "link": api.get(f"{query}&_summary=count")["link"]
    }


def test_references_and_npis_lead_there(api, directory):
    (role,) = api.resources("PractitionerRole?role=crnp")
    person, place = role["practitioner"]["reference"], role["location"][0]["reference"]
    npi = api.get(person)["identifier"][0]["value"]

    assert api.ids(f"Practitioner?identifier={npi}") == [person.split("/")[1]]
    assert api.ids(f"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|{npi}") == [person.split("/")[1]]
    assert api.ids(f"PractitionerRole?practitioner={person}&location={place.split('/')[1]}") == [role["id"]]
    whole = f"https://caarisma.example/fhir/r4/{person}"
    assert api.ids(f"PractitionerRole?practitioner={whole}") == [role["id"]]
    assert api.ids(f"VerificationResult?target={whole}") == api.ids(f"VerificationResult?target={person}") != []
    api.get(f"PractitionerRole?practitioner=https://elsewhere.example/fhir/r4/{person}", status=400)
    services = [each["reference"] for each in role["healthcareService"]]
    assert sorted(api.ids(f"HealthcareService?location={place}")) == sorted(each.split("/")[1] for each in services)
    assert api.ids(f"PractitionerRole?service={services[0]}") == [role["id"]]
    assert api.ids(f"PractitionerRole?_id={role['id']},7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21") == [role["id"]]


def test_what_comes_along_is_gated_and_comes_once(api, directory, now):
    """The other place of a person, which is not listed, never comes."""
    (role,) = api.resources("PractitionerRole?role=crnp")
    include = "&".join(f"_include=PractitionerRole:{name}" for name in ("practitioner", "location", "service"))
    bundle = api.get(f"PractitionerRole?role=crnp&{include}&_revinclude=VerificationResult:target&_total=accurate")
    along = [entry["resource"] for entry in bundle["entry"] if entry["search"]["mode"] == "include"]
    kinds = [each["resourceType"] for each in along]

    assert bundle["total"] == 1
    assert (kinds.count("Practitioner"), kinds.count("Location"), kinds.count("HealthcareService")) == (1, 1, 2)
    assert "VerificationResult" in kinds
    person = role["practitioner"]["reference"]
    back = api.get(f"Practitioner?_id={person.split('/')[1]}&_revinclude=PractitionerRole:practitioner")
    assert [entry["resource"]["id"] for entry in back["entry"][1:]] == [role["id"]]
    gone = PracticeLocation.objects.get(state="TX")
    make_listed_location(now=now, provider=gone.provider, latitude=37.8)  # a second place of hers
    publish_again(now)
    PracticeLocation.objects.filter(pk=gone.pk).update(is_active=False)
    back = api.get(f"Practitioner?_id={person.split('/')[1]}&_revinclude=PractitionerRole:practitioner")
    assert role["id"] not in [entry["resource"]["id"] for entry in back["entry"]]


def test_of_what_comes_along_an_answer_holds_500_and_says_that_there_was_more(api, published, monkeypatch):
    query = f"Practitioner?_id={api.ids('Practitioner')[0]}&_revinclude=VerificationResult:target&_total=accurate"
    whole = api.get(query)
    assert pages.MOST_INCLUDED == 500
    monkeypatch.setattr(pages, "MOST_INCLUDED", 3)

    cut = api.get(query)

    modes = [[entry["search"]["mode"] for entry in bundle["entry"]] for bundle in (whole, cut)]
    assert modes[0].count("include") > 3
    assert modes[1] == ["match", "include", "include", "include", "outcome"]
    (issue,) = cut["entry"][-1]["resource"]["issue"]
    assert (issue["code"], issue["severity"]) == ("too-costly", "warning")
    assert cut["total"] == whole["total"] == 1, "what comes along is not counted"


# --- Near -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("37.8|-122.27", NearPoint(37.8, -122.27, 40.0)),
        ("37.8|-122.27|", NearPoint(37.8, -122.27, 40.0)),
        ("37.8|-122.27|5|", NearPoint(37.8, -122.27, 5.0)),
        ("37.8|-122.27|5|km", NearPoint(37.8, -122.27, 5.0)),
        ("37.8|-122.27|5|mi", NearPoint(37.8, -122.27, 5 * 1.609344)),
        ("37.8|-122.27|5|[mi_us]", NearPoint(37.8, -122.27, 5 * 1.609344)),
        ("-90|180|200|km", NearPoint(-90.0, 180.0, 200.0)),
    ],
)
def test_near_is_read(text, found):
    assert values.near(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("37.8", "latitude|longitude"),
        ("north|west", "plain numbers"),
        ("-122.27|37.8", "swapped"),
        ("91|200", "from -90 to 90"),
        ("37.8|-122.27|5|miles", "unit"),
        ("37.8|-122.27|500|km", "0.1 to 200"),
        ("37.8|-122.27|0|km", "0.1 to 200"),
        ("37.8|-122.27|1e1|km", "plain number"),
        ("37.8|-122.27|5|km|x", "latitude|longitude"),
        ("nan|nan", "plain numbers"),
    ],
)
def test_near_that_does_not_parse_says_why(text, words):
    with pytest.raises(ValueError, match=words.replace("|", r"\|").replace(".", r"\.")):
        values.near(text)


def test_near_says_how_far_and_goes_across_the_date_line_and_by_percent_signs(api, now):
    guam = {"state": "GU", "city": "Tamuning", "zip_code": "96913", "time_zone": "Pacific/Guam"}
    make_listed_location(now=now, latitude=13.5, longitude=144.8, **guam)
    make_listed_location(now=now, latitude=51.9, longitude=179.95, state="AK", time_zone="America/Adak")
    make_listed_location(now=now, latitude=51.9, longitude=-179.95, state="AK", time_zone="America/Adak")
    publish_changes(now=now)

    assert len(api.ids("Location?near=13.4|144.8|20|km")) == 1
    assert len(api.ids("Location?near=51.9%7C179.99%7C100%7Ckm")) == 2
    (entry,) = api.get("Location?near=13.4|144.8|20|km")["entry"]
    (extension,) = entry["search"]["extension"]
    miles = great_circle_miles(13.4, 144.8, 13.5, 144.8)
    assert extension["valueDistance"]["value"] == pytest.approx(miles * 1.609344, abs=0.006)


def test_near_orders_as_the_one_function_of_the_project_does(db, now):
    """Two thousand points, page by page, through rings: the same as sorting all by distance."""
    draw = Random(3)
    points = {}
    rows = DirectoryEntry.objects.bulk_create(
        DirectoryEntry(
            kind=EntryKind.PLACE, provider=number, source=number, first_at=now, updated_at=now, listed_since=now.date()
        )
        for number in range(2000)
    )
    for row in rows:
        points[row.pk] = (37 + draw.random() * 3, -122 + draw.random() * 4)
    EntryPoint.objects.bulk_create(
        EntryPoint(entry_id=pk, kind=EntryKind.PLACE, band=band_of(at[0]), latitude=at[0], longitude=at[1])
        for pk, at in points.items()
    )
    terms = SearchTerms(kind=EntryKind.PLACE, near=NearPoint(38.5, -120.0, 150.0), order="near")
    walked, after = [], cursor.BEGINNING
    while page := finding.find(terms, after, 37):
        walked += page
        after = page[-1].after
    within = {pk: great_circle_miles(38.5, -120.0, *at) * 1609.344 for pk, at in points.items()}
    expected = sorted((round(meters * 10), pk) for pk, meters in within.items() if meters <= 150_000)

    assert [hit.entry for hit in walked] == [pk for _meters, pk in expected]
    assert len(expected) > 500


# --- Pages ------------------------------------------------------------------------------------------------------------
def test_pages_double_and_skip_nobody_while_people_come_and_go(api, now):
    """Between two pages somebody joins, somebody is edited and somebody leaves, who was read or not."""
    places = [make_listed_location(now=now) for _ in range(9)]
    publish_changes(now=now)
    first = api.get("Location?_count=3")
    read_ids = [entry["resource"]["id"] for entry in first["entry"]]
    make_hold(places[1].provider, now=now)
    make_hold(places[7].provider, now=now)
    PracticeLocation.objects.filter(pk=places[5].pk).update(clinic_name="Renamed")
    make_listed_location(now=now)
    publish_again(now)

    (following,) = [link["url"] for link in first["link"] if link["relation"] == "next"]
    rest = [entry["resource"]["id"] for entry in api.walk(following)]

    assert len(rest) == len(set(rest)) == 6  # five of six who were left, and the one who joined
    assert not set(rest) & set(read_ids)
    assert following.startswith("https://caarisma.example/fhir/r4/Location?_count=3&_cursor=")


def test_there_is_no_empty_last_page_also_when_the_gate_refuses_the_rest(api, now):
    places = [make_listed_location(now=now) for _ in range(6)]
    publish_changes(now=now)
    relations = lambda query: [link["relation"] for link in api.get(query)["link"]]  # noqa: E731

    assert relations("Location?_count=6") == ["self"]
    assert relations("Location?_count=5") == ["self", "next"]
    for place in places[3:]:
        make_hold(place.provider, now=now)
    assert relations("Location?_count=3") == ["self"]
    assert relations("Location?_count=2") == ["self", "next"]


def test_a_cursor_is_ours_and_of_this_query(api, directory, settings):
    bundle = api.get("Location?_count=1&address=lakeside")
    (following,) = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
    text = following.rpartition("_cursor=")[2]

    def code(query: str) -> str:
        return api.get(query, status=400)["issue"][0]["details"]["coding"][0]["code"]

    assert code(f"Location?_count=1&address=lake&_cursor={text}") == "cursor-mismatch"
    assert code(f"PractitionerRole?_cursor={text}") == "cursor-mismatch"
    assert code(f"Location?address=lakeside&_cursor={text[:-1]}") == "cursor"
    for place in range(len(text)):
        other = "A" if text[place] != "A" else "B"
        assert code(f"Location?_count=1&address=lakeside&_cursor={text[:place]}{other}{text[place + 1 :]}") == "cursor"
    assert len(api.ids(f"Location?_count=7&address=lakeside&_cursor={text}")) == 1, "how many on a page may change"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert len(api.ids(f"Location?_count=1&address=lakeside&_cursor={text}")) == 1
    settings.SECRET_KEY_FALLBACKS = []
    assert code(f"Location?_count=1&address=lakeside&_cursor={text}") == "cursor"


def test_a_cursor_says_what_was_put_in():
    asked = After(-5, 2**40)

    assert cursor.read(cursor.write(asked, order="near", query=b"12345678"), order="near", query=b"12345678") == asked


# --- What it costs ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "query",
    [
        "Location?_count=20",
        "HealthcareService?service-type=face&service-type=fine-lines",
        "PractitionerRole?location.near=37.8|-122.27&new-patients=true",
        "Practitioner?name=os",
    ],
)
def test_a_page_asks_the_database_a_fixed_number_of_times(api, directory, query):
    """One counts the request, one for the mark, one or two find, one reads bodies, two at most are the gate's. Near a
    place nobody knows beforehand how wide the ring has to be: three more at most."""
    api.get(query)
    with CaptureQueriesContext(connection) as asked:
        api.get(query)

    assert len(asked) <= (10 if "near" in query else 7), [each["sql"][:90] for each in asked]


def test_searches_read_lists_and_never_a_whole_table(db, now):
    """By the plans of PostgreSQL, on tables that are worth an index."""
    with connection.cursor() as database:
        database.execute(
            """INSERT INTO directory_api_directoryentry (kind, public_id, provider, source, version, content_hash,
                first_at, listed_since, updated_at) SELECT 3, gen_random_uuid(), n, n, 1, '', now(), now(), now()
                FROM generate_series(1, 20000) n"""
        )
        database.execute(
            """INSERT INTO directory_api_entrycode (kind, code, entry_id)
                SELECT 3, mod(source, 50), id FROM directory_api_directoryentry"""
        )
        database.execute(
            """INSERT INTO directory_api_entryword (kind, word, entry_id)
                SELECT 3, 'name:' || md5(id::text), id FROM directory_api_directoryentry"""
        )
        database.execute("ANALYZE directory_api_directoryentry, directory_api_entrycode, directory_api_entryword")
    terms = [
        SearchTerms(kind=EntryKind.PLACE),
        SearchTerms(kind=EntryKind.PLACE, codes=[frozenset({7})]),
        SearchTerms(kind=EntryKind.PLACE, codes=[frozenset({7}), frozenset({8, 9})]),
        SearchTerms(kind=EntryKind.PLACE, words=[values.word("name", "ab", exact=False)]),
    ]
    for each in terms:
        query = finding._in_order(each, 0, 25)
        with connection.cursor() as database:
            database.execute(f"EXPLAIN {query.text}", query.values)
            plan = "\n".join(row[0] for row in database.fetchall())
        assert "Seq Scan" not in plan, plan


# --- Refusals ---------------------------------------------------------------------------------------------------------
LONG = "x" * 2001
MANY_IDS = ",".join(["7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21"] * 51)


@pytest.mark.parametrize(
    ("path", "status", "code", "own"),
    [
        ("Location?license=TX", 400, "not-supported", "unknown-parameter"),
        ("Practitioner?name:contains=osei", 400, "not-supported", "modifier"),
        ("Practitioner?name:missing=true", 400, "not-supported", "modifier"),
        ("Location?_lastUpdated=ap2026-11-01", 400, "value", "value"),
        ("PractitionerRole?location.organization.name=x", 400, "not-supported", "chain"),
        ("Practitioner?_has:PractitionerRole:practitioner:role=ph", 400, "not-supported", "chain"),
        ("PractitionerRole?_include:iterate=PractitionerRole:location", 400, "not-supported", "unknown-parameter"),
        ("PractitionerRole?_include=*", 400, "not-supported", "value"),
        ("Location?_filter=name eq x", 400, "not-supported", "chain"),
        ("Location?_lastUpdated=yesterday", 400, "value", "value"),
        ("Location?_lastUpdated=2026-02-31", 400, "value", "value"),
        ("Location?_lastUpdated=9999", 400, "value", "value"),
        ("Location?_lastUpdated=gt2026-13-01", 400, "value", "value"),
        ("Location?_lastUpdated=2026-11-28T25:00:00Z", 400, "value", "value"),
        ("Location?_lastUpdated=%D9%A2026-01-01", 400, "value", "value"),  # a digit, and none that we count with
        ("PractitionerRole?new-patients=maybe", 400, "value", "value"),
        ("PractitionerRole?practitioner=https://elsewhere.example/Practitioner/7", 400, "value", "value"),
        ("PractitionerRole?specialty=a b", 400, "value", "value"),
        ("Location?near=-122.27|37.8", 400, "value", "near"),
        ("Location?near=37.8|-122.27&near=37.8|-122.27", 400, "value", "value"),
        ("Practitioner?name=o", 400, "too-costly", "too-short"),
        ("Practitioner?name=", 400, "value", "value"),
        (f"Practitioner?_id={MANY_IDS}", 400, "too-long", "too-long"),
        (f"Practitioner?name={','.join(['osei'] * 21)}", 400, "too-long", "too-long"),
        (f"Practitioner?name={LONG}", 400, "too-long", "too-long"),
        ("Location?_count=101", 400, "value", "count"),
        ("Location?_count=-1", 400, "value", "count"),
        ("Location?_count=ten", 400, "value", "count"),
        ("Location?_count=1e3", 400, "value", "count"),
        ("Location?_count=%D9%A1%D9%A0", 400, "value", "count"),
        ("Location?_count=10&_count=10", 400, "value", "value"),
        ("Location?_cursor=nonsense", 400, "invalid", "cursor"),
        ("Location?_total=estimate", 400, "value", "value"),
        ("Location?_summary=true", 400, "value", "value"),
        ("Location?_sort=name", 400, "value", "value"),
        ("Location?_sort=near", 400, "value", "value"),
        ("Location?_elements=name", 400, "not-supported", "unknown-parameter"),
        ("Location?name=%ff%fe", 400, "value", "value"),
        ("Location?name=os%00ei", 400, "value", "value"),
        ("Location/7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21?x=1", 400, "not-supported", "unknown-parameter"),
        ("Practitioner/1234567893", 404, "not-found", "not-found"),
        ("Practitioner/7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21", 404, "not-found", "not-found"),
        ("Patient?name=osei", 404, "not-supported", "type"),
        ("Organization?name=osei", 404, "not-supported", "type"),
        ("Location/7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21/_history/1", 404, "not-supported", "version"),
        ("Location/7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21/_history", 404, "not-supported", "version"),
        ("", 404, "not-supported", "type"),
        ("Location?_format=xml", 406, "not-supported", "format"),
        ("metadata?_format=application/fhir%2Bxml", 406, "not-supported", "format"),
        ("Location/_history", 400, "required", "value"),
        ("Location/_history?_since=soon", 400, "value", "value"),
        ("Location/_history?_since=2026-11-01&_count=0", 400, "value", "count"),
        ("Location/_history?_since=2026-11-01&name=x", 400, "not-supported", "unknown-parameter"),
        ("Location/_history?_since=2021-11-01", 410, "too-costly", "too-old"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(api, published, path, status, code, own):
    outcome = api.get(path, status=status)
    (issue,) = outcome["issue"]

    assert outcome["resourceType"] == "OperationOutcome"
    assert (issue["severity"], issue["code"], issue["details"]["coding"][0]["code"]) == ("error", code, own)
    assert issue["diagnostics"]
    assert len(str(outcome)) < 900, "no long echo"


@pytest.mark.parametrize("value", ["gt2026-13-01", "2026-02-30", "2026-11-28T25:00:00Z"])
def test_an_impossible_day_is_refused_in_our_words_and_not_in_pythons(value):
    with pytest.raises(ValueError, match=r"^There is no such day or time$"):
        values.bounds(value)


def test_a_plus_sign_that_nobody_escaped_is_understood(api, published):
    """As many clients send it: what arrives is a blank."""
    assert len(api.ids("Location?_format=application/fhir+json")) == 1
    assert len(api.ids("Location?_lastUpdated=gt2026-11-01T00:00:00+00:00")) == 1
    assert len(api.get("Location/_history?_since=2026-11-01T00:00:00+00:00")["entry"]) == 1


def test_whatever_metadata_defines_by_our_own_name_is_there_to_read(api, published, settings):
    settings.FHIR_CANONICAL_BASE = "https://names.example/fhir/r4"
    ours = [value for _path, value in leaves(api.get("metadata")) if str(value).startswith("https://names.example")]

    assert len(ours) >= 2
    for name in ours:
        if "CapabilityStatement" not in name:
            assert api.get(name.removeprefix("https://names.example/fhir/r4/"))["url"] == name


def test_every_fault_is_told_at_once_with_its_parameter(api, published):
    outcome = api.get("Location?license=TX&near=1&_count=5000", status=400)

    assert [issue["expression"] for issue in outcome["issue"]] == [["http.license"], ["http.near"], ["http._count"]]


def test_lenient_leaves_out_what_it_does_not_know_and_says_so(api, published):
    bundle = api.get("Location?license=TX&address-state=CA", Prefer="handling=lenient")
    *found, told = bundle["entry"]

    assert len(found) == 1
    assert told["search"]["mode"] == "outcome"
    assert [issue["severity"] for issue in told["resource"]["issue"]] == ["warning"]
    assert bundle["link"][0]["url"].endswith("Location?address-state=CA")


def test_the_statement_of_what_we_can_lists_exactly_what_the_parser_takes(api, published):
    (rest,) = api.get("metadata")["rest"]
    told = {each["type"]: {one["name"] for one in each.get("searchParam", ())} for each in rest["resource"]}

    assert {name: told[name] for name in TABLE} == {
        name: {one.name for one in each.parameters} for name, each in TABLE.items()
    }
    for name, each in TABLE.items():
        for parameter in each.parameters:
            read(f"{parameter.name}={parameter.example.replace('|', '%7C')}", each, lenient=False)
        for value in (*each.include, *each.revinclude):
            assert value.split(":")[0] in TABLE
        assert not {one.name for one in each.parameters} & set(CONTROLS)
        api.get(f"{name}?_count=1")


def test_changes_since_the_last_batch_are_none_and_a_late_one_is_in_the_next(api, published, now):
    stamp = api.get("Location")["meta"]["lastUpdated"]
    assert api.get(f"Location/_history?_since={stamp}").get("entry", []) == []
    assert api.ids(f"Location?_lastUpdated=gt{stamp}") == []

    PracticeLocation.objects.filter(pk=published.pk).update(clinic_name="Renamed")
    publish_again(now - timedelta(hours=1))  # a clock that was set back

    assert len(api.ids(f"Location?_lastUpdated=gt{stamp}")) == 1
    assert api.get("Location")["meta"]["lastUpdated"] > stamp


def test_changes_since_an_instant_with_microseconds_go_on_to_the_last_page(api, now):
    for _each in range(3):
        make_listed_location(now=now)
    publish_changes(now=now)
    since = (now - timedelta(days=1)).replace(microsecond=123456).isoformat().replace("+00:00", "Z")

    assert len(api.walk(f"Location/_history?_since={since}&_count=1")) == 3


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_is_in_the_next_poll(api, now):
    """Two connections. The one that began first commits last, after the publisher has read what the other wrote."""
    first, second = (make_listed_location(now=now) for _ in range(2))
    publish_changes(now=now)
    late = connection.copy()
    try:
        late.connect()
        late.set_autocommit(False)
        with late.cursor() as cursor:
            cursor.execute("UPDATE directory_practicelocation SET clinic_name = 'Late' WHERE id = %s", [first.pk])
        PracticeLocation.objects.filter(pk=second.pk).update(clinic_name="Early")
        publish_changes(now=now + timedelta(seconds=15))
        stamp = api.get("Location")["meta"]["lastUpdated"]
        assert [each["name"] for each in api.resources(f"Location?_lastUpdated=gt{stamp}")] == []

        late.commit()
        publish_changes(now=now + timedelta(seconds=30))
    finally:
        late.close()

    assert [each["name"] for each in api.resources(f"Location?_lastUpdated=gt{stamp}")] == ["Late"]
    assert sorted(each["name"] for each in api.resources("Location")) == ["Early", "Late"]

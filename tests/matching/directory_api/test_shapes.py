"""What is sent is FHIR, refers to what is there, and says nothing that the public pages do not say."""

import copy
import json
import re

import pytest
from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError

from caarisma.common.privacy import Privacy, declared_fields
from matching.directory_api.asking.parameters import STATIC_TYPES, TABLE
from matching.directory_api.describing.openapi import NAMES
from matching.directory_api.models import DirectoryEntry
from matching.directory_api.services.publishing import publish_changes
from providers.directory.enums import Profession
from providers.directory.models import Provider, Statement
from providers.directory.npi import npi_from_nine
from providers.screening.enums import CheckKind
from tests.factories.providers import (
    make_hours,
    make_license,
    make_listed_location,
    make_location,
    make_provider,
)
from tests.factories.treatments import make_area_concern
from tests.matching.directory_api.conftest import publish_again
from tests.matching.directory_api.layers import leaves, require_valid
from tests.rewriting import history_rewritten

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(now):
    """All license types, with and without phone, hours, specialty; one with two places; one for fat; odd letters."""
    fat = make_area_concern("chin", "small-fat")
    fat.concern.needs_fda_note = True
    fat.concern.save()
    for profession in Profession:
        provider = make_provider(
            profession=profession, first_name="Zoë\tAnn", last_name="O'Neill-Núñez", name_suffix="Jr.",
            credentials="MD, FAAD", specialty="Dermatologist" if profession == "md" else "",
            languages=["en", "es", "zh"],
        )  # fmt: skip
        place = make_listed_location(
            now=now, provider=provider, clinic_name='Skin "&" <Sun>\x01', hours_confirmed_on=now.date(),
            phone="5105550142",
            video_visits=profession == "md", area_concerns=[fat] if profession == "do" else None,
        )  # fmt: skip
        make_hours(place, 5, "10:00", "14:00")
    make_license(provider, state="TX", number="T1", expires_on=now.date().replace(year=2028))
    make_listed_location(now=now, state="TX", city="Austin", time_zone="America/Chicago", accepting_patients=False)
    publish_changes(now=now)


def test_every_resource_is_valid_and_leads_nowhere_else(api, many):
    """fhir.resources, our own walk, and each reference read by its id."""
    codes: dict[str, set[str]] = {}
    kinds = {name: [entry["resource"] for entry in api.walk(f"{name}?_count=3")] for name in TABLE}
    there = {f"{name}/{each['id']}" for name, found in kinds.items() for each in found} | {"Organization/caarisma"}
    for found in kinds.values():
        assert found
        for resource in found:
            require_valid(resource, own_codes=codes)
            told = {value for path, value in leaves(resource) if path.endswith(".reference")}
            assert told <= there
    for name in STATIC_TYPES:
        for each in NAMES[name]:
            require_valid(api.get(f"{name}/{each}"), own_codes=codes)
    require_valid(api.get("metadata"))
    Bundle.model_validate(api.get("PractitionerRole?location.near=37.8|-122.27&_include=PractitionerRole:location"))
    Bundle.model_validate(api.get("Location/_history?_since=2026-11-01T00:00:00Z"))
    assert set(codes) == {"area", "concern", "treatment"}


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("Location", {"status": "open"}),
        ("VerificationResult", {"status": "ok"}),
        ("Location", {"name": "a\x00b"}),
        ("Location", {"telecom": []}),
        ("Location", {"position": {"longitude": 1.0}}),
        ("PractitionerRole", {"availableTime": [{"daysOfWeek": ["monday"]}]}),
        ("Location", {"id": "x" * 65}),
        ("HealthcareService", {"category": [{"coding": [{"system": "https://elsewhere.example", "code": "x"}]}]}),
        ("Practitioner", {"shoe": 43}),
    ],
)
def test_the_layers_see_what_is_broken(api, published, kind, broken):
    (resource,) = api.resources(f"{kind}?_count=1")

    with pytest.raises((AssertionError, ValidationError, KeyError)):
        require_valid(copy.deepcopy(resource) | broken)


def test_the_person_and_the_place_as_their_pages_tell_them(api, published):
    (person,) = api.resources("Practitioner?name=osei")
    (role,) = api.resources("PractitionerRole?practitioner.name=osei")
    (place,) = api.resources("Location?name=lakeshore")
    (service,) = api.resources("HealthcareService")
    provider = published.provider

    assert person["identifier"] == [
        {
            "use": "official",
            "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "NPI"}]},
            "system": "http://hl7.org/fhir/sid/us-npi",
            "value": provider.npi,
        }
    ]
    assert person["name"] == [
        {
            "use": "official", "text": "Dr. Amara Osei, MD", "family": "Osei", "given": ["Amara"], "prefix": ["Dr."],
            "suffix": ["MD"],
        }
    ]  # fmt: skip
    assert [each["period"]["end"] for each in person["qualification"]] == [str(provider.licenses.get().expires_on)]
    assert role["telecom"] == [{"system": "phone", "value": "+1-510-555-0142", "use": "work", "rank": 1}]
    assert role["availableTime"] == [
        {
            "daysOfWeek": ["mon", "tue", "wed", "thu", "fri"],
            "availableStartTime": "09:00:00",
            "availableEndTime": "17:00:00",
        }
    ]
    assert role["period"] == {"start": "2026-11-24"}
    assert role["location"] == [{"reference": f"Location/{place['id']}"}]
    assert role["healthcareService"] == [{"reference": f"HealthcareService/{service['id']}"}]
    assert place["address"]["text"] == "1 Lakeside Drive, Suite 4, Oakland, CA 94612"
    assert place["position"] == {"longitude": -122.2685, "latitude": 37.8088}
    assert {"url": "https://caarisma.example/fhir/r4/StructureDefinition/placed-by", "valueCode": "street"} in place[
        "extension"
    ]
    assert [each["coding"][0]["code"] for each in service["type"]] == ["face.fine-lines", "face", "fine-lines"]
    prices = [each["valueMoney"] for each in service["extension"] if each["url"].endswith("price-per-session")]
    assert prices == [{"value": 220, "currency": "USD"}]


def test_a_place_known_by_its_zip_code_has_two_decimals_and_says_so(api, now):
    make_listed_location(now=now, placed_by="zip")
    publish_changes(now=now)
    (place,) = api.resources("Location")

    assert place["position"] == {"longitude": -122.27, "latitude": 37.81}
    assert "zip" in [each.get("valueCode") for each in place["extension"]]


def test_hours_that_nobody_confirmed_for_90_days_are_not_told(api, place, now):
    place.hours_confirmed_on = now.date().replace(year=2025)
    place.save()
    publish_changes(now=now)

    assert "hoursOfOperation" not in api.resources("Location")[0]
    assert "availableTime" not in api.resources("PractitionerRole")[0]


def test_a_check_says_when_it_was_looked_at_and_what_it_does_not_tell(api, published):
    checks = {
        next(e["valueCode"] for e in each["extension"] if e["url"].endswith("check-kind")): each
        for each in api.resources("VerificationResult")
    }

    assert set(checks) - {"attestation"} == set(published.provider.screening_cases.get().required)
    assert checks["attestation"]["status"] == "attested", "by the clinic, and no check of ours"
    license = checks[CheckKind.LICENSE]
    assert license["status"] == "validated"
    assert license["lastPerformed"] >= license["statusDate"] == "2026-11-04T12:00:00.000Z"
    assert license["validator"] == [{"organization": {"reference": "Organization/caarisma"}}]
    assert any(each["url"].endswith("does-not-tell") and each["valueString"] for each in license["extension"])
    (person,) = api.ids("Practitioner")
    assert license["target"] == [{"reference": f"Practitioner/{person}"}]
    assert api.ids("VerificationResult?check-kind=license") == [license["id"]]
    assert set(api.ids(f"VerificationResult?target=Practitioner/{person}")) >= {license["id"]}


# --- What is never in it ----------------------------------------------------------------------------------------------
SAID = {  # of personal fields, those that the page of a listed provider prints
    "directory.Provider": {"first_name", "last_name", "name_suffix"},
    "directory.License": {"number"},
}


def test_no_personal_field_leaves_but_what_the_page_prints(api, now):
    """By the privacy map: each personal text field of the provider's own tables is filled with a canary, and what staff
    wrote of each check."""
    words = {"finding": "Zaunkoenig1", "reference": "Zaunkoenig2", "note": "Zaunkoenig3"}
    place = make_listed_location(now=now, provider=make_provider(last_name="Osei"))
    provider = place.provider
    with history_rewritten():
        assert provider.screening_cases.get().checks.update(**words) > 5
    planted: dict[str, str] = {}
    rows = {
        "directory.Provider": provider,
        "directory.License": provider.licenses.get(),
        "directory.PracticeLocation": place,
        "directory.Statement": Statement.objects.create(provider=provider),
    }
    levels = dict(declared_fields())
    for label, row in rows.items():
        for name, level in levels[label].items():
            field = row._meta.get_field(name)
            if level is Privacy.PLAIN or name in SAID.get(label, ()) or not hasattr(field, "max_length"):
                continue
            if field.get_internal_type() in ("CharField", "TextField") and not field.choices:
                planted[f"{label}.{name}"] = canary = f"Kanarienvogel{len(planted)}"[: field.max_length or None]
                setattr(row, name, canary)
        row.save()
    Provider.objects.filter(pk=provider.pk).update(birth_year=1971, gender="woman")
    place.refresh_from_db()
    publish_changes(now=now)

    said = "".join(json.dumps(api.walk(f"{name}?_count=100")) for name in TABLE)
    said += "".join(json.dumps(api.get(f"{name}/_history?_since=2026-11-01T00:00:00Z")) for name in TABLE)

    assert len(planted) >= 5
    assert [where for where, canary in planted.items() if canary in said] == []
    assert not re.search(r"1971|woman|@|Kanarien|Zaun", said)
    assert "Osei" in said, "or nothing was looked at"


LEAVES = """address.city address.country address.line address.postalCode address.state address.text address.type
address.use active appointmentRequired availableTime comment communication extension healthcareService hoursOfOperation
id identifier location meta name period position practitioner qualification resourceType specialty status telecom type
code category target targetLocation need statusDate validationType validationProcess frequency lastPerformed
nextScheduled failureAction primarySource attestation validator"""


def test_no_element_is_sent_that_nobody_thought_of(api, many):
    known = set(LEAVES.split())
    for kind in TABLE:
        for resource in api.resources(f"{kind}?_count=100"):
            told = {re.sub(r"\[\d+\]", "", path) for path, _value in leaves(resource)}
            assert {path for path in told if path not in known and path.split(".")[0] not in known} == set()
            assert not {path for path in told if "birth" in path or "gender" in path or "photo" in path}


def test_ids_are_drawn_by_lot_and_stay(api, published, now):
    before = {kind: sorted(api.ids(kind)) for kind in TABLE}
    provider = published.provider
    provider.first_name = "Ama"
    provider.save()
    published.phone = "(510) 555-0199"
    published.save()

    assert publish_again(now) > 0
    assert {kind: sorted(api.ids(kind)) for kind in TABLE} == before
    assert api.resources("Practitioner")[0]["name"][0]["given"] == ["Ama"]
    rows = DirectoryEntry.objects.all()
    ids = "".join(str(row.public_id) for row in rows)
    assert provider.npi not in ids
    assert all(row.public_id.version == 4 for row in rows)


def test_made_up_people_are_published_by_a_demonstration_alone_and_marked(api, now, settings):
    provider = make_provider(is_demonstration=True, npi=npi_from_nine("299999901"))
    make_listed_location(now=now, provider=provider)
    make_location(make_provider())

    publish_changes(now=now)
    assert api.ids("Practitioner") == []

    settings.DEMO = True
    publish_again(now)
    for kind in TABLE:
        for resource in api.resources(kind):
            assert [tag["code"] for tag in resource["meta"]["tag"]] == ["HTEST"]
    assert api.ids("Practitioner") != []

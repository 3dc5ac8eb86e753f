"""What search engines are told of a place stands on its page too, and is told of nobody made up."""

import json
import re
from html import unescape

import pytest

from providers.directory.enums import PlacedBy, Profession
from tests.factories.providers import make_listed_location, make_provider

pytestmark = pytest.mark.django_db


def told(client, place) -> tuple[dict | None, str]:
    page = client.get(place.address_on_site(place.provider.slug)).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return (json.loads(found[1]) if found else None), unescape(page)


def test_a_doctor_is_told_with_place_license_and_prices(client, now):
    place = make_listed_location(now=now, phone="510-555-0142", placed_by=PlacedBy.STREET)

    data, page = told(client, place)

    assert data["@type"] == "IndividualPhysician"
    assert data["usNPI"] == place.provider.npi
    assert data["practicesAt"]["geo"]["latitude"] == place.latitude
    assert [offer["price"] for offer in data["makesOffer"]] == [220]
    clinic = data["practicesAt"]
    shown = [data["name"], data["usNPI"], clinic["name"], clinic["address"]["streetAddress"], "State license", "$220"]
    assert [word for word in shown if word not in page.split("</script>", 3)[-1]] == []


def test_a_nurse_is_no_physician_and_a_zip_code_no_place(client, now):
    nurse = make_provider(profession=Profession.NURSE_PRACTITIONER, credentials="NP-C")
    data, _page = told(client, make_listed_location(now=now, provider=nurse))

    assert (data["@type"], data["jobTitle"]) == ("Person", "Nurse practitioner")
    assert "geo" not in data["workLocation"]


def test_nobody_made_up_is_told_of(client, now):
    made_up = make_provider(is_demonstration=True, npi="2999999016")

    assert told(client, make_listed_location(now=now, provider=made_up))[0] is None

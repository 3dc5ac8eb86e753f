"""Programs of others read it: Python's fhirpy, and npm's `fhir` judges each resource where it was fetched."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from matching.directory_api.asking.parameters import TABLE
from matching.directory_api.services.publishing import publish_changes
from providers.directory.models import Provider
from tests.factories.providers import make_hold, make_listed_location, make_provider

fhirpy = pytest.importorskip("fhirpy", reason="needs fhirpy, of the development requirements")


@pytest.mark.django_db(transaction=True)
def test_fhirpy_searches_counts_reads_on_and_meets_410(live_server, settings, now):
    """Over a socket, as anybody's script does."""
    settings.SITE_URL = live_server.url  # links are absolute, by settings alone
    for number in range(3):
        make_listed_location(now=now, provider=make_provider(last_name=f"Osei{number}"))
    publish_changes(now=now)
    client = fhirpy.SyncFHIRClient(f"{live_server.url}/fhir/r4")

    places = client.resources("Location")
    assert places.count() == 3
    assert len(places.limit(2).fetch_all()) == 3, "it follows link.next"
    first = client.resources("PractitionerRole").include("PractitionerRole", "practitioner").first()
    person = first["practitioner"].to_resource()
    assert person["name"][0]["family"].startswith("Osei")
    with pytest.raises(fhirpy.base.exceptions.OperationOutcome):
        client.resources("Location").search(shoe_size=43).fetch()

    gone = Provider.objects.get(npi=person["identifier"][0]["value"])
    make_hold(gone, now=now)
    with pytest.raises(fhirpy.base.exceptions.ResourceNotFound):
        client.reference("Practitioner", person["id"]).to_resource()


JUDGE = """
const { Fhir } = require('fhir');
const fhir = new Fhir();
const told = [];
for (const line of require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean)) {
  const result = fhir.validate(JSON.parse(line), { errorOnUnexpected: true });
  for (const m of result.messages) {
    if (m.severity === 'error' || m.severity === 'fatal') told.push(JSON.parse(line).resourceType + ': ' + m.message);
  }
}
console.log(JSON.stringify([...new Set(told)]));
"""


def judged(package: Path, resources: list[dict]) -> list[str]:
    given = "\n".join(json.dumps(each) for each in resources)
    argv = ["node", "-e", JUDGE]
    done = subprocess.run(argv, input=given, cwd=package, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.django_db
def test_npms_fhir_finds_no_fault_in_any_resource_and_finds_a_planted_one(api, published, settings):
    """Where it was fetched: npm install --prefix var/tools/fhir --ignore-scripts fhir@4.12.0 (caarisma/local/npm.py)"""
    package = settings.BASE_DIR / "var" / "tools" / "fhir" / "node_modules" / "fhir"
    if shutil.which("node") is None or not package.is_dir():
        pytest.skip("needs Node and npm's fhir in var/tools/fhir (caarisma/local/npm.py)")
    resources = [entry["resource"] for kind in TABLE for entry in api.walk(f"{kind}?_count=100")]
    resources += [api.get("metadata"), api.get("Organization/caarisma"), api.get("CodeSystem/area")]

    assert judged(package, resources) == []
    place = next(each for each in resources if each["resourceType"] == "Location")
    assert judged(package, [place | {"status": "open"}]) != []

"""The files: root, chain and leavers together are the directory; their sums are signed; a spreadsheet is safe."""

import csv
import gzip
import io
import json
import shutil
import subprocess
from datetime import timedelta
from hashlib import sha256

import pytest

from matching.directory_api.asking.parameters import TABLE
from matching.directory_api.models import BulkPage, BulkPiece
from matching.directory_api.services.bulk import _safe, forget_bulk, publish_bulk
from matching.directory_api.services.publishing import publish_changes
from providers.directory.models import PracticeLocation
from tests.factories.providers import make_hold, make_listed_location
from tests.matching.directory_api.conftest import publish_again
from tests.matching.directory_api.layers import require_valid

pytestmark = pytest.mark.django_db


def lines_of(api, url: str) -> list[dict]:
    answer = api.ask(url)
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content)
    assert url.endswith(f"/{sha256(data).hexdigest()}.ndjson"), "named by what it holds"
    return [json.loads(line) for line in data.decode().splitlines()]


def follow(api) -> dict[str, str]:
    """What a client holds after the whole chain: type/id -> version."""
    held: dict[str, str] = {}
    page = api.get("$bulk-publish")
    while True:
        for output in page["output"]:
            lines = lines_of(api, output["url"])
            assert len(lines) == output["count"]
            for resource in lines:
                require_valid(resource)
                held[f"{output['type']}/{resource['id']}"] = resource["meta"]["versionId"]
        for deleted in page.get("deleted", ()):
            for bundle in lines_of(api, deleted["url"]):
                held.pop(bundle["entry"][0]["request"]["url"], None)
        (link,) = page["link"]
        if link["url"].startswith("#"):
            return held
        page = api.get(link["url"])


def crawl(api) -> dict[str, str]:
    return {
        f"{kind}/{entry['resource']['id']}": entry["resource"]["meta"]["versionId"]
        for kind in TABLE
        for entry in api.walk(f"{kind}?_count=100")
    }


def test_root_chain_and_leavers_are_the_directory(api, published, now):
    leaver = make_listed_location(now=now, clinic_name="Leaves")
    publish_again(now)
    publish_bulk(now=now)
    assert follow(api) == crawl(api) != {}
    assert publish_bulk(now=now) is None, "nothing changed"

    make_hold(leaver.provider, now=now)
    PracticeLocation.objects.filter(pk=published.pk).update(clinic_name="Renamed")
    publish_again(now + timedelta(minutes=30))
    page = publish_bulk(now=now + timedelta(hours=1))

    assert page is not None
    assert page.chain != page.number
    assert follow(api) == crawl(api) != {}
    root = api.get("$bulk-publish")
    assert root["requiresAccessToken"] is False
    assert api.get(root["link"][0]["url"])["deleted"][0]["type"] == "Bundle"

    publish_bulk(now=now + timedelta(hours=25))  # a new night
    assert api.get(f"$bulk-publish/after/{page.number}")["link"] == [{"relation": "next", "url": "#closed"}]
    assert api.get("$bulk-publish")["link"][0]["url"].endswith(f"/after/{BulkPage.objects.latest('number').number}")
    assert follow(api) == crawl(api)


def test_openssl_checks_the_sums_and_refuses_a_changed_one(api, published, now, tmp_path):
    publish_bulk(now=now)
    told = api.get("$bulk-publish")["extension"]
    for name, url in (("SHA256SUMS", told["sums"]), ("SHA256SUMS.sig", told["signature"]), ("key.pem", told["key"])):
        (tmp_path / name).write_bytes(api.ask(url).content)
    for output in api.get("$bulk-publish")["output"]:
        data = b"".join(api.ask(output["url"]).streaming_content)
        (tmp_path / output["url"].rpartition("/")[2]).write_bytes(data)
    (tmp_path / told["csv"][0].rpartition("/")[2]).write_bytes(b"".join(api.ask(told["csv"][0]).streaming_content))
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command")
    check = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pem", "-in", "SHA256SUMS"]
    check += ["-sigfile", "SHA256SUMS.sig"]

    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    assert (
        subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=False, capture_output=True).returncode
        == 0
    )
    sums = (tmp_path / "SHA256SUMS").read_bytes()
    (tmp_path / "SHA256SUMS").write_bytes(sums.replace(b"a", b"b", 1))
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode != 0


def test_a_file_comes_packed_for_who_takes_it_and_is_kept_for_ever(api, published, now):
    publish_bulk(now=now)
    url = api.get("$bulk-publish")["output"][0]["url"]
    packed, plain = api.ask(url, **{"Accept-Encoding": "gzip"}), api.ask(url)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(packed.streaming_content)) == b"".join(plain.streaming_content)
    assert plain.headers["Content-Type"] == "application/fhir+ndjson"
    assert "immutable" in plain.headers["Cache-Control"]
    assert "Content-Encoding" not in api.ask(url, **{"Accept-Encoding": "gzip;q=0, identity"}).headers
    assert plain.headers["Vary"] == "Accept-Encoding"
    manifest = api.ask("$bulk-publish")
    assert api.ask("$bulk-publish", **{"If-None-Match": manifest.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["%00", "%00.csv", "a" * 64 + ".exe", "A" * 64 + ".csv", "x" * 3000, "%F0%9F%98%80"])
def test_a_name_that_no_file_has_is_not_found(api, published, name):
    assert api.get(f"/bulk/{name}", status=404)["issue"][0]["code"] == "not-found"


def test_the_csv_has_a_row_a_place_and_no_formula(api, now):
    make_listed_location(now=now, clinic_name='=HYPERLINK("x")', phone="5105550142")
    publish_changes(now=now)
    publish_bulk(now=now)
    url = api.get("$bulk-publish")["extension"]["csv"][0]
    text = b"".join(api.ask(url).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))

    assert row["clinic"] == """'=HYPERLINK("x")"""
    assert (row["city"], row["state"], row["accepting_patients"]) == ("Oakland", "CA", "yes")
    assert row["longitude"] == "-122.27"
    assert row["phone"] == "+1-510-555-0142"
    assert [_safe(each) for each in ("-1+1", "@x", "-12.5", "Skin")] == ["'-1+1", "'@x", "-12.5", "Skin"]


def test_old_chains_are_forgotten_and_the_newest_stays(api, published, now):
    publish_bulk(now=now)
    publish_bulk(now=now + timedelta(days=1))
    assert BulkPage.objects.count() == 2

    forget_bulk(now=now + timedelta(days=30))

    assert BulkPage.objects.count() == 1
    assert set(BulkPiece.objects.values_list("page", flat=True)) == set(BulkPage.objects.values_list("pk", flat=True))
    assert follow(api) == crawl(api)

"""The signed proof of a place: what it says, until when, whom it leaves out, and how it travels."""

import json
import re
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from matching.proofs.caarisma_verify import Exit, read_keys, verify
from matching.proofs.heads import open_seal
from matching.proofs.keys import KeyStatus, proof_keys
from providers.directory.enums import LicenseStatus
from providers.ledger.models import ProviderLook
from providers.listing.selectors import current_proof
from tests.factories.providers import make_listed_location

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def place(now):
    return make_listed_location(now=now)


def address(place) -> str:
    return f"{place.address_on_site(place.provider.slug)}proof.json"


def published_keys(client):
    return read_keys(client.get("/.well-known/caarisma-proof-keys.json").content)


def test_a_proof_is_genuine_for_ten_minutes_and_says_what_the_page_says(client, place, now):
    answer = client.get(address(place))
    said, about = answer.json(), answer.json()["credentialSubject"]
    lines = current_proof([place.provider_id], on=now)[place.provider_id].checks
    keys = published_keys(client)

    assert [check["label"] for check in about["checks"]] == [line.label for line in lines]
    assert [check.get("goodUntil") for check in about["checks"]] == [line.good_until.isoformat() for line in lines]
    assert about["checks"][0]["licenses"] == [{"state": place.state, "number": place.provider.licenses.get().number}]
    assert about["page"] == f"https://caarisma.example{place.address_on_site(place.provider.slug)}"
    first, last = (datetime.fromisoformat(said[name]) for name in ("validFrom", "validUntil"))
    assert last - first == timedelta(minutes=10)
    ended = [last + timedelta(seconds=59), last + timedelta(seconds=61), first - timedelta(seconds=61)]
    found = [verify(answer.content, keys, at=at).exit for at in (first, *ended)]
    assert found == [Exit.GENUINE, Exit.GENUINE, Exit.OLD, Exit.EARLY]


def test_it_is_the_same_bytes_for_everybody_within_a_minute(client, place, admin_client):
    with time_machine.travel("2026-11-24T17:00:05Z", tick=False):
        first = client.get(address(place))
    with time_machine.travel("2026-11-24T17:00:55Z", tick=False):
        second = admin_client.get(address(place))
        again = client.get(address(place), headers={"if-none-match": first.headers["ETag"]})

    assert first.content == second.content
    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, second, again):
        assert not answer.cookies
        assert "Vary" not in answer.headers
        assert "Content-Language" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Cache-Control"] == "public, max-age=60, must-revalidate"


def test_who_is_not_listed_any_more_looks_like_who_never_was(client, place):
    never = client.get("/p/nobody/oakland-1/proof.json")
    place.provider.licenses.update(status=LicenseStatus.REVOKED)

    gone = client.get(address(place))

    assert (gone.status_code, gone.content) == (never.status_code, never.content)
    assert gone.status_code == 404
    assert gone.json()["listed"] is False
    assert client.get(f"/p/{place.provider.slug}/proof.json").content == never.content


def test_another_persons_place_is_nobodys(client, place, now):
    other = make_listed_location(now=now)

    assert client.get(f"/p/{place.provider.slug}/x-{other.pk}/proof.json").status_code == 404


def test_the_address_of_a_person_leads_to_the_place(client, place):
    answer = client.get(f"/p/{place.provider.slug}/proof.json")

    assert answer.headers["Location"] == address(place)
    assert not answer.cookies


def test_a_file_made_before_midnight_does_not_outlive_the_listing(client, place):
    """The license ends today: at 23:55 at the clinic the file holds for five minutes."""
    zone = ZoneInfo(place.time_zone)
    today = datetime(2026, 11, 24, 23, 55, tzinfo=zone)
    place.provider.licenses.update(expires_on=today.date())
    with time_machine.travel(today, tick=False):
        said = client.get(address(place)).json()
    with time_machine.travel(today + timedelta(minutes=5), tick=False):
        after = client.get(address(place))

    assert datetime.fromisoformat(said["validUntil"]) == today + timedelta(minutes=5)
    assert after.status_code == 404


def test_a_proof_costs_a_fixed_number_of_queries(client, place, now, django_assert_max_num_queries):
    client.get(address(place))
    with django_assert_max_num_queries(4):
        client.get(address(place))


def test_it_says_when_the_clinic_confirmed_what_is_shown_and_binds_the_ledger_without_telling_it(client, place, now):
    """Whoever knows each row of the ledger cannot find it in the proof; the command that opens it can."""
    looks = list(ProviderLook.objects.filter(provider=place.provider).values_list("number", "hash"))
    answer = client.get(address(place))
    about = answer.json()["credentialSubject"]
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        later = client.get(address(place)).json()["credentialSubject"]

    assert about["accuracyConfirmedOn"] == place.confirmed_on.isoformat()
    assert re.fullmatch("[0-9a-f]{64}", about["ledgerHead"])
    assert about["ledgerHead"] != later["ledgerHead"], "nobody can tell whether we looked in between"
    hashes = {digest for _number, digest in looks}
    assert about["ledgerHead"] not in hashes | {sha256(bytes.fromhex(each)).hexdigest() for each in hashes}
    begins = datetime.fromisoformat(answer.json()["validFrom"])
    opened = open_seal(about["ledgerHead"], provider_id=place.provider_id, begins=begins)
    assert opened is not None
    assert (opened.number, opened.hash) == max(looks)
    assert sha256(bytes.fromhex(opened.salt) + bytes.fromhex(opened.hash)).hexdigest() == about["ledgerHead"]
    assert open_seal("0" * 64, provider_id=place.provider_id, begins=begins) is None


def test_the_command_opens_a_saved_proof_also_after_the_secret_changed(client, place, settings, tmp_path, capsys):
    saved = tmp_path / "proof.json"
    saved.write_bytes(client.get(address(place)).content)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"

    call_command("open_ledger_head", saved)

    newest = ProviderLook.objects.filter(provider=place.provider).latest("number")
    assert f"Look {newest.number}, hash {newest.hash}, salt " in capsys.readouterr().out
    saved.write_text("{}")
    with pytest.raises(CommandError, match="no proof"):
        call_command("open_ledger_head", saved)


def test_other_methods_are_refused(client, place):
    assert client.post(address(place)).status_code == 405
    assert client.head(address(place)).status_code == 200


# --- Keys -----------------------------------------------------------------------------------------------------------
def test_a_key_is_changed_by_command_and_both_are_published(client, place, settings, capsys, now):
    old = client.get(address(place)).content
    call_command("rotate_proof_keys")
    settings.PROOF_KEYS = capsys.readouterr().out.strip().split(",")
    announced = client.get("/.well-known/caarisma-proof-keys.json").json()["keys"]
    still_old = client.get(address(place)).json()
    with time_machine.travel(now + timedelta(hours=73)):
        new = client.get(address(place)).content
        keys = published_keys(client)
        did = client.get("/.well-known/did.json").json()

    assert [key["status"] for key in announced] == [KeyStatus.ANNOUNCED, KeyStatus.SIGNING]
    assert still_old["proof"]["verificationMethod"] == announced[1]["id"]
    assert json.loads(new)["proof"]["verificationMethod"] == announced[0]["id"]
    assert [key["status"] for key in keys] == [KeyStatus.SIGNING, KeyStatus.RETIRED]
    assert {key["id"] for key in did["verificationMethod"]} == {key["id"] for key in keys}
    assert verify(old, keys, at=now).exit == Exit.GENUINE
    assert verify(new, keys, at=now + timedelta(hours=73)).exit == Exit.GENUINE
    with pytest.raises(CommandError, match="announced already"):
        call_command("rotate_proof_keys")


def test_the_next_change_drops_the_private_half_of_what_signs_no_more(settings, capsys, now):
    call_command("rotate_proof_keys")
    settings.PROOF_KEYS = capsys.readouterr().out.strip().split(",")
    before = proof_keys()
    with time_machine.travel(now + timedelta(days=180)):
        call_command("rotate_proof_keys")
        settings.PROOF_KEYS = capsys.readouterr().out.strip().split(",")

    assert [key.multibase for key in proof_keys()[1:]] == [key.multibase for key in before]
    assert [key.private is not None for key in proof_keys()] == [True, True, False]


def test_a_lost_key_confirms_nothing_and_a_new_one_signs_at_once(client, place, settings, capsys, now):
    old = client.get(address(place)).content
    call_command("rotate_proof_keys", "--lost")
    settings.PROOF_KEYS = capsys.readouterr().out.strip().split(",")
    with time_machine.travel(now + timedelta(seconds=5)):
        new = client.get(address(place)).content
        keys, did = published_keys(client), client.get("/.well-known/did.json").json()

    assert verify(old, keys, at=now).exit == Exit.KEY_LOST
    assert verify(new, keys, at=now + timedelta(seconds=5)).exit == Exit.GENUINE
    assert len(did["verificationMethod"]) == 1


def test_the_tool_is_given_to_everybody(client):
    answer = client.get(reverse("proofs:tool"))

    compile(answer.content, "caarisma_verify.py", "exec")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="caarisma_verify.py"'


# --- For people -----------------------------------------------------------------------------------------------------
def test_the_pages_lead_to_the_file_and_to_its_help(client, place):
    here = place.address_on_site(place.provider.slug)

    for page in (here, f"{here}checks/"):
        words = client.get(page).content.decode()
        assert f'href="{address(place)}"' in words
        assert f'href="{reverse("proof_help:how")}"' in words


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_help_names_the_tool_the_keys_and_which_key_signs(client, language):
    page = client.get(f"{language}/check-a-proof/").content.decode()

    assert 'href="/check-a-proof/caarisma_verify.py"' in page
    assert 'href="/.well-known/caarisma-proof-keys.json"' in page
    assert proof_keys()[0].multibase in page
    assert 'hreflang="es"' in page

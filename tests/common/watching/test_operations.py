"""Alarms, numbers and the runbook say the same, and each command that it tells people to run is there."""

import json
import re
import shlex
import shutil
import subprocess
from importlib.util import find_spec
from itertools import groupby
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from ruamel.yaml import YAML

from caarisma.site.watching.facts import FACTS
from caarisma.site.watching.metrics import COUNTED

RULES_FILE = settings.BASE_DIR / "caarisma" / "deploy" / "alerts.yml"
(GROUP,) = YAML(typ="safe").load(RULES_FILE.read_text())["groups"]
RULES = {rule["alert"]: rule for rule in GROUP["rules"]}
RUNBOOK = (settings.BASE_DIR / "docs" / "operations.md").read_text()
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL))
COMPOSE = YAML(typ="safe").load((settings.BASE_DIR / "docker-compose.yml").read_text())

GUIDE = (settings.BASE_DIR / "docs" / "deploy.md").read_text()
SHELL = {"", "sh drill-start", "sh drill-backup", "sh drill-rotate", "sh drill-superuser", "sh drill-upgrade"}
# Of compose, as far as it is told of here. The drill's stand-in does the same ones (benchmarks/drill/compose.py).
OPTIONS: dict[str, set[str]] = {
    "up": {"--detach", "--build", "--wait"}, "ps": {"--all"}, "top": set(), "logs": {"--tail", "--since", "--follow"},
    "exec": {"-T"}, "run": {"--rm", "-T", "--no-deps"}, "restart": set(), "build": set(),
}  # fmt: skip
OF_ALL = {"up", "ps", "top", "build"}  # without a name they mean every service

# Name of the sample -> its labels.
TOLD = {fact.name: set(fact.labels) for fact in FACTS} | {"database_up": set(), "facts_unread": set()}
for counted in COUNTED:
    TOLD[f"{counted.name}_total"] = set(counted.labels)
    if counted.seconds:
        TOLD[counted.seconds] = set(counted.timed)
        TOLD[f"{counted.seconds}_bucket"] = {*counted.timed, "le"}
OF_PROMETHEUS = {"job", "instance"}


def commands() -> list[list[str]]:
    """Of runbook and guide, in boxes and within sentences; each by itself, also where one is piped into the next."""
    lines = [line for text in (RUNBOOK, GUIDE) for line in said_in(text)]
    steps = [list(step) for line in lines for pipe, step in groupby(shlex.split(line), "|".__eq__) if not pipe]
    return [list(step) for step in dict.fromkeys(map(tuple, steps))]


def said_in(text: str) -> list[str]:
    boxes = re.findall(r"^```([^\n]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    shown = [line.partition("  #")[0] for kind, box in boxes if kind in SHELL for line in box.splitlines()]
    words = re.findall(r"`((?:docker compose|manage\.py|python manage\.py) [^`]+)`", text)
    return [line for line in (*shown, *words) if line.startswith(("docker compose", "manage.py", "python manage.py"))]


@pytest.mark.parametrize("alert", RULES)
def test_an_alarm_asks_for_numbers_that_there_are(alert: str):
    asked = re.findall(r"caarisma_(\w+)(?:\{([^}]*)\})?", RULES[alert]["expr"])

    assert alert == "SiteAway" or asked
    for name, labels in asked:
        assert name in TOLD
        assert set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", labels)) <= TOLD[name]
    for grouped in re.findall(r"\b(?:by|on) \(([^)]*)\)", RULES[alert]["expr"]):
        known = set().union(*(TOLD[name] for name, _labels in asked)) | OF_PROMETHEUS
        assert set(re.split(r",\s*", grouped)) <= known


def test_each_alarm_has_its_page_of_the_runbook_and_no_page_is_without():
    assert list(SECTIONS) == list(RULES)
    for alert, rule in RULES.items():
        assert rule["annotations"]["runbook"] == f"docs/operations.md#{alert.lower()}"
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert "Over: " in SECTIONS[alert]
        assert "```\n" in SECTIONS[alert]


def test_the_runbook_tells_of_each_number_with_its_labels():
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", RUNBOOK, re.MULTILINE)

    told = {name: labels for name, labels in TOLD.items() if not name.endswith("_bucket")}
    assert {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows} == told


@pytest.mark.parametrize("argv", commands(), ids=" ".join)
def test_what_the_runbook_says_to_run_is_there(argv: list[str]):
    assert argv[0] in {"docker", "grep", "manage.py", "python"}
    if argv[:2] == ["docker", "compose"]:
        verb, at = argv[2], next((place for place, word in enumerate(argv) if word in COMPOSE["services"]), len(argv))
        assert {word for word in argv[3:at] if word.startswith("-")} <= OPTIONS[verb]
        assert at < len(argv) or verb in OF_ALL
    for place in (place for place, word in enumerate(argv) if word.startswith("/etc/caarisma/")):
        assert (RULES_FILE.parent / argv[place].rpartition("/")[2]).exists()
    if "-m" in argv:
        assert find_spec(argv[argv.index("-m") + 1])
    if "-c" in argv and "python" in argv:
        assert compile(argv[argv.index("-c") + 1], "runbook", "exec")
    if "manage.py" in argv:
        name, *options = argv[argv.index("manage.py") + 1 :]
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        assert parser.parse_args(options)


@pytest.mark.django_db
def test_the_command_says_the_same_numbers(capsys):
    call_command("facts", "jobs", "mails")

    said = capsys.readouterr().out
    assert re.search(r"^jobs +0  state pending$", said, re.MULTILINE)
    assert not re.search(r"^cases", said, re.MULTILINE)


# Per alarm: numbers for which it rings, and such for which it must not. "1x9": for ten minutes; "0+2x9": two more each.
HERE = 'job="caarisma", instance="a"'
Series = dict[str, str]


def of(name: str, values: str, **labels: str) -> Series:
    said = "".join(f', {label}="{value}"' for label, value in labels.items())
    return {f"{name}{{{HERE}{said}}}": values}


def own(name: str, values: str, **labels: str) -> Series:
    return of(f"caarisma_{name}", values, **labels)


UP = own("database_up", "1x70")
SLOW = "request_seconds_bucket"
RINGS: dict[str, tuple[Series, Series]] = {
    "SiteAway": (of("up", "0x9"), of("up", "1x9") | {'up{job="other", instance="a"}': "0x9"}),
    "DatabaseAway": (own("database_up", "0x9"), UP),
    "ErrorsShown": (
        own("requests_total", "0+2x20", status="503") | own("requests_total", "0+98x20", status="200"),
        own("requests_total", "0+50x20", status="404") | own("requests_total", "0+50x20", status="200"),
    ),
    "PagesSlow": (
        own(SLOW, "0+90x30", le="2.5") | own(SLOW, "0+100x30", le="5") | own(SLOW, "0+100x30", le="+Inf"),
        own(SLOW, "0+96x30", le="2.5") | own(SLOW, "0+100x30", le="5") | own(SLOW, "0+100x30", le="+Inf"),
    ),
    "ListsWait": (own("job_oldest_seconds", "61x9"), own("job_oldest_seconds", "60x9")),
    "JobsDead": (
        own("jobs", "1x9", state="dead"),
        own("jobs", "0x9", state="dead") | own("jobs", "9x9", state="pending"),
    ),
    "BrokerAway": (UP, UP | own("broker_messages", "0x20")),
    "DocumentsWait": (own("upload_oldest_seconds", "301x20"), own("upload_oldest_seconds", "300x20")),
    "ChoreLate": (
        own("chore_late", "1x20", chore="rank", machine="m"), own("chore_late", "0x20", chore="rank", machine="m"),
    ),
    "ChoreFails": (
        own("chore_failures", "3x9", chore="rank", machine="m"),
        own("chore_failures", "2x9", chore="rank", machine="m"),
    ),
    "MailsNotSent": (own("mails_stuck", "1x40"), own("mails_stuck", "0x40")),
    "MailsWait": (own("mail_oldest_seconds", "3601x20"), own("mail_oldest_seconds", "3600x20")),
    "IndexMissing": (UP, UP | own("index_age_seconds", "9x30")),
    "IndexBehind": (own("index_changes", "5001x30"), own("index_changes", "5000x30")),
    "NumbersUnread": (own("facts_unread", "1x20"), own("facts_unread", "0x20")),
    "ExclusionListOverdue": (own("exclusion_list_overdue", "1x70"), own("exclusion_list_overdue", "0x70")),
    "RostersOverdue": (own("rosters_overdue", "2x70"), own("rosters_overdue", "0x70")),
    "CasesOverdue": (
        own("cases_overdue", "0x70") | own("appeals_overdue", "1x70"),
        own("cases_overdue", "0x70") | own("appeals_overdue", "0x70"),
    ),
    # The clock of promtool begins at 0, so yesterday is below it.
    "BackupMissing": (
        UP | own("backup_timestamp_seconds", f"{-27 * 3600}x70"),
        UP | own("backup_timestamp_seconds", f"{-20 * 3600}x70"),
    ),
    "BackupSmall": (own("backup_bytes", "1000 499x20"), own("backup_bytes", "1000 500x20")),
    "LedgerBroken": (own("ledger_broken", "1x9"), own("ledger_broken", "0x9")),
    "LedgerUnchecked": (
        own("ledger_checked_timestamp_seconds", f"{-36 * 86400}x70"),
        own("ledger_checked_timestamp_seconds", f"{-34 * 86400}x70"),
    ),
}  # fmt: skip
LABELS: dict[str, dict[str, str]] = {  # of those that are no longer of one series
    "ErrorsShown": {},
    "PagesSlow": {},
    "JobsDead": {"job": "caarisma", "instance": "a", "state": "dead"},
    "ChoreLate": {"chore": "rank", "machine": "m"},
    "ChoreFails": {"chore": "rank", "machine": "m"},
}
MINUTES = {"m": 1, "h": 60}


def test_each_alarm_rings_for_what_it_is_for_and_for_nothing_less(tmp_path):
    """promtool evaluates the rules as Prometheus does. Each is tried a minute before its patience ends as well."""
    assert list(RINGS) == list(RULES)
    if shutil.which("promtool") is None:
        pytest.skip("promtool comes with Prometheus")
    tried = [one for alert, (ill, well) in RINGS.items() for one in (_rings(alert, ill), _silent(alert, well))]
    tried.append(_rings("BackupMissing", UP))  # nobody tells us of any
    file = tmp_path / "alerts_test.yml"
    file.write_text(json.dumps({"rule_files": [str(RULES_FILE)], "evaluation_interval": "1m", "tests": tried}))

    done = subprocess.run(["promtool", "test", "rules", str(file)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def _rings(alert: str, series: Series) -> dict[str, Any]:
    rule, patience = RULES[alert], _patience(alert)
    labels = LABELS.get(alert, {"job": "caarisma", "instance": "a"}) | rule["labels"]
    told = {"exp_labels": labels, "exp_annotations": rule["annotations"]}
    # Two of them look at the minutes before, or at how the last ones rose: they wait for those as well.
    before = [(patience - 1, [])] if patience > 1 and alert not in ("ErrorsShown", "PagesSlow", "BackupSmall") else []
    return _tried(alert, series, [*before, (patience + 5, [told])])


def _silent(alert: str, series: Series) -> dict[str, Any]:
    return _tried(alert, series, [(_patience(alert) + 5, [])])


def _tried(alert: str, series: Series, asked: list[tuple[int, list[object]]]) -> dict[str, Any]:
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [
            {"alertname": alert, "eval_time": f"{minute}m", "exp_alerts": alerts} for minute, alerts in asked
        ],
    }


def _patience(alert: str) -> int:
    said = RULES[alert].get("for", "0m")
    return int(said[:-1]) * MINUTES[said[-1]]

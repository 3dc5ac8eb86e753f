"""Alarms, numbers and the runbook say the same, and each command that it tells people to run is there."""

import json
import re
import shlex
import shutil
import subprocess
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

# Name of the sample -> its labels.
TOLD = {fact.name: set(fact.labels) for fact in FACTS} | {"database_up": set(), "facts_unread": set()}
for counted in COUNTED:
    TOLD[f"{counted.name}_total"] = set(counted.labels)
    if counted.seconds:
        TOLD[counted.seconds] = set(counted.timed)
        TOLD[f"{counted.seconds}_bucket"] = {*counted.timed, "le"}
OF_PROMETHEUS = {"job", "instance"}


def commands() -> list[list[str]]:
    """Each by itself, also where one is piped into the next."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", RUNBOOK, re.MULTILINE | re.DOTALL)
    lines = [line for language, block in blocks if not language for line in block.splitlines()]
    return [list(step) for line in lines for pipe, step in groupby(shlex.split(line), "|".__eq__) if not pipe]


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
    assert argv[0] in {"docker", "sh", "grep"}
    if argv[0] == "sh":
        assert (settings.BASE_DIR / argv[1]).exists()
    if argv[:2] == ["docker", "compose"] and argv[2] not in ("ps", "top", "up"):
        assert {word for word in argv[3:] if word in COMPOSE["services"]}
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


# Per alarm: numbers for which it rings, and such for which it must not. "1x9": so, for ten minutes.
HERE = 'job="caarisma", instance="a"'
UP = f"caarisma_database_up{{{HERE}}}"
RINGS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "SiteAway": ({f"up{{{HERE}}}": "0x9"}, {f"up{{{HERE}}}": "1x9", 'up{job="other", instance="a"}': "0x9"}),
    "DatabaseAway": ({UP: "0x9"}, {UP: "1x9"}),
    "ErrorsShown": (
        {f'caarisma_requests_total{{{HERE}, status="503"}}': "0+2x20", f'caarisma_requests_total{{{HERE}, status="200"}}': "0+98x20"},
        {f'caarisma_requests_total{{{HERE}, status="404"}}': "0+50x20", f'caarisma_requests_total{{{HERE}, status="200"}}': "0+50x20"},
    ),
    "PagesSlow": (
        {f'caarisma_request_seconds_bucket{{{HERE}, le="2.5"}}': "0+90x30", f'caarisma_request_seconds_bucket{{{HERE}, le="5"}}': "0+100x30", f'caarisma_request_seconds_bucket{{{HERE}, le="+Inf"}}': "0+100x30"},
        {f'caarisma_request_seconds_bucket{{{HERE}, le="2.5"}}': "0+96x30", f'caarisma_request_seconds_bucket{{{HERE}, le="5"}}': "0+100x30", f'caarisma_request_seconds_bucket{{{HERE}, le="+Inf"}}': "0+100x30"},
    ),
    "ListsWait": ({f"caarisma_job_oldest_seconds{{{HERE}}}": "61x9"}, {f"caarisma_job_oldest_seconds{{{HERE}}}": "60x9"}),
    "JobsDead": (
        {f'caarisma_jobs{{{HERE}, state="dead"}}': "1x9"},
        {f'caarisma_jobs{{{HERE}, state="dead"}}': "0x9", f'caarisma_jobs{{{HERE}, state="pending"}}': "9x9"},
    ),
    "BrokerAway": ({UP: "1x20"}, {UP: "1x20", f"caarisma_broker_messages{{{HERE}}}": "0x20"}),
    "DocumentsWait": (
        {f"caarisma_upload_oldest_seconds{{{HERE}}}": "301x9"}, {f"caarisma_upload_oldest_seconds{{{HERE}}}": "300x9"},
    ),
    "ChoreLate": (
        {f'caarisma_chore_late{{{HERE}, chore="rank", machine="m"}}': "1x9"},
        {f'caarisma_chore_late{{{HERE}, chore="rank", machine="m"}}': "0x9"},
    ),
    "ChoreFails": (
        {f'caarisma_chore_failures{{{HERE}, chore="rank", machine="m"}}': "3x9"},
        {f'caarisma_chore_failures{{{HERE}, chore="rank", machine="m"}}': "2x9"},
    ),
    "MailsNotSent": ({f"caarisma_mails_stuck{{{HERE}}}": "1x40"}, {f"caarisma_mails_stuck{{{HERE}}}": "0x40"}),
    "MailsWait": (
        {f"caarisma_mail_oldest_seconds{{{HERE}}}": "3601x9"}, {f"caarisma_mail_oldest_seconds{{{HERE}}}": "3600x9"},
    ),
    "IndexMissing": ({UP: "1x20"}, {UP: "1x20", f"caarisma_index_age_seconds{{{HERE}}}": "9x20"}),
    "IndexBehind": (
        {f"caarisma_index_changes{{{HERE}}}": "5001x20"}, {f"caarisma_index_changes{{{HERE}}}": "5000x20"},
    ),
    "NumbersUnread": ({f"caarisma_facts_unread{{{HERE}}}": "1x9"}, {f"caarisma_facts_unread{{{HERE}}}": "0x9"}),
    "ExclusionListOverdue": (
        {f"caarisma_exclusion_list_overdue{{{HERE}}}": "1x70"}, {f"caarisma_exclusion_list_overdue{{{HERE}}}": "0x70"},
    ),
    "RostersOverdue": (
        {f"caarisma_rosters_overdue{{{HERE}}}": "2x70"}, {f"caarisma_rosters_overdue{{{HERE}}}": "0x70"},
    ),
    "CasesOverdue": (
        {f"caarisma_cases_overdue{{{HERE}}}": "0x70", f"caarisma_appeals_overdue{{{HERE}}}": "1x70"},
        {f"caarisma_cases_overdue{{{HERE}}}": "0x70", f"caarisma_appeals_overdue{{{HERE}}}": "0x70"},
    ),
    # The clock of promtool begins at 0, so yesterday is below it.
    "BackupMissing": (
        {f"caarisma_backup_timestamp_seconds{{{HERE}}}": f"{-27 * 3600}x70", UP: "1x70"},
        {f"caarisma_backup_timestamp_seconds{{{HERE}}}": f"{-20 * 3600}x70", UP: "1x70"},
    ),
    "BackupSmall": (
        {f"caarisma_backup_bytes{{{HERE}}}": "1000 499x9"}, {f"caarisma_backup_bytes{{{HERE}}}": "1000 500x9"},
    ),
    "LedgerBroken": ({f"caarisma_ledger_broken{{{HERE}}}": "1x9"}, {f"caarisma_ledger_broken{{{HERE}}}": "0x9"}),
    "LedgerUnchecked": (
        {f"caarisma_ledger_checked_timestamp_seconds{{{HERE}}}": f"{-36 * 86400}x70"},
        {f"caarisma_ledger_checked_timestamp_seconds{{{HERE}}}": f"{-34 * 86400}x70"},
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
    tried.append(_rings("BackupMissing", {UP: "1x70"}))  # nobody tells us of any
    file = tmp_path / "alerts_test.yml"
    file.write_text(json.dumps({"rule_files": [str(RULES_FILE)], "evaluation_interval": "1m", "tests": tried}))

    done = subprocess.run(["promtool", "test", "rules", str(file)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def _rings(alert: str, series: dict[str, str]) -> dict[str, Any]:
    rule, patience = RULES[alert], _patience(alert)
    labels = LABELS.get(alert, {"job": "caarisma", "instance": "a"}) | rule["labels"]
    told = {"exp_labels": labels, "exp_annotations": rule["annotations"]}
    # Two of them look at the minutes before, or at how the last ones rose: they wait for those as well.
    before = [(patience - 1, [])] if patience > 1 and alert not in ("ErrorsShown", "PagesSlow", "BackupSmall") else []
    return _tried(alert, series, [*before, (patience + 5, [told])])


def _silent(alert: str, series: dict[str, str]) -> dict[str, Any]:
    return _tried(alert, series, [(_patience(alert) + 5, [])])


def _tried(alert: str, series: dict[str, str], asked: list[tuple[int, list[object]]]) -> dict[str, Any]:
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

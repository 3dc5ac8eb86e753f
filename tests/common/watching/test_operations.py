"""Alarms, numbers and the runbook say the same, and each command that it tells people to run is there."""

import re
import shlex
import shutil
import subprocess
from itertools import groupby

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


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool comes with Prometheus")
def test_prometheus_takes_the_rules():
    assert subprocess.run(["promtool", "check", "rules", str(RULES_FILE)], check=False).returncode == 0

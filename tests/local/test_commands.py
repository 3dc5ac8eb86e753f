"""The bare interpreter is enough to start with, and every command that is named exists."""

import os
import subprocess
import sys

import pytest
from django.core.management import get_commands, load_command_class

from caarisma.local import commands
from caarisma.local.verbs import VERBS
from tests.local.conftest import ROOT


def test_help_needs_nothing_but_the_standard_library():
    bare = [sys.executable, "-I", "-S", "caarisma/local/bootstrap.py", "help"]

    said = subprocess.run(bare, cwd=ROOT, env={"PATH": os.defpath}, capture_output=True, text=True, check=True).stdout

    assert all(f"  {verb} " in said for verb in VERBS)


def test_the_makefile_has_a_target_for_every_verb():
    line = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("TARGETS"))

    assert set(line.split(":=")[1].split()) == set(VERBS)


@pytest.mark.parametrize(
    "argv",
    [
        *(commands.PREPARE_DEMO, commands.SERVICES["sweeper"]),
        ("python", "manage.py", "seed_demo", "--providers", "2000", "--seed", "1", "--if-empty"),
        ("python", "manage.py", "create_demo_logins"),
    ],
)
def test_every_management_command_that_is_run_exists_and_takes_its_options(argv: commands.Argv):
    name, options = argv[2], argv[3:]

    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)

    assert parser.parse_args(options)

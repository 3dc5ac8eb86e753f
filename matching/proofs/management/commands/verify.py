"""The tool that everybody can have (caarisma_verify.py), with our own keys where no key file is named."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from matching.proofs.caarisma_verify import WORDS, answer, instant
from matching.proofs.publishing import key_file


class Command(BaseCommand):
    help = "Check a signed file. Exit codes: 0 genuine and in time, others as in caarisma_verify.py."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=WORDS["en"]["usage"])
        parser.add_argument("--keys", type=Path, help=f"{WORDS['en']['keys']}; without it the keys of PROOF_KEYS")
        parser.add_argument("--at", type=instant, help=WORDS["en"]["at"])
        parser.add_argument("--lang", choices=sorted(WORDS), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        keys = options["keys"] or key_file(now=now)["keys"]
        code, text = answer(options["file"], keys, at=options["at"] or now, language=options["lang"])
        self.stdout.write(text)
        sys.exit(code)

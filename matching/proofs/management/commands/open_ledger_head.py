"""manage.py open_ledger_head proof.json: which row of the ledger a saved proof is bound to, for whoever audits us."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.proofs.heads import open_seal
from providers.directory.models import Provider


class Command(BaseCommand):
    help = "Print the row of the ledger of looks that a saved proof is bound to, with the salt of its seal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = json.loads(options["file"].read_text())
            about, begins = document["credentialSubject"], datetime.fromisoformat(document["validFrom"])
            npi, sealed = about["npi"], about["ledgerHead"]
        except (OSError, ValueError, KeyError, TypeError):
            raise CommandError("This is no proof with a ledgerHead. Check it first: manage.py verify FILE") from None
        provider = Provider.objects.filter(npi=npi).first()
        found = open_seal(sealed, provider_id=provider.pk, begins=begins) if provider else None
        if found is None:
            raise CommandError("No row of the ledger fits it: the proof is not ours, or the ledger is another one.")
        self.stdout.write(f"Look {found.number}, hash {found.hash}, salt {found.salt}.")
        self.stdout.write("SHA-256 of salt and hash, as bytes one after the other, is the ledgerHead.")

"""Give each claim whose words changed the day of today in changed.toml: run it after you change a sentence."""

import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from treatments.catalog.files import FOLDER, claim_files
from treatments.guide.dates import SHORT
from treatments.models import Claim

HEAD = "# When each claim got its words: `manage.py date_words` writes this file after a sentence was changed.\n"


class Command(BaseCommand):
    help = "Write down which sentences of the guide changed, and that it was today."

    def handle(self, *args: object, **options: object) -> None:
        file = FOLDER / "changed.toml"
        known = {row["slug"]: row for row in _read(file).get("changed", [])}
        claims = [
            row for name in claim_files() for row in _read(FOLDER / name)["claim"] if row["status"] == "published"
        ]
        lines, count = [HEAD], 0
        for row in sorted(claims, key=lambda row: str(row["slug"])):
            words = Claim(text_en=row["text_en"], text_es=row["text_es"], evidence=row["evidence"]).words_hash[:SHORT]
            before = known.get(row["slug"])
            same = before is not None and before["words"] == words
            count += not same
            on = before["on"] if before is not None and same else timezone.localdate()
            lines.append(f'\n[[changed]]\nslug = "{row["slug"]}"\nwords = "{words}"\non = {on}\n')
        file.write_text("".join(lines), encoding="utf-8")
        self.stdout.write(f"{count} of {len(claims)} claims have new words.")


def _read(file: Path) -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

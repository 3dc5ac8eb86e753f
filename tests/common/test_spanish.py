"""The Spanish of the interface: whole, compiled, and with the same blanks as the English. What it says, people judge.

Pages for staff stay English (see NOT_YET); Django shows English where Spanish is missing.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation import gettext, override, template

from matching.snapshots.enums import SlotChoice
from providers.directory.enums import LicenseStatus, Profession, Weekday
from providers.screening.enums import CheckKind, CheckResult
from treatments.enums import EvidenceWord, ReadAs

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locale" / "es" / "LC_MESSAGES"
APPS = ("caarisma", "matching", "providers", "treatments")

# Files whose words neither patients nor providers read: the desk, and what it works with.
NOT_YET = re.compile(
    r"^(caarisma/(accounts/models|access_trail|common/(outbox|chores))"
    r"|(matching|providers|treatments)/(.+/)?(admin|enums|models|services)\b"
    r"|providers/(deciding|desk|errands|exclusions|files|laws|ledger|merging|moderation|rosters|runs|trail|vetting|worklists)\b"
    r"|providers/(appeals/(forms|models|views/answering)|directory/finding_people|letters/views/desk)\b|matching/search/keeping\b"
    r"|matching/aftercare/(alert_page|errors|staff_forms)\b"
    r"|templates/(admin|providers/(desk|ledger|runs|vetting))\b)"
)
# The letters that providers get, in the language in which they last sent us something.
LETTERS = re.compile(
    r"^(templates/providers/vetting/emails/|templates/providers/desk/reminder\.txt|providers/vetting/notices/reminders)"
)
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
BLANKS = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>")
IN_TEMPLATES = re.compile(
    r"\bn?p?gettext\((?:u?(?P<context>'[^']*'),\s*)?u?(?P<quoted>'''.*?'''|'(?:[^'\\]|\\.)*')", re.DOTALL
)


@pytest.fixture(scope="module")
def catalog() -> polib.POFile:
    return polib.pofile(str(FOLDER / "django.po"))


def key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def for_patients(entry: polib.POEntry) -> bool:
    return any(not NOT_YET.match(file) for file, _line in entry.occurrences)


def meaning(entry: polib.POEntry) -> object:
    return dict(entry.msgstr_plural) or entry.msgstr


def test_every_word_that_a_patient_or_provider_reads_has_spanish(catalog):
    assert [entry.msgid for entry in catalog if for_patients(entry) and not entry.translated()] == []


def test_every_letter_to_a_provider_has_spanish(catalog):
    letters = [entry for entry in catalog if any(LETTERS.match(file) for file, _line in entry.occurrences)]

    assert len(letters) > 10, "so the letters were found"
    assert [entry.msgid for entry in letters if not entry.translated()] == []


@pytest.mark.parametrize(
    "choices", [Profession, LicenseStatus, CheckKind, CheckResult, Weekday, EvidenceWord, ReadAs, SlotChoice]
)
def test_every_choice_that_a_patient_reads_has_spanish(choices):
    with override("en"):
        english = [str(label) for label in choices.labels]
    with override("es"):
        assert [label for label in english if gettext(label) == label] == []


def test_no_spanish_is_a_guess_of_the_tools(catalog):
    assert [entry.msgid for entry in catalog if entry.fuzzy or entry.obsolete] == []


def test_what_the_site_reads_is_what_the_file_says(catalog):
    compiled = polib.mofile(str(FOLDER / "django.mo"))

    assert {key(entry): meaning(entry) for entry in compiled} == {
        key(entry): meaning(entry) for entry in catalog if entry.translated()
    }


def test_both_languages_have_the_same_blanks_and_tags(catalog):
    wrong = [
        english
        for entry in catalog
        if entry.translated()
        for english, spanish in [*zip(_english(entry), _spanish(entry), strict=True)]
        if set(BLANKS.findall(english)) != set(BLANKS.findall(spanish))
    ]

    assert wrong == []


def _english(entry: polib.POEntry) -> list[str]:
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]


def _spanish(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[0], entry.msgstr_plural[1]] if entry.msgid_plural else [entry.msgstr]


def test_no_word_of_the_pages_is_missing_from_the_file(catalog):
    """Then run `make messages`, and translate what is new."""
    said = {*words_of_code(), *words_of_templates()}

    assert len(said) > 800, "so the files were read"
    assert said - {words for entry in catalog for words in _english(entry)} == set()


def words_of_code() -> Iterator[str]:
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and node.args and _name(node.func) in CALLS:
                    first = node.args[1 if _name(node.func).startswith("pgettext") else 0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield first.value


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else ""


def words_of_templates() -> Iterator[str]:
    for file in sorted((ROOT / "templates").rglob("*")):
        if file.suffix in {".html", ".txt"}:
            for found in IN_TEMPLATES.finditer(template.templatize(file.read_text())):
                yield ast.literal_eval(found["quoted"]).replace("%%", "%")

"""The importer from end to end: what is stored, what is told, and what is never touched."""

import csv
import gzip
import io
import os
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from caarisma.common import advisory
from providers.directory.enums import LicenseStatus, PlacedBy, Profession
from providers.directory.models import License, PracticeLocation, Provider
from providers.listing.listed import listed_providers
from providers.registry.nppes import layout, source
from providers.registry.nppes.layout import taxonomy_columns
from providers.runs.management.commands import import_nppes
from providers.vetting.registry import registry_changes, registry_import
from tests.factories.providers import make_license, make_offering, make_provider, make_user
from tests.providers.registry.nppes_file import as_csv, deactivated, organization, person, write

pytestmark = pytest.mark.django_db

NPI_1 = person(1)[layout.NPI]
CODE, NUMBER, STATE, SWITCH = taxonomy_columns(1)


def run(*rows: dict[str, str], folder: Path, name: str = "file.csv", **options: object) -> dict[str, int]:
    """Import the rows; the counts it prints."""
    return run_file(write(folder / name, *rows), **options)


def run_file(path: str, **options: object) -> dict[str, int]:
    out = io.StringIO()
    call_command("import_nppes", path, stdout=out, **{"stderr": io.StringIO(), **options})
    lines = re.findall(r"^(.+?) {2,}([\d,]+)$", out.getvalue(), re.MULTILINE)
    counts = {name: int(number.replace(",", "")) for name, number in lines}
    assert counts["read"] == sum(number for name, number in counts.items() if name != "read"), counts
    return {name: number for name, number in counts.items() if number}


def everything() -> list[tuple[object, ...]]:
    """All that an import may write, without when it was written."""
    providers = Provider.objects.order_by("npi").values_list(
        "npi", "first_name", "last_name", "slug", "profession", "npi_deactivated_on", "registry_updated_on"
    )
    places = PracticeLocation.objects.order_by("provider__npi", "pk").values_list(
        "provider__npi", "line1", "city", "zip_code", "latitude", "time_zone"
    )
    licenses = License.objects.order_by("provider__npi", "number").values_list(
        "provider__npi", "state", "number", "status"
    )
    return [*providers, *places, *licenses]


def test_a_person_becomes_an_unlisted_unclaimed_profile(tmp_path, now):
    counts = run(person(), folder=tmp_path)

    provider = Provider.objects.get()
    assert counts == {"read": 1, "added": 1}
    assert provider.user is None
    assert provider.slug == f"nia-obrien-okafor-{NPI_1}"
    assert (provider.profession, provider.registry_updated_on) == (Profession.PHYSICIAN_MD, date(2025, 9, 27))
    assert not provider.is_demonstration
    assert not listed_providers(on=now).exists()


def test_the_place_of_practice_is_put_in_the_middle_of_its_zip_and_takes_nobody(tmp_path):
    run(person(), folder=tmp_path)

    location = PracticeLocation.objects.get()
    assert (location.clinic_name, location.line1, location.zip_code) == ("Nia O'Brien-Okafor", "1 Lakeside Dr", "94612")
    assert (location.latitude, location.longitude) == pytest.approx((37.81, -122.27), abs=0.02)
    assert (location.time_zone, location.placed_by) == ("America/Los_Angeles", PlacedBy.ZIP)
    assert location.is_active
    assert not location.accepting_patients


def test_another_last_name_on_record_is_kept_for_lists_that_have_the_earlier_one(tmp_path):
    run(person(1, other_last_name="LEE"), person(2, other_last_name="O'BRIEN-OKAFOR"), folder=tmp_path)

    assert list(Provider.objects.order_by("npi").values_list("former_names__last_name", flat=True)) == ["Lee", None]


def test_a_license_is_stored_as_reported_and_proves_nothing(tmp_path):
    run(person(), folder=tmp_path)

    entry = License.objects.get()
    assert (entry.state, entry.number, entry.status) == ("CA", "A123456", LicenseStatus.REPORTED)
    assert (entry.expires_on, entry.verified_on) == (None, None)


def test_running_twice_changes_nothing(tmp_path):
    rows = [person(1), person(2, postal_code="00000"), organization(), deactivated(3)]
    run(*rows, folder=tmp_path)
    before, stamps = everything(), list(Provider.objects.values_list("updated_at", flat=True))

    counts = run(*rows, folder=tmp_path)

    assert counts == {"read": 4, "unchanged": 2, "deactivated, not held here": 1, "out of scope": 1}
    assert everything() == before
    assert list(Provider.objects.values_list("updated_at", flat=True)) == stamps


def test_a_newer_record_updates_profile_address_and_leads(tmp_path):
    run(person(), folder=tmp_path)

    moved = {"updated": "11/01/2025", "last_name": "LEE", "line_1": "9 ELM ST", "postal_code": "89101", "state": "NV"}
    counts = run(person(**moved, **{NUMBER: "N777", STATE: "NV"}), folder=tmp_path)

    location = PracticeLocation.objects.get()
    assert counts == {"read": 1, "updated": 1}
    assert Provider.objects.get().last_name == "Lee"
    assert (location.line1, location.state, location.clinic_name) == ("9 Elm St", "NV", "Nia Lee")
    assert location.latitude == pytest.approx(36.17, abs=0.05)
    assert [(entry.state, entry.number) for entry in License.objects.all()] == [("NV", "N777")]


def test_an_address_keeps_its_name_in_links_when_a_person_marries(tmp_path):
    run(person(), folder=tmp_path)
    slug = Provider.objects.get().slug

    run(person(last_name="LEE", updated="11/01/2025"), folder=tmp_path)

    assert Provider.objects.get().slug == slug


def test_an_older_file_brings_nothing_back(tmp_path):
    run(person(last_name="LEE", updated="11/01/2025"), folder=tmp_path)

    counts = run(person(last_name="OLD", updated="10/01/2025"), folder=tmp_path)

    assert counts == {"read": 1, "left alone": 1}
    assert Provider.objects.get().last_name == "Lee"


def test_an_unknown_zip_keeps_the_provider_without_a_location_and_says_so(tmp_path):
    errors = io.StringIO()

    counts = run(person(postal_code="00000"), folder=tmp_path, stderr=errors)

    assert counts == {"read": 1, "added": 1}
    assert not PracticeLocation.objects.exists()
    assert f'line 2: {layout.POSTAL_CODE} "00000" is unknown: kept without a location' in errors.getvalue()


def test_a_dead_number_takes_a_known_provider_out_and_a_return_brings_them_back(tmp_path):
    run(person(), folder=tmp_path)

    dead = run(deactivated(on="10/01/2025"), folder=tmp_path)
    after_death = Provider.objects.get().npi_deactivated_on
    replayed = run(person(), folder=tmp_path)
    after_replay = Provider.objects.get().npi_deactivated_on
    back = run(person(deactivated="10/01/2025", reactivated="10/09/2025", updated="10/09/2025"), folder=tmp_path)

    assert (dead, after_death) == ({"read": 1, "deactivated": 1}, date(2025, 10, 1))
    assert (replayed, after_replay) == ({"read": 1, "unchanged": 1}, date(2025, 10, 1))
    assert (back, Provider.objects.get().npi_deactivated_on) == ({"read": 1, "updated": 1}, None)


def test_a_dead_number_that_nobody_has_is_counted_and_not_stored(tmp_path):
    assert run(deactivated(), folder=tmp_path) == {"read": 1, "deactivated, not held here": 1}
    assert not Provider.objects.exists()


def test_a_claimed_profile_keeps_its_owners_words(tmp_path):
    run(person(), folder=tmp_path)
    provider = Provider.objects.get()
    Provider.objects.update(user=make_user(), first_name="Dr. Nia's own")
    PracticeLocation.objects.update(line1="Her own street")
    before = everything()

    counts = run(person(updated="11/01/2025", line_1="9 ELM ST", **{NUMBER: "B9"}), folder=tmp_path)

    assert counts == {"read": 1, "left alone": 1}
    assert everything() == before
    assert License.objects.filter(provider=provider).count() == 1


def test_a_dead_number_counts_for_a_claimed_profile_too(tmp_path):
    run(person(), folder=tmp_path)
    Provider.objects.update(user=make_user(), first_name="Her own")

    run(deactivated(), folder=tmp_path)

    provider = Provider.objects.get()
    assert (provider.npi_deactivated_on, provider.first_name) == (date(2025, 10, 1), "Her own")


def test_a_license_that_was_verified_or_entered_by_others_stays(tmp_path):
    run(person(), folder=tmp_path)
    provider = Provider.objects.get()
    License.objects.filter(number="A123456").update(
        status=LicenseStatus.ACTIVE, expires_on=date(2027, 1, 1), verified_on=date(2025, 1, 1)
    )
    make_license(provider, expires_on=None, status=LicenseStatus.REPORTED, number="TYPED", source="Told us by phone")

    run(person(updated="11/01/2025", **{NUMBER: "NEW1"}), folder=tmp_path)
    run(person(updated="11/02/2025"), folder=tmp_path)

    kept = dict(License.objects.values_list("number", "status"))
    assert kept == {"A123456": LicenseStatus.ACTIVE, "TYPED": LicenseStatus.REPORTED}


def test_a_location_with_offerings_stays_as_it_was_set_up(tmp_path):
    run(person(), folder=tmp_path)
    make_offering(PracticeLocation.objects.get())

    run(person(updated="11/01/2025", line_1="9 ELM ST"), folder=tmp_path)

    assert PracticeLocation.objects.get().line1 == "1 Lakeside Dr"


@pytest.mark.parametrize("row", [person(1), deactivated(1)], ids=["person", "dead number"])
def test_demonstration_providers_are_never_touched(tmp_path, row):
    npi = "2000000010"
    demo = make_provider(npi=npi, is_demonstration=True, first_name="Made", last_name="Up")

    counts = run({**row, layout.NPI: npi}, folder=tmp_path)

    demo.refresh_from_db()
    assert counts == {"read": 1, "left alone": 1}
    assert (demo.first_name, demo.npi_deactivated_on) == ("Made", None)


def test_the_same_number_twice_is_taken_in_the_files_order(tmp_path):
    rows = [person(last_name="ONE"), person(last_name="TWO", updated="11/01/2025"), deactivated(on="12/01/2025")]

    counts = run(*rows, folder=tmp_path)

    provider = Provider.objects.get()
    assert counts == {"read": 3, "added": 1, "updated": 1, "deactivated": 1}
    assert (provider.last_name, provider.npi_deactivated_on) == ("Two", date(2025, 12, 1))


def test_refused_rows_are_told_with_line_column_value_and_reason(tmp_path):
    errors = io.StringIO()

    rows = [person(1), person(2, state="ZZ"), person(3, updated="soon"), *organizations(200)]
    counts = run(*rows, folder=tmp_path, stderr=errors)

    assert counts == {"read": 203, "added": 1, "refused": 2, "out of scope": 200}
    assert f'line 3: {layout.STATE} "ZZ" is not a state' in errors.getvalue()
    assert f'line 4: {layout.UPDATED} "soon" is not a date like 12/31/2026 (row refused)' in errors.getvalue()


def test_the_terminal_is_not_flooded_nor_driven_by_the_file(tmp_path):
    errors = io.StringIO()

    with pytest.raises(CommandError):
        run(*(person(n, last_name="", sex="\x1b[2J") for n in range(1, 60)), folder=tmp_path, stderr=errors)

    assert len(errors.getvalue().splitlines()) == 51
    assert "--report FILE" in errors.getvalue()
    assert "\x1b" not in errors.getvalue()


def test_the_report_holds_every_remark_and_no_formula(tmp_path):
    report = tmp_path / "report.csv"
    rows = [person(1, sex='=HYPERLINK("http://evil")'), person(2, updated="@SUM(A1)"), person(3, postal_code="-1")]

    run(*rows, *organizations(200), folder=tmp_path, report=str(report))

    with report.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(line["line"], line["outcome"]) for line in lines] == [
        ("2", "refused"),
        ("3", "refused"),
        ("4", "kept in part"),
    ]
    assert [line["value"] for line in lines] == ['\'=HYPERLINK("http://evil")', "'@SUM(A1)", "'-1"]
    assert lines[1]["column"] == layout.UPDATED
    assert lines[1]["npi"] == person(2)[layout.NPI]


def test_a_row_that_the_database_refuses_takes_no_other_with_it(tmp_path, monkeypatch):
    def unreadable(person: object) -> str:
        return "x" * 200 if person.last_name == "Bad" else f"slug-{person.npi}"

    monkeypatch.setattr(registry_changes, "slug_for", unreadable)
    errors = io.StringIO()

    counts = run(person(1), person(2, last_name="BAD"), person(3), folder=tmp_path, stderr=errors)

    assert counts == {"read": 3, "added": 2, "refused": 1}
    assert set(Provider.objects.values_list("npi", flat=True)) == {NPI_1, person(3)[layout.NPI]}
    assert "line 3: this row holds a value that the database refuses" in errors.getvalue()


def test_a_row_that_breaks_a_rule_names_it_and_leaves_nothing_of_itself(tmp_path):
    """A made-up person may have the slug of a real one."""
    make_provider(slug=f"nia-obrien-okafor-{NPI_1}")
    errors = io.StringIO()

    counts = run(person(1), person(2), folder=tmp_path, stderr=errors)

    assert counts == {"read": 2, "added": 1, "refused": 1}
    assert 'line 2: this row breaks the rule "directory_provider_slug_key"' in errors.getvalue()
    assert PracticeLocation.objects.count() == License.objects.count() == 1


def test_taxonomies_and_states_can_be_chosen(tmp_path):
    rows = [
        person(1),
        person(2, **{CODE: "207Q00000X"}),
        person(3, **{CODE: "207Q00000X"}, state="NV", postal_code="89101"),
    ]

    counts = run(*rows, folder=tmp_path, taxonomy=["207Q00000X"], states="nv, AZ")

    assert counts == {"read": 3, "added": 1, "out of scope": 2}
    assert Provider.objects.get().specialty == "Family doctor"


@pytest.mark.parametrize(
    ("options", "message"),
    [({"taxonomy": ["1223G0001X"]}, "no profession for taxonomy"), ({"states": "CA,XX"}, '"XX" is not a state')],
)
def test_a_choice_that_makes_no_sense_is_explained(tmp_path, options, message):
    with pytest.raises(CommandError, match=message):
        run(person(), folder=tmp_path, **options)


def test_packed_files_and_standard_input_give_the_same(tmp_path, monkeypatch):
    plain = run(person(1), folder=tmp_path)
    packed = run(person(1), folder=tmp_path, name="file.csv.gz")
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(gzip.compress(as_csv(person(1), person(2))))
    with os.fdopen(reading, "rb") as stdin:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stdin))
        piped = run_file("-")

    assert (plain, packed, piped) == (
        {"read": 1, "added": 1},
        {"read": 1, "unchanged": 1},
        {"read": 2, "added": 1, "unchanged": 1},
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"a,b\n1,2\n", "not an NPPES bulk file"), (b"", "not an NPPES bulk file"), (b"PK\x03\x04", "ends or breaks")],
)
def test_a_file_that_is_not_nppes_gives_one_clear_error(tmp_path, content, message):
    (tmp_path / "file.csv").write_bytes(content)

    with pytest.raises(CommandError, match=message):
        run_file(str(tmp_path / "file.csv"))


def test_a_file_that_is_not_there_gives_one_clear_error(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run_file(str(tmp_path / "missing.csv"))


def test_a_packed_file_that_was_cut_off_changes_nothing_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(registry_import, "CHUNK", 10)
    monkeypatch.setattr(source, "READ_AHEAD", 4096)
    whole = gzip.compress(as_csv(*(person(n, first_name=f"N{n * 7919}") for n in range(1, 100))))
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) * 3 // 4])

    with pytest.raises(CommandError, match="breaks in the middle"):
        run_file(str(tmp_path / "cut.csv.gz"))

    assert not Provider.objects.exists()


def organizations(count: int) -> list[dict[str, str]]:
    """Good rows about nobody we look for: what is wrong with a few others is then not wrong with the file."""
    return [organization(number) for number in range(1, count + 1)]


@pytest.mark.parametrize("bad", [2, 60])
def test_a_file_of_which_more_than_one_row_in_a_hundred_fails_changes_nothing(tmp_path, bad):
    errors = io.StringIO()
    rows = [person(1), *(person(n, state="ZZ") for n in range(2, bad + 2)), *organizations(120)]

    with pytest.raises(CommandError, match=f"{bad} of {121 + bad} rows cannot be read.*Nothing was changed") as refused:
        run(*rows, folder=tmp_path, stderr=errors)

    assert refused.value.returncode != 0
    assert not Provider.objects.exists()
    assert f'line 3: {layout.STATE} "ZZ" is not a state' in errors.getvalue()


def test_a_file_in_which_hardly_anybody_is_ours_is_refused_when_those_fail(tmp_path):
    rows = [person(1), *(person(n, state="ZZ") for n in range(2, 14)), *organizations(1300)]

    with pytest.raises(CommandError, match="12 of 1,313 rows cannot be read"):
        run(*rows, folder=tmp_path)


def test_dates_that_a_spreadsheet_turned_round_day_first_are_one_sentence_for_the_file(tmp_path):
    with pytest.raises(CommandError, match="40 of 40 rows cannot be read"):
        run(*(person(n, updated="27/09/2025") for n in range(1, 41)), folder=tmp_path)


def test_a_file_that_a_spreadsheet_saved_again_is_read_all_the_same(tmp_path):
    cells = {"entity": "1.0", "updated": "9/27/2025", "postal_code": "6424", "state": "CT", "city": "EAST HAMPTON"}

    counts = run(person(**cells, **{STATE: "CT"}), folder=tmp_path)

    assert counts == {"read": 1, "added": 1}
    assert PracticeLocation.objects.get().zip_code == "06424"


def test_the_report_may_not_overwrite_the_file(tmp_path):
    path = write(tmp_path / "file.csv", person())

    with pytest.raises(CommandError, match="would overwrite"):
        run_file(path, report=path)


def test_an_import_that_was_stopped_ends_the_same_when_run_again(tmp_path, monkeypatch):
    monkeypatch.setattr(registry_import, "CHUNK", 5)
    rows = [person(n, postal_code="94612" if n % 3 else "00000") for n in range(1, 33)] + [deactivated(4)]
    path = write(tmp_path / "file.csv", *rows)
    writes = 0
    write_records = registry_import.write_records

    def stopped(**arguments):
        nonlocal writes
        writes += 1
        if writes == 4:
            raise KeyboardInterrupt
        return write_records(**arguments)

    with monkeypatch.context() as patch:
        patch.setattr(registry_import, "write_records", stopped)
        with pytest.raises(CommandError, match="Run it again"):
            run_file(path)
    assert Provider.objects.count() == 15
    run_file(path)
    resumed = everything()
    Provider.objects.all().delete()
    run_file(path)

    assert resumed == everything()


def test_only_one_import_runs_at_a_time(tmp_path, monkeypatch):
    other = connection.copy()
    with advisory.held(advisory.Lock.IMPORT_REGISTRY, by=other) as theirs:
        assert theirs
        with pytest.raises(CommandError, match="Another import is running"):
            run(person(), folder=tmp_path)
    other.close()

    assert run(person(), folder=tmp_path) == {"read": 1, "added": 1}


def test_statements_do_not_grow_with_rows(django_assert_max_num_queries):
    records = [parsed(person(n)) for n in range(1, 101)]

    with django_assert_max_num_queries(7):
        registry_import.write_records(records=records, now=datetime(2026, 1, 1, tzinfo=UTC))


def test_a_batch_is_all_or_nothing():
    make_provider(slug=f"nia-obrien-okafor-{NPI_1}")
    records = [parsed(person(2)), parsed(person(1))]

    with pytest.raises(IntegrityError):
        registry_import.write_records(records=records, now=datetime(2026, 1, 1, tzinfo=UTC))

    assert not Provider.objects.filter(npi=records[0].npi).exists()


def parsed(cells: dict[str, str]):
    scope = import_nppes.NppesScope(taxonomies=import_nppes.DEFAULT_TAXONOMIES)
    (row,) = layout.read_rows(io.BytesIO(as_csv(cells)))
    return import_nppes.parse(row, scope)


def test_the_real_practitioners_of_2018(shared_data):
    path = str(shared_data / "nppes_hl7_sample_2018-12_practitioners_2000.csv.gz")

    first, second = run_file(path), run_file(path)

    assert first == {"read": 2000, "added": 187, "out of scope": 1813}
    assert second == {"read": 2000, "unchanged": 187, "out of scope": 1813}
    assert Provider.objects.filter(profession__in=["md", "do"]).count() == 58
    assert PracticeLocation.objects.count() == 187
    assert License.objects.count() == License.objects.filter(status=LicenseStatus.REPORTED).count() == 212
    assert not Provider.objects.filter(npi_deactivated_on__isnull=False).exists()


def test_the_real_organizations_of_2018(shared_data):
    counts = run_file(str(shared_data / "nppes_hl7_sample_2018-12_organizations_40.csv"))

    assert counts == {"read": 40, "out of scope": 40}

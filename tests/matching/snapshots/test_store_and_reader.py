"""A snapshot that is missing, torn or of something else is never searched: the database answers, with the gate."""

import errno
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from matching.index import SnapshotUnusable
from matching.search.assembly import requirements_for
from matching.search.enums import FinishedBy, FoundBy, JobState
from matching.search.models import MatchJob
from matching.search.services.jobs import finish_match_job
from matching.search.services.searching import find
from matching.snapshots import store
from matching.snapshots.models import ListingChange, ListingLog
from matching.snapshots.reading import IndexAway, reader
from matching.snapshots.services import indexing
from matching.snapshots.services.indexing import build_index, tend_index, why_due
from providers.directory.models import License, Offering, PracticeLocation
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location
from tests.factories.treatments import make_area_concern
from tests.matching.conftest import kill_group, on_own_connection, wait_until
from treatments.models import Concern

pytestmark = pytest.mark.django_db(transaction=True)

BUILD = """
import django
django.setup()
from django.utils import timezone
from matching import index
from matching.snapshots.services import indexing
from matching.snapshots import store
{wait}
indexing.build_index(now=timezone.now())
"""


@pytest.fixture
def listed(now):
    return [make_listed_location(now=now).pk for _ in range(3)]


def search(now):
    """(who answered, which locations)"""
    intake = make_intake(now=now)
    found = find(requirements_for(intake, on=now), limit=30, now=now)
    return found.by, {match.candidate.location_id for match in found.matches}


def version(folder):
    return folder / (folder / "current").read_text()


def test_a_snapshot_answers_and_the_job_says_so(listed, built, now):
    job = make_intake(now=now).job

    finish_match_job(job_id=job.pk, by=FinishedBy.WORKER, now=now)

    job.refresh_from_db()
    assert (job.found_by, job.matched_count) == (FoundBy.INDEX, 3)
    assert {match.location_id for match in job.intake.matches.all()} == set(listed)


def test_without_a_snapshot_the_database_answers_and_the_log_says_why(listed, now, caplog):
    caplog.set_level("INFO")

    assert search(now) == (FoundBy.SQL, set(listed))
    assert [record.outcome for record in caplog.records if "without" in record.getMessage()] == ["no snapshot"]


DAMAGES = {
    "missing": lambda version: [path.unlink() for path in version.iterdir()],
    "torn": lambda version: (version / "latitude.npy").write_bytes(b"\x93NUMPY"),
    "of another format": lambda version: (version / "manifest.json").write_text(json.dumps({"format": 0})),
    "without words": lambda version: (version / "manifest.json").write_text(""),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_snapshot_is_not_searched_and_is_built_anew(listed, built, folder, now, damage):
    damage(version(folder))

    assert search(now) == (FoundBy.SQL, set(listed))
    assert tend_index(now=now) is not None
    assert search(now) == (FoundBy.INDEX, set(listed))


@pytest.mark.parametrize("name", ["", "../elsewhere", "version-0"])
def test_a_damaged_name_is_a_missing_snapshot(listed, built, folder, now, name):
    (folder / "current").write_text(name)

    assert search(now) == (FoundBy.SQL, set(listed))
    assert "unusable" in why_due()


def test_a_snapshot_of_another_database_is_not_searched(listed, built, now, monkeypatch):
    monkeypatch.setattr("matching.snapshots.changes.ORIGIN", "'elsewhere'")

    assert search(now) == (FoundBy.SQL, set(listed))
    assert why_due() == "snapshot of another database"


def test_a_snapshot_of_another_catalog_is_not_searched(listed, built, now):
    Concern.objects.update(needs_fda_note=True)
    reader.forget()

    assert search(now)[0] == FoundBy.SQL
    assert why_due() == "snapshot of another catalog or other tables"


class TestARestoredBackup:
    AHEAD = 10**9  # transactions that the server of the backup was further on

    @pytest.fixture
    def of_another_server(self, listed):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            ahead = cursor.fetchone()[0] + self.AHEAD
        ListingChange.objects.update(rematched=True)
        ListingChange.objects.create(xact=ahead, location_id=None, rematched=True)
        ListingLog.objects.update_or_create(pk=1, defaults={"pruned_below": ahead - 1000})

    def test_has_one_snapshot_built_and_no_more(self, listed, built, of_another_server, now):
        assert search(now)[0] == FoundBy.SQL
        assert why_due()
        tend_index(now=now)

        assert search(now) == (FoundBy.INDEX, set(listed))
        assert why_due() == ""

    def test_does_not_wait_for_a_transaction_that_began_before(self, listed, of_another_server, now):
        long = connection.copy()
        long.set_autocommit(False)
        try:
            with long.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            tend_index(now=now)

            assert search(now) == (FoundBy.INDEX, set(listed))
        finally:
            long.close()

    def test_goes_on_with_the_log_from_there(self, listed, of_another_server, now):
        tend_index(now=now)
        search(now)
        License.objects.filter(provider__locations=listed[0]).update(status="revoked", expires_on=None)

        assert search(now) == (FoundBy.INDEX, set(listed[1:]))

    def test_on_the_same_server_its_tables_are_others(self, built):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE snapshots_listingchange RENAME TO before")
            cursor.execute("CREATE TABLE snapshots_listingchange (LIKE before INCLUDING ALL)")
            why = why_due()
            transaction.set_rollback(True)

        assert why == "snapshot of another catalog or other tables"


def test_a_load_leaves_the_search_to_the_database_until_there_is_a_new_snapshot(listed, built, now):
    PracticeLocation.objects.bulk_create(
        PracticeLocation(
            provider_id=PracticeLocation.objects.get(pk=listed[0]).provider_id,
            state="CA",
            zip_code="94612",
            latitude=37,
            longitude=-122,
            time_zone="America/New_York",
        )
        for _ in range(1001)
    )

    assert search(now) == (FoundBy.SQL, set(listed))
    tend_index(now=now)
    assert search(now) == (FoundBy.INDEX, set(listed))


def test_the_next_answer_knows_who_lost_a_license_who_came_and_what_a_price_is_now(listed, built, now):
    search(now)
    License.objects.filter(provider__locations=listed[0]).update(status="revoked", expires_on=None)
    Offering.objects.filter(location=listed[1]).update(price_per_session=251)
    new = make_listed_location(now=now).pk

    assert search(now) == (FoundBy.INDEX, {listed[2], new})


def test_a_reader_takes_up_a_new_snapshot_and_forgets_what_lay_over_the_old_one(listed, built, now):
    search(now)
    new = make_listed_location(now=now).pk
    search(now)
    build_index(now=now)

    assert search(now) == (FoundBy.INDEX, {*listed, new})
    assert len(reader.index().parts) == 1


def test_the_database_answers_when_index_and_truth_go_on_to_differ(listed, built, now, monkeypatch):
    index = reader.index()
    License.objects.filter(provider__locations=listed[0]).update(status="revoked", expires_on=None)
    monkeypatch.setattr(reader, "index", lambda: index)

    assert search(now) == (FoundBy.SQL, set(listed[1:]))


def test_a_fault_in_the_index_costs_nobody_the_list(listed, built, now, monkeypatch, caplog):
    monkeypatch.setattr("matching.search.services.searching.search", lambda *_, **__: 1 / 0)

    assert search(now) == (FoundBy.SQL, set(listed))
    assert "the index failed" in caplog.text


def test_an_empty_directory_has_a_snapshot_too(now, folder):
    make_area_concern()
    build_index(now=now)

    assert search(now) == (FoundBy.INDEX, set())


class TestWhenOneIsDue:
    def test_after_more_than_two_percent(self, listed, built, monkeypatch, now):
        monkeypatch.setattr(indexing, "OVERLAY_ALWAYS", 1)
        assert why_due() == ""

        Offering.objects.update(price_per_session=230)

        assert why_due() == "3 listings changed"
        assert tend_index(now=now) is not None
        assert tend_index(now=now) is None

    def test_not_for_a_few_in_a_small_directory(self, listed, built):
        Offering.objects.update(price_per_session=230)

        assert why_due() == ""

    def test_old_versions_go_but_the_one_before(self, listed, built, folder, now):
        for _ in range(3):
            build_index(now=now)

        assert len(list(folder.glob("version-*"))) == 2

    def test_one_builder_at_a_time(self, listed, now):
        with store.only_builder() as mine:
            assert mine
            assert on_own_connection(lambda: build_index(now=now)) is None

    def test_the_command_builds_and_says_what(self, listed, capsys):
        call_command("build_index")
        call_command("build_index", "--if-due")

        said = capsys.readouterr().out
        assert "3 listings" in said
        assert "Nothing to do." in said


KILLED_AT = {
    "while it writes": "index.files._write = lambda *_: (store._folder() / 'stuck').touch() or time.sleep(600)",
    "before it cleans": "store._clean = lambda keep: (store._folder() / 'stuck').touch() or time.sleep(600)",
    "before the swap": "store._swap = lambda name: (store._folder() / 'stuck').touch() or time.sleep(600)",
    "after the swap": (
        "swap = store._swap\n"
        "store._swap = lambda name: swap(name) or (store._folder() / 'stuck').touch() or time.sleep(600)"
    ),
}


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class TestADiskThatCannotBeWritten:
    """Searches go on with what there is, else with the database, and what failed leaves nothing behind."""

    @pytest.mark.parametrize("part", ["index.files._write", "snapshots.store._swap"])
    def test_a_full_one_keeps_the_snapshot_in_use_and_nothing_else(self, listed, built, folder, now, monkeypatch, part):
        search(now)
        monkeypatch.setattr(f"matching.{part}", full)

        for _ in range(2):
            with pytest.raises(OSError, match="No space left"):
                build_index(now=now)

        assert search(now) == (FoundBy.INDEX, set(listed))
        assert sorted(path.name for path in folder.iterdir()) == ["building.lock", "current", version(folder).name]

    def test_one_that_reads_differently_from_what_was_written_is_not_put_in_use(self, listed, built, now, monkeypatch):
        def no_load(*_: object, **__: object) -> None:
            raise SnapshotUnusable("latitude.npy is damaged")

        with monkeypatch.context() as broken:
            broken.setattr(store, "load", no_load)
            with pytest.raises(OSError, match="reads differently"):
                build_index(now=now)

        assert search(now) == (FoundBy.INDEX, set(listed))

    def test_what_killed_builders_left_goes_before_the_next_is_written(self, listed, built, folder, now, monkeypatch):
        (folder / ".version-1.dead.part").mkdir()
        (folder / "version-1-dead").mkdir()
        monkeypatch.setattr("matching.index.files._write", full)

        with pytest.raises(OSError, match="No space left"):
            build_index(now=now)

        assert not list(folder.glob("*dead*"))

    @pytest.fixture
    def nowhere(self, settings, tmp_path):
        (tmp_path / "file").touch()
        settings.SNAPSHOT_DIR = tmp_path / "file" / "snapshots"

    def test_one_without_the_folder_leaves_the_search_to_the_database(self, listed, nowhere, now):
        assert search(now) == (FoundBy.SQL, set(listed))

    def test_the_command_says_what_is_wrong(self, listed, nowhere):
        with pytest.raises(CommandError, match="cannot be written: Not a directory"):
            call_command("build_index")

    def test_a_lock_that_fails_is_not_another_builder(self, listed, now, monkeypatch):
        monkeypatch.setattr("matching.snapshots.store.fcntl.flock", full)

        with pytest.raises(OSError, match="No space left"):
            build_index(now=now)


@pytest.mark.worker
@pytest.mark.parametrize("place", KILLED_AT.values(), ids=KILLED_AT)
def test_a_builder_killed_anywhere_leaves_a_whole_snapshot_and_the_lock_free(listed, built, folder, now, start, place):
    process = start("-c", BUILD.format(wait=f"import time\n{place}"))
    wait_until((folder / "stuck").exists)
    kill_group(process)

    assert search(now) == (FoundBy.INDEX, set(listed))
    assert build_index(now=now) is not None
    assert search(now) == (FoundBy.INDEX, set(listed))
    assert {path.name.split("-")[0] for path in folder.iterdir()} == {"version", "current", "building.lock", "stuck"}


def test_the_gate_has_the_last_word_and_fails_closed(listed, built, now, monkeypatch):
    """A gate that cannot be asked lets nobody through: no answer, and the job is tried again."""
    monkeypatch.setattr("matching.search.services.searching.admitted", lambda *_, **__: 1 / 0)
    job = make_intake(now=now).job

    finish_match_job(job_id=job.pk, by=FinishedBy.WORKER, now=now)

    assert MatchJob.objects.get().state == JobState.PENDING
    assert not job.intake.matches.exists()


def test_a_reader_without_a_snapshot_says_why():
    with pytest.raises(IndexAway, match="no snapshot"):
        reader.index()


def test_a_list_of_yesterday_is_shown_with_todays_licenses(listed, built, now):
    """Midnight writes no change: the snapshot keeps days, and compares them when it is asked."""
    License.objects.filter(provider__locations=listed[0]).update(expires_on=now.date() + timedelta(days=5))
    build_index(now=now)

    assert search(now + timedelta(days=9)) == (FoundBy.INDEX, set(listed[1:]))

"""A file between the person's device and the case: staged, read by one reader at a time, adopted, or refused."""

from datetime import timedelta
from io import StringIO
from threading import Thread
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from caarisma.common import private_files
from caarisma.common.advisory import Lock, held
from caarisma.common.errors import UserFacingError
from providers.screening.enums import CheckKind, UploadState
from providers.screening.models import Document, SourcePage, Upload
from providers.vetting.documents import queue, staging
from providers.vetting.documents.queue import read_due
from providers.vetting.documents.reading import ReaderLost
from providers.vetting.documents.source_pages import save_source_page
from providers.vetting.documents.staging import discard, save_when_read, stage
from providers.vetting.documents.sweeping import Swept, sweep_files
from tests.common.test_scanning import EICAR, clamd
from tests.factories.providers import make_case, make_document, make_provider, make_upload, make_user
from tests.providers.vetting.files import jpeg, pdf, pdf_with

pytestmark = pytest.mark.django_db
__all__ = ["clamd"]


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def provider(owner):
    return make_provider(user=owner)


@pytest.fixture
def sent(provider, owner):
    """Keep a file, as the page does."""

    def keep(content: bytes | None = None) -> Upload:
        content = jpeg((120, 90)) if content is None else content
        kind, now = CheckKind.LICENSE, timezone.now()
        return stage(provider_id=provider.pk, kind=kind, title="a.jpg", content=content, by=owner, now=now)

    return keep


def nothing_to_save(*, upload_id: int, now: object) -> None:
    """The form is still with the person."""


def read_all() -> int:
    return read_due(save=nothing_to_save, seconds=60)


def folders(settings) -> set[str]:
    return {path.name for path in settings.PRIVATE_FILES_DIR.glob("*")}


class TestStaging:
    def test_it_is_kept_encrypted_as_it_came(self, sent, settings):
        content = pdf()
        upload = sent(content)

        assert private_files.read(upload.name, 0) == content
        assert b"%PDF" not in (settings.PRIVATE_FILES_DIR / str(upload.name) / "0").read_bytes()

    def test_a_full_disk_leaves_no_row(self, sent, monkeypatch):
        def full(*arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)

        with pytest.raises(OSError, match="No space"), transaction.atomic():
            sent()

        assert not Upload.objects.exists()

    def test_nothing_is_locked_while_the_disk_takes_its_time(self, sent, monkeypatch):
        locked, write, lock = [], private_files.write, staging.lock_provider
        monkeypatch.setattr(staging, "lock_provider", lambda given: locked.append("locked") or lock(given))
        monkeypatch.setattr(private_files, "write", lambda *given: locked.append("written") or write(*given))

        sent()

        assert locked == ["written", "locked"]

    def test_one_too_many_that_came_at_the_same_moment_leaves_no_file(self, sent, monkeypatch, settings):
        asked = []

        def full_the_second_time(_by: object) -> None:
            asked.append(1)
            if len(asked) == 2:
                raise UserFacingError("too many")

        monkeypatch.setattr(staging, "_require_room", full_the_second_time)

        with pytest.raises(UserFacingError):
            sent()

        assert folders(settings) == set()

    def test_three_files_of_an_account_are_read_at_once_and_no_more(self, sent):
        for _ in range(3):
            sent()

        with pytest.raises(UserFacingError, match="still reading"):
            sent()

        read_all()
        assert sent()

    def test_nobody_fills_the_disk_with_files_that_no_form_takes(
        self, sent, monkeypatch, settings, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr(staging, "MOST_UNUSED", 2)
        for _ in range(4):
            with django_capture_on_commit_callbacks(execute=True):
                last = sent()
            read_all()

        assert Upload.objects.count() == 3
        last.refresh_from_db()
        assert last.state == UploadState.READ
        assert len(folders(settings)) == 3


class TestReading:
    def test_the_pages_stay_and_what_was_sent_goes(self, sent, settings):
        upload = sent(pdf(2))

        assert read_all() == 1

        upload.refresh_from_db()
        assert (upload.state, upload.pages, upload.content_type) == (UploadState.READ, 2, "application/pdf")
        assert private_files.read(upload.pages_name, 2).startswith(b"\xff\xd8")
        assert folders(settings) == {str(upload.pages_name)}

    def test_what_is_refused_leaves_nothing(self, sent, settings, django_capture_on_commit_callbacks):
        upload = sent(pdf(21))

        with django_capture_on_commit_callbacks(execute=True):
            read_all()

        upload.refresh_from_db()
        assert (upload.state, upload.refused) == (UploadState.REFUSED, "pages")
        assert folders(settings) == set()

    def test_one_that_ends_its_reader_is_tried_three_times(self, sent, monkeypatch, caplog):
        upload = sent()
        monkeypatch.setattr(queue, "read_document", lambda content: 1 / 0)

        for _ in range(5):
            Upload.objects.update(available_at=timezone.now())
            read_all()

        upload.refresh_from_db()
        assert (upload.state, upload.refused, upload.attempts) == (UploadState.REFUSED, "lost", 3)
        assert [record.getMessage() for record in caplog.records].count("upload failed") == 3

    @pytest.mark.parametrize("fails", ["read", "write"])
    def test_a_disk_that_is_full_or_silent_costs_it_no_try(self, sent, monkeypatch, fails):
        upload = sent()

        def away(*_given: object) -> None:
            raise TimeoutError("it does not answer")

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(private_files, fails, away)
            for _ in range(5):
                Upload.objects.update(available_at=timezone.now())
                assert read_all() == 1
        Upload.objects.update(available_at=timezone.now())
        read_all()

        upload.refresh_from_db()
        assert (upload.state, upload.attempts) == (UploadState.READ, 0)

    def test_a_virus_is_refused_before_the_file_is_opened(self, sent, settings, clamd, monkeypatch, caplog):
        monkeypatch.setattr(queue, "read_document", lambda _content: 1 / 0)
        upload = sent(pdf_with(EICAR.decode()))

        read_all()

        upload.refresh_from_db()
        assert (upload.state, upload.refused) == (UploadState.REFUSED, "virus")
        assert "Eicar-Test-Signature" in [record.__dict__.get("outcome") for record in caplog.records]

    def test_while_the_scanner_is_away_it_waits_and_costs_no_try(self, sent, settings, tmp_path):
        settings.CLAMD_ADDRESS = str(tmp_path / "nobody")
        upload = sent()

        read_all()

        upload.refresh_from_db()
        assert (upload.state, upload.attempts) == (UploadState.WAITING, 0)
        settings.CLAMD_ADDRESS = ""
        Upload.objects.update(available_at=timezone.now())
        read_all()
        upload.refresh_from_db()
        assert upload.state == UploadState.READ

    def test_one_whose_reader_was_killed_is_tried_again(self, sent, monkeypatch):
        upload, really = sent(), queue.read_document

        def killed(_content: bytes) -> None:
            raise ReaderLost

        monkeypatch.setattr(queue, "read_document", killed)
        read_all()
        monkeypatch.setattr(queue, "read_document", really)
        Upload.objects.update(available_at=timezone.now())
        read_all()

        upload.refresh_from_db()
        assert upload.state == UploadState.READ

    def test_one_that_was_lost_is_told(self, sent):
        upload = sent()
        private_files.delete(upload.name)

        read_all()

        upload.refresh_from_db()
        assert upload.refused == "lost"

    def test_one_that_was_taken_back_while_it_was_read_leaves_nothing(
        self, sent, settings, monkeypatch, django_capture_on_commit_callbacks
    ):
        upload, really = sent(), queue.read_document

        def read(content: bytes) -> queue.ReadDocument:
            discard(upload_ids=[upload.pk])
            return really(content)

        monkeypatch.setattr(queue, "read_document", read)
        with django_capture_on_commit_callbacks(execute=True):
            read_all()

        assert not Upload.objects.exists()
        assert folders(settings) == set()

    def test_the_oldest_comes_first_and_a_bad_one_stops_nobody(self, sent):
        bad, good = sent(b"%PDF-1.7 nothing"), sent()

        assert read_all() == 2

        bad.refresh_from_db()
        good.refresh_from_db()
        assert (bad.state, good.state) == (UploadState.REFUSED, UploadState.READ)

    def test_the_sweeper_gives_a_worker_its_time(self, sent):
        sent()

        call_command("sweep", once=True, grace=10)
        assert read_due(save=nothing_to_save, grace=timedelta(seconds=10)) == 0
        assert read_due(save=nothing_to_save) == 1

    @pytest.mark.django_db(transaction=True)
    def test_one_file_is_read_at_a_time(self, sent):
        sent()
        found: list[int] = []

        def try_it() -> None:
            found.append(read_all())
            connection.close()

        with held(Lock.READ_UPLOADS) as mine:
            assert mine
            other = Thread(target=try_it)
            other.start()
            other.join()

        assert found == [0]
        assert read_all() == 1

    def test_what_is_saved_and_fails_is_told_after_three_times(self, sent, caplog):
        upload = sent()
        save_when_read(upload_id=upload.pk, form={"page": "identity", "fields": {}}, now=timezone.now())

        def fails(*, upload_id: int, now: object) -> None:
            raise ValueError("words of a person")

        for _ in range(6):
            Upload.objects.update(available_at=timezone.now())
            read_due(save=fails)

        upload.refresh_from_db()
        assert (upload.state, bool(upload.problem)) == (UploadState.READ, True)
        assert "words of a person" not in [record.getMessage() for record in caplog.records]


@pytest.mark.real_clock  # a file's age is what the disk says
class TestSweeping:
    def later(self):
        return timezone.now() + timedelta(hours=2)

    def test_pages_whose_transaction_was_rolled_back_go(self, provider, owner, now, settings):
        with transaction.atomic():
            make_document(make_case(provider), by=owner, now=now)
            transaction.set_rollback(True)
        assert (Document.objects.count(), len(folders(settings))) == (0, 1)

        assert sweep_files(now=timezone.now()).orphans == 0  # it may be about to commit
        assert sweep_files(now=self.later()) == Swept(expired=0, deleted=0, orphans=1, failed=0)
        assert folders(settings) == set()

    def test_what_somebody_holds_stays(self, provider, owner, now, sent, settings):
        document = make_document(make_case(provider), by=owner, now=now)
        waiting = sent()
        read = make_upload(provider, by=owner, now=timezone.now())

        assert sweep_files(now=self.later()).orphans == 0
        assert folders(settings) == {str(document.name), str(waiting.name), str(read.pages_name)}

    def test_a_deletion_that_failed_is_done_again_and_counted(self, provider, owner, now, monkeypatch, caplog):
        document = make_document(make_case(provider), by=owner, now=now)
        Document.objects.update(deletion_asked_at=now)

        def broken(path: str) -> None:
            raise PermissionError(path)

        monkeypatch.setattr("os.remove", broken)
        assert sweep_files(now=self.later()).failed == 1
        assert "files that cannot be deleted" in [record.getMessage() for record in caplog.records]
        document.refresh_from_db()
        assert document.deleted_at is None

        monkeypatch.undo()
        assert sweep_files(now=self.later()).deleted == 1
        document.refresh_from_db()
        assert document.deleted_at is not None

    def test_pages_of_one_that_was_called_deleted_and_is_there_go(self, provider, owner, now, settings):
        document = make_document(make_case(provider), by=owner, now=now)
        Document.objects.update(deleted_at=now)

        assert sweep_files(now=self.later()).orphans == 1
        with pytest.raises(FileNotFoundError):
            document.page(1)

    def test_what_nobody_came_back_for_goes_after_a_day(
        self, provider, owner, sent, settings, django_capture_on_commit_callbacks
    ):
        make_upload(provider, by=owner, now=timezone.now())
        sent()

        with django_capture_on_commit_callbacks(execute=True):
            assert sweep_files(now=timezone.now() + timedelta(hours=25)).expired == 2
        assert (Upload.objects.count(), folders(settings)) == (0, set())

    def test_another_databases_files_are_left_alone(self, provider, owner, now, monkeypatch, settings, caplog):
        monkeypatch.setattr(private_files, "TOO_MANY", 2)
        for _ in range(3):
            make_upload(provider, by=owner, now=now)
        Upload.objects.all().delete()

        assert sweep_files(now=self.later()).orphans == 0
        assert len(folders(settings)) == 3
        assert "nothing was swept" in caplog.text


def test_the_storage_may_be_another_one(provider, owner, settings, tmp_path):
    other = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path, "allow_overwrite": True},
    }
    settings.STORAGES = {**settings.STORAGES, "private": other}
    upload = make_upload(provider, by=owner, now=timezone.now())

    assert private_files.read(upload.pages_name, 1) == b"\xff\xd8\xff\xd9"
    assert private_files.rotate() == 1
    private_files.delete(upload.pages_name)
    assert not list(tmp_path.iterdir())


def test_whatever_another_storage_raises_is_told_alike(monkeypatch):
    class Away:
        def save(self, *arguments: object) -> None:
            raise RuntimeError("no such bucket, key abc")

    monkeypatch.setattr(private_files, "storage", Away)

    with pytest.raises(OSError, match="does not do it"):
        private_files.write(uuid4(), 0, b"x")


def test_rotating_the_keys_takes_what_was_typed_along(provider, owner, settings):
    make_upload(provider, by=owner, now=timezone.now())
    make_upload(provider, by=owner, now=timezone.now(), form={"page": "identity"})
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]

    call_command("rotate_keys", stdout=StringIO())

    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert [upload.form for upload in Upload.objects.order_by("pk")] == [None, {"page": "identity"}]


def test_the_message_holds_an_id_and_no_word(sent, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr("caarisma.common.publishing.publish", lambda task, **ids: told.append((task, ids)))

    with django_capture_on_commit_callbacks(execute=True):
        upload = sent()

    assert told == [(staging.TASK, {"upload_id": upload.pk})]


def test_a_page_that_staff_saved_is_kept_only_when_it_is_clean(provider, settings, clamd, tmp_path):
    staff, told = make_user("staff@example.com", is_staff=True), []
    for content, address in (
        (jpeg((9, 9)) + EICAR, settings.CLAMD_ADDRESS),
        (jpeg((9, 9)), str(tmp_path / "nobody")),
    ):
        settings.CLAMD_ADDRESS = address
        with pytest.raises(UserFacingError) as refused:
            keep_page(provider, staff, content)
        told.append(refused.value.message)

    assert "knows a virus" in told[0]
    assert "Try again in a few minutes." in told[1]
    assert SourcePage.objects.count() == 0


def keep_page(provider, staff, content):
    kind, now = CheckKind.LICENSE, timezone.now()
    return save_source_page(provider=provider, kind=kind, title="a.jpg", content=content, by=staff, now=now)

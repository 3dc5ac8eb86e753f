"""Kept encrypted, shown to few, gone when no longer needed."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from caarisma.common import private_files
from caarisma.common.errors import UserFacingError
from providers.screening.enums import CaseStatus, CheckKind
from providers.screening.models import Document
from providers.vetting.documents import storing
from providers.vetting.documents.storing import delete_identity_documents, remove_document
from tests.factories.providers import make_case, make_document, make_provider, make_screening, make_upload, make_user

pytestmark = pytest.mark.django_db

PICTURE = b"\xff\xd8\xff\xd9"


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def case(owner):
    return make_case(make_provider(user=owner))


@pytest.fixture
def document(case, owner, now):
    return make_document(case, by=owner, now=now)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def staff(*permissions: str):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def address(document: Document, number: int = 1) -> str:
    return reverse("provider:document", args=[document.name, number])


class TestKeeping:
    def test_what_lies_on_the_disk_is_encrypted(self, document, settings):
        path = settings.PRIVATE_FILES_DIR / str(document.name) / "1"

        assert document.page(1) == PICTURE
        assert PICTURE not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_the_same_file_sent_twice_is_one_document(
        self, case, owner, now, settings, django_capture_on_commit_callbacks
    ):
        first = make_document(case, by=owner, now=now)
        again = make_upload(case.provider, by=owner, now=now, sha256=first.sha256, title="copy.jpg")

        with django_capture_on_commit_callbacks(execute=True):
            assert storing.keep_document(case_id=case.pk, upload_id=again.pk, by=owner, now=now) == first

        assert Document.objects.count() == 1
        assert [path.name for path in settings.PRIVATE_FILES_DIR.iterdir()] == [str(first.name)]

    def test_saving_twice_with_one_file_is_one_document(self, case, owner, now):
        upload = make_upload(case.provider, by=owner, now=now)

        first, again = (
            storing.keep_document(case_id=case.pk, upload_id=upload.pk, by=owner, now=now) for _ in range(2)
        )

        assert first == again

    def test_nothing_is_added_to_a_case_that_was_decided(self, owner, now):
        decided = make_screening(make_provider(user=owner), approved_from=now.date(), approved_until=now.date())

        with pytest.raises(UserFacingError, match="decided"):
            make_document(decided, by=owner, now=now)

    def test_forty_are_enough(self, case, owner, now, monkeypatch):
        monkeypatch.setattr(storing, "MOST_HELD", 2)
        make_document(case, by=owner, now=now)
        make_document(case, by=owner, now=now)

        with pytest.raises(UserFacingError, match="the most"):
            make_document(case, by=owner, now=now)

    def test_rotating_the_keys_takes_the_files_along(self, document, settings, capsys):
        old = settings.FIELD_KEYS
        # not a secret: the newer key of this test
        settings.FIELD_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE=", *old]

        call_command("rotate_keys")

        settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
        assert document.page(1) == PICTURE


class TestLettingGo:
    def test_an_id_card_goes_after_the_decision_and_its_hash_stays(
        self, case, owner, now, django_capture_on_commit_callbacks
    ):
        card = make_document(case, by=owner, now=now, kind=CheckKind.IDENTITY)
        license = make_document(case, by=owner, now=now)

        with django_capture_on_commit_callbacks(execute=True):
            assert delete_identity_documents(case_id=case.pk, now=now) == 1

        card.refresh_from_db()
        assert (card.deletion_asked_at, card.deleted_at, len(card.sha256)) == (now, now, 64)
        with pytest.raises(FileNotFoundError):
            card.page(1)
        assert license.page(1) == PICTURE

    def test_what_cannot_be_deleted_yet_is_not_called_deleted_and_nobody_sees_it(
        self, document, owner, now, monkeypatch, django_capture_on_commit_callbacks
    ):
        def broken(path: str) -> None:
            raise PermissionError(path)

        monkeypatch.setattr("os.remove", broken)
        with django_capture_on_commit_callbacks(execute=True):
            remove_document(document_id=document.pk, by=owner, now=now)

        document.refresh_from_db()
        assert (document.deletion_asked_at, document.deleted_at) == (now, None)
        assert signed_in(owner).get(address(document)).status_code == 404
        monkeypatch.undo()
        assert storing.delete_pages(document_id=document.pk, now=now)
        document.refresh_from_db()
        assert document.deleted_at == now
        with pytest.raises(FileNotFoundError):
            document.page(1)

    def test_a_storage_that_only_says_so_has_not_deleted(self, document, now, monkeypatch):
        monkeypatch.setattr("os.remove", lambda path: None)
        Document.objects.update(deletion_asked_at=now)

        assert not storing.delete_pages(document_id=document.pk, now=now)

    def test_a_deletion_that_is_rolled_back_deletes_nothing(
        self, document, owner, now, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            remove_document(document_id=document.pk, by=owner, now=now)
            transaction.set_rollback(True)

        assert document.page(1) == PICTURE

    def test_what_a_decision_rests_on_stays(self, document, case, owner, now):
        case.status, case.decided_by, case.decided_at = CaseStatus.TURNED_DOWN, staff(), now
        case.decided_how = "director"
        case.save()

        with pytest.raises(UserFacingError, match="stays in your record"):
            remove_document(document_id=document.pk, by=owner, now=now)


class TestWhoMaySee:
    def test_the_owner(self, document, owner):
        answer = signed_in(owner).get(address(document))

        assert (answer.status_code, answer.content) == (200, PICTURE)
        assert not AuditEvent.objects.exists()

    def test_staff_whose_work_it_is_and_each_look_is_recorded(self, document, settings):
        settings.STAFF_NEED_SECOND_FACTOR = False
        vetter = staff("view_document")

        assert signed_in(vetter).get(address(document)).status_code == 200

        look = AuditEvent.objects.get()
        assert (look.actor, look.verb, look.about) == (vetter, "document.read", f"providers.document {document.pk}")

    def test_nobody_else(self, document, settings, client):
        settings.STAFF_NEED_SECOND_FACTOR = False
        provider = make_provider(user=make_user())

        assert signed_in(make_user()).get(address(document)).status_code == 404
        assert signed_in(provider.user).get(address(document)).status_code == 404
        assert signed_in(staff("view_provider")).get(address(document)).status_code == 404
        assert client.get(address(document)).status_code == 302
        assert not AuditEvent.objects.exists()

    def test_staff_without_a_second_factor_are_sent_to_get_one(self, document):
        assert signed_in(staff("view_document")).get(address(document)).status_code == 302

    def test_who_lost_the_profile_lost_its_documents(self, document, owner):
        document.provider.user = make_user()
        document.provider.save()

        assert signed_in(owner).get(address(document)).status_code == 404
        assert signed_in(document.provider.user).get(address(document)).status_code == 404  # another person sent it

    @pytest.mark.parametrize("error", [TimeoutError("it does not answer"), PermissionError(), OSError(5, "I/O error")])
    def test_while_the_storage_gives_none_that_is_said(self, document, owner, monkeypatch, error):
        def away(*_given: object) -> bytes:
            raise error

        monkeypatch.setattr(private_files, "read", away)

        answer = signed_in(owner).get(address(document))

        assert answer.status_code == 503
        assert "We cannot open files right now." in answer.content.decode()

    @pytest.mark.parametrize("number", [0, 2, 99])
    def test_a_page_that_it_has_not(self, document, owner, number):
        assert signed_in(owner).get(address(document, number)).status_code == 404

    def test_one_that_was_deleted(self, document, owner, now):
        remove_document(document_id=document.pk, by=owner, now=now)

        assert signed_in(owner).get(address(document)).status_code == 404

    def test_the_picture_can_do_nothing_where_it_is_opened(self, document, owner):
        answer = signed_in(owner).get(address(document))

        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert answer["Content-Disposition"] == 'inline; filename="page-1.jpg"'
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"

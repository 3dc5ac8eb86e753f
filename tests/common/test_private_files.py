"""Private files are kept alike in a folder and in a bucket: encrypted, whole, swept, and never waited for too long."""

import time
from datetime import timedelta
from uuid import uuid4

import boto3
import pytest
from cryptography.fernet import Fernet
from django.core.files.storage import storages

from caarisma.common import private_files
from caarisma.common.bucket import Bucket
from providers.screening.enums import CheckKind
from providers.screening.models import Document, Upload
from providers.vetting.documents import storing
from providers.vetting.documents.queue import read_due
from providers.vetting.documents.staging import stage
from providers.vetting.documents.sweeping import sweep_files
from tests.factories.providers import make_case, make_provider, make_user
from tests.local.conftest import free_port
from tests.providers.vetting.files import jpeg

KEYS = {"access_key": "drill", "secret_key": "drill", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def store():
    """An S3 store in this process."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server._port}"
    server.stop()


@pytest.fixture
def client(store):
    return boto3.client(
        "s3", endpoint_url=store, aws_access_key_id="drill", aws_secret_access_key="drill", region_name="us-east-1"
    )


@pytest.fixture
def bucket(client, store, settings):
    """In place of the folder."""
    name = f"documents-{uuid4()}"
    client.create_bucket(Bucket=name)
    options = {"bucket_name": name, "endpoint_url": store, **KEYS}
    backend = {"BACKEND": "caarisma.common.bucket.Bucket", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "private": backend}
    assert isinstance(storages["private"], Bucket)
    return name


@pytest.fixture(params=["folder", "bucket"])
def anywhere(request):
    if request.param == "bucket":
        request.getfixturevalue("bucket")


def test_what_is_written_is_read_listed_rotated_and_deleted(anywhere, settings):
    one, other = uuid4(), uuid4()
    private_files.write(one, 1, b"a page")
    private_files.write(one, 2, b"its back")
    private_files.write(other, 0, b"another")

    assert private_files.read(one, 2) == b"its back"
    assert set(private_files.folders()) == {one, other}
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert private_files.rotate() == 3
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert private_files.read(one, 1) == b"a page"
    private_files.delete(one)
    private_files.delete(one)
    with pytest.raises(FileNotFoundError):
        private_files.read(one, 1)
    assert set(private_files.folders()) == {other}


@pytest.mark.real_clock
def test_what_no_row_names_goes_but_not_while_it_is_young(anywhere, now):
    named, orphan = uuid4(), uuid4()
    for folder in (named, orphan):
        private_files.write(folder, 0, b"x")

    assert private_files.delete_orphans(named=[named], now=now) == (0, 0)
    assert private_files.delete_orphans(named=[named], now=now + timedelta(hours=2)) == (1, 0)
    assert set(private_files.folders()) == {named}


@pytest.mark.django_db
def test_a_file_is_staged_read_adopted_and_swept_in_a_bucket(bucket, client, now, django_capture_on_commit_callbacks):
    owner = make_user()
    provider = make_provider(user=owner)
    case = make_case(provider)
    sent = jpeg((120, 90))
    upload = stage(provider_id=provider.pk, kind=CheckKind.LICENSE, title="a.jpg", content=sent, by=owner, now=now)

    assert private_files.read(upload.name, 0) == sent
    with django_capture_on_commit_callbacks(execute=True):
        assert read_due(save=lambda **_given: None, seconds=60) == 1
    upload = Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        document = storing.keep_document(case_id=case.pk, upload_id=upload.pk, by=owner, now=now)

    held = [each["Key"] for each in client.list_objects_v2(Bucket=bucket)["Contents"]]
    assert held == [f"{document.name}/1"], "what was sent is gone, its page is adopted"
    assert document.page(1).startswith(b"\xff\xd8")
    assert b"\xff\xd8" not in client.get_object(Bucket=bucket, Key=held[0])["Body"].read()[:20]
    Document.objects.all().delete()
    Upload.objects.all().delete()
    sweep_files(now=now + timedelta(hours=2))
    assert "Contents" not in client.list_objects_v2(Bucket=bucket)


def test_a_store_that_is_away_is_an_error_in_time(settings):
    options = {"bucket_name": "documents", "endpoint_url": f"http://127.0.0.1:{free_port()}", **KEYS}
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "caarisma.common.bucket.Bucket", "OPTIONS": options},
    }
    began = time.monotonic()

    with pytest.raises(OSError, match="storage"):
        private_files.write(uuid4(), 1, b"x")

    assert time.monotonic() - began < private_files.WAIT_SECONDS + 1
    assert not private_files.disk.is_late

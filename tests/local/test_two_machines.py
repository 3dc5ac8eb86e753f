"""Two machines on one database, one broker and one bucket hold together; one goes by PgBouncer where that is installed.

Each has a web server, a worker, a port and a folder for snapshots; neither has documents. `make drill PART=two` does
the same by production's settings, with sweepers and more people.
"""

import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import psycopg2
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.utils import timezone

from benchmarks.drill import two
from caarisma.accounts.models import User
from caarisma.common.chores.declaring import EACH_LOOK
from caarisma.common.chores.turns import Turns
from caarisma.local import broker, commands, engines
from caarisma.local.supervisor import Supervisor
from matching.search.enums import JobState
from matching.search.models import Match, MatchJob
from matching.snapshots.services.indexing import build_index
from matching.watches.chores import CHORES as WATCHES
from providers.directory.models import PracticeLocation
from providers.screening.models import Upload
from tests.factories.providers import make_listed_location, make_user
from tests.local.conftest import ROOT, free_port, wait_until
from tests.matching.conftest import database_url
from treatments.services.catalog import load_catalog

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
LOGIN = ("sender@example.com", "correct horse battery")
WATCHER = ("watcher@example.com", LOGIN[1])
VISITORS = 6
POOLER = (ROOT / "caarisma" / "deploy" / "pgbouncer.ini").read_text()


@pytest.fixture
def servers(tmp_path):
    started = Supervisor(logs=tmp_path, cwd=ROOT)
    yield started
    started.stop()


@pytest.fixture
def bucket():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    url = f"http://127.0.0.1:{server._port}"
    keys = {"aws_access_key_id": "drill", "aws_secret_access_key": "drill", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=url, **keys)
    client.create_bucket(Bucket="documents")
    yield (
        client,
        {
            "PRIVATE_FILES_BUCKET": "documents",
            "PRIVATE_FILES_ENDPOINT": url,
            "AWS_ACCESS_KEY_ID": "drill",
            "AWS_SECRET_ACCESS_KEY": "drill",
        },
    )
    client.close()
    server.stop()


@pytest.fixture
def pooled(servers, open_folder):
    """DATABASE_URL by PgBouncer, with the settings that we ship; PostgreSQL's own where it is not installed."""
    if (program := shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")) is None:
        return database_url(), {}
    at, port = urlsplit(database_url()), free_port()
    own = POOLER.replace("host=postgres port=5432 dbname=caarisma", f"host={at.hostname} port={at.port}")
    own = own.replace("caarisma = ", f"{at.path[1:]} = ").replace("listen_port = 6432", f"listen_port = {port}")
    own = own.replace("listen_addr = *", "listen_addr = 127.0.0.1")
    own = own.replace("/etc/pgbouncer/users.txt", str(open_folder / "users.txt"))
    (open_folder / "users.txt").write_text(f'"{at.username}" "{at.password}"\n')
    (open_folder / "pgbouncer.ini").write_text(own)
    account = engines.server_account(open_folder / "none")  # it refuses root, as PostgreSQL does
    servers.spawn(
        "pgbouncer", [program, str(open_folder / "pgbouncer.ini")], env={"PATH": os.defpath}, cwd=Path("/"),
        account=account, engine=True,
    )  # fmt: skip
    url = f"postgres://{at.username}:{at.password}@127.0.0.1:{port}/{at.path[1:]}"
    assert wait_until(lambda: _answers(url), 20), (servers.logs / "pgbouncer.log").read_text()
    return url, {"BEHIND_POOLER": "1"}


def _answers(url: str, **options: str) -> str:
    try:
        session = psycopg2.connect(url, **options)
    except psycopg2.OperationalError as error:
        return "" if "Connection refused" in str(error) else str(error)
    with session.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')")
        said = cursor.fetchone()[0]
    session.close()
    return said


@pytest.fixture
def machines(servers, bucket, pooled, tmp_path):
    """Their two ports."""
    shared = {
        "REDIS_URL": broker.start(servers, root=ROOT),
        "DJANGO_SETTINGS_MODULE": "caarisma.settings.development",  # those of the tests keep no session
        "DEMO": "0",
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        **bucket[1],
    }
    ports = []
    for name, (url, own) in (("one", (database_url(), {})), ("other", pooled)):
        ports.append(free_port())
        env = os.environ | shared | {"SNAPSHOT_DIR": str(tmp_path / name), "PRIVATE_FILES_DIR": "/nowhere"}
        web = env | own | commands.SERVICE_ENVIRONMENT["web"]
        web |= {"DATABASE_URL": url, "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{ports[-1]} --workers 1"}
        servers.spawn(f"web-{name}", commands.with_python(commands.SERVICES["web"], sys.executable), env=web)
        worker = env | commands.SERVICE_ENVIRONMENT["worker"] | {"DATABASE_URL": database_url()}
        argv = [*commands.with_python(commands.SERVICES["worker"], sys.executable), "-n", f"{name}@test"]
        argv[argv.index("--concurrency") + 1] = "1"
        servers.spawn(f"worker-{name}", argv, env=worker)
    for port in ports:
        assert wait_until(lambda port=port: _listens(port), 90)
    return ports


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def sign_up(login: tuple[str, str]) -> User:
    user = make_user(login[0])
    # Not a secret: the salt of a login that everybody knows.
    user.password = Argon2PasswordHasher().encode(login[1], "of-the-servers")  # the tests' own is a quicker one
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def clinic_of(location: PracticeLocation) -> two.Clinic:
    offering = location.offerings.get()
    about = (offering.area_concern.area.slug, offering.area_concern.concern.slug)
    return two.Clinic(LOGIN, location.pk, about, location.zip_code, offering.price_per_session)


def asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def both_sweepers_look() -> None:
    """At the same moment, by what each sweeper goes by; no chore waits for its minute."""
    at_once = [replace(chore, every=EACH_LOOK) for chore in WATCHES]

    def look(machine: str) -> None:
        try:
            Turns(at_once, machine=machine, every=timedelta(), grace=timedelta()).look()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as sweepers:
        list(sweepers.map(look, ("one", "other")))


def test_what_one_machine_did_the_other_knows(machines, bucket, pooled):
    now = timezone.now()
    load_catalog(now=now)
    user, _watcher = sign_up(LOGIN), sign_up(WATCHER)
    location = make_listed_location(now=now, phone="(510) 555-0142")
    location.provider.user = user
    location.provider.save()
    build_index(now=now)
    one, other = machines

    two.sessions_hold(one, other)
    two.rankings_hold(one, other, visitors=VISITORS)
    two.uploads_hold(one, other, LOGIN)
    two.watches_hold(one, other, WATCHER, clinic_of(location), sql=asked, look=both_sweepers_look)
    two.limits_hold(one, other, LOGIN)

    assert MatchJob.objects.filter(state=JobState.DONE).count() == MatchJob.objects.count() == VISITORS + 2
    assert Match.objects.values("intake", "location").distinct().count() == Match.objects.count()
    assert Upload.objects.get().name
    assert len(bucket[0].list_objects_v2(Bucket="documents")["Contents"]) >= 1
    if pooled[1]:
        assert _answers(pooled[0]) == "5s 10s"
        assert "unsupported startup parameter" in _answers(pooled[0], options="-c lock_timeout=5000")


def test_pgbouncer_sets_what_a_session_of_our_own_sets():
    own = settings.DATABASES["default"]["OPTIONS"]["options"]
    wanted = dict(re.findall(r"-c (\w+)=(\d+)", own))
    wanted["statement_timeout"] = commands.SERVICE_ENVIRONMENT["web"]["STATEMENT_TIMEOUT_SECONDS"] + "000"

    assert dict(re.findall(r"SET (\w+) = (\d+)", POOLER)) == wanted
    assert (
        f"SET statement_timeout = {1000 * int(commands.SERVICE_ENVIRONMENT['web']['STATEMENT_TIMEOUT_SECONDS'])}'"
        in POOLER
    )

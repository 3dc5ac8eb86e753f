"""docs/deploy.md is executed: the commands of its boxes, on machines with compose's roles, passwords and services.

`make drill PART=guide` does all of it, from an empty database on; here is what costs little. The tables come from the
suite's own database, and no worker runs on the machine that is restored.
"""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg2
import pytest
import redis
from django.db.migrations.loader import MigrationLoader

from benchmarks.drill.compose import Machine, Refused
from benchmarks.drill.guide import GUIDE, ROOMS, Drill, boxes, last_migration
from caarisma.local.supervisor import Supervisor
from tests.local.conftest import ROOT
from tests.matching.conftest import database_url

pytestmark = [pytest.mark.real_clock]
KNOWN = ("docker compose", "cp .env.example", "git ", "tar ")


@pytest.fixture
def drill(db):
    if shutil.which("age") is None and os.environ.get("REQUIRE_AGE") != "1":
        pytest.skip("needs age, which encrypts backups (Debian: apt-get install age)")
    with tempfile.TemporaryDirectory(prefix="caarisma-guide-") as name:
        Path(name).chmod(0o711)
        servers = Supervisor(logs=Path(name), cwd=ROOT)
        try:
            yield Drill(Path(name), servers, schema=database_url())
        finally:
            servers.stop()


def test_the_guide_holds_what_it_says(drill):
    drill.first_start()
    nobody_gets_in_without_tls_or_a_password(drill.machine)
    drill.come_by_the_proxy()
    drill.lose_the_broker()
    drill.machine.down_site(but="web")
    drill.machine.left_out |= {"worker", "sweeper"}
    drill.change_field_keys()
    drill.restore().down()

    assert {status for _path, status in drill.statuses} <= {200, 302}


def nobody_gets_in_without_tls_or_a_password(machine: Machine) -> None:
    """PostgreSQL's own TLS wherever it has it, and Redis's; else that of the drill's Front."""
    owner, other = machine.environment("migrate")["DATABASE_URL"], str(machine.certificate)
    root = str(machine.volume("postgres-certificate") / "postgres.pem")
    assert owner.endswith(f"?sslmode=verify-full&sslrootcert={root}")
    psycopg2.connect(owner).close()
    for weaker in (owner.replace("verify-full", "disable"), owner.replace(root, other)):
        with pytest.raises(psycopg2.OperationalError, match=r"no encryption|closed the connection|verify failed"):
            psycopg2.connect(weaker)

    ours = {"ssl": True, "ssl_ca_certs": str(machine.volume("redis-certificate") / "redis.pem")}
    for told, refused in (
        (ours, redis.AuthenticationError),
        (ours | {"ssl_ca_certs": other}, redis.ConnectionError),
        ({}, redis.ConnectionError),
    ):
        with pytest.raises(redis.RedisError) as error:
            redis.Redis(port=machine.redis_port, host="127.0.0.1", **told).ping()
        assert type(error.value) is refused


def test_every_box_of_the_guide_is_known_to_the_drill():
    did = (ROOT / "benchmarks" / "drill" / "guide.py").read_text()

    for name, commands in boxes().items():
        assert f'"{name}"' in did
        assert all(line.startswith(KNOWN) for line in commands.splitlines())
    assert GUIDE.read_text().count("```sh drill-") == len(boxes()) >= 10


@pytest.mark.parametrize(("place", "room"), ROOMS.items())
def test_the_next_version_comes_after_the_last_migration_of_each_room(place, room):
    leaves = MigrationLoader(None).graph.leaf_nodes(room)

    assert leaves == [(room, last_migration(ROOT / place))]


@pytest.fixture
def machine(tmp_path):
    folder = tmp_path / "m"
    folder.mkdir()
    shutil.copy(ROOT / "docker-compose.yml", folder)
    return Machine(folder, Supervisor(logs=tmp_path, cwd=ROOT), code=ROOT)


class TestStandIn:
    """What answers in Docker's place says and does what compose would."""

    def test_a_value_that_is_missing_is_named(self, machine):
        with pytest.raises(AssertionError, match=r"required variable \w+ is missing a value: Set "):
            machine.sh("docker compose up --detach")

    def test_a_service_gets_what_the_file_says(self, machine):
        (machine.folder / ".env").write_text("".join(f"{name}=of-{name}\n" for name in needed()))
        services = machine.services()

        assert services["web"]["environment"]["SECRET_KEY"] == "of-SECRET_KEY"
        assert services["web"]["environment"]["SECRET_KEY_FALLBACKS"] == ""
        assert services["web"]["environment"]["EMAIL_PORT"] == "587"
        assert services["redis"]["healthcheck"]["test"][1].startswith("REDISCLI_AUTH=$REDIS_PASSWORD ")
        order = machine._in_order(["proxy"], services)
        assert order.index("postgres") < order.index("migrate") < order.index("web") < order.index("proxy")

    def test_what_it_does_not_know_it_refuses(self, machine):
        (machine.folder / ".env").write_text("".join(f"{name}=x\n" for name in needed()))

        for command in ("docker run x", "docker compose scale web=2", "docker compose up nothing"):
            with pytest.raises(AssertionError, match="ended with 1"):
                machine.sh(command)
        with pytest.raises(AssertionError, match='service "web" is not running'):
            machine.sh("docker compose exec -T web true")
        with pytest.raises(Refused):
            machine._answer(["compose", "pull"], "/")


def needed() -> list[str]:
    from tests.local.test_production_files import USED

    return [name for name, how in USED.items() if how == ":?"]

"""docker-compose.yml, Dockerfile and .env.example say the same as the code that `make run` and the tests run."""

import json
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from ruamel.yaml import YAML

from caarisma.local import commands
from tests.local.conftest import ROOT

COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = YAML(typ="safe").load(COMPOSE_TEXT)
PROXY = (ROOT / "caarisma" / "deploy" / "nginx.conf.template").read_text()
USED = dict(re.findall(r"(?<!\$)\$\{(\w+)(:[?-])?", COMPOSE_TEXT))


@pytest.mark.parametrize("name", commands.SERVICES)
def test_a_service_runs_in_production_what_it_runs_here(name: str):
    assert COMPOSE["services"][name]["command"] == list(commands.SERVICES[name])


@pytest.mark.parametrize("name", commands.SERVICE_ENVIRONMENT)
def test_a_service_gets_in_production_the_environment_it_gets_here(name: str):
    assert COMPOSE["services"][name]["environment"].items() >= commands.SERVICE_ENVIRONMENT[name].items()


VOLUMES = {name: dict(one.split(":")[:2] for one in service.get("volumes", ()) if isinstance(one, str))
           for name, service in COMPOSE["services"].items()}  # fmt: skip


def who_mounts(volume: str) -> set[str]:
    return {name for name, mounted in VOLUMES.items() if volume in mounted}


def test_proxy_and_web_service_speak_tls_with_one_certificate_whose_key_no_other_service_gets():
    files, web = COMPOSE["services"]["certificate"]["environment"], COMPOSE["services"]["web"]

    said = f"--bind 0.0.0.0:8000 --certfile {files['WEB_CERTIFICATE']} --keyfile {files['WEB_KEY']}"
    assert web["environment"]["GUNICORN_CMD_ARGS"] == said
    assert web["environment"].items() >= files.items()  # so the probe asks by it
    assert who_mounts("web-key") == {"certificate", "web"}
    assert VOLUMES["proxy"]["web-certificate"] == "/etc/nginx/web"
    for rule in (
        "set $site https://web:8000;",
        "proxy_ssl_trusted_certificate /etc/nginx/web/web.pem;",
        "proxy_ssl_verify on;",
        "proxy_ssl_name web;",
    ):
        assert PROXY.count(rule) == 1
    assert set(re.findall(r"proxy_pass (\S+);", PROXY)) == {"$site"}


@pytest.mark.parametrize("name", ["web", "worker", "sweeper", "migrate"])
def test_the_site_asks_database_and_broker_by_tls_and_believes_one_certificate(name):
    env, mounted = COMPOSE["services"][name]["environment"], VOLUMES[name]
    database, broker = (urlsplit(re.sub(r"\$\{.*?\}", "x", env[url])) for url in ("DATABASE_URL", "REDIS_URL"))
    trusted = {volume: f"{place}/{volume.partition('-')[0]}.pem" for volume, place in mounted.items()}

    said = dict(parse_qsl(database.query))
    assert said == {"sslmode": "verify-full", "sslrootcert": trusted["postgres-certificate"]}
    assert (broker.scheme, broker.query) == ("rediss", f"ssl_ca_certs={trusted['redis-certificate']}")
    assert (database.hostname, broker.hostname) == ("postgres", "redis")  # as caarisma.certificate is told
    assert env["PRIVATE_NETWORK_HOSTS"] == "clamav"


def test_the_backup_asks_the_database_by_tls():
    env = COMPOSE["services"]["backup"]["environment"]

    assert env["PGSSLMODE"] == "verify-full"
    assert env["PGSSLROOTCERT"] == f"{VOLUMES['backup']['postgres-certificate']}/postgres.pem"


def test_database_and_broker_take_nobody_without_tls_and_their_keys_are_for_them_alone():
    job, database = COMPOSE["services"]["data-certificates"], COMPOSE["services"]["postgres"]
    rules = (ROOT / "caarisma" / "deploy" / "pg_hba.conf").read_text()
    settings = (ROOT / "caarisma" / "deploy" / "start-redis.sh").read_text()

    assert job["command"][-2:] == ["postgres", "redis"]
    for name in ("postgres", "redis"):
        assert who_mounts(f"{name}-key") == {"data-certificates", name}
        assert COMPOSE["services"][name]["depends_on"]["data-certificates"]["condition"].endswith("_successfully")
        made = [job["environment"][f"{name.upper()}_{file}"] for file in ("CERTIFICATE", "KEY")]
        assert made == [
            f"{VOLUMES['data-certificates'][f'{name}-{file}']}/{name}.pem" for file in ("certificate", "key")
        ]
    assert {line.split()[0] for line in rules.splitlines() if line[0] != "#"} == {"local", "hostssl"}
    assert {
        "ssl=on",
        f"ssl_cert_file={VOLUMES['postgres']['postgres-certificate']}/postgres.pem",
        f"ssl_key_file={VOLUMES['postgres']['postgres-key']}/postgres.pem",
        f"hba_file={VOLUMES['postgres']['./caarisma/deploy/pg_hba.conf']}",
    } <= set(database["command"])
    assert re.search("^port 0\ntls-port 6379$", settings, re.MULTILINE)
    assert f"tls-key-file {VOLUMES['redis']['redis-key']}/redis.pem" in settings
    assert f"tls-cert-file {VOLUMES['redis']['redis-certificate']}/redis.pem" in settings
    assert "redis-cli --tls --cacert" in COMPOSE["services"]["redis"]["healthcheck"]["test"][1]


def test_the_keys_of_database_and_broker_are_made_by_the_user_that_the_image_gives_their_folders():
    number, dockerfile = COMPOSE["services"]["data-certificates"]["user"], (ROOT / "Dockerfile").read_text()

    owner = f"-o {number.replace(':', ' -g ')}"
    assert f"{owner} -m 0700 var/postgres-key var/redis-key" in dockerfile
    assert f"{owner} -m 0755 var/postgres-certificate var/redis-certificate" in dockerfile


def test_the_migrate_job_prepares_as_the_first_start_here_does():
    assert COMPOSE["services"]["migrate"]["command"] == list(commands.PREPARE)
    assert (*commands.PREPARE, "--demo") == commands.PREPARE_DEMO


def test_the_image_serves_the_site_when_nothing_else_is_asked():
    said = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert json.loads(said[1]) == list(commands.SERVICES["web"])


def test_what_starts_servers_here_is_not_in_the_image():
    """The contract "Rooms import only downwards" holds that nothing in it imports `caarisma.local`."""
    wanted = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    started = f"{COMPOSE_TEXT}{(ROOT / 'Dockerfile').read_text()}"

    assert wanted.index("!caarisma") < wanted.index("caarisma/local")
    assert "caarisma.local" not in started


def test_no_secret_has_a_default():
    may_stay_empty = {"SECRET_KEY_FALLBACKS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    secrets = {name for name in USED if re.search(r"PASSWORD|KEY", name)} - may_stay_empty

    assert len(secrets) == 7
    assert {name for name in secrets if USED[name] != ":?"} == set()
    assert not re.search(r"\$\{(AWS_\w+|SECRET_KEY_FALLBACKS):-[^}]", COMPOSE_TEXT)


def test_the_example_names_every_value_that_must_be_set_and_sets_no_secret():
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    example = dict(line.split("=", 1) for line in lines)

    assert {name for name in USED if USED[name] == ":?"} <= set(example)
    assert {name: value for name, value in example.items() if value} == {"EMAIL_PORT": "587"}


HAS_A_VALUE_ALREADY = {"NPPES_API_URL", "LEIE_URL"}  # in docker-compose.yml


def test_example_table_of_the_guide_and_compose_name_the_same_values():
    """What is left out of one of them is set by nobody, or reaches no process."""
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    guide = (ROOT / "docs" / "deploy.md").read_text()
    first_cells = [line.split("|")[1] for line in guide.splitlines() if line.startswith("| `")]
    table = {name for cell in first_cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}

    assert table == example | HAS_A_VALUE_ALREADY
    assert table - set(USED) == set()


def test_only_the_proxy_can_be_reached_from_outside():
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert {COMPOSE["services"][name]["networks"][0] for name in ("postgres", "redis")} == {"data"}

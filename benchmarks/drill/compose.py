"""docker-compose.yml on this machine without Docker: each service is a process with the command, the environment, the
volumes and the database role that the file gives it. So the commands of docs/deploy.md run as they stand.

What differs from containers, and is told to the processes: a host name becomes a loopback port, a volume a folder, and
the image this interpreter. `build` is what the Dockerfile does to the code: collectstatic. The proxy is an nginx of
this machine; without one it is left out. Database and broker of the wheels speak no TLS: a Front does it for them, and
pg_dump of that wheel, which speaks none either, goes past it.
"""

import http.client
import json
import os
import re
import shlex
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from ruamel.yaml import YAML

from benchmarks.drill import proxy
from benchmarks.drill.fronts import ASKS_FOR_TLS, Front
from benchmarks.drill.networks import Network
from caarisma import probe
from caarisma.local import engines, postgres
from caarisma.local.supervisor import Child, Supervisor

ROOT = Path(__file__).resolve().parents[2]
SITE = ("certificate", "data-certificates", "web", "worker", "sweeper", "migrate")
JOBS = ("migrate", "certificate", "data-certificates")
OF_DATA = ("data-certificates", "postgres", "redis", "migrate", "backup")  # one of each for all machines
SECONDS_TO_HEALTH = 120
VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?:(:?[-?])([^}]*))?\}")
PAIR = re.compile(r"/(?:app/var|etc/caarisma)/((web|postgres|redis)-(?:certificate|key))(?=/)")
# Where the site finds a volume: in a container by its place below /app, here by name.
FOLDERS = {"documents": "PRIVATE_FILES_DIR", "snapshots": "SNAPSHOT_DIR", "anchors": "LEDGER_ANCHORS_DIR",
           "backups": "BACKUPS_DIR"}  # fmt: skip


class Refused(Exception):
    """What Docker would have said on standard error."""


class Machine:
    """One machine with volumes of its own. `folder` holds docker-compose.yml and .env; `code`: what is served;
    `beside`: the machine whose database and broker it uses; `network`: where its site runs, else here."""

    def __init__(
        self, folder: Path, servers: Supervisor, *, code: Path, beside: "Machine | None" = None,
        network: Network | None = None,
    ) -> None:  # fmt: skip
        self.folder, self.servers, self.code, self.beside, self.network = folder, servers, code, beside, network
        self.children: dict[str, Child] = {}
        self.started_with: dict[str, object] = {}
        self.ended: dict[str, int] = {}
        self.told: dict[str, str] = {}  # what the drill adds to the environment of the site's services
        self.plain_web = False  # people ask the web service past a proxy, and know no certificate
        self.left_out: set[str] = set() if proxy.is_possible() else {"proxy"}
        self.port = engines.free_port()
        self.postgres_port, self.redis_port = 0, engines.free_port()  # where both speak TLS
        self.fronts: dict[str, Front] = {}  # of those that do not themselves
        self.plain_postgres = engines.find_postgres(ROOT / ".venv")[0].wheel is not None
        self.also_named: list[str] = []  # how else both are reached
        self.proxy_ports = (engines.free_port(), engines.free_port(), engines.free_port())  # plain, by TLS, its health
        self.database = ""  # the superuser's address, once it runs
        self.static = folder / "collected"
        self.lock = threading.RLock()
        for name in ("volumes", "bin", "log"):
            (folder / name).mkdir(exist_ok=True)
        folder.chmod(0o755)
        (folder / "bin" / "docker").symlink_to(Path(__file__).with_name("docker"))
        self._listen()

    # --- What the file says -----------------------------------------------------------------------------------------
    def services(self) -> dict[str, Any]:
        said = YAML(typ="safe").load((self.folder / "docker-compose.yml").read_text())
        return _filled(said["services"], self._dotenv())

    def _dotenv(self) -> dict[str, str]:
        path = self.folder / ".env"
        lines = path.read_text().splitlines() if path.exists() else []
        return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

    def volume(self, name: str) -> Path:
        folder = self.folder / "volumes" / name
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def certificate(self) -> Path:
        """Whom the proxy trusts, and whoever comes past it."""
        return self.volume("web-certificate") / "web.pem"

    def environment(self, service: str) -> dict[str, str]:
        """Of that container, with what stands elsewhere here."""
        wanted = {name: str(value) for name, value in self.services()[service].get("environment", {}).items()}
        server = str(engines.find_postgres(ROOT / ".venv")[0].path.parent)
        env = {"PATH": f"{server}:{Path(sys.executable).parent}:{os.defpath}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        env |= {name: self._moved(value) for name, value in wanted.items()}
        if service in SITE and self.network:
            env |= {name: env[name].replace("127.0.0.1", self.network.us) for name in wanted}
        if service == "data-certificates":
            env |= {"CERTIFICATE_NAMES": ",".join(self.also_named)}
        if service in SITE:
            env |= {variable: str(self.volume(name)) for name, variable in FOLDERS.items()}
            env |= {"DJANGO_SETTINGS_MODULE": "benchmarks.drill.production", "DRILL_STATIC": str(self.static)}
            env |= {"PYTHONPATH": str(self.code), "PYTHONUNBUFFERED": "1"}
            env |= {"DRILL_HOSTNAME": self.folder.name}
            env |= {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ}
        if service == "web":
            own = "0.0.0.0" if self.network else "127.0.0.1"
            said = "--bind 0.0.0.0:8000" if self.plain_web else env["GUNICORN_CMD_ARGS"]
            said = said.replace("0.0.0.0:8000", f"{own}:{self.port}")
            env |= {"PORT": str(self.port), "GUNICORN_CMD_ARGS": said}
        if service in ("backup", "postgres"):
            env |= {"PGHOST": "127.0.0.1", "PGPORT": str(self._postgres().postgres_port)}
            if self.plain_postgres:
                env |= {"PGSSLMODE": "disable", "PGPORT": str(urlsplit(self._postgres().database).port)}
            env |= {"BACKUPS_FOLDER": str(self.volume("backups")), "DOCUMENTS_FOLDER": str(self.volume("documents"))}
        if service == "postgres":
            env |= {"PGPASSWORD": env["POSTGRES_PASSWORD"]}  # the image's own scripts get in by the socket
        return env | (self.told if service in SITE else {})

    def _moved(self, value: str) -> str:
        data = self._postgres()
        value = value.replace("@postgres:5432/", f"@127.0.0.1:{data.postgres_port}/")
        value = value.replace("@redis:6379/", f"@127.0.0.1:{data.redis_port}/")
        return PAIR.sub(lambda found: str((self if found[2] == "web" else data).volume(found[1])), value)

    def _postgres(self) -> "Machine":
        return self.beside or self

    def command(self, service: str, words: list[str]) -> list[str]:
        """With what the container would find under /etc/caarisma, and our interpreter."""
        argv = [
            sys.executable
            if word == "python"
            else str(self.volume(word[1:]))
            if word in ("/backups", "/documents")
            else str(self.volume("postgres") / "data")
            if word == "/var/lib/postgresql/data"
            else word.replace("/etc/caarisma/", f"{ROOT}/caarisma/deploy/")
            for word in words
        ]
        return self.network.within(argv) if self.network and service in SITE else argv

    # --- Starting and stopping --------------------------------------------------------------------------------------
    def up(self, wanted: list[str], *, build: bool = False) -> None:
        """As compose: what a service depends on first; one whose command, environment or image changed is made anew."""
        services = self.services()
        if build or not self.static.exists():
            self._build()
        wanted = wanted or [name for name, service in services.items() if "profiles" not in service]
        for name in self._in_order(wanted, services):
            if name in self.left_out or (self.beside and name in OF_DATA):
                continue
            if name in JOBS:
                self._run_job(name, services[name])
            elif not self._runs_as_wanted(name, services[name]):
                self.stop(name)
                self._start(name, services[name])

    def _in_order(self, wanted: list[str], services: dict[str, Any]) -> list[str]:
        order: list[str] = []

        def add(name: str) -> None:
            for needed in services[name].get("depends_on", {}):
                add(needed)
            if name not in order:
                order.append(name)

        for name in wanted:
            if name not in services:
                raise Refused(f"no such service: {name}\n")
            add(name)
        return order

    def _build(self) -> None:
        """What differs from the last one counts as a new image."""
        self._to_its_end([sys.executable, "manage.py", "collectstatic", "--noinput"], self.environment("migrate"))
        head = ["git", "rev-parse", "HEAD"] if (self.code / ".git").is_dir() else ["echo", "no git"]
        done = subprocess.run(head, cwd=self.code, capture_output=True, text=True, check=True)
        (self.static / "built").write_text(f"{self.code} {done.stdout}")

    def _run_job(self, name: str, service: dict[str, Any]) -> None:
        self.ended[name] = -1
        self._to_its_end(self.command(name, service["command"]), self.environment(name))
        self.ended[name] = 0

    def _to_its_end(self, argv: list[str], env: dict[str, str]) -> None:
        done = subprocess.run(argv, cwd=self.code, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refused(
                f"{shlex.join(argv)} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
            )

    def _start(self, name: str, service: dict[str, Any]) -> None:
        with self.lock:
            if name == "postgres":
                self._start_postgres(service)
                self._let_reach(self.postgres_port)
            elif name == "proxy":
                self._start_proxy(service)
            else:
                argv, env = self.command(name, service["command"]), self.environment(name)
                if name == "redis":
                    env |= {"PATH": f"{self._redis_on_a_port()}:{env['PATH']}"}
                self.children[name] = self.servers.spawn(name, argv, env=env, cwd=self.code, engine=name == "redis")
                if name == "redis":
                    self._let_reach(self.redis_port)
            self.started_with[name] = self._wish(name, service)
        self._wait_until_well(name)

    def _let_reach(self, port: int) -> None:
        if self.network:
            self.network.let_reach(port)

    def _wish(self, name: str, service: dict[str, Any]) -> object:
        image = (self.static / "built").read_text() if name in SITE and (self.static / "built").exists() else ""
        return (service.get("command"), service.get("environment"), image, dict(self.told) if name in SITE else {})

    def _runs_as_wanted(self, name: str, service: dict[str, Any]) -> bool:
        runs = name in self.children and self.children[name].process.poll() is None
        return runs and self.started_with.get(name) == self._wish(name, service)

    def _start_postgres(self, service: dict[str, Any]) -> None:
        folder, env = self.volume("postgres"), {k: str(v) for k, v in service["environment"].items()}
        folder.chmod(0o755)
        new = not (folder / "data").exists()
        said = [self._moved(word) for word in service["command"][1:] if word != "-c"]
        if self.plain_postgres:
            said = [word for word in said if not word.startswith(("ssl", "hba_file"))]
        else:  # where its account can read it, as in the container
            rules = shutil.copy(ROOT / "caarisma" / "deploy" / "pg_hba.conf", folder)
            said = [word.replace("/etc/caarisma/pg_hba.conf", str(rules)) for word in said]
            self._hand_over_key()
        quick = [word for word in postgres.THROWAWAY if not word.startswith("max_connections")]
        self.database = postgres.start(self.servers, root=ROOT, folder=folder, data_settings=(*said, *quick))
        self.children["postgres"] = self.servers.children[-1]
        own = urlsplit(self.database).port or 0
        self.postgres_port = self._behind_a_front("postgres", own, ASKS_FOR_TLS) if self.plain_postgres else own
        if new:  # as the image: the owner may do all, and then the scripts of docker-entrypoint-initdb.d
            owner, password = env["POSTGRES_USER"], env["POSTGRES_PASSWORD"]
            self.sql(f"CREATE ROLE {owner} SUPERUSER LOGIN PASSWORD '{password}'")
            self.sql(f"ALTER DATABASE {env['POSTGRES_DB']} OWNER TO {owner}")
            self.sql(f"ALTER SCHEMA public OWNER TO {owner}")
            script = self.command("postgres", ["sh", "/etc/caarisma/site-role.sh"])
            self._to_its_end(script, self.environment("postgres"))

    def _hand_over_key(self) -> None:
        """To whom PostgreSQL runs as: the user of `data-certificates` in the file, and somebody else here."""
        if account := engines.server_account(self.volume("postgres") / "data"):
            for key in self.volume("postgres-key").iterdir():
                os.chown(key, account.uid, account.gid)

    def _behind_a_front(self, name: str, engine: int, asked_for: bytes = b"", *, port: int = 0) -> int:
        """The port by which that engine, which speaks no TLS, is reached by it."""
        if name not in self.fronts:
            certificate, key = (self.volume(f"{name}-{file}") / f"{name}.pem" for file in ("certificate", "key"))
            self.fronts[name] = Front(port, certificate, key, asked_for=asked_for)
        self.fronts[name].behind = engine
        return self.fronts[name].port

    def _start_proxy(self, service: dict[str, Any]) -> None:
        """As the image: the template is filled in, and then read."""
        folder = self.folder / "nginx"
        folder.mkdir(exist_ok=True)
        tls = Path(next(one["source"] for one in service["volumes"] if isinstance(one, dict)))
        config, web = folder / "nginx.conf", f"https://127.0.0.1:{self.port}"
        site, trusts = service["environment"]["SITE_HOST"], self.certificate.parent
        ports = self.proxy_ports
        config.write_text(proxy.configuration(folder, site=site, web=web, trusts=trusts, tls=tls, ports=ports))
        argv = [str(proxy.nginx()), "-c", str(config), "-e", str(folder / "errors")]
        self._to_its_end([*argv, "-t"], {"PATH": os.defpath})
        self.children["proxy"] = self.servers.spawn("proxy", argv, env={"PATH": os.defpath}, cwd=folder)

    def _redis_on_a_port(self) -> Path:
        """A `redis-server` that takes the settings as start-redis.sh says them, and ours of place and port after."""
        folder = self.folder / "redis-bin"
        folder.mkdir(exist_ok=True)
        program = engines.find_broker(ROOT / ".venv")[0]
        own = f"bind 127.0.0.1\\ndir {self.volume('redis')}\\n"
        if program.wheel:
            behind, but = engines.free_port(), "/^tls-/d; /^port /d"
            own += f"port {behind}\\n"
            self._behind_a_front("redis", behind, port=self.redis_port)
        else:
            but = f"/^tls-port /d; s#/etc/caarisma/redis-#{self.folder}/volumes/redis-#"
            own += f"tls-port {self.redis_port}\\n"
        here = folder / "redis-server"
        settings = folder / "settings"
        here.write_text(f"#!/bin/sh\numask 077\n{{ sed '/^dir /d; {but}'; printf '{own}'; }} > '{settings}'\n"
                        f"exec '{program.path}' '{settings}'\n")  # fmt: skip
        here.chmod(0o755)
        return folder

    def _wait_until_well(self, name: str) -> None:
        end = time.monotonic() + SECONDS_TO_HEALTH
        while not self.is_well(name):
            child = self.children[name]
            if child.process.poll() is not None or time.monotonic() > end:
                raise Refused(f"{name} is not healthy:\n{child.last_lines(30)}\n")
            time.sleep(0.1)

    def is_well(self, name: str) -> bool:
        if name == "web":
            return self.health()[0] == 200
        if name == "redis":
            import redis

            try:
                return bool(redis.Redis.from_url(self.environment("worker")["REDIS_URL"]).ping())
            except redis.RedisError:
                return False
        if name == "proxy":
            return self._proxy_says_well()
        return name in self.children and self.children[name].process.poll() is None

    def _proxy_says_well(self) -> bool:
        """What its health check in the file asks."""
        asking = http.client.HTTPConnection("127.0.0.1", self.proxy_ports[2], timeout=3)
        try:
            asking.request("GET", "/")
            return asking.getresponse().status == 204
        except OSError:
            return False
        finally:
            asking.close()

    def _seems_well(self, name: str) -> bool:
        """One slow answer is no fault: retries of a health check."""
        return any(self.is_well(name) for _try in range(3))

    def health(self) -> tuple[int, str]:
        trusted = "" if self.plain_web else str(self.certificate)
        return probe.answer(self.port, self._dotenv()["SITE_HOST"], certificate=trusted)

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        with self.lock:
            child = self.children.pop(name, None)
            if child is None:
                return
            if child in self.servers.children:
                self.servers.children.remove(child)
            if child.process.poll() is None:
                if how == signal.SIGKILL:
                    os.killpg(child.process.pid, how)
                else:
                    child.process.send_signal(signal.SIGINT if name == "postgres" else how)
                child.process.wait(30)

    def tend(self) -> list[str]:
        """restart: unless-stopped. Starts anew what ended by itself, and says what that was."""
        fallen = [name for name, child in list(self.children.items()) if child.process.poll() is not None]
        for name in fallen:
            self.stop(name)
            self._start(name, self.services()[name])
        return fallen

    def down_site(self, *, but: str = "") -> None:
        for name in ("web", "worker", "sweeper"):
            if name != but:
                self.stop(name)

    def down(self) -> None:
        for name in reversed(list(self.children)):
            self.stop(name)

    # --- What a command asks ----------------------------------------------------------------------------------------
    def asked(self, argv: list[str], cwd: str) -> dict[str, Any]:
        try:
            return self._answer(argv, cwd)
        except Refused as refused:
            return {"said": str(refused), "code": 1}

    def _answer(self, argv: list[str], cwd: str) -> dict[str, Any]:
        if argv[:2] == ["volume", "inspect"]:
            return {"said": f"{self.volume(argv[-1].partition('_')[2])}\n", "code": 0}
        if argv[:1] != ["compose"] or len(argv) < 2:
            raise Refused(f"docker: the drill knows no {shlex.join(argv)}\n")
        verb, rest = argv[1], argv[2:]
        flags = {word for word in rest if word.startswith("-")}
        words = [word for word in rest if not word.startswith("-")]
        if verb == "up":
            self.up(words, build="--build" in flags)
            return {"said": "", "code": 0}
        if verb == "build":
            self._build()
            return {"said": "", "code": 0}
        if verb == "ps":
            return {"said": self._table(all_too="--all" in flags), "code": 0}
        if verb == "logs":
            return {"said": "".join(self._log(name) for name in words if name in self.services()), "code": 0}
        if verb == "top":
            running = (f"{name} {child.process.pid}\n" for name, child in self.children.items())
            return {"said": "".join(running), "code": 0}
        if verb == "kill" and "--signal=HUP" in flags:
            self._hand_over_key()
            for name in words:
                self.children[name].process.send_signal(signal.SIGHUP)
            return {"said": "", "code": 0}
        if verb in ("stop", "restart", "kill"):
            for name in (word for word in words if word not in self.left_out):
                self.stop(name, signal.SIGKILL if verb == "kill" else signal.SIGTERM)
                if verb == "restart":
                    self._start(name, self.services()[name])
            return {"said": "", "code": 0}
        if verb == "cp":
            source, target = words
            service, _colon, place = target.partition(":")
            shutil.copy(Path(cwd, source), self.volume(Path(place).parts[1]))
            return {"said": "", "code": 0}
        if verb in ("exec", "run"):
            at = next(place for place, word in enumerate(rest) if not word.startswith("-"))
            service, command = rest[at], rest[at + 1 :]
            if verb == "exec" and not self._seems_well(service):
                raise Refused(f'service "{service}" is not running\n')
            env = self.environment(service)
            return {"exec": self.command(service, command), "env": env, "cwd": str(self.code)}
        raise Refused(f"docker: the drill knows no compose {verb}\n")

    def _log(self, name: str) -> str:
        """All of what its process of now has said, of however many lines and minutes was asked."""
        child = self.children.get(name)
        return child.log.read_text(errors="replace") if child else ""

    def _table(self, *, all_too: bool) -> str:
        rows = [f"{name} {'running (healthy)' if self._seems_well(name) else 'exited'}" for name in self.children]
        rows += [f"{name} exited ({code})" for name, code in self.ended.items()] if all_too else []
        return "\n".join(rows) + "\n"

    def _listen(self) -> None:
        machine, self.socket = self, self.folder / "docker.sock"
        # One thread that stays: Linux ends the children of a thread that ends (supervisor.dies_with_us).
        hands = ThreadPoolExecutor(1)

        class Asked(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                asked = json.loads(self.rfile.readline())
                answer = hands.submit(machine.asked, asked["argv"], asked["cwd"]).result()
                self.wfile.write(json.dumps(answer).encode() + b"\n")

        server = socketserver.ThreadingUnixStreamServer(str(self.socket), Asked)
        threading.Thread(target=server.serve_forever, daemon=True).start()

    # --- For the drill itself ---------------------------------------------------------------------------------------
    def sh(self, commands: str, **env: str) -> str:
        """Run them as an operator would, in the folder of docker-compose.yml. AssertionError when one fails."""
        own = os.environ | {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "DRILL_DOCKER": str(self.socket)}
        argv = ["bash", "-euo", "pipefail", "-c", commands]
        done = subprocess.run(argv, cwd=self.folder, env=own | env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"{commands}\nended with {done.returncode}:\n{_end_of(done)}")
        return done.stdout

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        session = psycopg2.connect(self._postgres().database)
        session.autocommit = True
        try:
            with session.cursor() as cursor:
                cursor.execute(text)
                return cursor.fetchall() if cursor.description else []
        finally:
            session.close()


def _end_of(done: "subprocess.CompletedProcess[str]") -> str:
    return f"{done.stdout[-3000:]}{done.stderr[-3000:]}"


def _filled(said: Any, values: Mapping[str, str]) -> Any:
    """${NAME}, ${NAME:-other} and ${NAME:?sentence}, as compose fills them in."""
    if isinstance(said, dict):
        return {key: _filled(value, values) for key, value in said.items()}
    if isinstance(said, list):
        return [_filled(value, values) for value in said]
    return VARIABLE.sub(lambda found: _value(found, values), said) if isinstance(said, str) else said


def _value(found: "re.Match[str]", values: Mapping[str, str]) -> str:
    if found[0] == "$$":
        return "$"
    value, how, other = values.get(found[1]), found[2] or "", found[3] or ""
    there = bool(value) if how.startswith(":") else value is not None
    if not there and how.endswith("?"):
        raise Refused(f"required variable {found[1]} is missing a value: {other}\n")
    return value or "" if there else other if how.endswith("-") else ""

"""`make drill PART=guide`: the commands of docs/deploy.md, as they stand there, on machines of compose.py.

First start, backup, restore into an empty place, new keys, a new version while the old one serves, and back; and a lost
broker, a lost snapshot, a killed sweeper, a midnight; a search through the proxy, where nginx is installed; and each
command of the runbook, docs/operations.md. It fails on one page that ends with 500 and on one row that is lost.
"""

import contextlib
import hashlib
import http.client
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.drill import proxy
from benchmarks.drill.compose import ROOT, Machine
from benchmarks.drill.networks import Network
from benchmarks.drill.tables import give_tables
from benchmarks.visitor import Visitor
from caarisma.local import engines
from caarisma.local.supervisor import Supervisor

GUIDE = ROOT / "docs" / "deploy.md"
RUNBOOK = ROOT / "docs" / "operations.md"
BOX = re.compile(r"^```sh drill-(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MADE_BY = re.compile(r"^\| `(\w+)`[^|]*\|.*\| `(python3 -c '[^`]+)` \|$", re.MULTILINE)
SAME = re.compile(r"^\| `(\w+)` \|.*\| the same, a new one \|$", re.MULTILINE)
CRONTAB = re.compile(r"^[\d*]+ [\d*]+ \* \* \* (rsync .*)$", re.MULTILINE)
ANY_BOX = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SITE = "caarisma.example"
ADMIN = ("root@caarisma.example", "a phrase long enough 28")
PAGES = ("/", "/in/", "/guide/", "/find/", "/how-we-order/", "/accounts/login/", "/desk-28/")
COPIED = ("caarisma", "treatments", "providers", "matching", "benchmarks", "templates", "static", "locale", "manage.py")
# What is written while nobody does anything: not part of what must come back alike.
RESTLESS = {"chores_chorerun", "django_cache", "django_session", "tallies_tally"}
READ_ALL = """
import django; django.setup()
from caarisma.common import private_files as files
names = [(folder, int(name)) for folder in files.folders() for name in files._files_in(str(folder))]
print(sum(len(files.read(*name)) > 0 for name in names))
"""
# In place of ssh: the other machine is a folder of this one. What rsync says to it, it does.
TO_ELSEWHERE = """#!/bin/sh
while [ "$1" != elsewhere ]; do shift; done
shift
cd "$ELSEWHERE" && exec "$@"
"""
NEWER = """from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("{room}", "{last}")]
    operations = [migrations.RunSQL('ALTER TABLE "{table}" ADD COLUMN newer integer NOT NULL DEFAULT 0')]
"""
# Stands in for a release to come: each gets a column that the code of today does not know.
ROOMS = {"matching/search": "search", "providers/directory": "directory", "caarisma/accounts": "accounts"}


def boxes() -> dict[str, str]:
    """The commands of the guide, by the name that their box has after `drill-`."""
    found = BOX.findall(GUIDE.read_text())
    names = [name for name, _commands in found]
    if len(set(names)) != len(names):
        raise ValueError(f"two boxes of the guide have one name: {names}")
    return dict(found)


def crontab() -> str:
    """The guide's line for root's crontab, without its hours."""
    (line,) = CRONTAB.findall(GUIDE.read_text())
    return line


def runbook() -> list[str]:
    """Each command of the runbook, once, in its order."""
    found = ANY_BOX.findall(RUNBOOK.read_text())
    lines = [line for language, box in found if not language for line in box.splitlines() if line]
    return list(dict.fromkeys(lines))


def last_migration(room: Path) -> str:
    return max(path.stem for path in (room / "migrations").glob("[0-9]*.py"))


class Drill:
    """An operator with the guide in hand. `at`: where the machines lie; `schema`: a database whose empty tables a first
    machine begins with, so that a test needs not make them once more; `rows_too`: if that one is new and empty.
    """

    def __init__(
        self, at: Path, servers: Supervisor, *, schema: str = "", rows_too: bool = False,
        network: Network | None = None, say: Callable[[str], None] = print,
    ) -> None:  # fmt: skip
        self.at, self.servers, self.schema, self.rows_too, self.say = at, servers, schema, rows_too, say
        self.boxes = boxes()
        self.also: dict[str, str] = {}  # values of .env besides those that must be set
        self.code = ROOT
        self.statuses: list[tuple[str, int]] = []
        self.machine = self.new_machine("first", network=network)

    def new_machine(self, name: str, **options: Any) -> Machine:
        folder = self.at / name
        folder.mkdir(parents=True)
        for each in ("docker-compose.yml", ".env.example"):
            shutil.copy(ROOT / each, folder)
        return Machine(folder, self.servers, code=self.code, **options)

    def do(self, name: str, machine: Machine | None = None, **env: str) -> str:
        """The commands of that box."""
        began = time.monotonic()
        said = (machine or self.machine).sh(self.boxes[name], **env)
        self.say(f"  drill-{name}: {time.monotonic() - began:.1f} s")
        return said

    # --- First start ------------------------------------------------------------------------------------------------
    def first_start(self) -> None:
        self.do("values")
        self.set(**self._values(), **self.also)
        if self.schema:
            self.machine.up(["postgres"])
            give_tables(self.schema, self.machine.environment("backup"), rows_too=self.rows_too)
        said = self.do("start")
        assert "web running (healthy)" in said, said
        assert "migrate exited (0)" in said, said
        self._make_superuser()
        assert self.machine.sql("SELECT count(*) FROM accounts_user WHERE is_superuser") == [(1,)]
        self.walk()

    def set(self, machine: Machine | None = None, **values: str) -> None:
        path = (machine or self.machine).folder / ".env"
        lines = path.read_text().splitlines()
        kept = [line for line in lines if line.partition("=")[0] not in values]
        path.write_text("\n".join([*kept, *(f"{name}={value}" for name, value in values.items())]) + "\n")

    def value(self, name: str) -> str:
        found = re.search(rf"^{name}=(.*)$", (self.machine.folder / ".env").read_text(), re.MULTILINE)
        return found[1] if found else ""

    def made(self, name: str) -> str:
        """By the guide's own command for it."""
        command = dict(MADE_BY.findall(GUIDE.read_text()))[name]
        return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout.strip()

    def _values(self) -> dict[str, str]:
        passwords = ("POSTGRES_PASSWORD", *SAME.findall(GUIDE.read_text()))
        keys = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True)
        (self.at / "backup-key.txt").write_text(keys.stdout)  # on another machine
        if proxy.is_possible():
            proxy.make_certificate(self.at, SITE)
        return {
            "SITE_HOST": SITE, "TLS_FOLDER": str(self.at), "ADMIN_PATH": "desk-28",
            "SECRET_KEY": self.made("SECRET_KEY"), "FIELD_KEYS": self.made("FIELD_KEYS"),
            "PROOF_KEYS": self.made("PROOF_KEYS"),
            **{name: self.made("POSTGRES_PASSWORD") for name in passwords},
            "BACKUP_RECIPIENT": keys.stderr.split()[-1],
            "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(engines.free_port()), "EMAIL_USER": "drill",
            "EMAIL_PASSWORD": "drill", "DEFAULT_FROM_EMAIL": "Caarisma <no-reply@caarisma.example>",
            "NPPES_API_URL": "", "LEIE_URL": "", "CONTACT_EMAIL": "", "SECURITY_EMAIL": "",
        }  # fmt: skip

    def _make_superuser(self) -> None:
        """It asks on a terminal, so there is one."""
        env = os.environ | {"DRILL_DOCKER": str(self.machine.socket)}
        env["PATH"] = f"{self.machine.folder / 'bin'}:{env['PATH']}"
        ours, theirs = pty.openpty()
        asking = subprocess.Popen(
            ["sh", "-c", self.boxes["superuser"]], cwd=self.machine.folder, env=env,
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        said, answers = "", [ADMIN[0], ADMIN[1], ADMIN[1]]
        with contextlib.suppress(OSError):  # a terminal whose program ended is an error on Linux
            while part := os.read(ours, 4096):
                said += part.decode(errors="replace")
                if answers and said.rstrip().endswith(":"):
                    os.write(ours, answers.pop(0).encode() + b"\n")
                    said = ""
        os.close(ours)
        assert asking.wait(60) == 0, said

    def fill(self, *, providers: int) -> None:
        """A directory with its documents, in place of a year of use."""
        command = f"python manage.py seed_demo --force --providers {providers} --seed 1"
        self.machine.sh(f"docker compose run --rm -T migrate {command}")

    # --- Backup and restore -----------------------------------------------------------------------------------------
    def backup(self) -> str:
        """Its date, as it stands in the names of both files."""
        said = self.do("backup")
        assert "The newest backup is of" in said, said
        newest = max(path.name for path in self.machine.volume("backups").glob("caarisma-*.dump.age"))
        return newest.removeprefix("caarisma-").removesuffix(".dump.age")

    def restore(self) -> Machine:
        """On a second machine, while nobody writes on the first: every row and every document comes back alike."""
        self.machine.sh("docker compose stop worker sweeper")
        date, rows, documents = self.backup(), state(self.machine), sums(self.machine.volume("documents"))
        second = self.new_machine("second")
        second.left_out = self.machine.left_out
        shutil.copy(self.machine.folder / ".env", second.folder)
        shutil.copy(self.at / "backup-key.txt", second.folder)
        self.do("bring", second, COPIES=str(self.copy_elsewhere()))
        commands = self.boxes["restore"].strip().splitlines()
        assert commands[-1] == "docker compose up --detach"
        second.sh("\n".join(commands[:-1]), DATE=date)
        there = state(second)
        assert there == rows, {name for name in rows if there.get(name) != rows[name]}
        assert sums(second.volume("documents")) == documents
        (second.folder / "backup-key.txt").unlink()
        second.sh(commands[-1])
        self.walk(second)
        self.say(f"  restored: {sum(count for count, _sum in rows.values())} rows of {len(rows)} tables, "
                 f"{len(documents)} documents, all alike")  # fmt: skip
        return second

    def copy_elsewhere(self) -> Path:
        """By the line for root's crontab, to a folder in place of the other machine. Without rsync it is not run, and
        the copies are taken from where they were made."""
        ours = self.machine.volume("backups")
        if shutil.which("rsync") is None:
            self.say("  no rsync here: the line that copies backups to another machine was not run")
            return ours
        elsewhere, line = self.at / "elsewhere", self.at / "to-elsewhere"
        elsewhere.mkdir(exist_ok=True)
        line.write_text(TO_ELSEWHERE)
        line.chmod(0o755)
        self.machine.sh(crontab(), RSYNC_RSH=str(line), ELSEWHERE=str(elsewhere))
        assert sums(elsewhere / "caarisma") == sums(ours)
        return elsewhere / "caarisma"

    def restore_and_leave(self) -> None:
        self.restore().down()
        self.machine.sh("docker compose up --detach")

    # --- Keys -------------------------------------------------------------------------------------------------------
    def change_secret(self) -> None:
        """Who was in the middle of the questions goes on with them."""
        visitor = self.visitor()
        visitor.answer_all()
        self.set(SECRET_KEY_FALLBACKS=self.value("SECRET_KEY"), SECRET_KEY=self.made("SECRET_KEY"))
        self.do("secret")
        visitor.send()

    def change_field_keys(self) -> None:
        """The list of an intake reads its health answers; afterwards by the new key alone."""
        visitor, old = self.visitor(), self.value("FIELD_KEYS")
        visitor.visit()
        new = self.made("FIELD_KEYS")
        self.set(FIELD_KEYS=f"{new},{old}")
        said = self.do("rotate")
        assert "All are written with the first of 2 keys" in said, said
        self.set(FIELD_KEYS=new)
        self.machine.sh("docker compose up --detach")
        assert self.ask(visitor, visitor.list_path) == 200
        read = self.machine.sh(f"docker compose exec -T web python -c '{READ_ALL}'")
        assert int(read) == len(sums(self.machine.volume("documents")))

    # --- Versions ---------------------------------------------------------------------------------------------------
    def keep_a_checkout(self) -> None:
        """The first machine's folder becomes a clone of a repository, as the guide has it."""
        self.code = folder = self.at / "checkout"
        folder.mkdir()
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, folder / name)
        ours = self.machine.folder
        self._git(folder, "init", "--quiet", "--initial-branch=main")
        self._commit(folder, "The version that serves")
        subprocess.run(["git", "clone", "--quiet", str(folder), str(ours / "code")], check=True)
        for name in (".git", *COPIED):
            (ours / "code" / name).rename(ours / name)
        (ours / ".git" / "info" / "exclude").write_text("*\n")
        self.machine.code = ours
        self.machine.sh("docker compose up --detach --build")

    def versions(self) -> None:
        self.keep_a_checkout()
        self.upgrade_and_back()

    def _git(self, folder: Path, *words: str) -> str:
        who = ["-c", "user.name=drill", "-c", "user.email=drill@caarisma.example"]
        return subprocess.run(
            ["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True
        ).stdout.strip()

    def _commit(self, folder: Path, words: str) -> None:
        self._git(folder, "add", "--all", "--force")
        self._git(folder, "commit", "--quiet", "--message", words)

    def upgrade_and_back(self) -> None:
        """Nothing is released, so a made-up next version stands in: three busy tables get a column more."""
        before = self._git(self.machine.folder, "rev-parse", "HEAD")
        for place, room in ROOMS.items():
            table = self.machine.sql(
                "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
                f" WHERE nspname = 'public' AND relkind = 'r' AND relname LIKE '{room}\\_%' ORDER BY relname"
            )[0][0]
            last = last_migration(self.code / place)
            newer = self.code / place / "migrations" / f"{int(last[:4]) + 1:04}_newer.py"
            newer.write_text(NEWER.format(room=room, table=table, last=last))
        self._commit(self.code, "A version with three columns more")
        visitor = self.visitor()
        visitor.answer_all()
        with self.people_meanwhile():
            self.do("upgrade")
        visitor.send()
        assert "newer" in self.machine.sh("docker compose exec -T web python manage.py showmigrations search")
        visitor = self.visitor()
        visitor.answer_all()
        with self.people_meanwhile():
            self.do("rollback", BEFORE=before)
        visitor.send()
        assert "newer" not in self.machine.sh("docker compose exec -T web python manage.py showmigrations search")
        self.walk()

    # --- What gets lost ---------------------------------------------------------------------------------------------
    def lose_the_broker(self) -> None:
        self.machine.sh("docker compose kill redis")
        self.visitor().visit()
        self.walk()
        self.machine.sh("docker compose up --detach redis")
        self.visitor().visit()

    def lose_the_snapshot(self) -> None:
        place = self.machine.volume("snapshots")
        self._until(lambda: any(place.iterdir()), "a snapshot")
        for path in place.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.visitor().visit()
        self.walk()
        self._until(lambda: any(place.iterdir()), "the snapshot again")

    def kill_the_sweeper(self) -> None:
        """Docker starts it anew, and it goes on."""
        self._until(lambda: self._last_look() is not None, "the sweeper's first look")
        self.machine.stop("sweeper", signal.SIGKILL)
        seen = self._last_look()
        self.visitor().visit()
        self.machine.up(["sweeper"])
        self._until(lambda: self._last_look() > seen, "the sweeper to go on")

    def _last_look(self) -> Any:
        return self.machine.sql("SELECT max(last_started_at) FROM chores_chorerun")[0][0]

    def see_midnight(self, seconds: float = 20) -> None:
        """The site's processes go by a clock that is about to strike twelve (UTC); the database keeps its own."""
        midnight = (datetime.now(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        to_start, left = 30.0, 0.0
        while left < seconds:  # until they run before it strikes, however slow this machine is
            to_start *= 2
            ahead = midnight - datetime.now(UTC) - timedelta(seconds=seconds + to_start)
            self.machine.told["DRILL_CLOCK_AHEAD"] = str(ahead.total_seconds())
            self.machine.sh("docker compose up --detach web worker sweeper")
            left = (midnight - ahead - datetime.now(UTC)).total_seconds()
        with self.people_meanwhile():
            self.visitor().visit()
            while datetime.now(UTC) + ahead < midnight + timedelta(seconds=seconds):
                time.sleep(0.5)
            self.visitor().visit()
        failed = self.machine.sql(
            "SELECT name, last_error FROM chores_chorerun WHERE failures > 0 AND name <> 'look at backups'"
        )
        assert failed == [], failed
        assert self._last_look() > midnight
        self.machine.down_site()
        self.machine.told.clear()

    # --- The proxy --------------------------------------------------------------------------------------------------
    def come_by_the_proxy(self) -> None:
        """A whole search by TLS, and what the world may not see."""
        if "proxy" in self.machine.left_out:
            self.say("  no nginx here: the proxy was left out")
            return
        visitor, plain = self.outsider(), self.machine.proxy_ports[0]
        visitor.visit()
        seen = {path: self.ask(visitor, path) for path in (visitor.list_path, *PAGES[:2])}
        assert set(seen.values()) == {200}, seen
        assert visitor.look("/health/ready")[0] == 404
        asking = http.client.HTTPConnection("127.0.0.1", plain, timeout=10)
        asking.request("GET", "/in/", headers={"Host": SITE})
        moved = asking.getresponse()
        asking.close()
        assert (moved.status, moved.headers["Location"]) == (308, f"https://{SITE}/in/")

    def stop_web_behind_it(self) -> None:
        """Nobody sees an error of nginx's own."""
        self.machine.sh("docker compose stop web")
        if "proxy" not in self.machine.left_out:
            status, page = self.outsider().look("/guide/")
            assert (status, "Back in a moment" in page) == (502, True), page
        self.machine.sh("docker compose up --detach web")
        if "proxy" not in self.machine.left_out:
            assert self.ask(self.outsider(), "/guide/") == 200

    def change_certificate(self) -> None:
        """Of the web service: the proxy trusts the new one, and nobody the old one."""
        before = self.machine.certificate.read_bytes()
        assert "Made a certificate for web." in self.do("certificate")
        assert self.machine.certificate.read_bytes() != before
        self.walk()
        if "proxy" not in self.machine.left_out:
            assert self.ask(self.outsider(), "/guide/") == 200

    def change_data_certificates(self) -> None:
        """Of database and broker: whoever asks them anew believes the new ones, and who talks goes on."""
        said = self.do("datacertificates")
        assert "Made a certificate for postgres.\nMade a certificate for redis." in said, said
        assert "0001_initial" in self.machine.sh("docker compose exec -T web python manage.py showmigrations search")
        self.visitor().visit()
        self.walk()

    def outsider(self) -> proxy.Outsider:
        port, certificate = self.machine.proxy_ports[1], self.at / "fullchain.pem"
        return proxy.Outsider(port, Random(2), site=SITE, certificate=certificate)

    # --- The runbook ------------------------------------------------------------------------------------------------
    def follow_the_runbook(self) -> None:
        """Each command ends well; a `grep` may find nothing. Some start broker or sweeper anew: the site goes on."""
        port = self.value("EMAIL_PORT")
        argv = [sys.executable, "-m", "benchmarks.drill.machines", "mail", port]
        mail = self.servers.spawn("mail", argv, env=os.environ | {"DRILL_FOLDER": str(self.at)}, cwd=ROOT)
        for line in runbook():
            began = time.monotonic()
            ended = self.machine.sh(
                f'set +e +o pipefail; {{ {line}; all="${{PIPESTATUS[*]}}"; }} >&2; echo $all'
            ).split()
            well = [ended[0] == "0", *(code in "01" and " | grep " in line for code in ended[1:])]
            assert all(well), (line, ended)
            self.say(f"  {time.monotonic() - began:5.1f} s  {line}")
            self.machine.tend()
        mail.process.terminate()
        self.servers.children.remove(mail)
        self.visitor().visit()
        self.walk()

    # --- People -----------------------------------------------------------------------------------------------------
    def visitor(self, machine: Machine | None = None) -> Visitor:
        at = machine or self.machine
        if at.plain_web:
            return Visitor(at.port, Random(1), site=SITE)
        return proxy.InItsPlace(at.port, Random(1), site=SITE, certificate=at.certificate)

    def ask(self, visitor: Visitor, path: str) -> int:
        status, _page = visitor.look(path)
        self.statuses.append((path, status))
        return status

    def walk(self, machine: Machine | None = None) -> None:
        seen = {path: self.ask(self.visitor(machine), path) for path in PAGES}
        assert set(seen.values()) <= {200, 302}, seen

    @contextlib.contextmanager
    def people_meanwhile(self) -> Iterator[None]:
        """Somebody asks page after page. A line that breaks is what the proxy turns into "back in a moment"."""
        over, wrong, counted = threading.Event(), [], {"asked": 0, "broken": 0}

        def use() -> None:
            while not over.is_set():
                for path in PAGES:
                    try:
                        status = self.ask(self.visitor(), path)
                        wrong.extend([(path, status)] if status >= 500 else [])
                    except (OSError, EOFError, ValueError):
                        counted["broken"] += 1
                    except Exception as error:
                        if "RemoteDisconnected" not in type(error).__name__:
                            wrong.append((path, repr(error)))
                        counted["broken"] += 1
                    counted["asked"] += 1
                    time.sleep(0.1)

        person = threading.Thread(target=use, daemon=True)
        person.start()
        try:
            yield
        finally:
            over.set()
            person.join()
        self.say(f"  meanwhile {counted['asked']} pages, {counted['broken']} met no web server, {len(wrong)} wrong")
        assert not wrong, wrong

    def _until(self, true: Callable[[], object], what: str, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"waited in vain for {what}"
            time.sleep(0.2)


def state(machine: Machine) -> dict[str, tuple[int, str]]:
    """Rows and a checksum of each table."""
    tables = machine.sql(
        "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname = 'public' AND relkind = 'r' ORDER BY relname"
    )
    told = {}
    for (name,) in tables:
        if name not in RESTLESS:
            rows = f'SELECT md5(t::text) AS one FROM "{name}" t'
            told[name] = machine.sql(
                f"SELECT count(*), md5(coalesce(string_agg(one, '' ORDER BY one), '')) FROM ({rows}) each"
            )[0]
    return told


def sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def main(servers: Supervisor, folder: Path, providers: int = 60) -> int:
    """All of it, told step by step."""
    if shutil.which("age") is None:
        print("`make drill PART=guide` needs age: apt-get install age, or brew install age")
        return 2
    drill = Drill(folder, servers, say=lambda words: print(words, flush=True))
    steps: list[tuple[str, Callable[[], object]]] = [
        ("First start", drill.first_start),
        (f"A directory of {providers} providers", lambda: drill.fill(providers=providers)),
        ("A lost broker", drill.lose_the_broker),
        ("A lost snapshot", drill.lose_the_snapshot),
        ("A killed sweeper", drill.kill_the_sweeper),
        ("Backup, and restore into an empty place", drill.restore_and_leave),
        ("A search through the proxy", drill.come_by_the_proxy),
        ("A web server that is away, seen through the proxy", drill.stop_web_behind_it),
        ("A new certificate between proxy and web service", drill.change_certificate),
        ("New certificates of database and broker", drill.change_data_certificates),
        ("Each command of the runbook", drill.follow_the_runbook),
        ("A new SECRET_KEY", drill.change_secret),
        ("New FIELD_KEYS", drill.change_field_keys),
        ("A clock that strikes twelve", drill.see_midnight),
        ("A new version while the old one serves, and back", drill.versions),
    ]
    for number, (title, step) in enumerate(steps, 1):
        began = time.monotonic()
        print(f"{number}. {title}", flush=True)
        step()
        print(f"   well after {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    bad = [pair for pair in drill.statuses if pair[1] >= 500]
    print(f"{len(drill.statuses)} pages asked, {len(bad)} ended with 500 or more.")
    return int(bool(bad))

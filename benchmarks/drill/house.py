"""The site and all that it needs, started for the drill alone, and how each part is broken and mended."""

import contextlib
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil

from benchmarks.drill.tables import give_tables, named
from caarisma import probe
from caarisma.local import broker, commands, engines, postgres
from caarisma.local.supervisor import Child, Supervisor

ROOT = Path(__file__).resolve().parents[2]
MACHINES = ("mail", "registry", "geocoder")
SLOW_SECONDS = {"database": 0.05}  # a page has some twenty pieces of talk with it
CHILD = "documents/child.py"
SECONDS_TO_READY = 240


class House:
    """`lines`: whether talk goes over lines that can be slow. They cost what they carry, so whoever only kills does
    without them."""

    def __init__(self, servers: Supervisor, *, lines: bool = True) -> None:
        self.servers, self.lines = servers, lines
        self.folder = Path(tempfile.mkdtemp(prefix="caarisma-drill-"))
        self.folder.chmod(0o711)
        self.port = engines.free_port()
        self.ports: dict[str, int] = {}  # of the lines
        self.children: dict[str, Child] = {}
        self.env = os.environ | {"DRILL_FOLDER": str(self.folder), "PYTHONUNBUFFERED": "1"}

    # --- Starting ---------------------------------------------------------------------------------------------------
    def start(self) -> None:
        urls = {"database": self._start_database(), "broker": broker.start(self.servers, root=ROOT)}
        self.children["broker"] = self.servers.children[-1]
        self.broker_at = urlsplit(urls["broker"])
        self.tell("to-broker", str(self.broker_at.port))
        for name in MACHINES:
            self.tell(f"to-{name}", str(engines.free_port()))
            self._start_machine(name)
        for name in ("database", "broker", *MACHINES):
            self.ports[name] = engines.free_port() if self.lines else int((self.folder / f"to-{name}").read_text())
            if self.lines:
                self._python(f"line-{name}", "line", str(self.ports[name]), name)
        own = {f"DRILL_{name.upper()}": str(self.ports[name]) for name in MACHINES}
        own |= {"DATABASE_URL": self._by_line(urls["database"], "database"), "PORT": str(self.port)}
        own |= {"REDIS_URL": self._by_line(urls["broker"], "broker")}
        folders = {"PRIVATE_FILES_DIR": "private", "SNAPSHOT_DIR": "snapshots", "LEDGER_ANCHORS_DIR": "anchors"}
        own |= {name: str(self.folder / folder) for name, folder in folders.items()}
        self.env |= own | {"DJANGO_SETTINGS_MODULE": "benchmarks.drill.settings"}
        if source := os.environ.get("TABLES_OF"):  # a database of this version that is new and empty
            give_tables(source, os.environ | named(urls["database"]), rows_too=True)
        self.servers.step("prepare", commands.with_python(commands.PREPARE_DEMO, sys.executable), env=self.env)
        for name in commands.SERVICES:
            self.start_service(name)
        end = time.monotonic() + SECONDS_TO_READY
        self.servers.watch(until=lambda: probe.answer(self.port)[0] == 200 or time.monotonic() > end)

    def start_service(self, name: str) -> None:
        env = self.env | {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{self.port}"}
        env |= dict(commands.SERVICE_ENVIRONMENT.get(name, {}))
        argv = commands.with_python(commands.SERVICES[name], sys.executable)
        self.children[name] = self.servers.spawn(name, argv, env=env)

    def _start_database(self) -> str:
        where = self.folder / "postgres"
        where.mkdir(mode=0o755, exist_ok=True)
        url = postgres.start(self.servers, root=ROOT, folder=where, data_settings=("max_connections=200", "jit=off"))
        self.children["database"] = self.servers.children[-1]
        self.tell("to-database", str(urlsplit(url).port))
        return url

    def _start_broker(self) -> None:
        port, password = self.broker_at.port or 0, self.broker_at.password or ""
        argv, env = [str(engines.find_broker(ROOT / ".venv")[0].path), "-"], {"PATH": os.defpath, "LC_ALL": "C"}
        typed = broker.configuration(port, password)
        self.children["broker"] = self.servers.spawn("broker", argv, env=env, engine=True, typed=typed)

    def _start_machine(self, name: str) -> None:
        self.children[name] = self._python(name, name, (self.folder / f"to-{name}").read_text())

    def _python(self, name: str, *arguments: str) -> Child:
        argv = [sys.executable, "-m", "benchmarks.drill.machines", *arguments]
        return self.servers.spawn(name, argv, env=self.env)

    def _by_line(self, url: str, name: str) -> str:
        at = urlsplit(url)
        return urlunsplit(at._replace(netloc=f"{at.netloc.rpartition(':')[0]}:{self.ports[name]}"))

    def tell(self, name: str, words: str) -> None:
        new = self.folder / f"{name}.new"
        new.write_text(words)
        new.replace(self.folder / name)

    # --- Breaking ---------------------------------------------------------------------------------------------------
    @contextlib.contextmanager
    def broken(self, part: str, fault: str) -> Iterator[None]:
        if part == "disk":
            with self._told("disk", fault):
                yield
        elif part == "child":
            with self._spoiled_children(fault):
                yield
        elif fault == "slow":
            with self._told(f"slow-{part}", str(SLOW_SECONDS.get(part, 1.0))):
                yield
        elif fault == "hung":
            with self._hung(part):
                yield
        else:
            self.stop(part)
            try:
                yield
            finally:
                self.restart(part)

    def stop(self, part: str, how: signal.Signals = signal.SIGTERM) -> None:
        child = self.children[part]
        child.process.send_signal(signal.SIGINT if part == "database" and how == signal.SIGTERM else how)
        child.process.wait(30)
        self.servers.children.remove(child)

    def restart(self, part: str) -> None:
        again: dict[str, Callable[[], object]] = {"database": self._start_database, "broker": self._start_broker}
        again.get(part, lambda: self._start_machine(part))()

    @contextlib.contextmanager
    def _told(self, name: str, words: str) -> Iterator[None]:
        self.tell(name, words)
        try:
            yield
        finally:
            (self.folder / name).unlink()

    @contextlib.contextmanager
    def _hung(self, part: str) -> Iterator[None]:
        first = psutil.Process(self.children[part].process.pid)
        family = [first, *first.children(recursive=True)]
        for process in family:
            process.suspend()
        try:
            yield
        finally:
            for process in family:
                process.resume()

    @contextlib.contextmanager
    def _spoiled_children(self, fault: str) -> Iterator[None]:
        """Whatever child of a worker reads a document meanwhile: killed, stopped, or stopped for half of the time."""
        over = threading.Event()

        def spoil() -> None:
            while not over.wait(0.05):
                for process in _readers(self.children):
                    with contextlib.suppress(psutil.Error):
                        if fault == "stopped":
                            process.kill()
                        elif fault == "slow" and process.status() == psutil.STATUS_STOPPED:
                            process.resume()
                        else:
                            process.suspend()

        spoiling = threading.Thread(target=spoil)
        spoiling.start()
        try:
            yield
        finally:
            over.set()
            spoiling.join()
            for process in _readers(self.children):
                with contextlib.suppress(psutil.Error):
                    process.resume()


def _readers(children: dict[str, Child]) -> list[psutil.Process]:
    found = []
    for name in ("worker", "sweeper"):
        with contextlib.suppress(psutil.Error):
            family = psutil.Process(children[name].process.pid).children(recursive=True)
            found += [one for one in family if any(CHILD in word for word in one.cmdline())]
    return found

"""What each `make` target does."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from caarisma import probe
from caarisma.local import bill, broker, browser, checks, commands, engines, environment, npm, postgres
from caarisma.local.onlyone import only_one, running
from caarisma.local.supervisor import Stopped, Supervisor, die_with, stopping_on_signals
from caarisma.local.talk import BOLD, GREEN, Problem, colored, complain, headline, say

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_READY = 180.0  # a service that dies is told at once; this is for a machine that has other things to do


# --- run --------------------------------------------------------------------------------------------------------------
def run(_args: Sequence[str]) -> int:
    """start the site with demonstration data (PORT=8001 for another port)"""
    port = wanted_port()
    with only_one(ROOT, port) as told:
        engines.require_free_port(port)
        headline("Starting Caarisma")
        python = environment.ensure(ROOT, environment.RUN)
        with supervisor() as servers:
            env = started(servers, settings="caarisma.settings.development")
            told({key: env[key] for key in ("DATABASE_URL", "REDIS_URL")})
            logins = prepare(servers, python, env)
            serve(servers, python, env, port)
            wait_until_ready(servers, port)
            headline(f"\nready: http://127.0.0.1:{port}/", GREEN)
            print(f"\n{logins}\n\nLogs are in var/log, mails in var/mail. Ctrl-C stops everything.", flush=True)
            servers.watch()
    return 0


def prepare(servers: Supervisor, python: Path, env: dict[str, str]) -> str:
    """Bring the database up to date and fill an empty one. Returns the demonstration logins, as text."""
    start = time.monotonic()
    printed = servers.step("prepare", commands.with_python(commands.PREPARE_DEMO, str(python)), env=env)
    say("data", f"tables, catalog and demonstration directory are up to date ({time.monotonic() - start:.1f} s)")
    return commands.LOGINS + printed.partition(commands.LOGINS)[2].rstrip()


def serve(servers: Supervisor, python: Path, env: dict[str, str], port: int) -> None:
    """Start worker, sweeper and web server."""
    for name, argv in commands.SERVICES.items():
        own = {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}"} | dict(commands.SERVICE_ENVIRONMENT.get(name, {}))
        servers.spawn(name, commands.with_python(argv, str(python)), env=env | own)
    say("services", ", ".join(commands.SERVICES))


def wait_until_ready(servers: Supervisor, port: int) -> None:
    """Return when the site itself says that it can serve; Problem if a service dies, or if that takes too long."""
    end = time.monotonic() + SECONDS_TO_READY
    said = (0, "")

    def ready() -> bool:
        nonlocal said
        said = probe.answer(port)
        if time.monotonic() > end:
            raise Problem(f"The site does not get ready; /health/ready says {said}. See var/log/web.log.")
        return said[0] == 200

    servers.watch(until=ready)


def wanted_port() -> int:
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Problem(f"PORT must be a number from 1 to 65535, and it is {text!r}. For example: make run PORT=8001")
    return int(text)


# --- test, check, fix -------------------------------------------------------------------------------------------------
def test(args: Sequence[str]) -> int:
    """run the whole test suite on a real database and broker (ARGS="-k words" for a part)"""
    python = environment.ensure(ROOT, environment.DEVELOP)
    with testing() as (servers, env):
        return servers.foreground(commands.with_python((*commands.PYTEST, *args), str(python)), env=env)


def coverage(args: Sequence[str]) -> int:
    """how much of services and pure rules the tests run, in percent; under 90 it fails"""
    python = environment.ensure(ROOT, environment.DEVELOP)
    with testing() as (servers, env):
        return servers.foreground(commands.with_python((*commands.COVERAGE, *args), str(python)), env=env)


def check(args: Sequence[str]) -> int:
    """everything that must be right: lint, types, import order, migrations, production settings, tests"""
    python = environment.ensure(ROOT, environment.DEVELOP)
    with testing() as (servers, env):
        failed = checks.run(ROOT, python, env)
        headline("\nTests")
        if servers.foreground(commands.with_python((*commands.PYTEST, *args), str(python)), env=env):
            failed.append("tests")
    headline(f"\nNot right yet: {', '.join(failed)}" if failed else "\nAll is well.", BOLD if failed else GREEN)
    return 1 if failed else 0


@contextmanager
def testing() -> Iterator[tuple[Supervisor, dict[str, str]]]:
    """Servers that are thrown away afterwards, and the environment in which the suite finds them."""
    headline("Starting what the tests need")
    chromium = browser.found_or_installed()
    folder = Path(tempfile.mkdtemp(prefix="caarisma-test-"))
    folder.chmod(0o711)  # ours: so that PostgreSQL's own user gets through, when we are root
    try:
        with supervisor(ROOT / "var" / "log" / "test") as servers:  # apart from those of a site that runs meanwhile
            env = started(servers, settings="caarisma.settings.test", folder=folder)
            yield servers, env | {"CHROMIUM": chromium}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def nu(args: Sequence[str]) -> int:
    """the W3C's HTML checker on every page that the browser journeys open (needs npm and Java; ARGS= for some)"""
    if shutil.which("java") is None:
        raise Problem("`make nu` needs Java 17 or later (Debian: apt-get install default-jre-headless).")
    jar = npm.fetched(ROOT, npm.NU) / "build" / "dist" / "vnu.jar"
    python = environment.ensure(ROOT, environment.DEVELOP)
    argv = commands.with_python((*commands.PYTEST, *(args or ["tests/journeys"])), str(python))
    with testing() as (servers, env):
        return servers.foreground(argv, env=env | {"NU_JAR": str(jar)})


def fix(_args: Sequence[str]) -> int:
    """let the tools mend what they can: imports, formatting, simple lint"""
    python = environment.ensure(ROOT, environment.DEVELOP)
    servers = Supervisor(logs=ROOT / "var" / "log", cwd=ROOT)
    ends = [servers.foreground(commands.with_python(argv, str(python)), env=os.environ) for argv in commands.FIX]
    return max(ends)


def messages(_args: Sequence[str]) -> int:
    """collect the words to translate into locale/, and compile them (needs GNU gettext)"""
    python = environment.ensure(ROOT, environment.DEVELOP)
    if shutil.which("xgettext") is None:
        raise Problem("`make messages` needs GNU gettext: apt-get install gettext, or brew install gettext")
    servers = Supervisor(logs=ROOT / "var" / "log", cwd=ROOT)
    env = {"DATABASE_URL": "postgres://unused", "REDIS_URL": "redis://unused"} | os.environ
    env |= {"DJANGO_SETTINGS_MODULE": "caarisma.settings.test"}
    return max(servers.foreground(commands.with_python(argv, str(python)), env=env) for argv in commands.MESSAGES)


def lock(_args: Sequence[str]) -> int:
    """write the locked requirements anew from pyproject.toml"""
    python = environment.ensure(ROOT, environment.DEVELOP)
    servers = Supervisor(logs=ROOT / "var" / "log", cwd=ROOT)
    uv = shutil.which("uv") or shutil.which("uv", path=str(python.parent))
    if uv is None:
        raise Problem("`make lock` needs uv on PATH: python3 -m pip install uv")
    return max(servers.foreground([uv, *argv], env={"UV_SYSTEM_CERTS": "1"} | os.environ) for argv in commands.LOCK)


def sbom(_args: Sequence[str]) -> int:
    """the bill of materials in CycloneDX, from the locked requirements: var/sbom.cdx.json"""
    to = ROOT / "var" / "sbom.cdx.json"
    named = bill.written(ROOT, to)
    say("sbom", f"{to} names {named} things")
    return 0


# --- manage, shell, reset ---------------------------------------------------------------------------------------------
def manage(args: Sequence[str]) -> int:
    """any command of Django on the demonstration database (ARGS="showmigrations")"""
    python = environment.ensure(ROOT, environment.RUN)
    argv = [str(python), "manage.py", *args]
    if found := running(ROOT):
        env = os.environ | {"DJANGO_SETTINGS_MODULE": "caarisma.settings.development"} | found["urls"]
        return Supervisor(logs=ROOT / "var" / "log", cwd=ROOT).foreground(argv, env=env)
    with only_one(ROOT, None), supervisor() as servers:
        return servers.foreground(argv, env=started(servers, settings="caarisma.settings.development"))


def shell(_args: Sequence[str]) -> int:
    """a Python shell with the models loaded, on the demonstration database"""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to the shell
    return manage(["shell"])


def reset(_args: Sequence[str]) -> int:
    """drop the demonstration data and logs (asks first; FORCE=1 does not)"""
    with only_one(ROOT, None):
        folders = [folder for folder in (ROOT / "var", engines.system_folder(ROOT)) if folder.exists()]
        print("This deletes, for good:", *(f"  {folder}" for folder in folders), sep="\n")
        if os.environ.get("DATABASE_URL"):
            print("It does not touch the database that DATABASE_URL names.")
        if os.environ.get("FORCE") != "1" and not agreed():
            print("Nothing was deleted.")
            return 1
        for folder in folders:
            shutil.rmtree(folder)
    print("Done. The next `make run` starts afresh.")
    return 0


def agreed() -> bool:
    try:
        return input("Type yes to go on: ").strip().lower() == "yes"
    except EOFError:  # nobody is there to answer
        print()
        return False


# --- bench ------------------------------------------------------------------------------------------------------------
def bench(args: Sequence[str]) -> int:
    """compare the index with its rivals (SCALE=10000, 100000 or 1000000 locations)"""
    return benchmark([*commands.BENCH, os.environ.get("SCALE", "10000"), *args], broker_too=False)


def bench_web(args: Sequence[str]) -> int:
    """load the real site with intakes: from submit to matches, at 20 a second"""
    return benchmark([*commands.BENCH_WEB, *args], broker_too=True)


def threads(args: Sequence[str]) -> int:
    """two actors at N requests, six processes at once (N=10000): nothing lost, doubled, illegal or overlapping"""
    return benchmark([*commands.THREADS, os.environ.get("N", "10000"), *args], broker_too=False)


def truth(args: Sequence[str]) -> int:
    """whether sentences that state a fact are true, in N random searches (N=10000); stopped, it goes on"""
    return benchmark([*commands.TRUTH, os.environ.get("N", "10000"), *args], broker_too=True)


def fuzz(args: Sequence[str]) -> int:
    """N odd requests over all addresses, as everybody (N=10000, SEED=1): none is answered 5xx; stopped, it goes on"""
    return benchmark([*commands.FUZZ, os.environ.get("N", "10000"), *args], broker_too=True)


def bench_api(args: Sequence[str]) -> int:
    """what an answer of the directory's API takes (SCALE=10000 places; 100000 takes most of an hour to make)"""
    return benchmark([*commands.BENCH_API, os.environ.get("SCALE", "10000"), *args], broker_too=False)


def fuzz_api(args: Sequence[str]) -> int:
    """N calls (5000) that the OpenAPI file of the directory's API allows or forbids, and no answer that it does not"""
    return benchmark([*commands.FUZZ_API, os.environ.get("N", "5000"), *args], broker_too=False)


def lighthouse(args: Sequence[str]) -> int:
    """speed and marks of four pages on a phone, with production settings (needs npm; RUNS=1 for a quick look)"""
    return benchmark([*commands.LIGHTHOUSE, *args], broker_too=True)


def drill(args: Sequence[str]) -> int:
    """break what the site needs while it is used (PART=database; SECONDS=60), or run the guide: PART=guide, PART=two"""
    python = environment.ensure(ROOT, environment.DEVELOP)
    servers = Supervisor(logs=ROOT / "var" / "log" / "drill", cwd=ROOT)  # it starts servers of its own, to break them
    return servers.foreground(commands.with_python([*commands.DRILL, *args], str(python)), env=os.environ)


def chaos(args: Sequence[str]) -> int:
    """kill web, worker, sweeper and broker at random while people search and ask (KILLS=1000); stopped, it goes on"""
    return plain([*commands.CHAOS, os.environ.get("KILLS", "1000"), *args])


def soak(args: Sequence[str]) -> int:
    """people search for so long (MINUTES=30): does the memory of each process stay flat?"""
    return plain([*commands.SOAK, os.environ.get("MINUTES", "30"), *args])


def judged(_args: Sequence[str]) -> int:
    """how well the order fits the searches that were judged, by kind of person"""
    return plain(commands.JUDGED)


def exposure(_args: Sequence[str]) -> int:
    """whom the order puts first, over those searches and over a day of drawn ones: shares, Gini, newcomers"""
    return benchmark(commands.EXPOSURE, broker_too=False)


def plain(argv: Sequence[str]) -> int:
    """Run it without database or broker."""
    python = environment.ensure(ROOT, environment.DEVELOP)
    servers = Supervisor(logs=ROOT / "var" / "log", cwd=ROOT)
    env = os.environ | environment.compiled_once(ROOT)  # what is killed and started anew must not be compiled anew
    return servers.foreground(commands.with_python(argv, str(python)), env=env)


def benchmark(argv: Sequence[str], *, broker_too: bool) -> int:
    """Run it in its own database, on the server that DATABASE_URL names, on that of a site that runs, or on ours."""
    python = environment.ensure(ROOT, environment.DEVELOP)
    env = dict(os.environ) | {"PYTHONUNBUFFERED": "1"}
    if site := running(ROOT):
        env = site["urls"] | env
    lock = contextlib.nullcontext() if env.get("DATABASE_URL") else only_one(ROOT, None)
    with lock, supervisor(ROOT / "var" / "log" / "bench") as servers:
        env |= database_url(servers, env, settings=postgres.FOR_BENCHMARKS)
        if broker_too and not env.get("REDIS_URL"):
            env["REDIS_URL"] = broker.start(servers, root=ROOT)
        return servers.foreground(commands.with_python(argv, str(python)), env=env)


# --- The pieces above share -------------------------------------------------------------------------------------------
@contextmanager
def supervisor(logs: Path = ROOT / "var" / "log") -> Iterator[Supervisor]:
    """A supervisor that stops all it started, however the block ends."""
    environment.require_writable(logs)
    servers = Supervisor(logs=logs, cwd=ROOT)
    try:
        yield servers
    finally:
        servers.stop()


def started(servers: Supervisor, *, settings: str, folder: Path | None = None) -> dict[str, str]:
    """Start what the environment does not name already; return the environment for the site's own processes.

    `folder`: keep the database there and make it fast and forgetful, for tests; None: the one that lasts.
    """
    environment.require_writable(ROOT / "var" / "static")  # whitenoise warns where it is missing
    env = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": settings, "PYTHONUNBUFFERED": "1"}
    env |= environment.compiled_once(ROOT)
    env |= database_url(servers, env, folder=folder, settings=postgres.THROWAWAY if folder else ())
    if env.get("REDIS_URL"):
        say("broker", "the one that REDIS_URL names")
    else:
        env["REDIS_URL"] = broker.start(servers, root=ROOT)
    return env


def database_url(
    servers: Supervisor, env: Mapping[str, str], *, folder: Path | None = None, settings: Sequence[str]
) -> dict[str, str]:
    """DATABASE_URL as the environment has it, or that of a server started for it."""
    if env.get("DATABASE_URL"):
        say("database", "the one that DATABASE_URL names")
        return {"DATABASE_URL": env["DATABASE_URL"]}
    return {"DATABASE_URL": postgres.start(servers, root=ROOT, folder=folder, data_settings=settings)}


ENVIRONMENT = """
Read from the environment:
  PORT           where the site listens (8000)
  DATABASE_URL   use this PostgreSQL instead of starting one
  REDIS_URL      use this broker instead of starting one
  ENGINES        embedded: start the servers of the wheels, whatever is installed here
  SCALE          locations of the benchmark (10000)
  KILLS, MINUTES how often `make chaos` kills (1000), how long `make soak` looks (30)
  PART, SECONDS  what `make drill` breaks, and for how long each time (all, 60); guide: the commands of docs/deploy.md;
                  two: two machines on one database
  REQUIRE_AUDIT  1: `make check` fails where no database of known holes can be asked; OSV_URL names one
  CLOCK          when each test begins, for `make test` (CLOCK=2028-02-29T23:58:00-05:00)
  CHROMIUM       the browser for the journeys; REQUIRE_BROWSER=1: fail where there is none"""


def help_(_args: Sequence[str]) -> int:
    """this list"""
    print("make TARGET, or python3 caarisma/local/bootstrap.py TARGET where make is missing:\n")
    for name, verb in VERBS.items():
        print(f"  {colored(f'{name:<10}', BOLD)} {verb.__doc__}")
    print(ENVIRONMENT)
    return 0


VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "help": help_, "run": run, "test": test, "coverage": coverage, "check": check, "fix": fix,
    "shell": shell, "manage": manage, "reset": reset, "messages": messages, "lock": lock, "sbom": sbom,
    "bench": bench, "bench-web": bench_web, "bench-api": bench_api, "threads": threads, "truth": truth,
    "fuzz": fuzz, "fuzz-api": fuzz_api, "lighthouse": lighthouse, "nu": nu, "drill": drill, "chaos": chaos,
    "soak": soak, "judged": judged, "exposure": exposure,
}  # fmt: skip


def main(argv: Sequence[str]) -> int:
    verb, *args = argv or ["help"]
    if verb not in VERBS:
        complain(f"There is no target {verb!r}.")
        return help_([]) or 2
    try:
        with stopping_on_signals():
            if "MAKELEVEL" in os.environ:  # make was killed: stop as if we had been
                die_with(os.getppid())
            return VERBS[verb](args)
    except Stopped as stopped:
        print("\nStopped. Nothing is left running.", flush=True)
        return 0 if verb == "run" else 128 + signal.Signals[str(stopped) or "SIGTERM"]
    except Problem as problem:
        complain(str(problem))
        return 1

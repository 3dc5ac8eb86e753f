"""The one list of what Caarisma runs, as argument lists. The supervisor runs these, docker-compose.yml repeats them,
and a test holds the two equal. `python` stands for the environment's interpreter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

Argv = Sequence[str]

# Before any service starts: tables, cache table, catalog. May run again at any time.
PREPARE: Argv = ("python", "manage.py", "prepare")

# In the demo alone: an empty directory is filled too, and logins are made and told after this line.
PREPARE_DEMO: Argv = (*PREPARE, "--demo")
LOGINS = "Demonstration logins:"

# Web: 16 threads, each with a database session of its own, and one more in each process (caarisma/site/last_resort.py).
# No worker is ever recycled: its memory stays flat, and two that were started together would leave together. Gunicorn's
# address comes from GUNICORN_CMD_ARGS: loopback here, all interfaces inside a container.
SERVICES: Mapping[str, Argv] = MappingProxyType({
    "worker": ("python", "-m", "celery", "-A", "caarisma", "worker", "--concurrency", "2", "--loglevel", "INFO"),
    "sweeper": ("python", "manage.py", "sweep"),
    "web": ("python", "-m", "gunicorn", "caarisma.wsgi", "--workers", "2", "--threads", "8", "--worker-class",
            "caarisma.site.server_worker.PollFirst", "--preload", "--timeout", "30", "--graceful-timeout", "20",
            "--keep-alive", "5", "--no-control-socket", "--logger-class", "caarisma.site.server_log.WithoutAddresses"),
})  # fmt: skip

# What each service needs in its environment besides the site's settings, here and in production alike.
# Celery's plain answer to SIGTERM waits for ever for a running task; as SIGQUIT it waits 5 s and hands the task back.
# A page gives up on a statement well before gunicorn gives up on the page (--timeout): a 503 in words, not a cut line.
SERVICE_ENVIRONMENT: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "worker": {"REMAP_SIGTERM": "SIGQUIT"},
    "web": {"STATEMENT_TIMEOUT_SECONDS": "10"},
})  # fmt: skip

# Random order comes with pytest-randomly; one process a core.
PYTEST: Argv = ("python", "-m", "pytest", "-n", "auto", "--dist", "worksteal")

# What writes and what decides must be run by its tests (pyproject.toml, tool.coverage). Journeys would add nothing.
COVERAGE: Argv = (*PYTEST, "-m", "not journey", "--cov", "--cov-report", "term")

BENCH: Argv = ("python", "-m", "benchmarks")
BENCH_WEB: Argv = ("python", "-m", "benchmarks.web")
JUDGED: Argv = ("python", "-m", "benchmarks.judged")
EXPOSURE: Argv = ("python", "-m", "benchmarks.exposure")
THREADS: Argv = ("python", "-m", "benchmarks.threads")
TRUTH: Argv = ("python", "-m", "benchmarks.truth")
BENCH_API: Argv = ("python", "-m", "benchmarks.directory_api")
FUZZ_API: Argv = ("python", "-m", "benchmarks.api_fuzz")
LIGHTHOUSE: Argv = ("python", "-m", "benchmarks.lighthouse")
FUZZ: Argv = ("python", "-m", "benchmarks.fuzz")
DRILL: Argv = ("python", "-m", "benchmarks.drill")
CHAOS: Argv = ("python", "-m", "benchmarks.drill.chaos")
SOAK: Argv = ("python", "-m", "benchmarks.drill.soak")

CHECKS: Mapping[str, Argv] = MappingProxyType({
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "templates": ("djlint", "--lint", "--quiet", "templates"),
    "types": ("mypy",),  # the apps; tests say what they promise by their names
    "import order": ("lint-imports",),
    "missing migrations": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "careful migrations": ("python", "manage.py", "lintmigrations", "--settings", "caarisma.settings.migration_linter",
                           "--quiet", "ok", "ignore"),
    "production settings": ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
    "compose file": ("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
    "Dockerfile": ("hadolint", "Dockerfile"),
    # Besides what ruff's rules S look for, with which it shares most of its own (pyproject.toml, tool.bandit).
    "holes in our code": ("bandit", "--quiet", "--recursive", "-ll", "--configfile", "pyproject.toml",
                          "caarisma", "matching", "providers", "treatments"),
    "holes in libraries": ("python", "-m", "caarisma.local.audit"),
    "secrets": ("python", "-m", "caarisma.local.secret_scan"),
})  # fmt: skip
ON_PRODUCTION_SETTINGS = frozenset({"production settings"})
MAY_BE_UNKNOWN = frozenset({"holes in libraries"})  # a database on the network is asked

FIX: Sequence[Argv] = (("python", "-m", "ruff", "check", "--fix", "."), ("python", "-m", "ruff", "format", "."))

# The words of the pages for translation, and what the site reads of them. Where a word stands is told by file alone:
# line numbers would change with every edit. What is committed needs no gettext to run.
MESSAGES: Sequence[Argv] = (
    ("python", "manage.py", "makemessages", "--locale", "es", "--extension", "html,txt,py", "--add-location", "file",
     "--no-obsolete", "--ignore", "tests/*", "--ignore", "var/*"),
    ("python", "manage.py", "compilemessages", "--locale", "es"),
)  # fmt: skip

_COMPILE = ("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
            "--no-annotate", "--quiet")  # fmt: skip
_DEVELOP = ("--extra", "embedded", "--group", "dev")
LOCK: Sequence[Argv] = (
    (*_COMPILE, "pyproject.toml", "-o", "requirements.txt"),
    (*_COMPILE, "pyproject.toml", "--extra", "embedded", "-o", "requirements-embedded.txt"),
    (*_COMPILE, "pyproject.toml", *_DEVELOP, "-o", "requirements-dev.txt"),
    (*_COMPILE, "caarisma/local/uv.in", "-o", "caarisma/local/uv.txt"),
)


def with_python(argv: Argv, python: str) -> list[str]:
    """`argv` with the real interpreter in place of the word python."""
    return [python if word == "python" else word for word in argv]

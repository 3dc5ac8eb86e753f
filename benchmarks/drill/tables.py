"""Empty tables from a database that has them: making them once more takes minutes on a busy machine."""

import os
import subprocess
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit


def named(url: str) -> dict[str, str]:
    """The address as PostgreSQL's own programs take it from their environment."""
    at = urlsplit(url)
    return {
        "PGHOST": str(at.hostname), "PGPORT": str(at.port), "PGUSER": str(at.username),
        "PGPASSWORD": unquote(at.password or ""), "PGDATABASE": at.path[1:],
    }  # fmt: skip


def give_tables(source: str, there: Mapping[str, str], *, rows_too: bool = False) -> None:
    """`there`: the environment of a program that reaches the empty database. Which migrations ran comes along.
    `rows_too`: all that is in it; else it may hold somebody's tests.
    """
    for what in ([],) if rows_too else (["--schema-only"], ["--data-only", "--table=django_migrations"]):
        dumped = subprocess.run(
            ["pg_dump", "--no-owner", "--no-privileges", *what],
            env=os.environ | there | {"PGSSLMODE": "prefer"} | named(source), capture_output=True, check=True,
        ).stdout  # fmt: skip
        subprocess.run(["psql", "--quiet"], env=there, input=dumped, capture_output=True, check=True)

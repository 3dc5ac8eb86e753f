"""The benchmark's own database, one for each scale, on the server that DATABASE_URL names."""

import os
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.db import connection

PREFIX = "caarisma_benchmark_"


def use(name: str, *, anew: bool = False) -> str:
    """Make the database if it is not there, and point DATABASE_URL at it. Call it before Django is set up.

    `anew`: where making it takes seconds, and what an earlier run left would be counted.
    """
    server = os.environ["DATABASE_URL"]
    database = PREFIX + name
    if not re.fullmatch(r"[a-z0-9_]+", database):
        raise ValueError(f"{database} is no name for a database")
    with_server = psycopg2.connect(server)
    with_server.autocommit = True
    try:
        with with_server.cursor() as cursor:
            if anew:
                cursor.execute(f"DROP DATABASE IF EXISTS {database}")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {database}")
    finally:
        with_server.close()
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
    return database


def go_on_in_copy(name: str) -> None:
    """Once Django is set up: make that database of this one, if it is not there, and go on in it."""
    database, here = PREFIX + name, connection.settings_dict["NAME"]
    connection.close()
    with_server = psycopg2.connect(urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres")))
    with_server.autocommit = True
    try:
        with with_server.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {database} TEMPLATE {here}")
    finally:
        with_server.close()
    connection.settings_dict["NAME"] = database


def step(name: str, work: Callable[[], object]) -> float:
    """Do a piece of the set-up once in the life of the database. Returns the seconds it took, then or now.

    What was begun and not ended is begun again, so `work` must bear that.
    """
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_step (name text PRIMARY KEY, seconds float8 NOT NULL)")
        cursor.execute("SELECT seconds FROM benchmark_step WHERE name = %s", [name])
        if found := cursor.fetchone():
            return float(found[0])
    print(f"  set-up: {name} ...", flush=True)
    start = time.monotonic()
    work()
    seconds = time.monotonic() - start
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO benchmark_step VALUES (%s, %s)", [name, seconds])
    print(f"  set-up: {name} took {seconds:,.1f} s", flush=True)
    return seconds


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

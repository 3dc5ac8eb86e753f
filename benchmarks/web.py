"""`python -m benchmarks.web`: what `make bench-web` runs. From sending an intake to seeing matches, on the real site.

Gunicorn and one worker, started as `make run` starts them, on a database of their own with the demonstration directory.
Each visitor answers the questions first, one page after another and untimed. Then they send: twenty a second, each at
its own moment, whether the ones before were answered or not (an open loop, so that a slow site cannot slow its load).
Measured is the time from there to the list on the screen, waiting page and redirects included. The client shares the
two cores with the site. Three rounds, of which the middle one counts.

First of all, with nobody else there, a few whole visits one after another, from the front page to the list: what each
costs the site in CPU.
"""

import json
import logging
import math
import os
import sys
import threading
import time
from random import Random

from benchmarks import database, demo_site, site_cpu
from benchmarks.report import heading, table
from benchmarks.visitor import Visitor
from caarisma.local import engines
from caarisma.local.supervisor import stopping_on_signals

RESULT = demo_site.ROOT / "benchmarks" / "results" / "web.json"
A_SECOND = 20
ROUNDS = 3
VISITORS = int(os.environ.get("VISITORS", "200"))
WARMING, VISITS = 12, 40


def main() -> int:
    load = os.getloadavg()
    name = database.use("web")
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "caarisma.settings.development", "PYTHONUNBUFFERED": "1"}
    env["SNAPSHOT_DIR"] = str(demo_site.ROOT / "var" / "benchmarks" / "web-snapshots")
    os.environ |= env
    port, servers = engines.free_port(), demo_site.supervisor()
    with stopping_on_signals():
        try:
            heading("Starting the site: web server and one worker")
            demo_site.fill(servers, env)
            demo_site.serve(servers, env, port, ("web", "worker"))
            visits = visit_cpu(port, {child.name: child.process.pid for child in servers.children}, name)
            rounds = [measure(answer_questions(port)) for _ in range(ROUNDS)] if VISITORS else []
            write(rounds, visits, load)
        finally:
            servers.stop()
    return 0


def visit_cpu(port: int, servers: dict[str, int], name: str) -> dict:
    """CPU milliseconds of a whole visit, and of whom, of so many; the first few are not counted."""
    visitors = [visitor_of(port, number) for number in range(WARMING + VISITS)]
    for visitor in visitors[:WARMING]:
        visitor.visit()
    before = site_cpu.milliseconds(servers, name)
    for visitor in visitors[WARMING:]:
        visitor.visit()
    after = site_cpu.milliseconds(servers, name)
    parts = {part: round((after[part] - before[part]) / VISITS, 1) for part in before}
    each, told = sum(parts.values()), ", ".join(f"{part} {value:.0f}" for part, value in parts.items())
    heading(f"A whole visit takes the site {each:.0f} CPU ms ({told}; {VISITS} visits)")
    page = results_page(visitors[-1])
    return {
        "visit_cpu_ms": round(each, 1), "visit_cpu_ms_of": parts,
        "list_cpu_ms": page["python_cpu_ms_p50"], "results_page": page,
    }  # fmt: skip


def visitor_of(port: int, number: int) -> Visitor:
    return Visitor(port, Random(f"20261102 {number}"))


def answer_questions(port: int) -> list[Visitor]:
    visitors = []
    for number in range(VISITORS):
        visitor = visitor_of(port, number)
        visitor.answer_all()
        visitors.append(visitor)
        if sys.stderr.isatty():
            print(f"\r  {number + 1} of {VISITORS} visitors have answered the questions", end="", file=sys.stderr)
    heading(f"{VISITORS} visitors have answered the questions; now {A_SECOND} a second send them")
    return visitors


def measure(visitors: list[Visitor]) -> dict:
    began = time.monotonic()
    threads = [
        threading.Thread(target=visitor.send_at, args=(began + number / A_SECOND,), daemon=True)
        for number, visitor in enumerate(visitors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    seen = sorted(visitor.seconds for visitor in visitors if visitor.seconds is not None)
    failed = [visitor.failure for visitor in visitors if visitor.seconds is None]
    if failed:
        heading(f"{len(failed)} visitors saw no list, the first: {failed[0]}")
    return {
        "visitors": len(visitors),
        "failed": len(failed),
        "a_second": A_SECOND,
        "submit_to_matches_ms": {name: round(_at(seen, share) * 1000) for name, share in SHARES.items()}
        if seen
        else {},
    }


SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


def results_page(owner: Visitor) -> dict:
    """Server time, queries and bytes of one list, asked by its owner in this process: no neighbor in it."""
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, path = Client(headers={"host": "127.0.0.1"}), f"/matches/{owner.token}/"
    client.cookies.load(owner.cookies)  # a list opens in the browser that made it
    if client.get(path).status_code != 200:
        raise ValueError("a visitor cannot open the list that they made")
    wall, cpu = [], []
    for _ in range(15):
        start, busy = time.perf_counter(), time.process_time()
        response = client.get(path)
        cpu.append((time.process_time() - busy) * 1000)
        wall.append((time.perf_counter() - start) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return {
        "server_ms_p50": round(sorted(wall)[7], 1),
        "python_cpu_ms_p50": round(sorted(cpu)[7], 1),
        "queries": len(queries),
        "bytes": len(response.content),
    }


def write(rounds: list[dict], visits: dict, load: tuple[float, ...]) -> None:
    """The visit, the middle round, and the times of all."""
    from benchmarks.results import machine, versions

    times = [one["submit_to_matches_ms"] for one in rounds]
    ordered = sorted(rounds, key=lambda one: one["submit_to_matches_ms"].get("p50", math.inf))
    page, failed = visits["results_page"], sum(one["failed"] for one in rounds)
    heading(f"From sending to matches on the screen, at {A_SECOND} intakes a second ({failed} failed)")
    table(tuple(SHARES), [[f"{value:,} ms" for value in one.values()] for one in times if one])
    print(
        f"  results page: {page['server_ms_p50']} ms, of which Python {page['python_cpu_ms_p50']} ms; "
        f"{page['queries']} queries, {page['bytes']:,} bytes"
    )
    document = (ordered[len(rounds) // 2] if rounds else {}) | visits
    document |= {"failed": failed, "rounds_ms": times, "machine": machine(load), "versions": versions("")}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""`python -m benchmarks.lighthouse`: what `make lighthouse` runs. Lighthouse on four pages as a phone sees them.

The site runs with production settings on a database of its own with the demonstration directory. What the proxy adds in
production is told with each request. Lighthouse's usual phone: slow 4G and a processor four times as slow, simulated.
The middle of five runs counts. Ends with 1 if a page misses what it must reach.

Lighthouse comes from npm at a pinned version, into var/; nothing else needs it.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import database, demo_site
from benchmarks.report import heading, table
from caarisma.local import browser, engines, npm
from caarisma.local.checks import production_like
from caarisma.local.supervisor import stopping_on_signals
from caarisma.local.talk import Problem

REPORTS = demo_site.ROOT / "var" / "lighthouse"
TRIES = 3
RUNS = int(os.environ.get("RUNS", "5"))
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST, LATEST_PAINT_MS, MOST_REQUESTS = 95, 2_000, 8
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"
# Not a secret: for this run alone.
FIELD_KEY = "bGlnaHRob3VzZS1vbmx5LW5vdC1mb3ItcGVvcGxlISE="  # the same each time: the database stays


@dataclass(frozen=True)
class PhonePage:
    name: str
    address: str
    is_indexed: bool = True  # a list says noindex and means it, and so does a made-up clinic
    most_requests: int | None = None


@dataclass(frozen=True)
class PhoneMarks:
    """The middle of the runs. A mark that could not be given is none."""

    scores: dict[str, int]
    paint_ms: int
    requests: int

    @classmethod
    def of(cls, reports: Sequence[dict[str, Any]]) -> "PhoneMarks":
        def score(report: dict[str, Any], category: str) -> float:
            return 100 * (report["categories"][category]["score"] or 0)

        audits = [report["audits"] for report in reports]
        return cls(
            {name: round(statistics.median(score(one, name) for one in reports)) for name in CATEGORIES},
            round(statistics.median(one["largest-contentful-paint"]["numericValue"] for one in audits)),
            round(statistics.median(len(one["network-requests"]["details"]["items"]) for one in audits)),
        )

    def misses(self, page: PhonePage) -> list[str]:
        found = [f"{name} {score}" for name, score in self.scores.items() if score < LEAST]
        if self.paint_ms > LATEST_PAINT_MS:
            found.append(f"largest paint after {self.paint_ms} ms")
        if page.most_requests is not None and self.requests > page.most_requests:
            found.append(f"{self.requests} requests")
        return [f"{page.name}: {line}" for line in found]


def main() -> int:
    command = npm.fetched(demo_site.ROOT, npm.LIGHTHOUSE) / "cli" / "index.js"
    chromium = browser.found_or_installed()
    if not chromium:
        raise Problem("`make lighthouse` needs Chromium.")
    database.use("lighthouse")
    port, servers = engines.free_port(), demo_site.supervisor()
    env = production(port)
    with stopping_on_signals():
        try:
            heading("Starting the site with production settings")
            settings = {"DJANGO_SETTINGS_MODULE": "caarisma.settings.development", "DEMO": "1"}
            demo_site.fill(servers, env | settings)
            collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
            servers.step("collectstatic", collect, env=env)
            demo_site.serve(servers, env, port, ("web",))
            os.environ |= env
            pages, cookie = wanted()
            headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1", "Cookie": cookie}
            return told({page: measured(page, port, headers, [command, chromium]) for page in pages})
        finally:
            servers.stop()


def production(port: int) -> dict[str, str]:
    """As in production, on this machine's own address."""
    own = {"FIELD_KEYS": FIELD_KEY, "ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": f"http://127.0.0.1:{port}"}
    own |= {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    own |= {"SNAPSHOT_DIR": str(demo_site.ROOT / "var" / "benchmarks" / "lighthouse-snapshots")}
    own |= {"DJANGO_SETTINGS_MODULE": "benchmarks.phone_settings", "PYTHONUNBUFFERED": "1"}
    return production_like(os.environ) | own


def wanted() -> tuple[list[PhonePage], str]:
    """The pages, and the cookie of the browser that made the list."""
    import django

    django.setup()
    from importlib import import_module
    from uuid import uuid4

    from django.conf import settings
    from django.utils import timezone

    from caarisma.accounts.browser import remember_browser
    from matching.search.drafts import Draft
    from matching.search.enums import FinishedBy
    from matching.search.ownership import Owner
    from matching.search.services.intake import submit_intake
    from matching.search.services.jobs import finish_match_job

    session, now = import_module(settings.SESSION_ENGINE).SessionStore(), timezone.now()
    owner = Owner(browser=remember_browser(session))
    session.create()
    asked = {"areas": ("face",), "concerns": ("fine-lines",), "zip_code": "94612", "radius_miles": 50, "slots": ()}
    answers = Draft(form_key=str(uuid4()), price_answered=True, wishes=(), **asked)
    intake = submit_intake(answers=answers, owner=owner, now=now)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.PAGE, now=now)
    first = intake.matches.select_related("provider", "location").order_by("position")[0]
    pages = [
        PhonePage("home", "/", most_requests=MOST_REQUESTS),
        PhonePage("list", intake.get_absolute_url(), is_indexed=False),
        PhonePage("place", first.location.address_on_site(first.provider.slug), is_indexed=False),
        PhonePage("guide page", "/guide/areas/face/"),
    ]
    return pages, f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def measured(page: PhonePage, port: int, headers: Mapping[str, str], programs: Sequence[Path | str]) -> PhoneMarks:
    command, chromium = programs
    REPORTS.mkdir(parents=True, exist_ok=True)
    sent, report = REPORTS / "headers.json", REPORTS / f"{page.name.replace(' ', '-')}.json"
    sent.write_text(json.dumps(headers))
    argv = ["node", str(command), f"http://127.0.0.1:{port}{page.address}", "--quiet", "--output=json"]
    argv += [f"--output-path={report}", f"--extra-headers={sent}", f"--chrome-flags={CHROME}"]
    if not page.is_indexed:
        argv.append("--skip-audits=is-crawlable")
    reports = []
    for run in range(RUNS):
        audit(argv, os.environ | {"CHROME_PATH": str(chromium)})
        reports.append(json.loads(report.read_text()))
        one = PhoneMarks.of(reports[-1:])
        print(f"  {page.name} {run + 1} of {RUNS}: {one.scores['performance']}, {one.paint_ms} ms", flush=True)
    for fault in faults(reports[-1]):
        print(f"  {fault}")
    return PhoneMarks.of(reports)


def audit(argv: Sequence[str], env: Mapping[str, str]) -> None:
    """On a busy machine the browser now and then tells of no page at all; such a run is no run."""
    for _ in range(TRIES):
        done = subprocess.run(argv, check=False, env=env, capture_output=True, text=True)
        if done.returncode == 0:
            return
    raise Problem(f"Lighthouse failed {TRIES} times: {done.stderr[-1000:]}")


def faults(report: Mapping[str, Any]) -> list[str]:
    """What costs points outside of speed, where one run is like the next."""
    audits = report["audits"]
    names = {ref["id"] for name in CATEGORIES[1:] for ref in report["categories"][name]["auditRefs"] if ref["weight"]}
    failed = (audits[name] for name in sorted(names) if audits[name]["score"] not in (None, 1))
    return [f"{audit['id']}: {audit['title']}" for audit in failed]


def told(found: Mapping[PhonePage, PhoneMarks]) -> int:
    heading(f"Middle of {RUNS} runs on a phone; load {os.getloadavg()[0]:.1f}")
    rows = [
        [page.name, *map(str, one.scores.values()), f"{one.paint_ms} ms", str(one.requests)]
        for page, one in found.items()
    ]
    table(("page", *CATEGORIES, "largest paint", "requests"), rows)
    missed = [line for page, one in found.items() for line in one.misses(page)]
    for line in missed:
        print(f"  Missed: {line}")
    return 1 if missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))

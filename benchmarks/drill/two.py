"""`make drill PART=two`: two machines, each with web, worker, sweeper, folders and port of its own, on one database,
one broker and one bucket of documents. Whatever one of them did, the other knows; what is done once is done once.
"""

import io
import logging
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from benchmarks.drill.guide import SITE, Drill
from benchmarks.drill.networks import Network, networks
from benchmarks.drill.people import KEPT, PATIENT, PROVIDER, Forms, Person
from benchmarks.visitor import Visitor
from caarisma.local import engines
from caarisma.local.supervisor import Supervisor

VISITORS = 40
CHORES_SECONDS = 150
TOO_MANY = "Too many failed login attempts"
WRONG = "not correct"
POLICY = {"insurer": "Acme Mutual", "insurance_ends_on_month": "Nov", "insurance_ends_on_day": "1",
          "insurance_ends_on_year": "2027"}  # fmt: skip
LOGINS = """
import django; django.setup()
from django.utils import timezone
from providers.demo.logins import make_demo_logins
make_demo_logins(now=timezone.now())
"""
# As the superuser: each beginning of a chore leaves a row, with the session of whoever begins it.
COUNT_CHORES = """
CREATE TABLE begun (name text, machine text, every int, at timestamptz, session int);
CREATE FUNCTION count_begun() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
  INSERT INTO begun VALUES (NEW.name, NEW.machine, NEW.every, NEW.last_started_at, pg_backend_pid()); RETURN NEW;
END $$;
CREATE TRIGGER begun AFTER UPDATE OF last_started_at ON chores_chorerun FOR EACH ROW
  WHEN (NEW.last_started_at > OLD.last_started_at OR OLD.last_started_at IS NULL) EXECUTE FUNCTION count_begun();
"""
# A second beginning within nine tenths of a period, of a chore that one machine does for all, by another sweeper: one
# that could not do all at once goes on at its next look
TOO_SOON = """
SELECT name, at - before FROM (
  SELECT name, every, at, session, lag(at) OVER (PARTITION BY name ORDER BY at) AS before,
    lag(session) OVER (PARTITION BY name ORDER BY at) AS by
  FROM begun WHERE machine = '' AND every >= 60
) pairs WHERE session <> by AND at - before < make_interval(secs => every * 0.9)
"""


def sessions_hold(one: int, other: int, *, site: str = "") -> None:
    """Questions that were begun here are gone on with there, and the list is at both."""
    visitor = Visitor(one, Random(1), site=site)
    visitor.answer_all()
    visitor.move_to(other)
    visitor.send()
    for port in (one, other):
        visitor.move_to(port)
        status, _page = visitor.look(visitor.list_path)
        assert status == 200, (port, status)


def limits_hold(one: int, other: int, login: tuple[str, str], *, site: str = "") -> None:
    """Five wrong passwords are five, on whichever machine: the right one is refused after them on both."""
    people = [Person(port, site=site) for port in (one, other)]
    if not site:  # both have one name, as behind one proxy: tries are counted by the site's name as well
        for person in people:
            person.web.headers["Host"], person.origin = "localhost", "http://localhost"
    said = []
    for turn in range(6):
        person = people[turn % 2]
        person.open("/accounts/login/")
        page = person.post("/accounts/login/", {"login": login[0], "password": f"wrong {turn}"}).text
        said.append("limited" if TOO_MANY in page else "wrong" if WRONG in page else page[:2000])
    assert said == ["wrong"] * 5 + ["limited"], said
    for person in people:
        person.open("/accounts/login/")
        assert TOO_MANY in person.post("/accounts/login/", {"login": login[0], "password": login[1]}).text


def uploads_hold(one: int, other: int, login: tuple[str, str], *, site: str = "") -> None:
    """Who signed in and sent a photo here is signed in there, and sees its page there once some worker has read it."""
    person, photo = Person(one, login, site=site), io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(photo, "JPEG")
    person.open("/provider/insurance/")
    sent = person.post("/provider/insurance/", POLICY, {"document": ("policy.jpg", photo.getvalue(), "image/jpeg")})
    assert sent.status_code in (302, 303), (sent.status_code, sent.text[:2000])
    person.move_to(other)
    found, end = None, time.monotonic() + 60
    while found is None and time.monotonic() < end:
        time.sleep(0.3)
        found = KEPT.search(person.open("/provider/insurance/").text)
    waits = person.open(sent.headers["Location"])
    assert found, ("no page of it after a minute", waits.url, waits.text[waits.text.find("<main") :][:3000])
    for port in (other, one):
        person.move_to(port)
        page = person.open(found[0])
        assert (page.status_code, page.content[:2]) == (200, b"\xff\xd8"), (port, page.status_code)


def rankings_hold(one: int, other: int, *, visitors: int, site: str = "") -> None:
    """All at once, by turns here and there; each has a list in the end."""

    def visit(number: int) -> str:
        visitor = Visitor((one, other)[number % 2], Random(number), site=site)
        visitor.visit()
        return visitor.list_path

    with ThreadPoolExecutor(8) as crowd:
        assert len(set(crowd.map(visit, range(visitors)))) == visitors


@dataclass(frozen=True)
class Clinic:
    """Whose owner signs in as `login`, and what has to be asked for so that it fits."""

    login: tuple[str, str]
    place: int
    about: tuple[str, str]
    zip_code: str
    price: int


Sql = Callable[[str], list[tuple[Any, ...]]]
NEWS = "SELECT count(*) FROM outbox_mail WHERE kind = 'watch_news'"
LOOKED = "SELECT count(*) FROM watches_watch WHERE state = 'live' AND looked_at IS NOT NULL"
FOUND = "SELECT count(*) FROM watches_watch WHERE mail_due_at IS NOT NULL"
# News is gathered for half an hour; the clock of this one strikes now.
DUE_NOW = "UPDATE watches_watch SET mail_due_at = now() - interval '1 second' WHERE mail_due_at > now()"


def watches_hold(
    one: int, other: int, watcher: tuple[str, str], clinic: Clinic, *, sql: Sql, site: str = "",
    look: Callable[[], None] = lambda: time.sleep(0.5), goes_on: float = 0,
) -> None:  # fmt: skip
    """Somebody asks here to be told of who fits from now on; a clinic that fits opens its door there. One mail is
    written, however many sweepers look. `look`: lets them; `goes_on`: for how long they may still write a second."""
    owner, person = Person(other, clinic.login, site=site), Person(one, watcher, site=site)
    _let_in(owner, clinic.place, False)
    visitor = Visitor(one, Random(5), site=site)
    visitor.cookies = person.web.cookies.get_dict()
    visitor.answer_all(about=clinic.about, zip_code=clinic.zip_code, max_price=clinic.price)
    visitor.send()
    visitor.watch()
    _look_until(look, lambda: sql(LOOKED) == [(1,)], "the first look")
    _let_in(owner, clinic.place, True)
    _look_until(look, lambda: sql(FOUND) == [(1,)], "the news")
    assert sql(NEWS) == [(0,)]
    sql(DUE_NOW)
    _look_until(look, lambda: sql(NEWS) != [(0,)], "the mail")
    end = time.monotonic() + goes_on
    look()
    while time.monotonic() < end:
        look()
    assert sql(NEWS) == [(1,)], sql(NEWS)


def _let_in(owner: Person, place: int, is_open: bool) -> None:
    path = f"/provider/places/{place}/"
    fields = Forms(owner.open(path).text).with_field("clinic_name")
    fields.pop("accepting_patients", "")
    answer = owner.post(path, fields | ({"accepting_patients": "on"} if is_open else {}))
    assert answer.status_code in (302, 303), (answer.status_code, answer.text[answer.text.find("<main") :][:3000])


def _look_until(look: Callable[[], None], true: Callable[[], bool], what: str, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        look()


# What the database says after them
UNRANKED = "SELECT count(*) FROM search_matchjob WHERE state <> 'done'"
DOUBLED = (
    "SELECT count(*) FROM (SELECT intake_id, location_id FROM search_match GROUP BY 1, 2 HAVING count(*) > 1) twice"
)


# A clinic of the login PROVIDER that people see, with something that it treats.
A_CLINIC = f"""
SELECT l.id, a.slug, c.slug, l.zip_code, o.price_per_session
FROM directory_practicelocation l JOIN directory_provider p ON p.id = l.provider_id
JOIN accounts_user u ON u.id = p.user_id JOIN directory_offering o ON o.location_id = l.id AND o.is_active
JOIN treatments_areaconcern ac ON ac.id = o.area_concern_id
JOIN treatments_area a ON a.id = ac.area_id JOIN treatments_concern c ON c.id = ac.concern_id
WHERE u.email = '{PROVIDER[0]}' AND l.accepting_patients AND l.is_active ORDER BY l.id, o.id
"""


def clinic_of(sql: Sql) -> Clinic:
    place, area, concern, zip_code, price = sql(A_CLINIC)[0]
    return Clinic(PROVIDER, place, (area, concern), zip_code, price)


def main(servers: Supervisor, folder: Path, providers: int = 60) -> int:
    """All of it, with a sweeper on each, for two minutes of chores. Each has a network of its own, where we may."""
    with networks(2) as nets:
        print(f"{len(nets)} networks of their own" if nets else "Both on our loopback: this needs root and `ip`")
        return _main(servers, folder, providers, nets)


def _main(servers: Supervisor, folder: Path, providers: int, nets: list[Network]) -> int:
    here, there = nets or (None, None)
    bucket, port = _bucket()
    drill = Drill(
        folder, servers, schema=os.environ.get("TABLES_OF", ""), rows_too=True, network=here,
        say=lambda words: print(words, flush=True),
    )  # fmt: skip
    drill.also = bucket
    drill.machine.left_out.add("proxy")
    drill.machine.plain_web = True
    drill.machine.also_named = [network.us for network in nets]
    for network in nets:
        network.let_reach(port)
    if here:
        here.let_be_reached(drill.machine.port)
    print("Starting the first machine, its directory, and the second one ...", flush=True)
    drill.first_start()
    drill.fill(providers=providers)
    first = drill.machine
    first.sh(f"docker compose run --rm -T migrate python -c '{LOGINS}'")
    second = drill.new_machine("second", beside=first, network=there)
    if there:
        there.let_be_reached(second.port)
        for engine in (first.postgres_port, first.redis_port):
            there.let_reach(engine)
    second.left_out.add("proxy")
    second.plain_web = True
    shutil.copy(first.folder / ".env", second.folder)
    first.sql(COUNT_CHORES)
    second.sh("docker compose up --detach --build")
    one, other, began = first.port, second.port, time.monotonic()
    steps: list[tuple[str, Callable[[], None]]] = [
        ("sessions", lambda: sessions_hold(one, other, site=SITE)),
        ("rankings", lambda: rankings_hold(one, other, visitors=VISITORS, site=SITE)),
        ("uploads", lambda: uploads_hold(one, other, PROVIDER, site=SITE)),
        (
            "watches",
            lambda: watches_hold(one, other, PATIENT, clinic_of(first.sql), sql=first.sql, site=SITE, goes_on=75),
        ),
        ("rate limits", lambda: limits_hold(other, one, PATIENT, site=SITE)),
    ]
    for name, step in steps:
        step()
        print(f"  {name} hold after {time.monotonic() - began:.0f} s", flush=True)
    time.sleep(max(0.0, CHORES_SECONDS - (time.monotonic() - began)))
    unranked, doubled, too_soon = (first.sql(question) for question in (UNRANKED, DOUBLED, TOO_SOON))
    sweepers = first.sql("SELECT count(DISTINCT session) FROM begun")[0][0]
    begun = first.sql("SELECT count(*), count(DISTINCT name) FROM begun WHERE machine = ''")[0]
    machines = first.sql("SELECT machine, count(DISTINCT name) FROM begun WHERE machine <> '' GROUP BY 1 ORDER BY 1")
    lying = [path for machine in (first, second) for path in machine.volume("documents").rglob("*") if path.is_file()]
    print(f"  {unranked[0][0]} lists not made, {doubled[0][0]} matches doubled, {len(lying)} documents on a disk\n"
          f"  {begun[0]} times one of {begun[1]} shared chores began, in {sweepers} sessions\n"
          f"  {len(too_soon)} too soon: {too_soon}\n"
          f"  chores of each machine's own: {machines}", flush=True)  # fmt: skip
    return int(bool(unranked[0][0] or doubled[0][0] or too_soon or lying or len(machines) != 2))


def _bucket() -> tuple[dict[str, str], int]:
    """An S3 store in this process: what a site needs to use it, and its port."""
    import boto3  # both take a second, which the light test of the above would pay when it is collected
    from moto.server import ThreadedMotoServer

    port = engines.free_port()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    ThreadedMotoServer("127.0.0.1", port, verbose=False).start()
    url, keys = f"http://127.0.0.1:{port}", {"aws_access_key_id": "drill", "aws_secret_access_key": "drill"}
    boto3.client("s3", endpoint_url=url, region_name="us-east-1", **keys).create_bucket(Bucket="documents")
    named = {"PRIVATE_FILES_BUCKET": "documents", "PRIVATE_FILES_ENDPOINT": url}
    return named | {name.upper(): value for name, value in keys.items()}, port

"""`python -m benchmarks.drill.chaos 1000`: what `make chaos KILLS=1000` runs.

A site of its own, and kill -9 at random: the web server or one of its processes, the worker or one of its children, the
only sweeper (every ten seconds), the broker, and a process that sends requests for visits. Meanwhile strangers search;
half of them leave at once, so that nobody's waiting page ranks for them, and one in five sends twice. Whatever the site
answered with "taken" is a promise. At the end of each round of kills all has to be there, once.

Rounds that ended are kept, so a run that was stopped goes on; FRESH=1 begins anew.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psutil

from benchmarks.drill.house import ROOT, House
from benchmarks.visitor import Visitor
from caarisma.local.supervisor import Supervisor, stopping_on_signals

RESULT = ROOT / "benchmarks" / "results" / "chaos.json"
A_ROUND = 50
EVERY, SWEEPER_EVERY = 3.0, 10.0  # seconds between two kills, and between two of the sweeper
VISITORS = 3
SECONDS_TO_SETTLE = 120
SLOWEST = 30.0
VICTIMS = ("web", "web process", "worker", "worker child", "broker", "requests")


@dataclass
class Promised:
    """What the site said yes to; threads share it."""

    searches: list[str] = field(default_factory=list)  # by the token of the list
    twice: int = 0
    doubled: int = 0  # sent twice, and given two lists
    unanswered: int = 0  # cut off amid sending: taken or not, nobody was told
    seen: list[float] = field(default_factory=list)  # seconds to the list, of those who stayed


def main(argv: list[str]) -> int:
    wanted = int(argv[0]) if argv and argv[0].isdigit() else 1000
    rounds = [] if os.environ.get("FRESH") == "1" else kept_rounds()
    if sum(one["kills"] for one in rounds) < wanted:
        with site() as house:
            while (done := sum(one["kills"] for one in rounds)) < wanted:
                rounds.append(one_round(house, min(A_ROUND, wanted - done), done, wanted))
                keep(rounds)
    return report(rounds)


def kept_rounds() -> list[dict[str, Any]]:
    return list(json.loads(RESULT.read_text())["rounds"]) if RESULT.exists() else []


@contextlib.contextmanager
def site() -> Iterator[House]:
    logs = ROOT / "var" / "log" / "chaos"
    logs.mkdir(parents=True, exist_ok=True)
    servers = Supervisor(logs=logs, cwd=ROOT)
    house = House(servers, lines=False)
    with stopping_on_signals():
        try:
            print("Starting a site of its own; its directory takes some minutes ...", flush=True)
            house.start()
            ours = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DRILL_", "PRIVATE_")
            os.environ.update({name: value for name, value in house.env.items() if name.startswith(ours)})
            open_clinics()
            yield house
        finally:
            servers.stop()
            shutil.rmtree(house.folder, ignore_errors=True)


def open_clinics() -> None:
    """Ten of the directory take as many requests as there are."""
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from caarisma.common.errors import UserFacingError
    from matching.consultations.steps.capacity import set_capacity
    from matching.consultations.steps.gatekeeping import require_reachable
    from providers.directory.models import PracticeLocation

    opened = 0
    for place in PracticeLocation.objects.filter(provider__user__isnull=False).select_related("provider__user"):
        with contextlib.suppress(UserFacingError):
            require_reachable(place, now=timezone.now())
            set_capacity(place_id=place.pk, places=500, until=None)
            opened += 1
        if opened == 10:
            break
    connection.close()
    if not opened:
        raise ValueError("no clinic of the demonstration can be asked")


def start_requests(house: House) -> None:
    argv = [sys.executable, "-m", "benchmarks.drill.requests"]
    house.children["requests"] = house.servers.spawn("requests", argv, env=house.env)


def one_round(house: House, kills: int, done: int, wanted: int) -> dict[str, Any]:
    over, promised, load = threading.Event(), Promised(), os.getloadavg()[0]
    for name in ("mails", "asked"):
        (house.folder / name).unlink(missing_ok=True)
    start_requests(house)
    crowd = [
        threading.Thread(target=search, args=(house, promised, over, seed), daemon=True) for seed in range(VISITORS)
    ]
    for one in crowd:
        one.start()
    began = time.monotonic()
    killed = kill_at_random(house, kills, done, wanted, promised)
    seconds = time.monotonic() - began
    over.set()
    for one in crowd:
        one.join(90)
    house.stop("requests", signal.SIGKILL)
    settled = settle()
    return found(house, promised) | {
        "kills": kills, "killed": killed, "seconds": round(seconds), "settled_in": settled,
        "load_before": round(load, 1), "load_after": round(os.getloadavg()[0], 1),
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
    }  # fmt: skip


# --- Killing ----------------------------------------------------------------------------------------------------------
def kill_at_random(house: House, kills: int, done: int, wanted: int, promised: Promised) -> dict[str, int]:
    """In the main thread: Linux ends what a thread has started with that thread."""
    dice, killed, sweeper_at = random.Random(f"20261130 {done}"), Counter[str](), time.monotonic()
    while sum(killed.values()) < kills:
        time.sleep(EVERY * dice.uniform(0.5, 1.5))
        if time.monotonic() - sweeper_at >= SWEEPER_EVERY:
            victim, sweeper_at = "sweeper", time.monotonic()
        else:
            victim = dice.choice(VICTIMS)
        if kill(house, victim, dice):
            killed[victim] += 1
            progress(done + sum(killed.values()), wanted, promised)
    return dict(killed)


def kill(house: House, victim: str, dice: random.Random) -> bool:
    """The thing itself is started anew at once, as Docker or systemd do."""
    if victim in ("web process", "worker child"):
        family = psutil.Process(house.children[victim.split()[0]].process.pid).children()
        if not family:  # it is just starting
            return False
        with contextlib.suppress(psutil.NoSuchProcess):
            dice.choice(family).kill()
        return True
    child = house.children[victim]
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait(30)
    house.servers.children.remove(child)
    if victim == "broker":
        house.restart("broker")
    elif victim == "requests":
        start_requests(house)
    else:
        house.start_service(victim)
    return True


def progress(done: int, wanted: int, promised: Promised) -> None:
    bar = "#" * (30 * done // wanted)
    slowest = max(promised.seen, default=0.0)
    line = f"[{bar:<30}] {done} of {wanted} kills, {len(promised.searches)} searches, slowest page {slowest:.1f} s"
    if sys.stderr.isatty():
        print(f"\r{line}", end="", file=sys.stderr, flush=True)
    elif done % 10 == 0:
        print(line, flush=True)


# --- People who search ------------------------------------------------------------------------------------------------
class Sender(Visitor):
    """Remembers what was promised at the moment of the promise, whatever happens on the way to the list."""

    promised = ""

    def send_answers(self) -> str:
        status, headers, _body = self._ask("POST", "/find/check/", [*self.hidden, ("agree", "on")])
        return token_of(headers) if status == 303 else ""

    def _ask(self, method: str, path: str, *form: Any, **how: Any) -> Any:
        answer = super()._ask(method, path, *form, **how)
        if (method, path, answer[0]) == ("POST", "/find/check/", 303):
            self.promised = token_of(answer[1])
        return answer


def token_of(headers: Any) -> str:
    return str(headers["Location"]).strip("/").rpartition("/")[2]


def search(house: House, promised: Promised, over: threading.Event, seed: int) -> None:
    dice, number = random.Random(seed), 0
    while not over.is_set():
        number += 1
        visitor = Sender(house.port, random.Random(f"{seed} {number} {time.time()}"))
        try:
            visitor.answer_all()
        except Exception:
            time.sleep(0.5)  # nothing was sent yet; the site is just starting
            continue
        with contextlib.suppress(Exception):
            if dice.random() < 0.5:
                visitor.send_at(time.monotonic())  # and wait for the list, as the waiting page does
            else:
                leave(visitor, promised, dice)
        if visitor.seconds is not None:
            promised.seen.append(visitor.seconds)
        if visitor.promised:
            promised.searches.append(visitor.promised)
        else:
            promised.unanswered += 1


def leave(visitor: Sender, promised: Promised, dice: random.Random) -> None:
    token = visitor.send_answers()
    if token and dice.random() < 0.4:
        again = visitor.send_answers()
        promised.twice += bool(again)
        promised.doubled += again not in ("", token)


# --- What has to be true ----------------------------------------------------------------------------------------------
OURS = "created_at > now() - interval '1 day'"  # the demonstration has mails of its own, of days before


def settle() -> float:
    """Seconds until nothing waits any more, at most so many."""
    from benchmarks.database import rows

    began = time.monotonic()
    while time.monotonic() - began < SECONDS_TO_SETTLE:
        ((jobs, mails),) = rows(
            "SELECT (SELECT count(*) FROM search_matchjob WHERE state = 'pending' AND kept_list_at IS NULL), "
            f"(SELECT count(*) FROM outbox_mail WHERE state = 'waiting' AND {OURS})"
        )
        if not jobs and not mails:
            break
        time.sleep(0.5)
    return round(time.monotonic() - began, 1)


NOUGHT = {
    "jobs not done": "SELECT count(*) FROM search_matchjob WHERE state <> 'done' AND kept_list_at IS NULL",
    "lists doubled": "SELECT count(*) FROM (SELECT intake_id, location_id FROM search_match GROUP BY 1, 2 "
    "HAVING count(*) > 1) AS twice",
    "lists torn": "SELECT count(*) FROM search_matchjob j WHERE j.state = 'done' AND "
    "(SELECT count(*) FROM search_match m WHERE m.intake_id = j.intake_id) <> least(j.matched_count, "
    "(SELECT max(position) FROM search_match m WHERE m.intake_id = j.intake_id))",
    "searches doubled": "SELECT count(*) - count(DISTINCT form_key) FROM search_intake",
    "requests doubled": "SELECT count(*) - count(DISTINCT form_key) FROM consultations_move",
    "requests half written": "SELECT count(*) FROM consultations_request r WHERE NOT EXISTS "
    "(SELECT 1 FROM consultations_move m WHERE m.request_id = r.id)",
    # Dropped: taken back when its request was cancelled (benchmarks/drill/requests.py).
    "mails not sent": f"SELECT count(*) FROM outbox_mail WHERE state NOT IN ('sent', 'dropped') AND {OURS}",
}


def found(house: House, promised: Promised) -> dict[str, Any]:
    from benchmarks.database import rows

    stored = {token for (token,) in rows("SELECT token FROM search_intake")}
    asked = set((house.folder / "asked").read_text().split()) if (house.folder / "asked").exists() else set()
    moves = {str(key) for (key,) in rows("SELECT form_key FROM consultations_move")}
    waits = [seconds for (seconds,) in rows(
        "SELECT extract(epoch FROM done_at - requested_at)::float8 FROM search_matchjob WHERE state = 'done' "
        "AND intake_id IN (SELECT id FROM search_intake WHERE token = ANY(%s))", promised.searches
    )]  # fmt: skip
    sent = Counter((house.folder / "mails").read_bytes().split(b"\n")[:-1]) if (house.folder / "mails").exists() else {}
    return {
        "searches": len(promised.searches), "searches_lost": len(set(promised.searches) - stored),
        "sent_twice": promised.twice, "searches_doubled": promised.doubled, "cut_off": promised.unanswered,
        "requests": len(asked), "requests_lost": len(asked - moves),
        "must_be_nought": {name: rows(sql)[0][0] for name, sql in NOUGHT.items()},
        "job_seconds": spread(waits), "page_seconds": spread(promised.seen),
        "done_by": dict(rows("SELECT done_by, count(*) FROM search_matchjob WHERE state = 'done' "
                             "AND intake_id IN (SELECT id FROM search_intake WHERE token = ANY(%s)) GROUP BY 1",
                             promised.searches)),
        "mails": len(sent), "mails_that_went_twice": sum(times > 1 for times in sent.values()),
    }  # fmt: skip


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values) or [0.0]
    at = {"p50": len(ordered) // 2, "p95": int(len(ordered) * 0.95), "max": len(ordered) - 1}
    return {name: round(ordered[place], 2) for name, place in at.items()}


def is_well(one: dict[str, Any]) -> bool:
    nought = [one["searches_lost"], one["searches_doubled"], one["requests_lost"], *one["must_be_nought"].values()]
    return not any(nought) and one["job_seconds"]["max"] <= SLOWEST


def keep(rounds: list[dict[str, Any]]) -> None:
    added = ("kills", "searches", "searches_lost", "searches_doubled", "sent_twice", "requests", "requests_lost")
    added += ("mails", "mails_that_went_twice")
    totals: dict[str, Any] = {name: sum(one[name] for one in rounds) for name in added}
    totals |= {"slowest_job": max(one["job_seconds"]["max"] for one in rounds), "well": all(map(is_well, rounds))}
    RESULT.write_text(json.dumps({**totals, "cores": os.cpu_count(), "rounds": rounds}, indent=1) + "\n")


def report(rounds: list[dict[str, Any]]) -> int:
    keep(rounds)
    told = json.loads(RESULT.read_text())
    print("\n" + "\n".join(f"  {name:24} {value}" for name, value in told.items() if name != "rounds"))
    for one in rounds:
        if not is_well(one):
            print("NOT WELL:", json.dumps(one))
    return 0 if told["well"] else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

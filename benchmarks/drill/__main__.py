"""`make drill PART=database SECONDS=60`: each part stopped, hung and slow, while five others ask five pages, twenty
times each, and one person does what needs the part. PART=restarts: the database restarts four times under load.
"""

import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.drill import guide, two
from benchmarks.drill.house import ROOT, House
from benchmarks.drill.people import PAGES, WHO, Person, Seen, others, timed
from caarisma.local.supervisor import Supervisor, stopping_on_signals

RESULT = ROOT / "benchmarks" / "results" / "drill.json"
FAULTS = ("stopped", "hung", "slow")
DATABASE_SECONDS, BACK_SECONDS = 7.0, 5.0


def main() -> int:
    seconds, known = float(os.environ.get("SECONDS", "") or 60), [*WHO, "restarts"]
    parts = os.environ.get("PART", "").replace("all", "").replace(",", " ").split() or known
    logs = ROOT / "var" / "log" / "drill"
    logs.mkdir(parents=True, exist_ok=True)
    servers = Supervisor(logs=logs, cwd=ROOT)
    if parts in (["guide"], ["two"]):
        return on_machines(servers, guide.main if parts == ["guide"] else two.main)
    if not set(parts) <= set(known):
        print(f"PART is guide, two, or some of {', '.join(known)}, with commas; or all.")
        return 2
    house = House(servers)
    with stopping_on_signals():
        try:
            print("Starting the site and all that it needs ...", flush=True)
            house.start()
            warm_up(house)
            rows = [row for part in parts for row in drill(house, part, seconds)]
        finally:
            servers.stop()
            shutil.rmtree(house.folder, ignore_errors=True)
    return int(any(row["500s"] or row["lost"] for row in rows))


def on_machines(servers: Supervisor, main: Callable[[Supervisor, Path], int]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="caarisma-guide-"))
    folder.chmod(0o711)  # PostgreSQL's own user gets through, when we are root
    with stopping_on_signals():
        try:
            return main(servers, folder)
        finally:
            servers.stop()
            shutil.rmtree(folder, ignore_errors=True)


def warm_up(house: House) -> None:
    """Each process reads its templates and opens its sessions with the first pages."""
    crowd = others(house.port, 5, Seen())
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()


def drill(house: House, part: str, seconds: float) -> list[dict[str, Any]]:
    if part == "restarts":
        return [told(restarts(house, seconds))]
    make, tries = WHO[part]
    act = make(house.port)
    rows = []
    for fault in ("well",) if part == "nothing" else FAULTS:
        seen, theirs = Seen(), Seen()
        crowd = others(house.port, seconds, seen)
        with house.broken(part, fault) if part != "nothing" else threading.Lock():
            ended = time.monotonic() + seconds
            for one in crowd:
                one.start()
            for turn in range(tries):
                act(theirs)
                time.sleep(max(0.0, min(ended, ended - seconds + (turn + 1) * seconds / tries) - time.monotonic()))
        back = seconds_until_well(house)
        for one in crowd:
            one.join()
        rows.append(told(row_of(part, fault, seconds, seen, theirs, back)))
    return rows


def seconds_until_well(house: House) -> float:
    """From the mending to a page with data."""
    began, person = time.monotonic(), Person(house.port)
    while time.monotonic() - began < 60:
        tried = Seen()
        timed(tried, lambda: person.open("/guide/"))
        if tried.of(200):
            break
        time.sleep(0.1)
    return time.monotonic() - began


def restarts(house: House, seconds: float) -> dict[str, Any]:
    """Four people ask and send without a pause; twice PostgreSQL ends its sessions, twice it drops everything."""
    over, seen, sent = threading.Event(), Seen(), Seen()

    def use() -> None:
        person = Person(house.port)
        person.open("/")
        while not over.is_set():
            for path in PAGES:
                timed(seen, lambda path=path: person.open(path))
            timed(sent, lambda: person.post("/", {"zip_code": "94612"}), typed="94612")

    crowd = [threading.Thread(target=use, daemon=True) for _ in range(4)]
    for one in crowd:
        one.start()
    away = []
    for how in (signal.SIGINT, signal.SIGQUIT) * 2:
        time.sleep(seconds / 5)
        began = time.monotonic()
        house.stop("database", how)
        house.restart("database")
        away.append(round(time.monotonic() - began, 2))
    time.sleep(seconds / 5)
    over.set()
    for one in crowd:
        one.join()
    return row_of("restarts", "4 times", seconds, seen, sent, seconds_until_well(house)) | {"away": away}


def row_of(part: str, fault: str, seconds: float, seen: Seen, theirs: Seen, back: float) -> dict[str, Any]:
    both = Seen(seen.answers + theirs.answers)
    return {
        "part": part, "fault": fault, "seconds": seconds,
        "pages": len(seen.answers), "slowest": round(seen.slowest, 2),
        "forms": len(theirs.answers), "taken": theirs.of(200, 302, 303), "slowest_form": round(theirs.slowest, 2),
        "503s": both.of(503), "without_retry_after": seen.hasty + theirs.hasty,
        "500s": both.of(500, 502, 504), "no_answer": both.of(0), "lost": theirs.lost, "back": round(back, 2),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def told(row: dict[str, Any]) -> dict[str, Any]:
    """Printed, and kept beside what other parts gave: one file for all, the newest of each."""
    print("| " + " | ".join(str(value) for value in row.values()) + " |", flush=True)
    before = json.loads(RESULT.read_text()) if RESULT.exists() else []
    kept = [one for one in before if (one["part"], one["fault"]) != (row["part"], row["fault"])]
    RESULT.write_text(json.dumps([*kept, row], indent=1) + "\n")
    return row


if __name__ == "__main__":
    raise SystemExit(main())

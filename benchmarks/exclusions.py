"""`python -m benchmarks.exclusions [PROVIDERS ROWS]`: one whole reading of an exclusion list, matching included.

Made-up names: last names drawn so that a few are everywhere and most are rare, as they are in the country; one row in
500 is a provider's own name and state. The import runs in a process of its own, so that its memory is its own.
DATABASE_URL names the server; the database is our own, and made anew. Told are the seconds on the clock, which others
on the machine lengthen, and those of a processor: of the import's process, and of the server's processes that answer
it where the server runs on this machine.
"""

import contextlib
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

SEED = 20261129
NAMED = Path(__file__).parents[1] / "providers" / "exclusions" / "data" / "first_names.csv"
BEGINS = (
    "Ab Al Am And Ba Bar Bel Bran Cal Car Chap Chen Con Cor Dal Dem Dom Dun Ed El Es Fal Fen Fitz Gal Gar Gil Gon Gra "
    "Hal Han Har Hu Is Jam Jan Jor Kap Kim Kol Kow Lam Lar Lin Lop Mal Mar Mil Mon Mur Nav Nor Ol Ost Pat Pel Per Quin "
    "Ram Ras Rod Ru San Sch Shar Sol Ste Tan Tor Tuck Ull Val Ver Vin Wal Web Whi Yar Zel Zim"
)
ENDS = (
    "aker ala an ano ard asi aux berg bo by chez coe dale dell den din dorf ell enza ero etti ez feld field ford gan "
    "gren gupta ham hart holt hurst ian ich ides ing ini is kar kin ko kovic land ler ley lin lo man mer mitt mond "
    "nam nez ngo nick nov oba olo ore oski oux ova owitz pert quist raj rell ridge ros rup sari sen ski son stad tag "
    "tell ter thy tis ton tti uchi umar uzzi vas ville ward well wick wood worth yama yan zado zic"
)
STATES = "CA TX FL NY PA IL OH GA NC MI NJ VA WA AZ MA TN IN MO MD WI CO MN SC AL LA KY OR OK CT UT"
HEADER = (
    "LASTNAME FIRSTNAME MIDNAME BUSNAME GENERAL SPECIALTY UPIN NPI DOB ADDRESS CITY STATE ZIP EXCLTYPE EXCLDATE "
    "REINDATE WAIVERDATE WVRSTATE"
)
Name = tuple[str, str, str, str]


def names(draw: random.Random) -> Iterator[Name]:
    """First, middle, last name and state, without end."""
    lines = NAMED.read_text(encoding="utf-8").splitlines()
    firsts = [line.split(",")[1].title() for line in lines if not line.startswith("#")]
    begins, ends, states = BEGINS.split(), ENDS.split(), STATES.split()
    lasts = [begin + end for begin, end in product(begins, ends)]
    lasts += [begin + middle.lower() + end for begin, middle, end in product(begins, begins, ends)]
    weights = [1 / (place + 100) for place in range(len(lasts))]
    while True:
        for last in draw.choices(lasts, weights, k=1000):
            middle = draw.choice(["", "", draw.choice(firsts), draw.choice("ABCDEJLMRST")])
            yield draw.choice(firsts), middle, last, draw.choice(states)


def write_list(path: Path, rows: int, held: list[Name], draw: random.Random) -> None:
    source = names(draw)
    with path.open("w", encoding="ascii", newline="") as file:
        out = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        out.writerow(HEADER.split())
        for number in range(rows):
            first, middle, last, state = draw.choice(held) if number % 500 == 0 else next(source)
            born = date(draw.randrange(1935, 1995), draw.randrange(1, 13), draw.randrange(1, 29))
            facts = [
                last,
                first,
                middle,
                "",
                "IND- LIC HC SERV PRO",
                "NURSE/NURSES AIDE",
                "",
                "0000000000",
                f"{born:%Y%m%d}",
            ]
            place = [f"{number} MAIN ST", "ALBANY", state, f"{10000 + number % 80000}", "1128b4", "20261020"]
            out.writerow([*(fact.upper() for fact in facts), *place, "00000000", "00000000", ""])


def make_providers(count: int, draw: random.Random) -> list[Name]:
    from providers.directory.models import PracticeLocation, Provider
    from providers.directory.npi import npi_from_nine

    made, source = [], names(draw)
    for begin in range(0, count, 4000):
        held = [next(source) for _ in range(begin, min(begin + 4000, count))]
        providers = Provider.objects.bulk_create(
            Provider(
                npi=npi_from_nine(f"1{begin + place:08d}"), first_name=first, middle_name=middle, last_name=last,
                slug=f"p-{begin + place}", profession="np", birth_year=draw.choice([None, draw.randrange(1945, 1998)]),
            )
            for place, (first, middle, last, _state) in enumerate(held)
        )  # fmt: skip
        PracticeLocation.objects.bulk_create(
            PracticeLocation(
                provider=provider, clinic_name=f"{last} Clinic", line1="1 Main St", city="Albany", state=state,
                zip_code="12207", latitude=42.65, longitude=-73.75, time_zone="America/New_York",
            )
            for provider, (_first, _middle, last, state) in zip(providers, held, strict=True)
        )  # fmt: skip
        made += held
    return made


def run(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds on the clock, and of a processor in the database's own processes (0 for a server elsewhere)."""
    from django.db import connection

    begun, spent = time.monotonic(), {}
    process = subprocess.Popen(command, env=env)
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
        if process.returncode is not None:
            break
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            for (pid,) in cursor.fetchall():
                with contextlib.suppress(OSError):
                    spent[pid] = seconds_of(pid)
    if process.returncode:
        raise SystemExit(process.returncode)
    return time.monotonic() - begun, sum(spent.values())


def seconds_of(pid: int) -> float:
    """Of a processor, the kernel's included, that this process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(argv: list[str]) -> int:
    providers, rows = map(int, argv) if argv else (80_000, 80_000)
    os.environ["DJANGO_SETTINGS_MODULE"] = "caarisma.settings.test"
    from benchmarks import database

    database.use("exclusions", anew=True)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from providers.exclusions.models import ExclusionHit

    call_command("migrate", verbosity=0)
    draw = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "UPDATED.csv"
        write_list(path, rows, make_providers(providers, draw), draw)
        connection.cursor().execute("ANALYZE")
        options = ["--list-date", "2026-11-10", "--report", f"{folder}/report.csv"]
        command = [sys.executable, "manage.py", "import_leie", str(path), *options]
        # The tests' settings count queries, which costs a third more.
        settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "caarisma.settings.development"}
        seconds, in_database = run(command, settings)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{rows:,} rows against {providers:,} providers: {seconds:.1f} s, {used.ru_maxrss / 1024:.0f} MB at most;")
    print(f"of a processor {used.ru_utime + used.ru_stime:.1f} s its own and {in_database:.1f} s the database's.")
    print(f"Hits: {ExclusionHit.objects.count():,}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

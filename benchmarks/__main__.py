"""`python -m benchmarks SCALE [--one-round]`: what `make bench` runs.

DATABASE_URL names the server; the database is our own.
"""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "var" / "benchmarks"
SCALES = (1_000, 10_000, 100_000, 1_000_000)  # the first for a quick look at whether it runs


def main(argv: list[str]) -> int:
    try:
        scale = int(argv[0]) if argv else 10_000
    except ValueError:
        scale = 0
    if scale not in SCALES:
        print(f"SCALE is one of {', '.join(map(str, SCALES))}. For example: make bench SCALE=100000", file=sys.stderr)
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    os.environ["SNAPSHOT_DIR"] = str(FOLDER / f"snapshots-{scale}")
    from benchmarks import database, postgis

    database.use(str(scale))
    absent = postgis.absent()
    import django

    django.setup()
    from benchmarks import run

    if "--one-round" in argv:
        run.one_round(scale, postgis_absent=absent)
    else:
        run.run(scale, postgis_absent=absent)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

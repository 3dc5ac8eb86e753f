"""Files of a board that are damaged: each is refused whole, with nothing changed, or read exactly right."""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import CommandError

from providers.rosters.models import LicenseAlert, LicenseLook, RosterRun
from tests.providers.rosters.making import MAP, make_holder, others, read, row, text_of

pytestmark = pytest.mark.django_db

GOOD = text_of(row(), *others(400))
HURT = text_of(row(status="Probation"), *others(400))


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("roster.csv", content)
    return packed.getvalue()


def cut_in_a_line(content: bytes) -> bytes:
    return content[: int(len(content) * 0.96)].rstrip(b"\n") + b",50"


def shifted(content: bytes) -> bytes:
    head, *rows = content.decode().splitlines()
    return "\n".join([head, *(f"x,{line}" for line in rows), ""]).encode()


def without(share: float) -> Callable[[bytes], bytes]:
    def cut(content: bytes) -> bytes:
        rows = content.splitlines(keepends=True)
        return b"".join(rows[: int(len(rows) * (1 - share))])

    return cut


REFUSED = {
    "empty": lambda _content: b"",
    "a page": lambda _content: b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n",
    "the header alone": lambda content: content.splitlines(keepends=True)[0],
    "another header": lambda content: content.replace(b"Number", b"NPI", 1),
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "UTF-16 without a mark": lambda content: content.decode().encode("utf-16-le"),
    "NUL": lambda content: content.replace(b"Nobody", b"No\0ody", 1),
    "ZIP": zipped,
    "gzip, cut": lambda content: gzip.compress(content)[:-9],
    "semicolons": lambda content: content.replace(b",", b";"),
    "tabs": lambda content: content.replace(b",", b"\t"),
    "columns shifted": shifted,
    "cut in the middle of a line": cut_in_a_line,
    "the end of the alphabet missing": without(0.04),
    "30 percent fewer": without(0.3),
    "90 percent fewer": without(0.9),
    "numbers cut by a spreadsheet": lambda content: content.replace(b"G50", b"1.23E+0"),
    "everybody active": lambda content: content.replace(b"Expired", b"Active"),
    "a quotation mark that never ends": lambda content: content.replace(b",Nobody,", b',"Nobody,', 1),
}


@pytest.mark.parametrize("damage", REFUSED.values(), ids=REFUSED)
def test_refused_and_nothing_changed(tmp_path, damage):
    make_holder()
    fifty = [row(f"H{60_000 + number}", "Nobody", "Expired") for number in range(50)]
    good, hurt = (text_of(row(status=status), *fifty, *others(400)) for status in ("Active", "Probation"))
    read(tmp_path, good)

    with pytest.raises(CommandError) as refused:
        read(tmp_path, damage(hurt))

    assert "Nothing was changed." in str(refused.value)
    run = RosterRun.objects.latest("pk")
    assert run.standing == "refused"
    assert run.problem
    assert not LicenseAlert.objects.exists()
    assert LicenseLook.objects.count() == 1


READ = {
    "as it is": lambda content: content,
    "packed with gzip": gzip.compress,
    "with a mark in front": lambda content: b"\xef\xbb\xbf" + content,
    "CR LF": lambda content: content.replace(b"\n", b"\r\n"),
    "CR alone": lambda content: content.replace(b"\n", b"\r"),
    "header in another case": lambda content: content.replace(b"Last Name", b" LAST_NAME* "),
    "formulas around numbers": lambda content: content.replace(b",A100,", b',"=""A0100""",'),
    "zeros in front": lambda content: content.replace(b",A100,", b",000100,"),
    "a number as a float": lambda content: content.replace(b",A100,", b",100.0,"),
    "a letter O for zero": lambda content: content.replace(b",A100,", b",A1O0,"),
    "another way to write it": lambda content: content.replace(b",A100,", b",MD.A-100,"),
    "names padded": lambda content: content.replace(b",Lovelace,", b", LOVELACE                      ,"),
    "blank lines": lambda content: content.replace(b"\n", b"\n\n,,,,,,\n"),
    "other professions": lambda content: content + b"Barber,1,Nobody,Al,Shaving,,x\n",
    "accents": lambda content: content.replace(b"Nobody", "Núñez".encode(), 3),
}


@pytest.mark.parametrize("change", READ.values(), ids=READ)
def test_odd_and_read_right(tmp_path, change):
    make_holder()
    read(tmp_path, GOOD)
    read(tmp_path, change(HURT))
    assert RosterRun.objects.latest("pk").licenses == 401
    assert [look.status for look in LicenseLook.objects.all()] == ["active", "probation"]


def test_a_row_that_cannot_be_read_is_told_with_line_column_and_value(tmp_path, capsys):
    make_holder()
    bad = [row("1.23E+09", "Nobody"), row("", "Nobody"), row("G1", ""), row("G2", "Nobody", expires="31.12.2030")]
    read(tmp_path, text_of(*bad, row(), *others(600)))

    run = RosterRun.objects.get()
    assert (run.rows_read, run.rows_refused) == (605, 4)
    assert [(line.line, line.column, line.value) for line in run.lines.all()] == [
        (2, "license", "1.23E+09"),
        (3, "license", ""),
        (4, "last name", ""),
        (5, "expires", "31.12.2030"),
    ]
    assert 'line 2: license "1.23E+09" was cut by a spreadsheet' in capsys.readouterr().err


def test_more_than_one_row_in_a_hundred_is_too_much(tmp_path):
    with pytest.raises(CommandError, match="10 of 110 rows cannot be read"):
        read(tmp_path, text_of(*[row("", "Nobody")] * 10, *others(100)))


def test_an_older_file_is_refused(tmp_path):
    read(tmp_path, GOOD, list_date=date(2026, 11, 20))
    with pytest.raises(CommandError, match="This one is older"):
        read(tmp_path, GOOD, list_date=date(2026, 10, 20))


def test_fewer_than_the_map_says_is_not_the_whole_file(tmp_path):
    with pytest.raises(CommandError, match="has 401 licenses; the whole one has 5000 or more"):
        read(tmp_path, GOOD, about=f"at_least = 5000\n{MAP}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((b"x", "x"), "not TOML"),
        (('source = "https://data.example.gov/d/made-up"', ""), "does not say: source"),
        (('terms = "Made up"', ""), "does not say: terms"),
        (('Active = "active"', 'Active = "fine"'), "something that cannot be"),
        (('license = "Number"', 'number = "Number"'), "what nobody reads: number"),
        (('["md", "do"]', '"surgeon"'), "something that cannot be"),
        (('state = "CA"', 'state = "XX"'), "something that cannot be"),
    ],
    ids=["no TOML", "no source", "no terms", "an unknown value", "an unknown column", "a profession", "a state"],
)
def test_a_map_that_cannot_be_used_is_refused(tmp_path, change, words):
    about = MAP.replace(*change) if isinstance(change[0], str) else "not = toml = at all"
    with pytest.raises(CommandError, match=words):
        read(tmp_path, GOOD, about=about)

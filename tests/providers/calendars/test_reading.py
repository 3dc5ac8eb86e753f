"""From calendar files, as people's programs write them, to busy times; and what a hostile one can do: nothing."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.calendars.enums import Trouble
from providers.calendars.rules.free import next_free
from providers.calendars.rules.reading import CalendarRefused, read_busy
from providers.calendars.rules.repeating import NotRead, Repeats
from providers.calendars.rules.spans import merged

FIRST = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
LAST = FIRST + timedelta(days=60)
ZONE = "America/Los_Angeles"


def file(*events: str, zones: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT\r\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{zones}{body}END:VCALENDAR\r\n".encode()


def busy(*events: str, **how: str) -> list[str]:
    read = read_busy(file(*events, **how), zone=ZONE, first=FIRST, last=LAST)
    return [f"{starts:%m-%d %H:%M}/{(ends - starts).total_seconds() / 3600:g}" for starts, ends in read.times]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("DTSTART:20261201T170000Z\r\nDTEND:20261201T180000Z", ["12-01 17:00/1"]),
        ("DTSTART;TZID=America/New_York:20261201T090000\r\nDURATION:PT30M", ["12-01 14:00/0.5"]),
        ("DTSTART;TZID=Pacific Standard Time:20261201T090000\r\nDURATION:PT1H", ["12-01 17:00/1"]),
        ("DTSTART:20261201T090000\r\nDTEND:20261201T100000", ["12-01 17:00/1"]),  # by the clinic's clock
        ("DTSTART;VALUE=DATE:20261201", ["12-01 08:00/24"]),
        ("DTSTART:20261201T170000Z", []),  # lasts no time
        ("DTSTART:20261201T170000Z\r\nDTEND:20261201T160000Z", []),
        ("DTSTART:20251201T170000Z\r\nDTEND:20251201T180000Z", []),  # long past
        ("DTSTART:20261124T113000Z\r\nDTEND:20261124T123000Z", ["11-24 12:00/0.5"]),  # it has begun
        ("DTSTART:20261201T170000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED", []),
        ("DTSTART:20261201T170000Z\r\nDURATION:PT1H\r\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20261201T170000Z\r\nDURATION:PT1H\r\nSTATUS:Canceled ", []),
        ("DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261201", ["12-01 08:00/24"]),  # a day that ends on itself
        ("DTSTART;VALUE=DATE:20250101\r\nDTEND;VALUE=DATE:20271231", ["11-24 12:00/1440"]),  # away for years
        ("DTSTART:20261201T09\r 0000\r\nDURATION:PT1H", ["12-01 17:00/1"]),
        (
            "SUMMARY:a\u2028DURATION: half an hour\x0bEND:VEVENT\r\nDTSTART:20261201T090000\r\nDURATION:PT1H",
            ["12-01 17:00/1"],
        ),
        ("DTSTART;TZID=Of nowhere:20261201T090000\r\nDURATION:PT1H", ["12-01 17:00/1"]),  # by the clinic's clock
        ("DTSTART:20261201T090000\r\nDTEND;VALUE=DATE:20261202", ["12-01 17:00/15"]),
        (
            "DTSTART:20261201T090000\r\nDURATION:PT1H\r\nRDATE;VALUE=PERIOD:20261205T090000Z/PT3H",
            ["12-01 17:00/1", "12-05 09:00/3"],
        ),
    ],
)
def test_one_entry(event, told):
    assert busy(event) == told


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["12-01", "12-08", "12-15"]),
        ("FREQ=WEEKLY;UNTIL=20261208T170000Z", ["12-01", "12-08"]),
        ("FREQ=WEEKLY;UNTIL=20261207", ["12-01"]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=2", ["12-01", "12-15"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["12-01", "12-03", "12-08"]),
        ("FREQ=DAILY;COUNT=2", ["12-01", "12-02"]),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", ["12-01"]),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=1TU", ["12-01"]),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=-1TU", ["12-29"]),
        ("FREQ=DAILY;BYDAY=MO,WE;COUNT=2", ["12-02", "12-07"]),
        ("FREQ=MONTHLY;COUNT=2", ["12-01", "01-01"]),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=2", ["12-01", "01-05"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=1", ["12-25"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=1", ["12-31"]),
        ("FREQ=YEARLY", ["12-01"]),
    ],
)
def test_what_repeats(rule, days):
    told = busy(f"DTSTART;TZID={ZONE}:20261201T090000\r\nDURATION:PT1H\r\nRRULE:{rule}")

    assert [one.split(" ")[0] for one in told] == days


@pytest.mark.parametrize("name", ["Customized Time Zone", "Eastern Standard Time"])
def test_a_zone_that_one_file_defines_is_that_files_alone(name):
    entry = f"DTSTART;TZID={name}:20261201T090000\r\nDURATION:PT1H"
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:{}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    without = busy(entry)

    assert busy(entry, zones=zone.format(name, "+0900", "+0900")) == ["12-01 00:00/1"]
    assert busy(entry, zones=zone.format(name, "+0300", "+0300")) == ["12-01 06:00/1"]
    assert busy(entry) == without


@pytest.mark.parametrize(
    ("out", "days"),
    [
        ("", ["12-01", "12-02", "12-03"]),
        ("EXDATE:", ["12-01", "12-02", "12-03"]),
        ("EXDATE:20261202T170000Z,", ["12-01", "12-03"]),
        ("EXDATE;VALUE=DATE:20261202", ["12-01", "12-03"]),
        ("EXDATE;TZID=America/New_York:20261202T120000,20261203T120000", ["12-01"]),
        ("EXDATE:20261201T170000Z\r\nEXDATE:20261203T170000Z", ["12-02"]),
    ],
)
def test_days_that_are_taken_out_however_they_are_written(out, days):
    entry = f"DTSTART;TZID={ZONE}:20261201T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3\r\n{out}"

    assert [told[:5] for told in busy(entry)] == days


def test_the_day_on_which_the_clocks_change_is_whole():
    first = datetime(2026, 10, 20, tzinfo=UTC)
    entry = "DTSTART;VALUE=DATE:20261025\r\nRRULE:FREQ=WEEKLY;COUNT=2"
    read = read_busy(file(entry), zone=ZONE, first=first, last=first + timedelta(days=60))

    assert [(ends - starts).total_seconds() / 3600 for starts, ends in read.times] == [24, 25]


def test_years_that_are_over_do_not_make_a_calendar_too_large():
    over = ["DTSTART:20161201T170000Z\r\nDTEND:20161201T180000Z", "DTSTART:20161201T170000Z\r\nDURATION:PT1H"] * 3001
    still = [
        "DTSTART:20241201T170000Z\r\nDURATION:P1000D",
        "DTSTART:20161201T170000Z\r\nRRULE:FREQ=YEARLY\r\nDURATION:PT1H",
    ]

    assert busy(*over) == []
    assert busy(*over, still[0]) == ["11-24 12:00/1440"]
    assert busy(*over, still[1]) == ["12-01 17:00/1"]


def test_an_entry_without_a_name_stands_for_no_other():
    nameless = file("DTSTART:20261201T170000Z\r\nDURATION:PT1H", "RECURRENCE-ID:20261201T170000Z").replace(
        b"UID:", b"X:"
    )

    assert len(read_busy(nameless, zone=ZONE, first=FIRST, last=LAST).times) == 1


def test_nine_stays_nine_when_the_clocks_change():
    spring = datetime(2027, 3, 10, tzinfo=UTC)
    read = read_busy(
        file(f"DTSTART;TZID={ZONE}:20270310T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=2"),
        zone=ZONE, first=spring, last=spring + timedelta(days=10),
    )  # fmt: skip

    assert [starts.hour for starts, _ends in read.times] == [17, 16]


def test_a_repeat_that_was_moved_or_taken_out_is_where_it_was_moved_to():
    weekly = (
        f"DTSTART;TZID={ZONE}:20261201T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n"
        f"EXDATE;TZID={ZONE}:20261208T090000"
    )
    moved = (
        "BEGIN:VEVENT\r\nUID:0\r\nRECURRENCE-ID:20261215T170000Z\r\nDTSTART:20261216T200000Z\r\nDURATION:PT1H\r\n"
        "END:VEVENT\r\n"
    )

    assert busy(weekly, zones=moved) == ["12-01 17:00/1", "12-16 20:00/1", "12-22 17:00/1"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=9", "FREQ=HOURLY", "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1", "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYMONTHDAY=1", "FREQ=",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "FREQ=DAILY;INTERVAL=0", "FREQ=WEEKLY;BYDAY=XX",
    ],
)  # fmt: skip
def test_a_rule_that_says_more_is_left_out_and_counted(rule):
    read = read_busy(
        file(f"DTSTART:20261201T170000Z\r\nDURATION:PT1H\r\nRRULE:{rule}"), zone=ZONE, first=FIRST, last=LAST
    )

    assert (read.times, read.skipped) == ([], 1)


def test_titles_and_names_are_dropped_before_anything_is_parsed():
    told = 'SUMMARY:Jane Doe\\, fat\r\n under the chin\r\nDESCRIPTION:\x00\r\nATTENDEE;X=":y:mailto:a@b\r\n'

    assert busy(told + "DTSTART:20261201T170000Z\r\nDURATION:PT1H") == ["12-01 17:00/1"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"<html>Sign in</html>",
        b"BEGIN:VEVENT\r\nEND:VEVENT",
        b"BEGIN:VCALENDAR\r\n",
        b"PK\x03\x04",
    ],
)
def test_what_is_no_calendar_is_refused(content):
    with pytest.raises(CalendarRefused) as caught:
        read_busy(content, zone=ZONE, first=FIRST, last=LAST)

    assert caught.value.trouble == Trouble.UNREADABLE


def test_a_calendar_of_the_largest_size_is_read_in_seconds_whatever_is_in_it():
    worst = "DTSTART:19700101T000000Z\r\nDURATION:PT1M\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    counted = "DTSTART:20000101T000000Z\r\nDURATION:PT1M\r\nRRULE:FREQ=DAILY;COUNT=99999"
    began = clock.process_time()

    read_busy(file(*[worst] * 2900, *[counted] * 90), zone=ZONE, first=FIRST, last=LAST)
    with pytest.raises(CalendarRefused, match="many"):
        read_busy(file(*[worst] * 3001), zone=ZONE, first=FIRST, last=LAST)

    assert clock.process_time() - began < 15


def test_a_count_from_before_living_memory_is_left_out():
    with pytest.raises(NotRead):
        list(Repeats(freq="DAILY", count=10**9).days_between(date(1, 1, 1), FIRST.date(), LAST.date()))


instants = st.integers(0, 500).map(lambda minutes: FIRST + timedelta(minutes=minutes))
spans = st.lists(st.tuples(instants, instants).filter(lambda span: span[0] < span[1]), max_size=8)


@given(spans)
def test_merged_spans_lie_apart_and_cover_the_same(given_spans):
    found = merged(given_spans)

    def covered(at: datetime, among: list[tuple[datetime, datetime]]) -> bool:
        return any(starts <= at < ends for starts, ends in among)

    assert all(a[1] < b[0] for a, b in pairwise(found))
    for minute in range(501):
        at = FIRST + timedelta(minutes=minute)
        assert covered(at, found) == covered(at, given_spans)


HOURS = {day: [(time(9), time(12)), (time(13), time(17))] for day in range(5)}


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], (24, 9, 0)),  # it is four in the morning there
        ([("24 09:00", "24 09:30")], (24, 9, 30)),
        ([("24 09:00", "24 11:20")], (24, 13, 0)),  # 11:30 to 12:00 is too short
        ([("24 00:00", "25 00:00")], (25, 9, 0)),
        ([("24 09:10", "24 09:20")], (24, 9, 30)),  # on a quarter
        ([("24 00:00", "27 16:30")], (30, 9, 0)),  # over the weekend
    ],
)
def test_the_first_free_time_lies_in_the_hours_and_in_nobodys_way(taken, free):
    busy_times = [tuple(datetime.strptime(f"2026-11-{at} -0800", "%Y-%m-%d %H:%M %z") for at in span) for span in taken]

    at = next_free(HOURS, lambda day: True, busy_times, zone=ZONE, now=FIRST)

    assert at == datetime(2026, 11, free[0], free[1] + 8, free[2], tzinfo=UTC)


def test_without_a_day_on_which_it_works_there_is_none():
    assert next_free(HOURS, lambda day: False, [], zone=ZONE, now=FIRST) is None

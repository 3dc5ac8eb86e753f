"""A promise for a day that is past is told as one that we did not keep."""

from datetime import UTC, datetime, timedelta

from caarisma.common.promises import answer_by

DUE = datetime(2026, 11, 26, 17, tzinfo=UTC)


def test_a_day_ahead_is_a_promise_and_one_behind_us_is_late():
    assert answer_by(DUE, now=DUE - timedelta(minutes=1)) == "We answer by Nov 26, 2026."
    assert answer_by(DUE, now=DUE + timedelta(minutes=1)) == "We are late. We promised an answer by Nov 26, 2026."

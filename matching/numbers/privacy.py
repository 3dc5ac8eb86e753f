"""Counts, and who was on the lists at a month's end, which everybody could read on that day."""

from caarisma.common.privacy import declare

FIELDS = {
    "numbers.MonthStock": declare(plain="id month taken_at providers counts"),
    "numbers.MonthCorrection": declare(plain="id month figure cells words words_es made_at by second"),
    "numbers.MonthFigures": declare(plain="id month frozen_at figures is_demonstration"),
}

"""Whether a file that was read may come into force: is it whole, is it its turn, does it lose nobody without a reason.

OIG numbers nobody and says of no row that it ended, so a list that breaks off looks like one from which people were
reinstated. Measured on the files of 2013 to 2023: a month brings about 245 exclusions (52 to 634) and 48 reinstatements
(13 to 96). Every shape that these rules catch was tried (tests/providers/exclusions/test_damaged_lists.py).
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from providers.exclusions.enums import ListKind
from providers.exclusions.leie.months import due_month, in_words, month_after, month_name, months_between
from providers.exclusions.leie.source import month_by_name
from providers.exclusions.models import ExclusionList
from providers.exclusions.services.staging import RECORDS, SAME_PERSON, STAGE

MOST_REFUSED: Final = 0.01
MOST_IN_SUPPLEMENT: Final = 5_000
LEAST_IN_FULL: Final = 50_000
LEAST_DATED: Final = 50_000  # rows of which the newest month says of which month a full list is
MOST_UNEXPLAINED: Final = 15  # entries that went without a reinstatement, all files of reinstatements being read
MOST_LOST: Final = 110  # the same, with none of them read
AT_THE_END: Final = 200  # the last people of the alphabet: a list that breaks off loses these first
MOST_LOST_AT_THE_END: Final = 10
MOST_MENDED: Final = (0.005, 200)  # of what is compared; OIG mends about 25 entries a month
NPI_SHARE: Final = 0.003  # moves by 0.0004 a month
MOST_NEW: Final = (0.02, 500)  # more than 2 percent and 500 at once is another file
MOST_TWICE: Final = (0.001, 60)
ENOUGH_OF_A_MONTH: Final = 10  # so many rows, and it is no typing mistake
NAME_AND_ROWS_APART: Final = 3  # months: a file downloaded late is still of its own month

# An entry whose name and birth date come back under another middle name, rule or date was mended, not lost.
FIND_LOST: Final = f"""
DROP TABLE IF EXISTS exclusion_lost;
CREATE TEMPORARY TABLE exclusion_lost ON COMMIT DROP AS
SELECT r.id FROM {RECORDS} r
LEFT JOIN {STAGE} same ON same.identity = r.identity
WHERE same.identity IS NULL AND NOT EXISTS (SELECT FROM {STAGE} s WHERE {SAME_PERSON});
SELECT count(*) FROM exclusion_lost
"""  # noqa: S608
LOST_AT_THE_END: Final = f"""
SELECT count(*) FROM (
  SELECT id FROM {RECORDS} WHERE last_name <> '' ORDER BY last_name DESC, first_name DESC, id DESC LIMIT {AT_THE_END}
) last JOIN exclusion_lost USING (id)
"""  # noqa: S608
LOST_GROUP: Final = f"""
SELECT g.name, count(*), count(lost.id) FROM {RECORDS} r LEFT JOIN exclusion_lost lost USING (id)
CROSS JOIN LATERAL (VALUES
  ('names with ' || left(r.last_name, 1), r.last_name <> ''), ('businesses', r.last_name = ''),
  ('the state ' || r.state, r.state <> ''), ('the type ' || r.exclusion_type, r.exclusion_type <> '')
) g(name, counts)
WHERE g.counts GROUP BY g.name
HAVING count(*) >= 50 AND count(lost.id) > greatest(10, 0.02 * count(*))
ORDER BY count(lost.id)::float / count(*) DESC, g.name LIMIT 1
"""  # noqa: S608
# Of what names are compared by and an entry is not known by: with it gone nobody is lost, and nobody is found.
MENDED: Final = f"""
SELECT count(*) FILTER (WHERE s.identity IS NULL), count(*) FILTER (WHERE s.state <> r.state)
FROM {RECORDS} r LEFT JOIN {STAGE} s USING (identity)
"""  # noqa: S608
SHARES: Final = f"""
SELECT (SELECT count(*) FROM {STAGE}), (SELECT count(*) FROM {STAGE} WHERE npi <> ''),
       (SELECT count(*) FROM {RECORDS}), (SELECT count(*) FROM {RECORDS} WHERE npi <> '')
"""  # noqa: S608


def month_of_stage(kind: ListKind) -> date | None:
    """The month that the staged rows are of: for a full list the newest, for a file of one month the most frequent."""
    column = "reinstated_on" if kind == ListKind.REINSTATED else "excluded_on"
    months = _months(column)
    if not months:
        return None
    if kind == ListKind.FULL:
        newest = next((month for month, count in months if count >= ENOUGH_OF_A_MONTH), months[0][0])
        return month_after(newest, by=-1)
    most = max(months, key=lambda pair: pair[1])[0]
    return most if kind == ListKind.REINSTATED else month_after(most, by=-1)


def _months(column: str) -> list[tuple[date, int]]:
    """(month, rows) of a date, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT date_trunc('month', {column})::date AS month, count(*) FROM {STAGE} "  # noqa: S608
            f"WHERE {column} IS NOT NULL GROUP BY month ORDER BY month DESC"
        )
        return [(month, count) for month, count in cursor.fetchall()]


def what_is_wrong(run: ExclusionList) -> str:
    """All that speaks against this file and what to do, "" for nothing: two people may take it in spite of it all."""
    if run.rows_refused > MOST_REFUSED * run.rows_read:
        return _(
            "%(refused)d of %(read)d rows were refused: it is not the kind of file it is said to be. See the report."
        ) % {"refused": run.rows_refused, "read": run.rows_read}
    before = ExclusionList.objects.applied().filter(kind=ListKind.FULL).first()
    problems = _about_full(run, before) if run.kind == ListKind.FULL else _about_supplement(run, before)
    return " ".join(dict.fromkeys(problems))


def _about_full(run: ExclusionList, before: ExclusionList | None) -> Iterator[str]:
    rows = run.rows_read - run.rows_refused
    if rows < LEAST_IN_FULL:
        yield _("A full list with %(rows)d rows is too short. Is it a supplement? Then add --supplement.") % {
            "rows": rows
        }
    elif rows >= LEAST_DATED:
        yield from _about_date(run)
    if before is None:
        return
    if run.list_date < before.list_date or _is_before(run.month, before.month):
        yield _("This list is older than the one in use, of %(date)s. Get this month's from oig.hhs.gov.") % {
            "date": before.list_date
        }
    newest = max((each.month for each in supplements_since(before) if each.month), default=None)
    if newest and _is_before(run.month, newest):
        yield _("This list is older than a supplement in use, of %(month)s. Get this month's from oig.hhs.gov.") % {
            "month": month_name(newest)
        }
    yield from _about_losses(run, before)
    yield from _about_shares(run)


def _about_date(run: ExclusionList) -> Iterator[str]:
    """Last month's file under today's date would renew every check for a month that nobody looked at."""
    least = month_after(due_month(run.list_date), by=-1)
    if _is_before(run.month, least):
        assert run.month is not None
        yield _("By its date it has the exclusions of %(date)s, by its rows of %(rows)s. Give the day you got it.") % {
            "date": month_name(least),
            "rows": month_name(run.month),
        }


def _about_losses(run: ExclusionList, before: ExclusionList) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(FIND_LOST)
        (lost,) = cursor.fetchone()
        cursor.execute(LOST_AT_THE_END)
        (at_the_end,) = cursor.fetchone()
        cursor.execute(LOST_GROUP)
        group = cursor.fetchone()
        cursor.execute(MENDED)
        absent, moved = cursor.fetchone()
    if at_the_end > MOST_LOST_AT_THE_END:
        yield _("The end of the alphabet is missing: %(lost)d of its last %(last)d people. Get the file again.") % {
            "lost": at_the_end,
            "last": AT_THE_END,
        }
    if group:
        name, held, gone = group
        yield _("Of %(name)s %(gone)d of %(held)d entries are missing. Get the file again.") % {
            "name": name,
            "gone": gone,
            "held": held,
        }
    mended = max(absent - lost, moved)
    if mended > MOST_MENDED[0] * (run.rows_read - run.rows_refused) + MOST_MENDED[1]:
        yield _("%(mended)d entries have another middle name, date or state than before. Get the file again.") % {
            "mended": mended
        }
    unread = _unread_reinstatements(run, before)
    if lost > (MOST_LOST if unread else MOST_UNEXPLAINED):
        todo = _("Read the reinstatements of %s first.") % in_words(unread) if unread else _("Get the file again.")
        yield _("%(lost)d entries are gone that nobody reinstated. %(todo)s") % {"lost": lost, "todo": todo}


def _unread_reinstatements(run: ExclusionList, before: ExclusionList) -> list[date]:
    """Months between the list in use and this one whose file of reinstatements nobody read. Who stands in one that was
    read has left the list already, and is not among the lost."""
    if before.month is None or run.month is None:
        return [month_after(run.list_date, by=-1)]
    read = {each.month for each in supplements_since(before) if each.kind == ListKind.REINSTATED}
    return [month for month in months_between(before.month, run.month) if month not in read]


def _about_shares(run: ExclusionList) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(SHARES)
        now, npis_now, held, npis_held = cursor.fetchone()
    expected = npis_held / held * now if held else npis_now
    if abs(npis_now - expected) > max(10, NPI_SHARE * now):
        yield _("%(now)d of its entries have an NPI where about %(usual)d should. Get the file again.") % {
            "now": npis_now,
            "usual": round(expected),
        }
    if now > held + MOST_NEW[0] * held + MOST_NEW[1]:
        yield _("It has %(new)d entries more than the list in use: that is not one month's. Get the file again.") % {
            "new": now - held
        }
    if run.duplicates > MOST_TWICE[0] * run.rows_read + MOST_TWICE[1]:
        yield _("%(twice)d entries stand in it twice. Get the file again.") % {"twice": run.duplicates}


def _about_supplement(run: ExclusionList, before: ExclusionList | None) -> Iterator[str]:
    """A file of one month, of the month that its name says, and not older than what is in use: an old one would put
    people back whom OIG has reinstated since, or take out whom it excluded again."""
    rows = run.rows_read - run.rows_refused
    if rows > MOST_IN_SUPPLEMENT:
        yield _(
            "With %(rows)d rows this is no file of one month. It is really a full list: read it without an option."
        ) % {"rows": rows}
    months = _months("reinstated_on" if run.kind == ListKind.REINSTATED else "excluded_on")
    if months and 2 * max(count for _month, count in months) < sum(count for _month, count in months):
        yield _("Its rows are of many months, so it is no file of one month. Get the file of the month you need.")
    named = month_by_name(Path(run.file_name))
    if named and run.month and named != run.month:
        yield _("By its name it is of %(named)s, by its rows of %(rows)s. Get the right file from oig.hhs.gov.") % {
            "named": month_name(named),
            "rows": month_name(run.month),
        }
    if before is not None:
        yield from _about_order(run, before, named)


def _about_order(run: ExclusionList, before: ExclusionList, named: date | None) -> Iterator[str]:
    in_use = _month_in_use(before)
    if _is_before(named, in_use) or _is_before(run.month, before.month):
        yield _("This supplement is older than the full list in use, of %(month)s, which has it already.") % {
            "month": month_name(in_use)
        }
    newest = max((each.month for each in supplements_since(before) if each.month), default=None)
    if newest and run.kind == ListKind.SUPPLEMENT and _is_before(run.month, newest):
        yield _("It is older than the supplement of %(month)s. Read the full list of this month instead.") % {
            "month": month_name(newest)
        }


def _month_in_use(full: ExclusionList) -> date:
    """By its rows, or by its date where the rows are of another time altogether: a list of OIG's is out by the 10th and
    has the month before."""
    by_date = month_after(full.list_date, by=-1)
    if full.month is None or not (
        month_after(full.month, by=-NAME_AND_ROWS_APART) <= by_date <= month_after(full.month, by=NAME_AND_ROWS_APART)
    ):
        return by_date
    return full.month


def supplements_since(full: ExclusionList) -> list[ExclusionList]:
    """Files of one month that came into force after this full list."""
    return [
        each
        for each in ExclusionList.objects.applied().exclude(kind=ListKind.FULL)
        if each.applied_at and full.applied_at and (each.applied_at, each.pk) > (full.applied_at, full.pk)
    ]


def _is_before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other

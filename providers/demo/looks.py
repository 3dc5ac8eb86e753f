"""A year of made-up looks for the ledger: what the desk of a demonstration would have looked up each month."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import connection

from providers.demo.days import exclusion_file, month_end_before
from providers.demo.evidence import make_lists
from providers.demo.tables import analyze
from providers.directory.models import Provider
from providers.exclusions.models import ListComparison
from providers.ledger.models import ProviderLook
from providers.registry.models import RegistryAnswer
from providers.screening.models import ScreeningCase, ScreeningCheck

WITH_LOOKS: Final = 2_000  # the first so many are in the ledger from the beginning: enough for a walk of the desk
WITH_A_YEAR: Final = 200  # and so many with each month of the year before
MONTHS: Final = 13
SAID_BY: Final = (Provider, ScreeningCase, ListComparison, RegistryAnswer, ScreeningCheck, ProviderLook)


def hold_ledger() -> None:
    """In a transaction: tables are loaded one after the other, and the ledger hears of it all from tell_ledger()."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL caarisma.loads_demonstration = 'on'")


def tell_ledger(providers: Sequence[int]) -> None:
    """What was looked up about these and is not in the ledger yet, in the order of its times."""
    if providers:
        analyze(*SAID_BY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_tell_demonstration(%s)", [list(providers)])
        cursor.execute("SET LOCAL caarisma.loads_demonstration = 'off'")


def add_a_year(providers: Sequence[int], *, on: date, staff_id: int) -> None:
    """Of those who were approved then: the list and the registry, each month until the newest, which is there."""
    days, day = set(), exclusion_file(on)[0]
    for _month in range(MONTHS):
        day = month_end_before(day).replace(day=10)
        days.add(day)
    lists = make_lists(days, staff_id=staff_id)
    with connection.cursor() as cursor:
        for statement in (COMPARED, ASKED):
            cursor.execute(statement, {"providers": list(providers), "lists": sorted(lists.values())})


# Now and then a month is late: page and file have to say so.
MONTHS_OF: Final = """
    SELECT l.id AS list_id, p.*, l.list_date + time '17:00' AT TIME ZONE 'UTC' + make_interval(days =>
        CASE WHEN (substr(p.npi, 5, 4)::int + date_part('month', l.list_date)::int) %% 17 = 0 THEN 13 ELSE 0 END) AS at
    FROM directory_provider p
    JOIN screening_screeningcase s ON s.provider_id = p.id AND s.status = 'approved'
    JOIN exclusions_exclusionlist l ON l.id = ANY(%(lists)s)
        AND l.list_date BETWEEN s.approved_from AND s.approved_until
    WHERE p.id = ANY(%(providers)s)
"""
COMPARED: Final = f"""
INSERT INTO exclusions_listcomparison (exclusion_list_id, provider_id, npi, names, at)
SELECT m.list_id, m.id, m.npi, ARRAY['', m.first_name, m.middle_name, m.last_name]::varchar[], m.at
FROM ({MONTHS_OF}) m WHERE NOT EXISTS (
    SELECT FROM exclusions_listcomparison c WHERE c.provider_id = m.id AND c.exclusion_list_id = m.list_id)
"""  # noqa: S608  (our own text)
ASKED: Final = f"""
INSERT INTO registry_registryanswer (provider_id, npi, at, source, in_use, question, facts)
SELECT m.id, m.npi, m.at, 'demonstration', true, '',
    jsonb_build_object('first_name', m.first_name, 'last_name', m.last_name)
FROM ({MONTHS_OF}) m WHERE m.at < (SELECT min(a.at) FROM registry_registryanswer a WHERE a.provider_id = m.id)
"""  # noqa: S608  (our own text)

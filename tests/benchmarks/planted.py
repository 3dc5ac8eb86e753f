"""Falsehoods for the checker to find: words that were altered after they were read, and facts altered behind them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.db import connection, transaction

from benchmarks.truth.facts import Truth
from benchmarks.truth.walk import Sentence

DIGIT = re.compile(r"\d(?!.*\d)")
FACTS = """
UPDATE directory_practicelocation SET latitude = latitude + 1.1 WHERE id % 2 = 0

UPDATE directory_practicelocation SET latitude = 37.81, longitude = -122.27, accepting_patients = true,
    is_active = true

UPDATE directory_offering SET price_per_session = 20 + id % 7 * 60

UPDATE directory_offering SET sessions_done = 7 + id % 500

DELETE FROM directory_offering

INSERT INTO directory_offering (created_at, updated_at, location_id, area_concern_id, price_per_session,
    sessions_done, is_active, product, product_maker, product_source, product_bought_from) SELECT now(), now(),
    l.id, x.id, 20, 9, true, '', '', '', '' FROM directory_practicelocation l CROSS JOIN treatments_areaconcern
    x ON CONFLICT DO NOTHING

DELETE FROM directory_weeklyhours

INSERT INTO directory_weeklyhours (location_id, weekday, opens, closes) SELECT id, day, '00:05', '23:55' FROM
    directory_practicelocation, generate_series(0, 6) day ON CONFLICT DO NOTHING

UPDATE directory_practicelocation SET video_visits = NOT video_visits, parking_at_door = NOT parking_at_door,
    step_free_access = NOT step_free_access

UPDATE directory_provider SET gender = 'man', languages = '{en}', profession = 'rn', npi = '1999999984' WHERE id
    = (SELECT min(id) FROM directory_provider)

UPDATE directory_provider SET gender = CASE gender WHEN 'woman' THEN 'man' ELSE 'woman' END, languages =
    '{es,ko}'

UPDATE directory_practicelocation SET next_opening_at = NULL, second_opening_at = NULL, hours_confirmed_on =
    NULL, accepting_patients = false

UPDATE directory_practicelocation SET next_opening_at = '2027-01-31T20:10:00Z', second_opening_at =
    '2027-02-06T20:40:00Z', hours_confirmed_on = '2026-11-20', accepting_patients = true

UPDATE directory_practicelocation SET clinic_name = 'Another', city = 'Elsewhere', zip_code = '94999', placed_by
    = 'street'

UPDATE directory_practicelocation SET first_visit_fee = 77, first_visit_fee_credited = NOT
    first_visit_fee_credited

UPDATE directory_license SET status = 'revoked', expires_on = '2026-01-01'

UPDATE directory_license SET status = 'active', expires_on = '2030-01-01';
UPDATE screening_screeningcheck SET good_until = '2030-01-01';
DELETE FROM screening_providerhold;
UPDATE directory_practicelocation SET accepting_patients = true

UPDATE search_intake SET radius_miles = 5, max_price = 50, slots = '{}', wishes = '{}', musts = '{}',
    slots_required = false

UPDATE search_intake SET radius_miles = 100, max_price = NULL, musts = '{}'

UPDATE search_intake SET radius_miles = 100, max_price = NULL, musts = '{}', slots = '{}', slots_required = false;
UPDATE directory_practicelocation SET latitude = 37.81, longitude = -122.27, accepting_patients = true

UPDATE search_intake SET musts = '{}', wishes = '{doctor}', matters_most = CASE matters_most WHEN 'cost' THEN
    'experience' ELSE 'cost' END

UPDATE search_matchjob SET done_at = done_at + interval '2 days' WHERE done_at IS NOT NULL

DELETE FROM search_intake_areas;
DELETE FROM search_intake_concerns

UPDATE search_match SET position = position + 1000;
UPDATE search_match SET position = 1001 - (position - 1000) % 1000

UPDATE screening_screeningcheck SET good_until = '2026-11-25', verified_at = verified_at + interval '3 days'

UPDATE screening_screeningcase SET approved_from = approved_from + 3, approved_until = approved_until + 5

UPDATE treatments_sessionplan SET first_phase_gap_days = 9, rest_days = 33, sessions_min = 3, sessions_max = 14;
UPDATE treatments_costguide SET low = 11, high = 999, as_of_year = 2001

UPDATE calls_callreport SET outcome = 'no';
UPDATE calls_phonequestion SET answered_at = now();
UPDATE directory_practicelocation SET next_opening_at = now() + interval '1 day', second_opening_at = NULL,
    placed_by = 'street'

DELETE FROM consultations_request

UPDATE reviews_review SET state = 'held', due_at = now()

UPDATE reviews_review SET sessions = 77, paid = 7, visited_at = visited_at - interval '4 months'

UPDATE treatments_areaconcern SET is_active = false

UPDATE directory_practicelocation SET city = 'Oakland', is_active = true;
DELETE FROM screening_providerhold;
UPDATE directory_license SET status = 'active', expires_on = '2030-01-01';
UPDATE screening_screeningcheck SET good_until = '2030-01-01'
""".strip().split("\n\n")


class Undone(Exception):
    """Puts back what was altered."""


def missed(told: Mapping[str, Sequence[Sentence]]) -> set[str]:
    """The kinds of which no altered sentence and no altered fact was found."""
    left = {name: list(found)[:40] for name, found in told.items()}
    for name, found in list(left.items()):
        if any(not lie.is_true for sentence in found[:3] for lie in altered(sentence)):
            del left[name]
    for statement in FACTS:
        for name in caught_by(statement, left):
            del left[name]
    return set(left)


def altered(sentence: Sentence) -> Iterator[Sentence]:
    """With one figure changed at a time, or a number in place of a word for none."""
    for name, value in sentence.said.items():
        if name and DIGIT.search(value):
            other = DIGIT.sub(lambda digit: str((int(digit[0]) + 3) % 10), value)
            yield replace(sentence, said={**sentence.said, name: other})
    for name in {"count", "visits"} - set(sentence.said):  # "Nothing waits for you.", "Nobody has written."
        yield replace(sentence, said={**sentence.said, name: "1"})


def caught_by(statement: str, left: Mapping[str, Sequence[Sentence]]) -> set[str]:
    found = set()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger may mend it
            cursor.execute(statement.replace("%", "%%"), [])
            truths: dict[tuple[int, object], Truth] = {}
            for name, sentences in left.items():
                for sentence in sentences:
                    old = sentence.at.truth
                    truth = truths.setdefault((old.intake, old.on), Truth(old.intake, old.on))
                    if not replace(sentence, at=replace(sentence.at, truth=truth)).is_true:
                        found.add(name)
                        break
            raise Undone
    except Undone:
        return found

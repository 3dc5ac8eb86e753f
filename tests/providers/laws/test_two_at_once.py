"""Two read a law, or answer a reading, in the same moment: one wins, the other is told. On real connections."""

import pytest

from providers.directory.enums import Profession
from providers.laws.effects import effect_of
from providers.laws.reading import confirm_reading, refuse_reading, write_reading
from providers.screening.enums import ReadingStatus
from providers.screening.models import RuleReading
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.providers.laws.laws import FACTS, NO, law_page
from tests.providers.two import Race, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dated]

ANSWERED = "Somebody answered this reading already."


def test_of_two_who_read_or_answer_one_is_told(now):
    nurse = make_provider(profession=Profession.REGISTERED_NURSE, user=make_user())
    make_listed_location(now=now, provider=nurse, state="NV")
    reads = make_user(is_staff=True), make_user(is_staff=True)
    answers = make_user(is_staff=True), make_user(is_staff=True)
    rule, pages = {"state": "NV", "profession": "rn"}, {by.pk: law_page(now) for by in reads}

    def write(by, facts=FACTS):
        return write_reading(**rule, facts=facts, page=pages[by.pk], by=by, now=now)

    assert race(write, reads) == Race("A reading of this rule waits for its second reader already.", 1, 0, 0)
    reading = RuleReading.objects.get(read_by__in=reads)

    refuse = race(lambda by: refuse_reading(reading_id=reading.pk, words="Older.", by=by, now=now), answers)
    assert refuse == Race(ANSWERED, 1, 0, 0)

    one = write(reads[0], NO)  # it hides the nurse, who is told once
    seen = effect_of(one, now=now).seen
    confirm = race(lambda by: confirm_reading(reading_id=one.pk, seen=seen, by=by, now=now), answers)
    assert confirm == Race(ANSWERED, 1, 0, 1)

    other, seen = (last := write(reads[1])), effect_of(last, now=now).seen

    def answer(by):
        if by == answers[0]:
            return confirm_reading(reading_id=other.pk, seen=seen, by=by, now=now)
        return refuse_reading(reading_id=other.pk, words="It says no.", by=by, now=now)

    both = race(answer, answers)
    other.refresh_from_db()
    assert (both.told, both.audits, both.mails) == (ANSWERED, 1, int(other.status == ReadingStatus.VERIFIED))
    assert (other.second_by == answers[0]) is (other.status == ReadingStatus.VERIFIED)

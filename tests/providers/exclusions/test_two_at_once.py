"""Two decide about a list, or about a match with it, in the same moment: one wins, the other is told."""

from datetime import date, timedelta

import pytest

from providers.exclusions.enums import ExclusionTier, ListKind, RunState
from providers.exclusions.models import ExclusionHit, ExclusionList, ListAgreement, SentList
from providers.exclusions.services import judging
from providers.exclusions.services.agreeing import agree_to_take, propose_taking
from providers.exclusions.services.list_queue import read_due_lists
from providers.exclusions.services.sending import hand_in
from providers.files.sent_file import SentFileState
from providers.runs.running import read_sent
from providers.vetting.exclusions.checks import sign_off
from providers.vetting.exclusions.decisions import (
    clear_exclusion,
    confirm_exclusion,
    propose_clearing,
    reject_clearing,
)
from tests.factories.providers import make_exclusion, make_listed_location, make_provider, make_user
from tests.providers.exclusions.leie_file import as_csv, entries
from tests.providers.two import Race, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dated]


@pytest.fixture
def first(db):
    return tuple(make_user(is_staff=True, is_superuser=True) for _ in "ab")


@pytest.fixture
def second(db):
    return tuple(make_user(is_staff=True, is_superuser=True) for _ in "ab")


def test_of_two_who_take_a_list_into_use_one_is_told(first, second, now, monkeypatch):
    monkeypatch.setattr(judging, "LEAST_IN_FULL", 1)
    make_listed_location(now=now)

    def read(count: int, day: int) -> ExclusionList:
        hand_in(
            kind=ListKind.FULL, list_date=date(2026, 11, day), file_name="UPDATED.csv",
            content=as_csv(*entries(count)), by=first[0], now=now,
        )  # fmt: skip
        while read_due_lists(read=read_sent):
            pass
        return ExclusionList.objects.latest("pk")

    whole, torn = read(150, 10), read(120, 11)
    assert (whole.state, torn.state) == (RunState.DONE, RunState.REFUSED)

    later = now + timedelta(minutes=5)  # the reading told its own time
    signed = race(lambda by: sign_off(list_id=whole.pk, by=by, now=later), first)
    proposed = race(lambda by: propose_taking(list_id=torn.pk, why="A notice.", by=by, now=now), first)
    agreed = race(lambda by: agree_to_take(list_id=torn.pk, why="I read it.", by=by, now=now), second)

    assert signed == Race("Somebody signed off this run already.", 1, 1, 0)  # the one check that it renews, once
    assert proposed == Race("Somebody has said why already. A second person has to agree.", 1, 0, 0)
    assert agreed == Race("Two people took this file already.", 1, 0, 0)
    agreement = ListAgreement.objects.get()
    assert agreement.first_by in first
    assert agreement.second_by in second
    assert SentList.objects.get(run=torn).state == SentFileState.WAITING


def test_of_two_who_decide_about_a_match_one_is_told(first, second, now):
    place = make_listed_location(now=now, provider=make_provider(user=make_user()))
    hit = make_exclusion(place.provider, now=now)
    listed = make_listed_location(now=now, provider=make_provider(user=make_user())).provider
    other = make_exclusion(listed, now=now)
    ExclusionHit.objects.filter(pk=other.pk).update(tier=ExclusionTier.NAME, hides=False)

    def act(service, hit):
        return lambda by: service(hit_id=hit.pk, reason="I saw the ID.", seen=hit.fingerprint, by=by, now=now)

    def clear_or_keep(by):
        return act(clear_exclusion if by == second[0] else reject_clearing, other)(by)

    asked = "Somebody has proposed this already. A second person decides."
    races = [
        race(act(propose_clearing, hit), first),
        race(act(reject_clearing, hit), second),
        race(act(propose_clearing, hit), first),
        race(act(clear_exclusion, hit), second),
        race(act(confirm_exclusion, other), first),
    ]

    told = [asked, "Nobody has proposed to clear this match.", asked, "This match was cleared already.",
            "Somebody has confirmed this match already."]  # fmt: skip
    assert [race.told for race in races] == told
    assert {(race.audits, race.events) for race in races} == {(0, 1)}
    assert [race.mails for race in races] == [0, 0, 0, 0, 1]  # whom the confirmation hides is told once

    propose_clearing(hit_id=other.pk, reason="Another birthday.", seen=other.fingerprint, by=first[0], now=now)
    last = race(clear_or_keep, second)
    other.refresh_from_db()
    cleared = "This match was cleared already."
    kept = "Nobody has proposed to clear this match. The first person writes why."
    assert last == Race(cleared if other.cleared_at else kept, 0, 1, 0)

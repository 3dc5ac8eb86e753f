"""What is counted, when it is printed, and what is left after 24 months."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from matching.aftercare.models import FollowUp, FollowUpAnswers, OutcomeFigures, OutcomeTotal
from matching.aftercare.rules.told import Told
from matching.aftercare.services.answering import answer
from matching.aftercare.services.publishing import fold_old_answers, publish_outcomes
from matching.consultations.models import Visit
from providers.directory.npi import npi_from_nine
from tests.factories.aftercare import asked, make_visit, tell
from tests.factories.consultations import make_clinic
from tests.factories.providers import make_provider, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(now) -> Visit:
    """One that many are copied from: the services would need minutes for a hundred."""
    return visit_to(now, is_demonstration=False)


def visit_to(now: datetime, *, is_demonstration: bool) -> Visit:
    made_up = {"npi": npi_from_nine("200000017"), "is_demonstration": True} if is_demonstration else {}
    provider = make_provider(user=make_user(), **made_up)
    return make_visit(make_clinic(now=now, provider=provider), now=now)


def copies(visit: Visit, count: int) -> Iterator[Visit]:
    """Of its request and visit, unbooked so that they may lie at one time."""
    request = visit.request
    for number in range(count):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        moves = list(request.moves.order_by("n").values())
        copy = type(request).objects.get(pk=request.pk)
        copy.pk, copy.reference = None, f"X{number:03d}-{uuid4().hex[:4].upper()}"
        copy._state.adding = True
        copy.save(force_insert=True)
        for move in moves:
            fields = {name: value for name, value in move.items() if name not in ("prev_n", "form_key", "request_id")}
            request.moves.model.objects.create(request=copy, **fields)
        yield Visit.objects.create(
            request=copy, provider=visit.provider, place=visit.place, day=visit.day, at=visit.at, zone=visit.zone,
            starts=visit.starts, ends=visit.ends, booked=False, stamped_at=visit.stamped_at,
        )  # fmt: skip


def told_by(visit: Visit, answers: list[Told | None], *, at: datetime) -> None:
    """A visit each; None: asked, and nothing was said."""
    for copy, told in zip(copies(visit, len(answers)), answers, strict=True):
        follow_up = FollowUp.objects.create(
            visit=copy, week=2, key=uuid4(), place_key="x", answer_hash=uuid4().hex, stop_hash=uuid4().hex,
            asked_at=at, ends_at=at + timedelta(days=21), said_at=at if told else None,
        )  # fmt: skip
        if told:
            FollowUpAnswers.objects.create(
                follow_up=follow_up, answers=told.as_stored(), consented_at=at, consent_version="1", told_at=at
            )


LUMP, WELL = Told(signs=frozenset({"lump"})), Told(satisfied=5)


def page(client) -> str:
    return client.get(reverse("aftercare:outcomes")).content.decode()


def test_under_fifty_it_says_how_many_are_missing(client, visit, now):
    told_by(visit, [WELL] * 37, at=now)

    assert publish_outcomes(now=now) is None
    assert "We have 37. 13 more are needed." in page(client)


def test_while_few_have_answered_it_says_no_more_than_that(client, visit, now):
    told_by(visit, [WELL] * 3, at=now)

    assert "At least 40 more answers are needed." in page(client)


def test_fifty_are_printed_with_how_sure_they_are(client, visit, now):
    told_by(visit, [WELL] * 36 + [LUMP] * 14 + [None] * 20, at=now)

    assert publish_outcomes(now=now) is not None

    said = page(client)
    assert "We asked after 70 visits. After 50 of them somebody told us." in said
    assert "14 of 50 told us of a new lump. It could be 16 to 42 in 100." in said
    assert "None of 50 told us of an infection. It could still be up to 7 in 100." in said
    assert "After 2 weeks: 50 answers" in said
    assert said.split('id="outcomes-desc"')[1].split("</svg>")[0].count("<circle") == 1  # none at nothing
    assert "Made up" not in said
    assert "0%" not in said
    assert " safe" not in said


@pytest.mark.parametrize("lumps", [1, 10])
def test_one_to_ten_are_hidden_on_the_page_and_in_its_drawing(client, visit, now, lumps):
    told_by(visit, [LUMP] * lumps + [WELL] * (60 - lumps), at=now)
    publish_outcomes(now=now)

    said = page(client)

    assert "10 or fewer of 60 told us of a new lump. It could be up to 29 in 100." in said
    drawing = said.split('id="outcomes-desc"')[1].split("</svg>")[0]
    assert (drawing.count("chart-span"), drawing.count("<circle")) == (7, 0)


def test_both_numbers_read_the_same(client, visit, now):
    told_by(visit, [LUMP] * 2 + [WELL] * 58, at=now)
    two = publish_outcomes(now=now)
    first = page(client)
    OutcomeFigures.objects.filter(pk=two.pk).update(yes={**two.yes, "lump": 9})

    assert page(client).split("What they told")[1] == first.split("What they told")[1]


def test_a_few_who_did_not_answer_are_not_counted_out(client, visit, now):
    told_by(visit, [WELL] * 50 + [None] * 3, at=now)
    publish_outcomes(now=now)

    assert "We asked after a few more visits than these." in page(client)


def test_new_figures_come_when_ten_more_have_answered(visit, now):
    told_by(visit, [WELL] * 50, at=now)
    publish_outcomes(now=now)
    told_by(visit, [WELL] * 9, at=now)
    assert publish_outcomes(now=now) is None

    told_by(visit, [WELL], at=now)

    assert publish_outcomes(now=now).told == 60


def test_a_visit_counts_once_and_an_answer_of_any_week_counts(now, visit):
    told_by(visit, [WELL] * 49, at=now)
    tell(visit, week=2, satisfied=5)
    tell(visit, "lump", week=6, satisfied=1)

    figures = publish_outcomes(now=now)

    assert (figures.told, figures.yes["lump"], figures.weeks) == (50, 1, {"2": 50, "6": 1})
    assert (figures.yes["rated"], figures.yes["happy"]) == (50, 49)  # by their last word


def test_who_would_rather_not_say_is_asked_and_has_not_told(now, visit):
    told_by(visit, [WELL] * 50, at=now)
    follow_up = asked(visit)
    answer(follow_up_id=follow_up.pk, signs=None, now=follow_up.asked_at)

    figures = publish_outcomes(now=now)

    assert (figures.asked, figures.told) == (51, 50)


def test_answers_of_24_months_ago_become_counts_and_go(visit, now):
    told_by(visit, [WELL] * 40 + [LUMP] * 15 + [None] * 5, at=now)
    before = publish_outcomes(now=now)
    later = visit.starts + timedelta(days=729)
    assert fold_old_answers(now=later - timedelta(minutes=1)) == 0

    assert fold_old_answers(now=later) == 60

    assert not FollowUp.objects.exists()
    total = OutcomeTotal.objects.get()
    assert (total.asked, total.told, total.yes["lump"]) == (60, 55, 15)
    OutcomeFigures.objects.all().delete()
    after = publish_outcomes(now=later)
    assert (after.asked, after.told, after.yes, after.weeks) == (before.asked, before.told, before.yes, before.weeks)


def test_folding_again_adds_nothing(visit, now):
    told_by(visit, [LUMP] * 2, at=now)
    later = visit.starts + timedelta(days=729)
    fold_old_answers(now=later)

    assert fold_old_answers(now=later) == 0
    assert OutcomeTotal.objects.get().yes["lump"] == 2


def test_what_a_person_deletes_changes_no_printed_figure(client, visit, now):
    told_by(visit, [WELL] * 50, at=now)
    publish_outcomes(now=now)
    before = page(client)

    FollowUpAnswers.objects.all()[:1].get().delete()
    publish_outcomes(now=now)

    assert page(client) == before


def test_made_up_answers_are_marked(client, visit, now):
    told_by(visit, [WELL] * 49, at=now)
    told_by(visit_to(now, is_demonstration=True), [WELL], at=now)
    publish_outcomes(now=now)

    assert "Made up, for a demonstration" in page(client)


def test_no_clinic_and_no_provider_is_named(client, visit, now):
    told_by(visit, [WELL] * 50, at=now)
    publish_outcomes(now=now)

    said = page(client)
    assert visit.place.clinic_name not in said
    assert visit.provider.last_name not in said

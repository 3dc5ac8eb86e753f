"""Two of staff press the same button in the same moment: one wins, the other is told. Real connections, real locks."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from caarisma.accounts.models import User
from providers.appeals.models import Appeal, AppealKind
from providers.appeals.services import answer_appeal, send_appeal
from providers.directory.models import Offering
from providers.merging.models import Merge
from providers.merging.services import answer_merge, propose_merge
from providers.screening.models import ScreeningCase
from providers.words.models import AboutAnswer, SessionsSaid
from providers.words.services.deciding import decide_about, decide_sessions
from providers.words.services.saying import save_about, settle_sessions
from providers.worklists.models import Assignment
from providers.worklists.services import assign, start_renewals
from tests.factories.providers import make_listed_location, make_provider, make_screening, make_user
from tests.providers.vetting.cases import sent_case
from tests.providers.vetting.test_at_once import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dated]


@pytest.fixture
def staff(settings):
    return make_user("ana@example.com", is_staff=True), make_user("ben@example.com", is_staff=True)


def of_two(call: Callable[[User], object], staff: tuple[User, User]) -> str:
    """The words in which the slower one is refused."""
    (words,) = refusals(at_once(*(lambda by=by: call(by) for by in staff)))
    return words


def test_of_two_who_answer_or_decide_one_is_told(staff, clock):
    place = make_listed_location(now=clock)
    provider = place.provider
    provider.user = make_user()
    provider.save()

    appeal = send_appeal(
        provider_id=provider.pk, kind=AppealKind.CORRECTION, words="It ends in 2028.", by=provider.user, now=clock
    )
    told = of_two(
        lambda by: answer_appeal(appeal_id=appeal.pk, grant=by == staff[0], words="We looked.", by=by, now=clock), staff
    )
    assert told == f"{Appeal.objects.get().answered_by} answered this already."

    save_about(provider_id=provider.pk, answers={"no": "It is painless."}, language="en", by=provider.user, now=clock)
    about = AboutAnswer.objects.get()
    told = of_two(lambda by: decide_about(answer_id=about.pk, grant=by == staff[0], why="x", by=by, now=clock), staff)
    assert "does not wait any more" in told

    line = Offering.objects.filter(location=place).first()
    settle_sessions(offering=line, said=5_000, by=provider.user, now=clock)
    said = SessionsSaid.objects.get()
    told = of_two(lambda by: decide_sessions(said_id=said.pk, grant=by == staff[0], why="x", by=by, now=clock), staff)
    assert "does not wait any more" in told


def test_of_two_who_merge_one_is_told(staff, clock):
    one, two = make_provider(last_name="Weber"), make_provider(last_name="Weber")
    pair = {"kind": "person", "keep_id": one.pk, "drop_id": two.pk}

    told = of_two(lambda by: propose_merge(**pair, words="Same person.", by=by, now=clock), staff)
    merge, carla, dan = Merge.objects.get(), make_user(is_staff=True), make_user(is_staff=True)
    late = of_two(
        lambda by: answer_merge(merge_id=merge.pk, grant=by == carla, words="I called.", by=by, now=clock), (carla, dan)
    )

    merge.refresh_from_db()
    assert "proposed already" in told
    assert late == f"{merge.second_by} decided this already."


def test_of_two_who_hand_out_or_begin_one_is_told(staff, clock):
    case = sent_case(now=clock)
    ends = clock.date() + timedelta(days=30)
    approved = make_screening(make_provider(), approved_from=ends - timedelta(days=900), approved_until=ends)

    told = of_two(lambda by: assign(case_id=case.pk, to=by, by=by, now=clock), staff)
    begun = at_once(*(lambda by=by: start_renewals(case_ids=[approved.pk], by=by, now=clock) for by in staff))

    assert told == f"Meanwhile this case went to {Assignment.objects.get().to}. Look again."
    assert sorted(begun) == [0, 1]
    assert ScreeningCase.objects.filter(provider=approved.provider, kind="renewal").count() == 1

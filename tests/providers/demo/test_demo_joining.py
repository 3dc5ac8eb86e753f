"""Who waits for a state, and what made-up providers say: each state, once."""

import pytest

from caarisma.common.outbox.models import Mail
from providers.demo.joining import SAID, make_demo_joining
from providers.demo.logins import make_demo_logins
from providers.joining.models import JoinWait
from providers.words.enums import WordsState
from providers.words.models import AboutAnswer, SessionsSaid
from tests.factories.providers import make_listed_location, make_provider

pytestmark = pytest.mark.django_db
NPIS = ("2000000002", "2000000010")


def test_there_is_one_in_each_state_and_no_mail_waits(now):
    for number in range(2):
        make_listed_location(now=now, provider=make_provider(npi=NPIS[number], is_demonstration=True))
    make_demo_logins(now=now)

    assert make_demo_joining(now=now) == 2 + len(SAID) + 1 + 1
    assert make_demo_joining(now=now) == 0

    assert set(AboutAnswer.objects.values_list("state", flat=True)) == set(WordsState.values) - {"over"}
    assert SessionsSaid.objects.waiting().count() == 1
    assert JoinWait.objects.waiting().count() == 1
    assert not Mail.objects.filter(kind__in=["provider_words_read", "join_confirm"]).exists()

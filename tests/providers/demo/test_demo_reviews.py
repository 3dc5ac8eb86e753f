"""Reviews of the demonstration: good and bad, in every state, once; and the moderators' queue is never empty."""

import pytest
from django.utils import timezone

from caarisma.common.outbox.models import Mail
from matching.reviews.at_desk import review_tasks
from matching.reviews.enums import ReplyState, ReviewState, Settled
from matching.reviews.models import Review, ReviewInvitation, ReviewObjection, ReviewReply, ReviewReport
from providers.demo.loading import seed
from providers.demo.logins import email_of, make_demo_logins
from providers.demo.reviews import OF_OTHERS, OF_TWELVE, make_demo_reviews
from providers.demo.threads import make_demo_threads
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db


def test_every_state_is_there_and_a_second_run_adds_none():
    now = timezone.now()
    make_area_concern("face", "fine-lines")
    seed(providers=400, seed=1, on=now.date(), tell=lambda count: None)
    make_demo_logins(now=now)
    make_demo_threads(now=now)

    made = make_demo_reviews(now=now)

    def on_page(role):
        return Review.objects.published().filter(provider__user__email=email_of(role)).count()

    assert set(Review.objects.values_list("state", flat=True)) == set(ReviewState.values)
    assert on_page("provider") == len(OF_TWELVE) == 12
    assert on_page("2nd provider") == len(OF_OTHERS) < 5
    assert set(ReviewReply.objects.values_list("state", flat=True)) == {ReplyState.WAITING, ReplyState.PUBLISHED}
    assert ReviewObjection.objects.filter(state=Settled.OPEN).exists()
    assert ReviewReport.objects.filter(state=Settled.OPEN).exists()
    assert Review.objects.filter(removing_by__isnull=False).exists()
    assert len({task.what for task in review_tasks()}) == 5
    assert ReviewInvitation.objects.filter(asker__user__email=email_of("patient"), review=None).exists()
    assert not Mail.objects.filter(kind__contains="review").exists()
    assert make_demo_reviews(now=now) == 0
    assert Review.objects.count() == made

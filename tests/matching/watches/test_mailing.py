"""What is new goes out: gathered, once a day at most, gated once more, and nobody's mailbox stops another's."""

import re
from datetime import timedelta

import pytest

from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.sending import _message
from matching.consultations.models import Asker
from matching.watches.clocks.forgetting import forget_watches
from matching.watches.clocks.mailing import end_overdue_watches, mail_due, tell_ends
from matching.watches.enums import CONFIRM_LASTS, KEPT, LASTS, HowOften, WatchState
from matching.watches.looking.changes import see
from matching.watches.models import Watch, WatchChoice, WatchLink, WatchSighting
from matching.watches.services.ending import renew_watch
from providers.directory.models import PracticeLocation
from tests.factories.consultations import make_asker, make_request
from tests.factories.providers import make_listed_location, make_user
from tests.factories.watches import make_waiting, make_watch, make_watcher
from tests.letters import delivered, written
from tests.matching.watches.conftest import HALF_AN_HOUR, hear, mailed, mails_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def watch(now) -> Watch:
    watch = make_watch(now=now)
    hear(now)
    return watch


def joins(now, **fields) -> PracticeLocation:
    place = make_listed_location(now=now, **fields)
    hear(now)
    return place


class TestNews:
    def test_two_who_join_in_half_an_hour_are_one_mail(self, watch, now):
        joins(now)
        joins(now + timedelta(minutes=20))

        (mail,) = mailed(now + HALF_AN_HOUR)

        assert "2 new results for you." in mail.letter["text"]
        assert mail.recipient == watch.address

    def test_before_that_nothing_goes(self, watch, now):
        joins(now)

        assert mailed(now + timedelta(minutes=29)) == []

    def test_the_chore_run_again_writes_no_second(self, watch, now):
        joins(now)
        mailed(now + HALF_AN_HOUR)

        assert len(mailed(now + HALF_AN_HOUR)) == 1
        assert set(WatchSighting.objects.values_list("told_at", flat=True)) == {now + HALF_AN_HOUR}

    def test_a_second_one_of_the_day_waits_until_nine(self, watch, now):
        joins(now)
        mailed(now + HALF_AN_HOUR)
        joins(now + timedelta(hours=1))

        assert len(mailed(now + timedelta(hours=2))) == 1
        watch.refresh_from_db()
        assert watch.mail_due_at > now + timedelta(hours=4)
        assert len(mailed(watch.mail_due_at)) == 2

    def test_who_left_before_it_was_sent_is_not_told_of(self, watch, now):
        place = joins(now)
        PracticeLocation.objects.filter(pk=place.pk).update(accepting_patients=False)  # and nobody has heard of it yet

        assert mailed(now + HALF_AN_HOUR) == []
        watch.refresh_from_db()
        assert watch.mail_due_at is None

    def test_it_gives_way_to_mails_about_visits(self, watch, now):
        joins(now)
        mailed(now + HALF_AN_HOUR)
        make_request(now=now)

        first = Mail.objects.due(on=now + HALF_AN_HOUR).first()

        assert not first.kind.startswith("watch_")

    def test_a_weekly_one_is_of_the_week(self, now):
        watch = make_watch(now=now, how_often=HowOften.WEEKLY)
        hear(now)
        joins(now)
        watch.refresh_from_db()

        (mail,) = mailed(watch.mail_due_at)

        assert (mail.kind, mail.letter["subject"]) == ("watch_week", "Your week")

    def test_the_language_is_the_readers_of_now(self, now):
        user = make_user(language="es")
        make_watch(now=now, by=make_watcher(now=now, account=user))
        hear(now)
        joins(now)

        (mail,) = mailed(now + HALF_AN_HOUR)

        assert mail.language == "es"
        assert "/es/alerts/press/" in mail.letter["text"]


class TestWhatAMailSays:
    @pytest.fixture
    def mail(self, watch, now):
        joins(now, clinic_name="Hollow Lantern Skin", city="Oakland")
        return mailed(now + HALF_AN_HOUR)[0]

    def test_nothing_of_what_where_or_who(self, mail, watch):
        key = mail.key.replace(f":{watch.pk}:", "::")  # the 250th alert says nothing of $250
        written = f"{mail.letter['subject']} {mail.letter['text']} {mail.letter['html']} {key}"
        said = re.sub(r"https?://[^\s\"<]+", "", written).lower()  # tokens, drawn by lot

        for word in ("face", "fine", "lines", "94612", "oakland", "lantern", "miles", "mesotherapy", "250"):
            assert word not in said, word

    def test_one_press_of_the_mail_program_ends_it(self, mail, watch):
        headers = _message(mail).extra_headers

        assert headers["List-Unsubscribe"].startswith("<https://caarisma.example/alerts/stop/")
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["List-Unsubscribe"][1:-1] in mail.letter["text"]

    def test_a_mail_that_only_asks_to_confirm_has_nothing_to_stop(self, now):
        make_waiting(now=now)

        assert "List-Unsubscribe" not in _message(mails_of("watch_confirm")[0]).extra_headers


class TestMailboxes:
    def test_one_that_fails_stops_no_other(self, now, monkeypatch):
        first, second = make_watch(now=now), make_watch(now=now)
        hear(now)
        joins(now)

        def failing(watch, *, now):
            if watch == first:
                raise ValueError("somebody@example.com")
            return see(watch, now=now)

        monkeypatch.setattr("matching.watches.clocks.mailing.see", failing)

        (mail,) = mailed(now + HALF_AN_HOUR)

        assert mail.recipient == second.address
        first.refresh_from_db()
        assert first.mail_due_at == now + HALF_AN_HOUR + timedelta(hours=1)

    def test_a_dead_one_gets_no_more_and_the_others_do(self, now):
        dead = make_asker(now=now, bounced_at=now)
        make_watch(now=now, by=make_watcher(now=now, asker=dead))
        alive = make_watch(now=now)
        hear(now)
        joins(now)

        assert [mail.recipient for mail in mailed(now + HALF_AN_HOUR)] == [alive.address]

    def test_the_outbox_says_that_it_is_dead(self, watch, now):
        from caarisma.common.outbox.owners import tell_owner

        tell_owner("watch_news", watch.address, reached=False, now=now)

        watch.asker.refresh_from_db()
        assert watch.asker.bounced_at == now

    def test_an_account_that_was_shut_gets_none(self, now):
        user = make_user(is_active=False)
        make_watch(now=now, by=make_watcher(now=now, account=user))
        hear(now)
        joins(now)

        assert mailed(now + HALF_AN_HOUR) == []


class TestTheEnd:
    def test_a_week_before_one_mail_offers_90_days_more(self, watch, now):
        soon = now + LASTS - timedelta(days=7)
        tell_ends(now=soon)
        tell_ends(now=soon + timedelta(hours=1))

        (mail,) = mails_of("watch_ends")
        assert mail.letter["subject"] == "Your alert ends soon"

    def test_earlier_nobody_is_told(self, watch, now):
        assert tell_ends(now=now + LASTS - timedelta(days=7, minutes=1)) == 0

    def test_renewed_it_is_told_again_before_the_next_end(self, watch, now):
        tell_ends(now=now + LASTS - DAY)
        renew_watch(key=watch.key, now=now + LASTS - DAY)

        assert tell_ends(now=now + 2 * LASTS - 2 * DAY) == 1

    def test_after_90_days_it_ends_by_itself(self, watch, now):
        assert end_overdue_watches(now=now + LASTS - DAY) == 0

        assert end_overdue_watches(now=now + LASTS) == 1

        watch.refresh_from_db()
        assert (watch.state, watch.ended_at) == (WatchState.ENDED, now + LASTS)

    def test_what_waits_to_be_sent_then_is_taken_back(self, watch, now):
        joins(now)
        mailed(now + HALF_AN_HOUR)

        end_overdue_watches(now=now + LASTS)

        assert not [mail for mail in written() if mail.kind.startswith("watch_")]


class TestForgetting:
    def test_thirty_days_after_its_end_it_is_gone_with_its_address(self, watch, now):
        joins(now)
        mailed(now + HALF_AN_HOUR)
        end_overdue_watches(now=now + LASTS)
        forget_watches(now=now + LASTS + KEPT - DAY)
        assert Watch.objects.exists()

        forget_watches(now=now + LASTS + KEPT)

        left = [model.__name__ for model in (Watch, WatchChoice, WatchSighting, Asker) if model.objects.exists()]
        assert left == []
        forget_watches(now=now + LASTS + 2 * KEPT)
        assert not WatchLink.objects.exists()

    def test_who_asked_for_a_visit_stays(self, now):
        asker = make_asker(now=now)
        make_request(now=now, asker=asker)
        make_watch(now=now, by=make_watcher(now=now, asker=asker))
        end_overdue_watches(now=now + LASTS)

        forget_watches(now=now + LASTS + KEPT)

        assert Asker.objects.filter(pk=asker.pk).exists()

    def test_one_that_nobody_confirmed_goes_after_three_days(self, now):
        make_waiting(now=now)
        forget_watches(now=now + CONFIRM_LASTS - DAY)
        assert Watch.objects.exists()

        forget_watches(now=now + CONFIRM_LASTS)

        assert not Watch.objects.exists()


def test_from_the_question_to_the_mailbox(watch, now):
    """As the sweeper does it, over the outbox."""
    joins(now)
    mail_due(now=now + HALF_AN_HOUR)

    (sent,) = [mail for mail in delivered(now + HALF_AN_HOUR) if mail.subject == "Something new"]

    assert sent.to == [watch.address]
    assert "List-Unsubscribe-Post" in sent.message()

"""Each mail goes once, whatever happens to the others, to the server and to the sender."""

import re
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import IntegrityError, connection, transaction

from caarisma.common.advisory import Lock, held
from caarisma.common.outbox import sending
from caarisma.common.outbox.enums import SENDING, MailState
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.moves import end_overdue, forget, give_up, take_back, try_again
from caarisma.common.outbox.postman import Postman
from caarisma.common.outbox.sending import BATCH, LEASE, send_due, send_one
from tests.common.outbox.smtp_server import SmtpServer

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def reread(mail: Mail) -> Mail:
    mail.refresh_from_db()
    return mail


class TestRefusals:
    def test_one_refused_mailbox_says_nothing_about_the_nine_behind_it(self, smtp, write, now):
        gone = write("gone@example.com", life=DAY)  # its end is the nearest, so it is first each time
        for number in range(9):
            write(f"person-{number}@example.com")

        send_due(now=now)

        assert smtp.reached == [f"person-{number}@example.com" for number in range(9)]
        assert smtp.talks == 1
        assert (reread(gone).state, gone.answer) == (MailState.WAITING, "550")

    def test_it_is_tried_again_and_after_some_tries_shown_to_staff(self, smtp, write, now):
        gone = write("gone@example.com")

        tries, moment = [], now
        while reread(gone).state == MailState.WAITING:
            moment = gone.due_at
            send_due(now=moment)
            tries.append(moment - now)

        assert len(tries) == 3
        assert tries[-1] < 6 * HOUR
        assert (gone.state, list(Mail.objects.stuck(on=moment))) == (MailState.REFUSED, [gone])

    def test_a_full_mailbox_is_tried_for_as_long_as_the_mail_is_of_use(self, smtp, write, now):
        full = write("full@example.com")

        for _ in range(6):
            send_due(now=reread(full).due_at)

        assert (reread(full).state, full.answer, full.attempts) == (MailState.WAITING, "452", 6)
        assert full.due_at > now + 5 * HOUR

    @pytest.mark.parametrize("name", ["spam", "gone"])
    def test_a_mail_that_is_refused_does_not_end_the_talk(self, smtp, write, now, name):
        write(f"{name}@example.com", life=DAY)
        write("ana@example.com")

        send_due(now=now)

        assert (smtp.reached, smtp.talks) == (["ana@example.com"], 1)

    def test_a_demand_to_sign_in_is_our_fault_and_not_the_mailboxs(self, smtp, write, now):
        mail = write("relay@example.com")

        for _ in range(4):
            send_due(now=reread(mail).due_at)

        assert (reread(mail).state, mail.answer) == (MailState.WAITING, "530")

    def test_a_server_that_hangs_up_gets_a_new_call_for_the_next_mail(self, smtp, write, now):
        mails = [write("hangup@example.com", life=DAY), write("ana@example.com")]

        send_due(now=now)

        assert (smtp.reached, smtp.talks) == (["ana@example.com"], 2)
        assert [reread(mail).state for mail in mails] == [MailState.WAITING, MailState.SENT]

    @pytest.mark.parametrize("address", ["ana\nbcc: eve@example.com", ""])
    def test_an_address_that_no_mail_can_have_stops_nobody(self, smtp, write, now, address):
        odd = write(address, life=DAY)
        write("ana@example.com")

        send_due(now=now)

        assert smtp.reached[-1:] == ["ana@example.com"]
        assert (reread(odd).state, odd.ended_at) == (MailState.WAITING, None)

    def test_a_letter_that_no_key_opens_stops_nobody(self, smtp, write, now):
        broken = write("eva@example.com", life=DAY)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE outbox_mail SET letter = 'nonsense' WHERE id = %s", [broken.pk])
        write("ana@example.com")

        send_due(now=now)

        assert smtp.reached == ["ana@example.com"]


class TestServer:
    def test_one_that_is_away_costs_no_mail_a_try_and_is_seen_by_staff(self, nowhere, write, now):
        mail = write()

        for minutes in range(3):
            send_due(now=now + minutes * MINUTE)

        assert (reread(mail).attempts, mail.due_at) == (0, now)
        assert list(Mail.objects.stuck(on=now + 2 * HOUR)) == [mail]
        with SmtpServer(nowhere) as server:
            send_due(now=now + 2 * HOUR)
            assert server.reached == ["ana@example.com"]

    def test_one_that_hangs_is_left_after_its_time(self, settings, write, now):
        mail = write()
        with SmtpServer(hangs=True) as server:
            settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.5
            started = time.monotonic()

            send_due(now=now)
            send_one(mail_id=mail.pk, now=now)  # a worker does not even try

            assert time.monotonic() - started < 9
            assert server.talks == 1
        assert reread(mail).attempts == 0

    def test_a_worker_sends_the_one_it_was_told_of_and_no_other(self, smtp, write, now):
        write("later@example.com", life=DAY)
        mail = write()

        send_one(mail_id=mail.pk, now=now)
        send_one(mail_id=mail.pk, now=now)

        assert smtp.reached == ["ana@example.com"]

    def test_while_one_worker_talks_another_leaves_its_mail_to_the_sweeper(self, smtp, write, now):
        """A server that hangs would hold all of them, and lists wait for the same workers."""
        mail, other = write(), connection.copy()
        try:
            with held(Lock.HURRY_MAIL, by=other):
                send_one(mail_id=mail.pk, now=now)
                assert smtp.reached == []
                send_due(now=now)
        finally:
            other.close()

        assert smtp.reached == ["ana@example.com"]

    def test_whose_end_is_nearest_goes_first(self, smtp, write, now):
        write("reminder@example.com", life=3 * DAY)
        write("reset@example.com", life=DAY)

        send_due(now=now)

        assert smtp.reached == ["reset@example.com", "reminder@example.com"]

    def test_a_mail_names_its_site_and_not_this_machine(self, smtp, write, now):
        mail = write()

        send_due(now=now)

        ((_to, message),) = smtp.got
        assert (message["Message-ID"], message["Auto-Submitted"]) == (mail.message_id, "auto-generated")
        assert mail.message_id.endswith("@caarisma.example>")


@pytest.mark.django_db(transaction=True)
class TestDeaths:
    def test_a_rollback_takes_the_mail_along(self, smtp, write, now):
        with transaction.atomic():
            write()
            transaction.set_rollback(True)

        send_due(now=now)

        assert smtp.got == []

    def test_killed_before_the_server_has_it_nothing_is_lost(self, smtp, write, now, monkeypatch):
        mail = write()
        with monkeypatch.context() as dying:
            dying.setattr(sending.MailConnection, "send", lambda *_: (_ for _ in ()).throw(SystemExit))
            with pytest.raises(SystemExit):
                send_due(now=now)

        send_due(now=now + MINUTE)
        in_hand = list(smtp.reached)
        send_due(now=now + LEASE + MINUTE)

        assert (in_hand, smtp.reached) == ([], ["ana@example.com"])
        assert reread(mail).attempts == 2

    def test_killed_between_the_server_and_the_mark_it_goes_twice_as_one_and_the_same(
        self, smtp, write, now, monkeypatch
    ):
        write()
        with monkeypatch.context() as dying:
            dying.setattr(sending, "_settle", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
            with pytest.raises(SystemExit):
                send_due(now=now)

        send_due(now=now + LEASE + MINUTE)

        first, second = (message["Message-ID"] for _to, message in smtp.got)
        assert first == second

    def test_two_senders_at_once_send_each_once(self, settings, write, now):
        for number in range(40):
            write(f"person-{number}@example.com")

        def send() -> None:
            try:
                send_due(now=now)
            finally:
                connection.close()

        with SmtpServer(slow=0.01) as server:
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            senders = [threading.Thread(target=send) for _ in range(2)]
            for sender in senders:
                sender.start()
            for sender in senders:
                sender.join()

            assert (len(server.got), server.doubled, server.talks) == (40, 0, 2)
        assert not Mail.objects.exclude(state=MailState.SENT).exists()

    def test_the_sweepers_thread_sends_and_stops(self, smtp, write, now):
        mail = write()
        Mail.objects.update(not_after=now + 365 * DAY, due_at=now - 365 * DAY)
        postman = Postman(every=0.05)

        postman.start()
        deadline = time.monotonic() + 20
        while reread(mail).state != MailState.SENT and time.monotonic() < deadline:
            time.sleep(0.05)
        postman.stop()

        assert (smtp.reached, postman.is_alive()) == (["ana@example.com"], False)


class TestSecrets:
    def test_the_database_never_sees_letter_or_address(self, write):
        write()

        with connection.cursor() as cursor:
            cursor.execute("SELECT outbox_mail::text FROM outbox_mail")
            (row,) = cursor.fetchone()
        assert not [word for word in ("secret-key", "ana@", "A word") if word in row]

    def test_what_was_sent_is_erased_at_once_and_forgotten_after_a_month(self, smtp, write, now):
        mail = write()

        send_due(now=now)

        assert (reread(mail).letter, mail.recipient) == (None, None)
        assert (forget(now=now + 29 * DAY), forget(now=now + 31 * DAY)) == (0, 1)

    def test_a_link_that_would_be_stale_is_not_sent_but_erased(self, nowhere, write, now):
        mail = write(life=DAY)
        send_due(now=now)

        end_overdue(now=now + DAY)

        with SmtpServer(nowhere) as server:
            send_due(now=now + 2 * DAY)
            assert server.got == []
        assert (reread(mail).state, mail.letter, mail.recipient) == (MailState.OVER, None, "ana@example.com")
        assert list(Mail.objects.stuck(on=now + DAY)) == [mail]

    def test_past_its_end_it_is_not_sent_even_when_nobody_has_ended_it_yet(self, smtp, write, now):
        write(life=DAY)

        send_due(now=now + DAY)

        assert smtp.got == []

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"state": "nonsense", "letter": None, "ended_at": "2026-11-25T00:00Z"}, "mail_state_known"),
            ({"ended_at": "2026-11-25T00:00Z"}, "mail_ends_once"),
            ({"state": MailState.REFUSED}, "mail_ends_once"),
            ({"letter": None}, "mail_letter_until_ended"),
            ({"state": MailState.OVER, "ended_at": "2026-11-25T00:00Z"}, "mail_letter_until_ended"),
            ({"state": MailState.SENT, "letter": None, "ended_at": "2026-11-25T00:00Z"}, "mail_address_while_needed"),
            ({"not_after": "2020-01-01T00:00Z"}, "mail_has_a_life"),
        ],
    )
    def test_the_database_refuses_half_an_end(self, write, change, constraint):
        write()

        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Mail.objects.update(**change)


class TestStaff:
    def test_a_refused_mail_that_is_tried_again_goes_when_the_address_works(self, smtp, write, now):
        mail = write("gone@example.com")
        for _ in range(3):
            send_due(now=reread(mail).due_at)
        Mail.objects.update(recipient="ana@example.com")

        assert try_again(mail_ids=[mail.pk], now=now + 8 * HOUR) == [mail.pk]
        send_due(now=now + 8 * HOUR)

        assert smtp.reached == ["ana@example.com"]

    def test_what_is_given_up_is_erased(self, nowhere, write, now):
        mail = write()

        give_up(mail_ids=[mail.pk], now=now)

        assert (reread(mail).state, mail.letter, mail.recipient) == (MailState.DROPPED, None, None)
        assert (try_again(mail_ids=[mail.pk], now=now), give_up(mail_ids=[mail.pk], now=now)) == ([], [])

    def test_what_a_sender_has_in_hand_is_left_to_it(self, write, now):
        mail = write()
        Mail.objects.update(answer=SENDING, attempts=1, due_at=now + LEASE)

        assert (try_again(mail_ids=[mail.pk], now=now), give_up(mail_ids=[mail.pk], now=now)) == ([], [])
        assert try_again(mail_ids=[mail.pk], now=now + LEASE) == [mail.pk]


def test_what_is_no_longer_so_is_taken_back_by_any_start_of_a_key_and_without_one_nothing_is(write, now):
    mails = [write() for _ in range(3)]
    for mail, key in zip(mails, ("request:1:sent:", "request:1:late:", "request:2:sent:"), strict=True):
        Mail.objects.filter(pk=mail.pk).update(key=f"{key}move:1:patient")

    assert take_back(now=now) == 0
    assert take_back("request:1:sent:", "request:1:late:", now=now) == 2
    states = [reread(mail).state for mail in mails]
    assert states == [MailState.DROPPED, MailState.DROPPED, MailState.WAITING]


def test_a_round_ends_where_servers_hang_up(smtp, write, now):
    for number in range(BATCH + 1):
        write(f"person-{number}@example.com")

    assert (send_due(now=now), send_due(now=now)) == (BATCH, 1)
    assert not cache.get(sending.AWAY)


def test_what_a_library_sends_by_itself_waits_in_the_outbox_too(smtp, settings):
    settings.EMAIL_BACKEND = "caarisma.common.outbox.backend.OutboxBackend"
    send_mail("A word", "Words", None, ["ana@example.com", "eva@example.com"])

    assert smtp.got == []
    assert [mail.recipient for mail in Mail.objects.order_by("pk")] == ["ana@example.com", "eva@example.com"]


TALKS = re.compile(
    r"send_mail\(|send_mass_mail|mail_admins|mail_managers|EmailMessage|EmailMulti|smtplib|get_connection"
)


def test_nothing_else_talks_to_a_mail_server():
    sources = [
        path.relative_to(settings.BASE_DIR)
        for app in ("caarisma", "treatments", "providers", "matching")
        for path in (settings.BASE_DIR / app).rglob("*.py")
    ]

    assert [str(path) for path in sorted(sources) if TALKS.search((settings.BASE_DIR / path).read_text())] == [
        "caarisma/accounts/adapter.py",  # allauth's hook of that name, which writes a row
        "caarisma/common/outbox/backend.py",
        "caarisma/common/outbox/sending.py",
    ]

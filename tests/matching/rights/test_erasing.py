"""Nothing of a person is left in any table, once it is done; what stays says why."""

from threading import Thread
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.fields import EncryptedJSONField
from caarisma.common.outbox.models import Mail
from matching.rights.erasing import why_account_stays
from matching.rights.models import Erasure, KeptWhy
from matching.search.models import Intake
from tests.factories.providers import make_provider, make_user
from tests.factories.reviews import make_review, publish
from tests.letters import delivered, same_words, written
from tests.matching.rights.people import MAIL, OTHER_MAIL, PASSWORD, REVIEWED, WORDS, ZIP, Planted, plant_review


def everything_stored() -> str:
    """Every row of every table as text, and beside it what is locked, unlocked."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [line for (line,) in cursor.fetchall()]
    for model in apps.get_models():
        locked = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedJSONField)]
        found += [str(row) for row in (model._base_manager.values_list(*locked) if locked else ())]
    return "\n".join(found)


def left_of(*words: str) -> list[str]:
    stored = everything_stored()
    return [word for word in words if word in stored]


def confirm(planted: Planted) -> None:
    planted.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def erase(planted: Planted, **fields):
    return planted.client.post(reverse("me:erase"), {"form_key": str(uuid4()), "sure": "on", **fields})


@pytest.mark.parametrize("account", [True, False])
def test_no_row_of_any_table_holds_a_word_of_them(request, account, now):
    planted = request.getfixturevalue("member" if account else "visitor")
    words = WORDS if account else [word for word in WORDS if word not in (MAIL, "Marmalade browser 7")]
    assert left_of(*words) == list(words)  # or the test would pass by looking at nothing
    if account:
        planted.user.authenticator_set.all().delete()
        confirm(planted)

    answered = erase(planted)

    assert answered.status_code == 303
    assert [mail.kind for mail in written() if str(mail.recipient) in WORDS] == ["erased"] * (2 if account else 1)
    delivered()
    assert left_of(*words, f'"{ZIP}"', "secret-of-") == []
    assert not User.objects.filter(email=MAIL).exists()
    assert not Intake.objects.exists()


def test_of_a_removed_review_no_word_is_left(visitor, now):
    plant_review(visitor.asker, now=now)
    assert left_of(REVIEWED) == [REVIEWED]

    erase(visitor)

    assert left_of(REVIEWED) == []


def test_a_review_that_others_read_stays_and_the_receipt_says_so(visitor, now):
    publish(make_review(now=now, asker=visitor.asker, words=REVIEWED), now=now)

    page = visitor.client.get(erase(visitor).headers["Location"]).content.decode()

    assert str(KeptWhy.REVIEWS.label) in page
    assert left_of(REVIEWED) == [REVIEWED]


def test_the_receipt_says_what_went_and_what_stays_and_names_nobody(visitor):
    page = visitor.client.get(erase(visitor).headers["Location"]).content.decode()
    erasure = Erasure.objects.get()

    assert erasure.receipt in page
    assert "1 search, with its health answers" in page
    assert "1 request, with all that was written" in page
    assert str(KeptWhy.VISITS.label) in page
    assert "We wrote to 1 clinic" in page
    assert (erasure.lists, erasure.requests, erasure.told, erasure.account) == (1, 1, 1, False)
    assert not any(word in page for word in WORDS)


def test_clinics_that_read_something_are_asked_to_delete_it(visitor):
    erase(visitor)

    assert [mail.kind for mail in written() if mail.kind.startswith("clinic_")][-1] == "clinic_erase"


def test_the_last_mail_brings_the_number_and_no_other_waits(visitor):
    assert OTHER_MAIL in [str(mail.recipient) for mail in written()]
    erase(visitor)

    (last,) = [mail for mail in written() if str(mail.recipient) == OTHER_MAIL]
    assert Erasure.objects.get().receipt in last.letter["text"]
    assert same_words(type("L", (), last.letter))


def test_the_browser_forgets_too(visitor):
    answered = erase(visitor)

    assert "Clear-Site-Data" in answered.headers
    assert visitor.client.get(reverse("me:home")).context["lists"].count() == 0
    assert "intake_draft" not in visitor.client.session


def test_nothing_goes_without_the_tick_and_nothing_is_lost(visitor):
    key = str(uuid4())
    answered = visitor.client.post(reverse("me:erase"), {"form_key": key})

    assert answered.status_code == 422
    assert "Tick this first. Nothing was erased." in answered.content.decode()
    assert key in answered.content.decode()
    assert Intake.objects.exists()


@pytest.mark.parametrize("form_key", ["", "x", "%00", "%ED%A0%80", "9" * 10_000])
def test_a_damaged_key_keeps_nobody_from_erasing(visitor, form_key):
    body = f"form_key={form_key}&sure=on"

    answered = visitor.client.post(reverse("me:erase"), body, content_type="application/x-www-form-urlencoded")

    assert answered.status_code == 303
    assert not Intake.objects.exists()


def test_sent_twice_it_shows_the_same_receipt(visitor):
    key, cookies = str(uuid4()), dict(visitor.client.cookies)
    first = erase(visitor, form_key=key)
    again = Client()
    again.cookies.update(cookies)

    second = again.post(reverse("me:erase"), {"form_key": key, "sure": "on"})

    assert first.headers["Location"] == second.headers["Location"]
    assert Erasure.objects.count() == 1


def test_a_browser_with_nothing_gets_no_receipt(client, db):
    answered = client.post(reverse("me:erase"), {"form_key": str(uuid4()), "sure": "on"}, follow=True)

    assert "We keep nothing of you in this browser." in answered.content.decode()
    assert not Erasure.objects.exists()


def test_another_persons_things_stay(visitor, now):
    from tests.factories.consultations import make_request
    from tests.factories.matching import make_intake

    others = make_intake(now=now, browsers=["f" * 64]), make_request(now=now)
    erase(visitor)

    assert Intake.objects.get() == others[0]
    others[1].refresh_from_db()
    assert others[1].asker_id is not None


class TestAccounts:
    def test_one_gives_its_password_again_first(self, member):
        assert erase(member).headers["Location"].startswith("/accounts/")
        assert User.objects.filter(email=MAIL).exists()

    def test_every_other_browser_is_signed_out(self, member):
        other = Client()
        other.force_login(member.user)
        session_key = other.session.session_key
        from allauth.usersessions.models import UserSession

        UserSession.objects.create(user=member.user, ip="192.0.2.1", session_key=session_key, user_agent="x")
        member.user.authenticator_set.all().delete()
        confirm(member)
        erase(member)

        from django.contrib.sessions.models import Session

        assert not Session.objects.filter(session_key=session_key).exists()

    @pytest.mark.parametrize("why", [KeptWhy.PROVIDER, KeptWhy.STAFF])
    def test_one_that_a_record_of_ours_hangs_on_stays_and_is_told_why(self, member, settings, why):
        settings.STAFF_NEED_SECOND_FACTOR = False
        if why == KeptWhy.PROVIDER:
            make_provider(user=member.user)
        else:
            User.objects.filter(pk=member.user.pk).update(is_staff=True)
        member.user.authenticator_set.all().delete()
        confirm(member)
        page = member.client.get(reverse("me:erase")).content.decode()
        answered = erase(member)

        assert str(why.label).replace("'", "&#x27;") in page
        assert str(why.label).replace("'", "&#x27;") in member.client.get(answered.headers["Location"]).content.decode()
        assert User.objects.filter(email=MAIL).exists()
        assert not Intake.objects.exists()


def test_a_provider_who_left_lines_in_the_trail_does_not_work_here(db, now):
    clinic, staff, gone = make_provider(user=make_user()).user, make_user(is_staff=True), make_user()
    for user in (clinic, staff, gone):
        write_audit(actor=user, verb="read request", about="consultations.request 1", now=now)

    whys = [why_account_stays(user) for user in (clinic, staff, gone)]

    assert whys == [KeptWhy.PROVIDER, KeptWhy.STAFF, KeptWhy.STAFF]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one(visitor):
    key, statuses = str(uuid4()), []
    cookies = dict(visitor.client.cookies)

    def press() -> None:
        client = Client(raise_request_exception=False)
        client.cookies.update(cookies)
        statuses.append(client.post(reverse("me:erase"), {"form_key": key, "sure": "on"}).status_code)
        connections.close_all()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [303, 303]
    assert Erasure.objects.count() == 1
    assert Mail.objects.filter(kind="erased").count() == 1


def test_raw_sql_keeps_no_account_that_went_and_stayed(db, now):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="erasure_account_goes_or_stays"):
        Erasure.objects.create(receipt="x", form_key=uuid4(), done_on=now, account=True, kept=["staff"])


def test_who_is_not_here_any_more_can_be_made_anew(db):
    assert make_user().language == ""

"""Save a list and come back to it from elsewhere: a mail that says nothing, and a link that does nothing by itself."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from caarisma.common.outbox.models import Mail
from matching.lists.services.owning import MAILED, MAILS_A_LIST, MAILS_AN_ADDRESS, mail_link, open_in_browser
from matching.search.models import Intake
from tests.factories.matching import make_intake, own
from tests.factories.treatments import make_area_concern
from tests.matching.search.filling_in import text

pytestmark = pytest.mark.django_db

TO = "cassiopeia@example.com"


@pytest.fixture
def intake(client) -> Intake:
    make_area_concern("face", "fine-lines")
    intake = make_intake(now=timezone.now())
    own(client, intake)
    return intake


def save(client: Client, intake: Intake, email: str = TO):
    return client.post(reverse("matching:save", args=[intake.token]), {"email": email})


def link_in(mail: Mail) -> str:
    return re.search(r"https?://[^/]+(/\S*r/\S+)", mail.letter["text"]).group(1)


class TestTheMail:
    def test_holds_a_link_a_day_and_nothing_of_the_search(self, client, intake):
        response = save(client, intake)

        mail = Mail.objects.get()
        assert response.status_code == 303
        assert mail.recipient == TO
        assert mail.letter["subject"] == "Your Caarisma link"
        said = mail.letter["subject"] + mail.letter["text"]
        assert not re.search(r"face|line|94612|250|provider|list|meso|treat|search", said, re.IGNORECASE)
        assert link_in(mail) == reverse("matching:back", args=[MAILED.sign(intake.token)])
        assert mail.not_after == intake.expires_at

    def test_is_in_the_language_of_the_page(self, client, intake):
        with translation.override("es"):
            save(client, intake)

        assert Mail.objects.get().language == "es"
        assert link_in(Mail.objects.get()).startswith("/es/r/")

    @pytest.mark.parametrize(
        "typed", ["", "x", "a@b", "a@example.com\n\nBcc: b@example.com", "x" * 10_000, "a\x00@b.com"]
    )
    def test_goes_to_no_address_that_is_none(self, client, intake, typed):
        response = save(client, intake, typed)

        assert response.status_code == 422
        assert not Mail.objects.exists()

    def test_what_was_typed_stays(self, client, intake):
        assert 'value="cassiopeia@"' in text(save(client, intake, "cassiopeia@"))

    def test_a_list_is_mailed_a_few_times_a_day(self, client, intake):
        for number in range(MAILS_A_LIST):
            assert save(client, intake, f"c{number}@example.com").status_code == 303

        response = save(client, intake, "c9@example.com")

        assert response.status_code == 422
        assert "often enough today" in text(response)
        assert Mail.objects.count() == MAILS_A_LIST

    def test_an_address_gets_few_and_nobody_is_told_whether_others_write_to_it(self, client):
        make_area_concern("face", "fine-lines")
        for _ in range(MAILS_AN_ADDRESS + 1):
            intake = make_intake(now=timezone.now())
            own(client, intake)
            assert save(client, intake, TO.upper()).status_code == 303

        assert Mail.objects.count() == MAILS_AN_ADDRESS


class TestTheLink:
    @pytest.fixture
    def link(self, intake) -> str:
        mail_link(intake=intake, to=TO, language="en", now=timezone.now())
        return link_in(Mail.objects.get())

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_opened_by_a_program_it_does_nothing(self, intake, link, method):
        scanner, before = Client(), Intake.objects.values().get()

        for _ in range(3):
            assert getattr(scanner, method)(link).status_code == 200

        assert Intake.objects.values().get() == before
        assert scanner.get(intake.get_absolute_url()).status_code == 404

    def test_its_page_says_nothing_of_the_search(self, intake, link):
        page = text(Client().get(link))

        assert not re.search("94612|fine lines|Face,", page)
        assert intake.get_absolute_url() not in page.replace(link, "")

    def test_pressed_it_opens_the_list_there_and_keeps_it_open_here(self, client, intake, link):
        phone = Client()

        response = phone.post(link)

        assert response.headers["Location"] == intake.get_absolute_url()
        assert phone.get(intake.get_absolute_url()).status_code == 200
        assert client.get(intake.get_absolute_url()).status_code == 200

    def test_the_press_needs_the_page_that_it_is_on(self, link):
        assert Client(enforce_csrf_checks=True).post(link).status_code == 403

    def test_the_key_of_the_session_is_a_new_one(self, link):
        phone = Client()
        phone.session.save()
        before = phone.session.session_key
        phone.post(link)

        assert phone.session.session_key != before

    def test_it_works_more_than_once_until_the_list_ends(self, client, intake, link):
        assert [Client().post(link).status_code for _ in range(2)] == [303, 303]
        Intake.objects.update(consented_at=timezone.now() - timedelta(days=31), expires_at=timezone.now())

        assert Client().get(link).status_code == 410
        assert Client().post(link).status_code == 410

    def test_the_address_of_the_list_is_not_enough_to_make_one(self, intake, link):
        for forged in (intake.token, f"{intake.token}.x", f"{intake.token}.{'x' * 43}", "x", "."):
            assert Client().post(reverse("matching:back", args=[forged])).status_code == 404

    def test_a_deleted_list_is_gone(self, intake, link):
        intake.delete()

        assert Client().post(link).status_code == 404

    def test_the_eleventh_browser_takes_the_place_of_the_first(self, intake):
        for number in range(12):
            open_in_browser(intake_id=intake.pk, browser=f"b{number}", now=timezone.now())

        intake.refresh_from_db()
        assert intake.browsers == [f"b{number}" for number in range(2, 12)]


class TestThePage:
    def test_says_on_which_day_the_list_ends(self, client, intake):
        page = text(client.get(reverse("matching:save", args=[intake.token])))

        assert re.search(r"Your list is kept until [A-Z][a-z]+\.? \d+, \d{4}\.", page)

    def test_shares_only_after_a_press_and_stops_after_another(self, client, intake):
        page = text(client.get(reverse("matching:save", args=[intake.token])))
        assert "/shared/" not in page
        client.post(reverse("matching:share", args=[intake.token]))
        intake.refresh_from_db()

        assert intake.get_shared_url() in text(client.get(reverse("matching:save", args=[intake.token])))
        client.post(reverse("matching:share", args=[intake.token]), {"stop": "1"})
        assert Client().get(intake.get_shared_url()).status_code == 404

"""A person's own page: what they have, and bringing it into an account."""

import pytest
from django.test import Client
from django.urls import reverse

from matching.consultations.models import Asker
from matching.search.models import Intake
from tests.factories.providers import make_user
from tests.matching.rights.people import MAIL, OTHER_MAIL
from treatments.models import Area


def page_of(client) -> str:
    return client.get(reverse("me:home")).content.decode()


def test_without_an_account_it_shows_what_the_browser_has(visitor):
    page = page_of(visitor.client)

    assert visitor.intake.get_absolute_url() in page
    assert f"/requests/{visitor.request.reference}/" in page
    assert "Put this into your account?" not in page


def test_areas_are_named_in_the_language_of_the_page(visitor):
    area = visitor.intake.areas.first()
    Area.objects.filter(pk=area.pk).update(name_en="Forearm", name_es="Antebrazo")

    page = visitor.client.get("/es/me/").content.decode()

    assert "Antebrazo" in page
    assert "Forearm" not in page


def test_it_shows_nobody_elses(visitor):
    page = page_of(Client())

    assert visitor.intake.token not in page
    assert visitor.request.reference not in page
    assert "None yet." in page


def test_an_account_finds_its_own_in_any_browser(member):
    other = Client()
    other.force_login(member.user)

    assert member.intake.get_absolute_url() in page_of(other)
    assert member.request.reference in page_of(other)


class TestBringing:
    @pytest.fixture
    def signed_in(self, visitor):
        visitor.user = make_user("second@example.com")
        session = dict(visitor.client.session.items())
        visitor.client.force_login(visitor.user)
        kept = visitor.client.session
        kept.update({key: value for key, value in session.items() if not key.startswith("_")})
        kept.save()
        return visitor

    def test_it_is_asked_and_nothing_comes_by_itself(self, signed_in):
        page = page_of(signed_in.client)

        assert "This browser has 1 search that is not in your account." in page
        assert "This browser has 1 request that is not in your account." in page
        assert Intake.objects.get().owner is None

    def test_a_press_brings_it_once(self, signed_in):
        for _ in range(2):
            assert signed_in.client.post(reverse("me:bring")).status_code == 303

        intake = Intake.objects.get()
        assert (intake.owner, intake.browsers) == (signed_in.user, [])
        assert Asker.objects.get(pk=signed_in.asker.pk).user == signed_in.user
        assert "Put this into your account?" not in page_of(signed_in.client)

    def test_who_is_not_signed_in_is_sent_to_sign_in(self, visitor):
        answered = visitor.client.post(reverse("me:bring"))

        assert answered.headers["Location"].startswith(reverse("account_login"))
        assert Intake.objects.get().owner is None


class TestLanguage:
    def test_it_is_kept_and_mails_of_visits_follow(self, member):
        member.client.post(reverse("me:language"), {"language": "es"})

        member.user.refresh_from_db()
        assert member.user.language == "es"
        assert Asker.objects.get(pk=member.asker.pk).language == "es"

    @pytest.mark.parametrize("language", ["", "xx", "es\x00", "e" * 10_000])
    def test_one_that_we_do_not_speak_is_said_beside_the_field(self, member, language):
        answered = member.client.post(reverse("me:language"), {"language": language})

        assert answered.status_code == 422
        assert 'class="field-error"' in answered.content.decode()

    def test_mails_of_the_account_speak_it_whatever_the_page_speaks(self, member):
        from tests.letters import written

        member.user.language = "es"
        member.user.save()
        Client().post(reverse("account_reset_password"), {"email": MAIL}, headers={"accept-language": "en"})

        assert [mail.language for mail in written() if mail.kind == "password_reset_key"] == ["es"]


def test_signing_in_leads_here(client, db):
    from tests.accounts.test_accounts import make_verified, sign_in

    make_verified()

    assert sign_in(client).headers["Location"] == reverse("me:home")


def test_no_page_of_these_names_a_person_in_its_title(member):
    for name in ("me:home",):
        title = page_of(member.client).split("<title>")[1].split("</title>")[0]
        assert not any(word in title for word in (MAIL, OTHER_MAIL)), name

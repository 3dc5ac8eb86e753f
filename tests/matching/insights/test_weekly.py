"""Once a week three lines go out, of no patient, to whoever wants them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caarisma.common.chores.declaring import Look
from caarisma.common.outbox.models import Mail
from matching.insights.chores import count_the_night
from matching.insights.links import signed_stop
from matching.insights.models import WeeklyMail
from matching.insights.services.stopping import set_weekly
from matching.insights.services.weekly_mails import mail_weeks
from providers.directory.models import Statement
from tests.factories.insights import make_searches
from tests.factories.providers import make_area_concern, make_listed_location, make_provider, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def monday(now):
    """The next one, at noon of the desk."""
    return now + (7 - now.weekday()) * DAY


@pytest.fixture
def place(monday):
    place = make_listed_location(
        now=monday, area_concerns=[make_area_concern()], provider=make_provider(user=make_user())
    )
    make_searches(14, now=monday)
    make_searches(12, now=monday, max_price=50)
    while count_the_night(Look(now=monday, grace=timedelta())):
        pass
    return place


def text(mail: Mail) -> str:
    return mail.letter["text"]


def test_three_lines_on_monday_once(place, monday):
    mail_weeks(now=monday - DAY)
    assert not Mail.objects.exists(), "not on other days"
    mail_weeks(now=monday)
    mail_weeks(now=monday + timedelta(hours=1))

    (mail,) = Mail.objects.all()
    assert mail.recipient == place.provider.user.email
    assert "You were on 14 lists." in text(mail)
    assert "Your middle place was 1st." in text(mail)
    for word in ("face", "lines", "946", "Saturday", place.clinic_name, " 12 "):
        assert word not in mail.letter["subject"] + text(mail).split("http")[0], word


def test_a_number_that_is_hidden_beside_a_small_one_is_not_called_small(monday):
    make_listed_location(now=monday, area_concerns=[make_area_concern()], provider=make_provider(user=make_user()))
    make_searches(30, now=monday)
    make_searches(5, now=monday, max_price=50)
    while count_the_night(Look(now=monday, grace=timedelta())):
        pass

    mail_weeks(now=monday)

    assert "On how many lists you were, we do not say" in text(Mail.objects.get())
    assert "10 lists or fewer" not in text(Mail.objects.get())


def test_it_speaks_the_language_of_its_reader(place, monday):
    Statement.objects.create(provider=place.provider, language="es")

    mail_weeks(now=monday)

    assert Mail.objects.get().language == "es"


def test_who_stopped_it_gets_none_and_a_waiting_one_is_taken_back(place, monday, client):
    mail_weeks(now=monday)
    weekly = WeeklyMail.objects.get()
    address = reverse("insights:stop_weekly", args=[signed_stop(weekly.key)])

    assert client.get(address).status_code == 200
    assert WeeklyMail.objects.get().stopped_at is None, "opening the page changes nothing"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert not Mail.objects.exclude(letter=None).exists()
    mail_weeks(now=monday + 7 * DAY)
    assert not Mail.objects.exclude(letter=None).exists()
    set_weekly(provider_id=place.provider_id, wanted=True, now=monday)
    assert WeeklyMail.objects.get().stopped_at is None


def test_an_address_that_we_never_mailed_is_not_there(client):
    assert client.get(reverse("insights:stop_weekly", args=["made-up"])).status_code == 404

"""Rules that end by themselves: whom they hide is told before and after, and the desk sees both."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from caarisma.accounts.roles import load_roles
from caarisma.common.outbox.models import Mail
from providers.directory.models import PracticeLocation
from providers.laws.effects import effect_of, hidden_after
from providers.laws.ending import tell_of_ending_rules
from providers.laws.reading import confirm_reading, write_reading
from providers.listing.listed import listed_places
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.providers.laws.laws import FACTS, law_page

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def people():
    return [make_user(f"{name}@example.com", is_staff=True) for name in ("reader", "second")]


@pytest.fixture
def nevada(now) -> PracticeLocation:
    nurse = make_provider(profession="rn", user=make_user("nurse@example.com"))
    return make_listed_location(now=now, provider=nurse, state="NV")


def confirm(people, now, **changes):
    reader, second = people
    facts = {**FACTS, **changes}
    reading = write_reading(state="NV", profession="rn", facts=facts, page=law_page(now), by=reader, now=now)
    confirm_reading(reading_id=reading.pk, seen=effect_of(reading, now=now).seen, by=second, now=now)
    reading.refresh_from_db()
    return reading


def mails(kind: str) -> list[str]:
    return list(Mail.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_a_provider_is_told_once_before_the_last_day_and_once_when_they_are_hidden(people, nevada, now):
    reading = confirm(people, now, effective_to=now.date() + timedelta(days=40))
    assert hidden_after(reading) == (nevada,)

    assert tell_of_ending_rules(now=now + timedelta(days=9)) == 0
    for days in (10, 20, 40):
        tell_of_ending_rules(now=now + timedelta(days=days))
    assert mails("provider_rule_ends") == ["nurse@example.com"]
    assert mails("provider_hidden") == []

    assert nevada not in listed_places(on=now + timedelta(days=42))
    for days in (42, 43):
        tell_of_ending_rules(now=now + timedelta(days=days))
    assert mails("provider_hidden") == ["nurse@example.com"]
    assert tell_of_ending_rules(now=now + timedelta(days=60)) == 0


def test_who_is_hidden_for_another_reason_or_read_anew_is_not_told(people, nevada, now):
    confirm(people, now, effective_to=now.date() + timedelta(days=5))
    again = confirm(people, now)
    assert again.counts_until > now.date() + timedelta(days=500)
    assert tell_of_ending_rules(now=now) == 0

    confirm(people, now, effective_to=now.date() + timedelta(days=5))
    nevada.provider.licenses.update(expires_on=now.date() + 2 * DAY)
    assert tell_of_ending_rules(now=now) == 0


def test_the_desk_sees_whom_the_end_hides_before_it(people, nevada, now, client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    load_roles()
    vetter = make_user("vetter@example.com", is_staff=True)
    vetter.groups.add(Group.objects.get(name="vetter"))
    client.force_login(vetter)
    assert "end within 30 days" not in client.get(reverse("admin:index")).content.decode()
    confirm(people, now, effective_to=now.date())

    page = client.get(reverse("desk:law", args=["NV", "rn"])).content.decode()
    assert "1 place is hidden from the day after." in page
    assert str(nevada.provider) in page
    assert "<b>1</b> rule of a state that ends within 30 days" in client.get(reverse("admin:index")).content.decode()
    listed = client.get(reverse("desk:laws"), {"to_do": "ends"}).context["rows"]
    assert [(row.state, row.profession) for row in listed] == [("NV", "rn")]

"""The queue finds a case however somebody writes what they look for, and narrows to what they ask."""

from datetime import timedelta

import pytest
from django.urls import reverse

from providers.desk.access import READ, WORK
from tests.factories.providers import make_exclusion, make_user
from tests.providers.vetting.cases import case_in_review, make_clinic, sent_case

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK)


def found(client, **asked: object) -> list[int]:
    response = client.get(reverse("desk:queue"), asked)
    assert response.status_code == 200
    return [row.case.pk for row in response.context["rows"]]


def test_a_name_is_found_without_its_accents_and_in_either_order(client, ana, clock):
    case = sent_case(make_clinic(first_name="José", last_name="Núñez Araújo"), now=clock)
    sent_case(make_clinic(first_name="Kelly", last_name="Weber"), now=clock)

    for sought in ("nunez", "Araújo, Jose", "jose NUÑEZ", f"#{case.pk}", str(case.pk)):
        assert found(client, q=sought) == [case.pk], sought
    assert found(client, q="Araújo Kelly") == []


def test_a_number_is_found_as_letters_write_it(client, ana, clock):
    case = sent_case(now=clock)
    sent_case(now=clock)
    npi = case.provider.npi

    assert found(client, q=f"{npi[:4]} {npi[4:7]}-{npi[7:]}") == [case.pk]
    assert found(client, q="\0%_'") == []


def test_filters_by_late_flag_and_owner(client, ana, clock):
    ben = make_user("ben@example.com")
    late = sent_case(now=clock - timedelta(days=9))
    hers, his = case_in_review(by=ana, now=clock), case_in_review(by=ben, now=clock)
    make_exclusion(his.provider, now=clock)

    assert found(client, late="1") == [late.pk]
    assert found(client, owner="me") == [hers.pk]
    assert found(client, owner=str(ben.pk)) == [his.pk]
    assert found(client, flag="exclusion") == [his.pk]
    assert found(client, flag="nonsense", owner="x", late="") == [late.pk, hers.pk, his.pk]

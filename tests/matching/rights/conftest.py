import pytest
from django.core.cache import cache

from tests.factories.catalog import fill_catalog
from tests.factories.consultations import make_clinic
from tests.matching.rights.people import plant_person


@pytest.fixture
def place(db, now):
    cache.clear()
    fill_catalog(now=now)
    return make_clinic(now=now, phone="510-555-0142")


@pytest.fixture
def visitor(client, place, now):
    """Without an account: a browser is all that they have."""
    return plant_person(client, place, now=now, account=False)


@pytest.fixture
def member(client, place, now):
    return plant_person(client, place, now=now, account=True)

"""Who runs the site: said where readers look, warned of before it is live, and never made up."""

import pytest

from caarisma.common.operator import not_said
from caarisma.site.checks import operator_is_said
from tests.treatments.test_guide_search import data_blocks

NAMES = ["OPERATOR_NAME", "OPERATOR_ADDRESS", "CONTACT_EMAIL", "EDITORIAL_EMAIL"]


@pytest.fixture
def said(settings):
    settings.OPERATOR_NAME = "Hollow Lantern, Inc."
    settings.OPERATOR_ADDRESS = "1 Main Street; Oakland, CA 94607"
    settings.CONTACT_EMAIL = "help@hollow-lantern.org"
    settings.EDITORIAL_EMAIL = "guide@hollow-lantern.org"


def test_each_that_is_missing_is_warned_of_before_it_is_live(settings):
    settings.OPERATOR_NAME = settings.OPERATOR_ADDRESS = settings.EDITORIAL_EMAIL = ""
    settings.CONTACT_EMAIL = "help@caarisma.example"

    assert not_said() == NAMES
    assert [warning.msg.split()[0] for warning in operator_is_said(None)] == NAMES


@pytest.mark.usefixtures("said")
def test_what_the_owner_said_is_not_warned_of():
    assert operator_is_said(None) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("said")
@pytest.mark.parametrize("path", ["/about/", "/contact/", "/es/about/"])
def test_name_address_and_editor_stand_where_readers_look(client, path):
    page = client.get(path).content.decode()

    assert "<b>Hollow Lantern, Inc.</b><br>1 Main Street<br>Oakland, CA 94607" in page
    assert 'href="mailto:guide@hollow-lantern.org"' in page
    assert "Nobody is named here yet" not in page


@pytest.mark.django_db
def test_without_them_pages_say_that_nobody_is_named(client, settings):
    settings.OPERATOR_NAME = settings.OPERATOR_ADDRESS = ""

    assert "Nobody is named here yet." in client.get("/about/").content.decode()
    assert "legalName" not in data_blocks(client.get("/").content.decode())["Organization"]


@pytest.mark.django_db
@pytest.mark.usefixtures("said")
def test_search_engines_are_told_the_same(client):
    organization = data_blocks(client.get("/").content.decode())["Organization"]

    assert organization["legalName"] == "Hollow Lantern, Inc."
    assert organization["address"] == "1 Main Street, Oakland, CA 94607"
    assert organization["contactPoint"][0]["email"] == "guide@hollow-lantern.org"

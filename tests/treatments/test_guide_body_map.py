"""The body map on the first page of the guide: real ticks that lead into the check. No address tells of them."""

import re

import pytest
from django.urls import reverse

from treatments.models import Area

pytestmark = pytest.mark.usefixtures("catalog")


def form(client, path: str = "/guide/") -> str:
    page = re.sub(r"\s+", " ", client.get(path).content.decode())
    return re.search(r'<form method="post" action="[^"]*/concern/".*?</form>', page).group()


def test_every_area_is_a_tick_with_its_name(client):
    ticks = re.findall(
        r'<label class="opt" for="(\w+)"><input type="checkbox" name="areas" value="([\w-]+)"', form(client)
    )

    assert {value for _id, value in ticks} == {*Area.objects.values_list("slug", flat=True), "not-sure"}


def test_each_spot_of_the_drawing_is_a_label_of_a_tick(client):
    spots = re.findall(r'<label class="body-map-spot[^"]*" for="(\w+)"', form(client))

    assert len(spots) == 9  # hands and thighs have two
    assert set(spots) <= set(re.findall(r'id="(id_areas_\d+)"', form(client)))


def test_what_is_ticked_is_the_answer_to_the_first_question_of_the_check(client):
    answer = client.post(reverse("check:question", args=["concern"]), {"areas": ["scalp"]}, follow=True)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "What would you like help with?" in page


def test_it_speaks_and_leads_into_the_readers_language(client):
    assert 'action="/es/check/concern/"' in form(client, "/es/guide/")
    assert "Cara" in form(client, "/es/guide/")


@pytest.mark.parametrize(
    ("path", "field"), [("/guide/areas/face/", "areas"), ("/guide/concerns/fine-lines/", "concerns")]
)
def test_a_page_about_one_thing_takes_it_along_without_an_address_that_tells(client, path, field):
    page = re.sub(r"\s+", " ", client.get(path).content.decode())

    found = re.search(r'<form method="post" action="/find/from-check/">.*?</form>', page).group()
    assert f'<input type="hidden" name="{field}" value="{path.split("/")[3]}">' in found

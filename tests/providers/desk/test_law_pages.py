"""The rules of the states at the desk: the work list, reading with the effect in front, and the second reader."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from caarisma.accounts.models import User
from caarisma.accounts.roles import load_roles
from providers.screening.models import RuleReading, SourcePage
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.providers.laws.laws import FACTS, make_reading
from tests.rules import as_released, close_state

pytestmark = pytest.mark.django_db

LAWS = "/admin/desk/laws/"
NURSES = f"{LAWS}NV/rn/"
READ = f"{NURSES}read/"


@pytest.fixture(autouse=True)
def _desk(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    load_roles()


@pytest.fixture
def vetter(client) -> User:
    return sign_in(client, "vetter")


def sign_in(client, role: str) -> User:
    user = make_user(f"{role.replace(' ', '-')}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def typed(**changes) -> dict[str, object]:
    facts = {**FACTS, "may_inject": "yes", "needs_supervisor": "yes", "effective_from": "2020-01-01"}
    return {**facts, "page_file": SimpleUploadedFile("law.jpg", picture(), "image/jpeg"), **changes}


def picture() -> bytes:
    held = BytesIO()
    Image.new("RGB", (20, 20)).save(held, "JPEG")
    return held.getvalue()


def body(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def test_what_would_change_is_shown_before_anything_is_kept(client, vetter):
    place = make_listed_location(now=timezone.now(), provider=make_provider(profession="rn"), state="NV")
    close_state("NV", "rn")

    first = client.post(READ, typed())

    assert "1 place would be shown to patients." in body(first)
    assert str(place.provider) in body(first)
    assert not RuleReading.objects.waiting().exists()
    form = first.context["form"]
    again = typed(seen=form["seen"].value(), source_page_id=form["source_page_id"].value())
    del again["page_file"]  # it was kept with the first press
    assert client.post(READ, again).status_code == 303
    reading = RuleReading.objects.waiting().get()
    assert (reading.read_by, reading.page, reading.words) == (
        vetter,
        SourcePage.objects.get(kind="scope"),
        FACTS["words"],
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"needs_supervisor": "no"}, "By our own rule a doctor always supervises this license."),
        ({"binds": "one_person"}, "An opinion to one person lets nobody else."),
        ({"effective_to": "2019-01-01"}, "The last day is before the first."),
        ({"effective_to": "2021-01-01"}, "The last day of this law is past."),
        ({"effective_from": "0001-01-01"}, "Type a year from 1776 to 2100."),
        ({"words": "x" * 10_000}, "at most 600 characters"),
        ({"words": "a\0b"}, "errorlist"),
        ({"url": "javascript:alert(1)"}, "Type an address like https://..."),
        ({"page_file": ""}, "Attach the page of the law."),
        ({"page_file": SimpleUploadedFile("law.jpg", b"nonsense")}, "errorlist"),
        ({"hours_before_alone": "99999999999999999999"}, "errorlist"),
        ({"source_page_id": "99999999999999999999999"}, "What would change"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_typed_is_lost(client, vetter, changes, said):
    sent = typed(**changes)
    answer = client.post(READ, sent)
    if answer.status_code == 200 and said == "The last day of this law is past.":
        answer = client.post(READ, typed(**changes, seen=answer.context["form"]["seen"].value()))

    assert said in body(answer, 200 if said == "What would change" else 422)
    assert FACTS["source"] in body(answer, answer.status_code)
    assert not RuleReading.objects.waiting().exists()


def test_the_second_reader_sees_the_effect_and_confirms_it(client):
    reader = make_user("reader@example.com", is_staff=True)
    make_listed_location(now=timezone.now(), provider=make_provider(profession="rn"), state="NV")
    reading = make_reading(by=reader, now=timezone.now(), may_inject=False)
    second = sign_in(client, "second reviewer")

    page = client.get(NURSES)
    assert "1 place would be hidden from patients." in body(page)
    address = f"{LAWS}readings/{reading.pk}/"
    assert "What you read otherwise" in body(client.post(address, {"grant": "no", "words": " "}), 422)
    old = client.post(address, {"grant": "yes", "seen": "another"})
    assert "Look again" in body(old, 409)
    assert client.post(address, {"grant": "yes", "seen": page.context["effect"].seen}).status_code == 303

    reading.refresh_from_db()
    assert (reading.status, reading.second_by) == ("verified", second)
    assert "Somebody answered this reading already." in body(client.post(address, {"grant": "yes"}), 422)


def test_the_reader_does_not_confirm_and_a_second_reviewer_does_not_read(client, vetter):
    reading = make_reading(by=vetter, now=timezone.now())

    assert "Somebody else has to confirm it." in body(client.get(NURSES))
    assert "You read this." in body(client.post(f"{LAWS}readings/{reading.pk}/", {"grant": "yes"}), 422)

    sign_in(client, "second reviewer")
    assert client.post(READ, typed()).status_code == 403


def test_the_work_list_begins_with_whom_most_people_wait_for(client, vetter):
    close_state("UT", "np")
    close_state("TX", "np")
    close_state("NV", "pa")
    waiting = make_listed_location(now=timezone.now(), provider=make_provider(profession="np"), state="TX")
    undecided = dict.fromkeys(("approved_from", "approved_until", "decided_at", "decided_by"))
    waiting.provider.screening_cases.update(status="sent", **undecided)

    rows = client.get(LAWS, {"to_do": "unread"}).context["rows"]

    assert next((row.state, row.profession) for row in rows) == ("TX", "np")
    assert {(row.state, row.profession) for row in rows} == {("UT", "np"), ("TX", "np"), ("NV", "pa")}
    assert "Texas" in body(client.get(LAWS, {"state": "TX"}))
    as_released("UT", "np")  # only a source says so
    assert [row.says for row in client.get(LAWS, {"state": "UT"}).context["rows"] if row.profession == "np"] == [
        "A source says something; the law is unread: it blocks"
    ]
    assert "No rule counts today, so it blocks." in body(client.get(f"{LAWS}UT/np/"))
    assert body(client.get(LAWS, {"state": "\0", "to_do": "<b>", "page": "x"}))


@pytest.mark.parametrize("address", [f"{LAWS}ZZ/rn/", f"{LAWS}NV/xx/", f"{LAWS}nv/rn/", f"{LAWS}readings/999999/"])
def test_what_is_not_there_is_not_found(client, vetter, address):
    answer = client.post(address) if "readings" in address else client.get(address)
    assert answer.status_code == 404

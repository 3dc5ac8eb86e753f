"""The exclusion list at the desk: hand in, fetch, watch, stop, agree; nothing typed is lost and nobody else gets in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from caarisma.accounts.roles import load_roles
from caarisma.common.outbox.models import Mail
from providers.exclusions.enums import ListKind, RunState
from providers.exclusions.models import ExclusionList, ListAgreement, SentList
from providers.exclusions.services import judging
from providers.exclusions.services.list_queue import read_due_lists
from providers.runs.late_list import tell_of_late_list
from providers.runs.running import read_sent
from tests.factories.providers import make_user
from tests.providers.exclusions.leie_file import as_csv, entries

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = "/admin/desk/lists/"


@pytest.fixture(autouse=True)
def _desk(settings, monkeypatch):
    settings.STAFF_NEED_SECOND_FACTOR = False
    monkeypatch.setattr(judging, "LEAST_IN_FULL", 1)


@pytest.fixture
def sign_in(client):
    load_roles()

    def sign_in(role: str):
        user = make_user(f"{role.replace(' ', '-')}@example.com", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return sign_in


def typed(content: bytes = as_csv(*entries(400)), **changes: object) -> dict[str, object]:
    file = SimpleUploadedFile("UPDATED.csv", content)
    return {"kind": ListKind.FULL, "file": file, "list_date": "2026-11-10", **changes}


def text(client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def read() -> None:
    while read_due_lists(read=read_sent):
        pass


def test_a_vetter_hands_a_list_in_and_sees_how_far_it_is_then_the_report(client, sign_in):
    sign_in("vetter")
    answer = client.post(LISTS, typed())
    sent = SentList.objects.get()

    assert (answer.status_code, answer["Location"]) == (303, f"{LISTS}{sent.pk}/")
    page = text(client, answer["Location"])
    assert "Waits to be read" in page
    assert 'http-equiv="refresh"' in page

    read()

    page = text(client, answer["Location"])
    assert "Read to the end" in page
    assert 'http-equiv="refresh"' not in page
    assert reverse("admin:exclusions_exclusionlist_change", args=[ExclusionList.objects.get().pk]) in page


@pytest.mark.parametrize(
    ("step", "state", "counts", "words"),
    [
        (
            RunState.READING,
            "reading",
            {"rows_read": 200, "bytes_read": 500, "rows_refused": 3},
            "200 rows were read, 3",
        ),
        (RunState.COMPARING, "reading", {}, "compared with the one in use"),
        (RunState.MATCHING, "reading", {"providers_checked": 0}, "0 of 0 providers"),
    ],
)
def test_the_page_says_how_far_the_reading_is(client, sign_in, now, step, state, counts, words):
    by = sign_in("auditor")
    run = ExclusionList.objects.create(
        kind="full", state=step, list_date=now.date(), file_name="UPDATED.csv", file_size=1000, started_at=now, **counts
    )
    sent = SentList.objects.create(
        kind="full", state=state, list_date=now.date(), file_name="UPDATED.csv", source="https://oig.example/", run=run,
        sent_by=by, sent_at=now, available_at=now,
    )  # fmt: skip

    page = text(client, f"{LISTS}{sent.pk}/")

    assert words in page
    assert ("50%" in page) == (step == RunState.READING)
    assert 'value="stop"' not in page  # an auditor only reads


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": ""}, "Choose which file it is."),
        ({"kind": "eaten"}, "Select a valid choice|not one of the choices|Choose"),
        ({"file": ""}, "Choose the file."),
        ({"file": SimpleUploadedFile("UPDATED.csv", b"")}, "The file is empty."),
        ({"file": SimpleUploadedFile("UPDATED.csv", b"x" * (25 * 1024 * 1024 + 1))}, "larger than 25 MB"),
        ({"file": SimpleUploadedFile("2611EXCL.csv", b"x")}, "another kind of file"),
        ({"list_date": "2099-01-01"}, "yet to come"),
        ({"list_date": "1999-01-01"}, "too long ago"),
        ({"list_date": "soon"}, "Type a day like 2026-12-10."),
        ({"list_date": ""}, "Type the day you got it."),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(client, sign_in, changes, says):
    sign_in("vetter")

    answer = client.post(LISTS, {**typed(), **changes})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert any(word in page for word in says.split("|"))
    assert changes.get("list_date", "2026-11-10") in page
    if "kind" not in changes:
        assert 'value="full" id="id_kind_0"' in page or "checked" in page
    assert not SentList.objects.exists()


def test_who_may_not_hand_in_is_not_offered_to(client, sign_in):
    sign_in("auditor")

    assert "Upload a file" not in text(client, LISTS)
    assert client.post(LISTS, typed()).status_code == 403


@pytest.mark.parametrize("role", ["editor", "moderator", "clinician"])
def test_others_of_the_staff_see_no_list(client, sign_in, role):
    sign_in(role)

    assert client.get(LISTS).status_code == 403


def test_a_full_storage_is_told(client, sign_in, monkeypatch):
    sign_in("vetter")

    def full(*_what):
        raise OSError

    monkeypatch.setattr("caarisma.common.private_files.write", full)
    answer = client.post(LISTS, typed())

    assert answer.status_code == 422
    assert "could not keep the file" in answer.content.decode()


def test_a_waiting_list_is_stopped_read_again_and_let_go(client, sign_in):
    sign_in("vetter")
    client.post(LISTS, typed())
    sent = SentList.objects.get()
    url = f"{LISTS}{sent.pk}/step/"

    for step, state in (("stop", "stopped"), ("again", "waiting"), ("stop", "stopped"), ("let_go", "dropped")):
        assert client.post(url, {"step": step}).status_code == 303
        sent.refresh_from_db()
        assert sent.state == state

    assert client.post(url, {"step": "eat"}).status_code == 400
    client.post(url, {"step": "again"})
    sent.refresh_from_db()
    assert (sent.state, sent.name) == ("dropped", None)


def refuse(client) -> ExclusionList:
    client.post(LISTS, typed())
    read()
    client.post(LISTS, typed(as_csv(*entries(360)), list_date="2026-11-11"))
    read()
    return ExclusionList.objects.latest("pk")


def test_two_people_take_a_list_at_the_desk(client, sign_in):
    sign_in("vetter")
    run = refuse(client)
    url = f"{LISTS}runs/{run.pk}/"
    page = text(client, url)
    assert "end of the alphabet" in page
    assert "PERSON000399, AMARA" in page

    assert client.post(url, {"words": ""}).status_code == 422
    assert client.post(url, {"words": "OIG told us so."}).status_code == 303
    assert client.post(url, {"words": "And once more."}).status_code == 422  # the same person, without the role

    sign_in("second reviewer")
    assert "OIG told us so." in text(client, reverse("desk:second"))
    assert "<b>1</b> for a second person" in text(client, reverse("admin:index"))
    assert client.post(url, {"words": "I called them."}).status_code == 303
    read()

    assert ListAgreement.objects.get().second_why == "I called them."
    assert (ExclusionList.objects.latest("pk").forced, SentList.objects.first().state) == (True, "done")
    report = text(
        client, reverse("admin:exclusions_exclusionlist_change", args=[ExclusionList.objects.latest("pk").pk])
    )
    assert "OIG told us so." in report
    assert "What it changed, by name" in report


def test_a_run_that_may_not_be_taken_offers_nothing(client, sign_in, now):
    sign_in("vetter")
    run = ExclusionList.objects.create(
        kind="full", state="refused", list_date=now.date(), file_name="x.csv", started_at=now, finished_at=now
    )
    url = f"{LISTS}runs/{run.pk}/"

    assert "Nobody may take this file" in text(client, url)
    assert client.post(url, {"words": "Please."}).status_code == 422


def test_fetching_is_offered_where_it_is_on(client, sign_in, settings):
    sign_in("vetter")
    settings.LEIE_URL = ""
    assert "switched off here" in text(client, LISTS)
    assert client.post(f"{LISTS}fetch/", {"kind": "full"}).status_code == 422

    settings.LEIE_URL = "https://oig.example/"
    assert client.post(f"{LISTS}fetch/", {"kind": "supplement", "month": ""}).status_code == 422
    assert client.post(f"{LISTS}fetch/", {"kind": "supplement", "month": "2099-01"}).status_code == 422
    assert client.post(f"{LISTS}fetch/", {"kind": "supplement", "month": "May"}).status_code == 422
    assert client.post(f"{LISTS}fetch/", {"kind": "supplement", "month": "2026-05"}).status_code == 303

    sent = SentList.objects.get()
    assert (sent.source, sent.file_name) == ("https://oig.example/2026/2605excl.csv", "2605excl.csv")
    assert "It waits for its turn" in text(client, f"{LISTS}{sent.pk}/")


def test_the_front_page_asks_for_the_sign_off_of_the_list_in_use(client, sign_in):
    sign_in("second reviewer")
    client.post(LISTS, typed())
    read()

    page = text(client, reverse("admin:index"))

    assert "The full exclusion list in use is not signed off" in page
    client.post(reverse("admin:exclusions_exclusionlist_change", args=[ExclusionList.objects.get().pk]))
    assert "is not signed off" not in text(client, reverse("admin:index"))


# --- Late ------------------------------------------------------------------------------------------------------------
def test_a_late_list_is_told_by_mail_once_a_month_to_who_can_mend_it(sign_in):
    sign_in("vetter")
    sign_in("second reviewer")
    sign_in("editor")
    late = datetime(2026, 12, 13, 17, tzinfo=UTC)

    assert tell_of_late_list(now=late) == 2
    assert tell_of_late_list(now=late + timedelta(hours=1)) == 0
    assert tell_of_late_list(now=datetime(2027, 1, 13, 17, tzinfo=UTC)) == 2

    assert {mail.recipient for mail in Mail.objects.all()} == {"vetter@example.com", "second-reviewer@example.com"}
    letter = Mail.objects.first().letter
    assert "December 2026" in letter["text"]
    assert "https://caarisma.example/admin/desk/lists/" in letter["text"]


def test_in_time_nobody_is_written_to(client, sign_in):
    sign_in("vetter")
    client.post(LISTS, typed())
    read()

    assert ExclusionList.objects.get().list_date == date(2026, 11, 10)
    assert tell_of_late_list(now=datetime(2026, 12, 12, 17, tzinfo=UTC)) == 0

"""Boards' files handed in at the desk: read by whoever comes first, with a map of ours; stopped, read again, late."""

import gzip

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.roles import load_roles
from caarisma.common.outbox.models import Mail
from providers.files.queue import read_due
from providers.listing.gate import admitted
from providers.rosters.models import LicenseAlert, LicenseLook, RosterRun, SentRoster
from providers.rosters.rules import maps
from providers.rosters.services import reading
from providers.rosters.services.sending import ROSTERS
from providers.runs.late_rosters import late_rosters, tell_of_late_rosters
from providers.runs.license_alerts import sign_off_roster
from providers.runs.roster_running import read_sent_roster
from providers.vetting.documents.sweeping import sweep_files
from tests.factories.providers import make_user
from tests.providers.rosters.making import MAP, make_holder, others, row, text_of

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/admin/desk/rosters/"


@pytest.fixture(autouse=True)
def _our_map(settings, monkeypatch, tmp_path):
    """One map is shipped, that of California."""
    settings.STAFF_NEED_SECOND_FACTOR = False
    (tmp_path / "ca-board.toml").write_text(MAP, encoding="utf-8")
    monkeypatch.setattr(maps, "SHIPPED", tmp_path)


@pytest.fixture
def sign_in(client):
    load_roles()

    def sign_in(role: str):
        user = make_user(f"{role.replace(' ', '-')}@example.com", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return sign_in


def typed(content: bytes | None = None, **changes: object) -> dict[str, object]:
    content = text_of(row(status="Probation"), *others(5)) if content is None else content
    file = SimpleUploadedFile("roster.csv", content)
    return {"map_name": "ca-board", "file": file, "list_date": timezone.localdate().isoformat(), **changes}


def read() -> None:
    while read_due(ROSTERS, read=read_sent_roster):
        pass


def text(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_vetter_hands_a_file_in_and_somebody_else_signs_its_reading_off(client, sign_in, pack):
    place = make_holder()
    sign_in("vetter")
    answer = client.post(PAGE, typed(pack(text_of(row(status="Probation"), *others(5)))))
    sent = SentRoster.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}sent/{sent.pk}/")
    page = text(client, answer["Location"])
    assert "It waits for its turn" in page
    assert 'http-equiv="refresh"' in page

    read()

    sent.refresh_from_db()
    assert (sent.state, sent.run.standing, sent.run.file_hash) == ("done", "done", sent.file_hash)
    assert not admitted([place.pk], now=timezone.now())
    assert LicenseAlert.objects.get().status == "probation"
    page = text(client, answer["Location"])
    assert 'http-equiv="refresh"' not in page
    assert reverse("desk:roster_run", args=[sent.run_id]) in page
    assert "ca-board" in text(client, PAGE)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"map_name": ""}, "Choose the board."),
        ({"map_name": "../../etc/passwd"}, "Choose the board."),
        ({"file": ""}, "Choose the file."),
        ({"file": SimpleUploadedFile("roster.csv", b"")}, "The file is empty."),
        ({"file": SimpleUploadedFile("roster.csv", b"x" * (25 * 1024 * 1024 + 1))}, "or run import_roster"),
        ({"list_date": "2099-01-01"}, "yet to come"),
        ({"list_date": "soon"}, "Type a day like 2026-12-10."),
    ],
)
def test_a_mistake_is_told_beside_its_field(client, sign_in, changes, says):
    sign_in("vetter")
    answer = client.post(PAGE, {**typed(), **changes})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not SentRoster.objects.exists()


def test_a_file_that_is_refused_changes_nothing_and_may_be_read_again(client, sign_in):
    place = make_holder()
    sign_in("vetter")
    client.post(PAGE, typed(b"<!DOCTYPE html>\n<html>Sign in</html>\n"))
    read()
    sent = SentRoster.objects.get()
    assert (sent.state, sent.run.standing) == ("refused", "refused")
    assert "lacks columns" in text(client, f"{PAGE}sent/{sent.pk}/")
    assert admitted([place.pk], now=timezone.now())

    step = f"{PAGE}sent/{sent.pk}/step/"
    for pressed, state in (("again", "waiting"), ("stop", "stopped"), ("let_go", "dropped")):
        assert client.post(step, {"step": pressed}).status_code == 303
        sent.refresh_from_db()
        assert sent.state == state
    assert client.post(step, {"step": "eat"}).status_code == 400


def test_a_reading_that_is_stopped_begins_again_at_the_first_line(client, sign_in, monkeypatch):
    make_holder()
    sign_in("vetter")
    client.post(PAGE, typed())
    sent = SentRoster.objects.get()
    monkeypatch.setattr(reading, "CHUNK", 2)
    SentRoster.objects.update(stop_asked=True)
    assert read_sent_roster(sent, text_of(row(status="Probation"), *others(5))) == "stopped"
    run = RosterRun.objects.get()
    assert (run.standing, run.problem, run.rows_read) == ("failed", "It was stopped by hand.", 2)
    assert run.bytes_read > 0
    assert not LicenseLook.objects.exists()

    SentRoster.objects.update(stop_asked=False)
    read()
    assert LicenseAlert.objects.get().status == "probation"


def test_who_only_reads_uploads_nothing(client, sign_in):
    sign_in("auditor")
    assert "Upload a file" not in text(client, PAGE)
    assert client.post(PAGE, typed()).status_code == 403


def test_no_sweep_takes_a_file_that_waits(client, sign_in, now):
    sign_in("vetter")
    client.post(PAGE, typed())
    sweep_files(now=now.replace(year=now.year + 1))
    read()
    assert SentRoster.objects.get().state == "done"


# --- Late ------------------------------------------------------------------------------------------------------------
def test_a_board_whose_file_is_late_is_told_once_a_month_to_who_can_mend_it(client, sign_in, now):
    assert not late_rosters(today=now.date())  # nobody holds a license of that board
    make_holder()
    sign_in("moderator")
    sign_in("vetter")
    second = sign_in("second reviewer")

    assert tell_of_late_rosters(now=now) == 2
    assert tell_of_late_rosters(now=now) == 0
    assert "Board of Examples" in Mail.objects.filter(kind="late_rosters").first().letter["text"]
    assert "license file of a board that is late" in text(client, reverse("admin:index"))

    client.post(PAGE, typed(text_of(row(), *others(5))))
    read()
    assert late_rosters(today=now.date())  # nobody signed it off
    sign_off_roster(run_id=RosterRun.objects.get().pk, by=second, now=timezone.now())
    assert not late_rosters(today=now.date())


def test_no_board_is_late_whose_licenses_were_looked_up_by_hand(now):
    place = make_holder()
    LicenseLook.objects.create(
        license=place.provider.licenses.get(), by=make_user(is_staff=True), at=now, list_date=now.date(),
        status="active", before="active", source="https://board.example.gov",
    )  # fmt: skip
    assert not late_rosters(today=now.date())

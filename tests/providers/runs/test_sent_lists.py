"""Files handed in at the desk: kept, read by whoever comes first, stopped, read again; and taken by two people."""

import io
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
import requests
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from caarisma.accounts.models import AuditEvent
from caarisma.common import private_files
from providers.exclusions.enums import ListChangeKind, ListKind, RunState
from providers.exclusions.models import ExclusionList, ExclusionRecord, ListAgreement, SentList
from providers.exclusions.services import fetching, judging
from providers.exclusions.services.agreeing import CannotAgree, agree_to_take, propose_taking
from providers.exclusions.services.fetching import CannotFetch, address_of, fetch
from providers.exclusions.services.list_queue import read_due_lists
from providers.exclusions.services.sending import LISTS, hand_in, hand_in_address
from providers.files import queue, trays
from providers.files.queue import forget_files
from providers.files.sent_file import SentFileState
from providers.files.trays import CannotHandIn, let_go, read_again, stop_reading
from providers.runs import running
from providers.runs.running import read_sent
from providers.vetting.documents.sweeping import sweep_files
from tests.factories.providers import make_location, make_provider, make_user
from tests.providers.exclusions.leie_file import as_csv, entries, entry

pytestmark = pytest.mark.django_db(transaction=True)

ON = date(2026, 11, 10)
MANY = as_csv(*entries(400))
FEW = as_csv(*entries(360))


@pytest.fixture(autouse=True)
def _short_lists_are_full(monkeypatch):
    monkeypatch.setattr(judging, "LEAST_IN_FULL", 1)


@pytest.fixture
def staff():
    return make_user("staff@example.com", is_staff=True, is_superuser=True)


@pytest.fixture
def second():
    return make_user("second@example.com", is_staff=True, is_superuser=True)


@pytest.fixture
def send(staff, now):
    def send(content: bytes = MANY, *, name: str = "UPDATED.csv", kind=ListKind.FULL, on: date = ON) -> SentList:
        return hand_in(kind=kind, list_date=on, file_name=name, content=content, by=staff, now=now)

    return send


def read(sent: SentList) -> SentList:
    """Until nothing is due."""
    while read_due_lists(read=read_sent):
        pass
    return SentList.objects.select_related("run").get(pk=sent.pk)


def due_again() -> None:
    SentList.objects.update(available_at="2020-01-01T00:00Z")


def names(run: ExclusionList, kind: ListChangeKind) -> list[str]:
    return list(run.changes.filter(kind=kind).values_list("name", flat=True))


def test_a_file_that_was_handed_in_is_read_and_compared_with_everybody(send, staff):
    make_location(make_provider(last_name="Osei"))

    sent = read(send(as_csv(*entries(400), entry())))

    assert (sent.state, sent.run.state, sent.run.records, sent.run.list_date) == ("done", RunState.DONE, 401, ON)
    assert sent.run.file_hash == sent.file_hash
    assert (sent.run.bytes_read, sent.run.providers_checked) == (sent.file_size, 1)
    assert AuditEvent.objects.get(verb="exclusion_list.hand_in").actor == staff


def test_the_file_is_kept_encrypted_and_no_sweep_takes_it(send, now):
    sent = send()

    sweep_files(now=now + timedelta(days=2))

    assert private_files.read(sent.folder, 1) == MANY
    assert MANY[:60] not in private_files._raw(f"{sent.folder}/1")


def test_who_is_new_mended_and_gone_is_kept_by_name(send):
    read(send(as_csv(*entries(400), entry(lastname="LEE"), entry(lastname="KAY", midname="JO"), entry(lastname="ORR"))))

    sent = read(
        send(
            as_csv(
                *entries(400),
                entry(lastname="NEW", npi="1234567893"),
                entry(lastname="KAY", midname="J"),
                entry(lastname="ORR", city="RENO", zip="89501"),
            ),
            on=date(2026, 11, 11),
        )
    )

    assert names(sent.run, ListChangeKind.REMOVED) == ["LEE, AMARA"]
    assert names(sent.run, ListChangeKind.REPLACED) == ["KAY, AMARA JO"]
    assert names(sent.run, ListChangeKind.ADDED) == ["KAY, AMARA J", "NEW, AMARA"]
    assert sent.run.changes.get(kind=ListChangeKind.CHANGED).facts == ["city", "zip_code"]
    assert (sent.run.added, sent.run.changed, sent.run.removed) == (2, 1, 2)


def test_the_first_list_of_all_names_nobody_as_new(send):
    assert not read(send()).run.changes.exists()


def test_a_supplement_names_who_is_new_and_reinstatements_who_is_gone(send):
    read(send(as_csv(*entries(400), entry(excldate="20261120"))))

    new = read(send(as_csv(entry(lastname="NEW", excldate="20261120")), kind=ListKind.SUPPLEMENT, name="new.csv"))
    back = as_csv(entry(excldate="20261120", reindate="20261101"))
    gone = read(send(back, kind=ListKind.REINSTATED, name="back.csv"))

    assert names(new.run, ListChangeKind.ADDED) == ["NEW, AMARA"]
    assert names(gone.run, ListChangeKind.REMOVED) == ["OSEI, AMARA"]


# --- Refused, and taken by two ---------------------------------------------------------------------------------------
@pytest.fixture
def refused(send) -> SentList:
    read(send())
    return read(send(FEW, on=date(2026, 11, 11)))


def held() -> int:
    return ExclusionRecord.objects.count()


def test_a_list_that_lost_people_is_refused_and_names_them(refused):
    assert (refused.state, refused.run.may_be_taken, held()) == ("refused", True, 400)
    assert "end of the alphabet" in refused.run.problem
    assert "of 400 entries are missing" in refused.run.problem  # all of it, not the first alone
    assert len(names(refused.run, ListChangeKind.REMOVED)) == 40


def test_two_people_take_it_and_it_is_read_once_more(refused, staff, second, now):
    propose_taking(list_id=refused.run.pk, why="OIG says so in its notice.", by=staff, now=now)
    assert read(refused).state == "refused"

    agree_to_take(list_id=refused.run.pk, why="I read the notice.", by=second, now=now)
    taken = read(refused)

    assert (taken.state, taken.run.forced, held()) == ("done", True, 360)
    assert (taken.run.taken_by.first_by, taken.run.taken_by.second_by) == (staff, second)
    assert "end of the alphabet" in taken.run.problem


def test_who_said_why_cannot_agree(refused, staff, now):
    propose_taking(list_id=refused.run.pk, why="It will do.", by=staff, now=now)

    with pytest.raises(CannotAgree, match="Another person has to agree"):
        agree_to_take(list_id=refused.run.pk, why="Indeed.", by=staff, now=now)


def test_the_agreement_is_about_this_file_and_this_problem_alone(refused, send, staff, second, now):
    propose_taking(list_id=refused.run.pk, why="Notice.", by=staff, now=now)
    agree_to_take(list_id=refused.run.pk, why="Notice.", by=second, now=now)
    let_go_of_all(staff, now)

    other = read(send(as_csv(*entries(350)), on=date(2026, 11, 11)))

    assert (other.state, held()) == ("refused", 400)


def let_go_of_all(by, now) -> None:
    SentList.objects.exclude(state="done").update(state=SentFileState.STOPPED)
    for sent in SentList.objects.exclude(state="done"):
        let_go(LISTS, sent_id=sent.pk, by=by, now=now)


def test_the_command_takes_what_two_people_agreed_on_at_the_desk(refused, staff, second, now, tmp_path):
    path = tmp_path / "UPDATED.csv"
    path.write_bytes(FEW)
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO(), "list_date": date(2026, 11, 11)}
    with pytest.raises(CommandError, match="Two people at the desk may take it all the same"):
        call_command("import_leie", path, **quiet)
    let_go_of_all(staff, now)

    propose_taking(list_id=(run := ExclusionList.objects.latest("pk")).pk, why="Notice.", by=staff, now=now)
    agree_to_take(list_id=run.pk, why="Notice.", by=second, now=now)
    call_command("import_leie", path, **quiet)

    assert (ExclusionList.objects.latest("pk").forced, held()) == (True, 360)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exclusions_exclusionlist SET forced = true WHERE id = {run}",
        "UPDATE exclusions_exclusionlist SET forced = true, taken_by_id = {agreement} WHERE id = {run}",
        "UPDATE exclusions_listagreement SET second_at = now(), second_by_id = first_by_id, second_why = 'x'",
        "UPDATE exclusions_listagreement SET second_at = now(), second_by_id = {second}",
        "UPDATE exclusions_listagreement SET first_why = 'something else'",
    ],
)
def test_the_database_wants_two_people_and_their_words(refused, staff, second, now, statement):
    agreement = propose_taking(list_id=refused.run.pk, why="Notice.", by=staff, now=now)
    ids = {"run": refused.run.pk, "agreement": agreement.pk, "second": second.pk}

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(**ids))


def test_what_was_agreed_stays(refused, staff, second, now):
    propose_taking(list_id=refused.run.pk, why="Notice.", by=staff, now=now)
    agree_to_take(list_id=refused.run.pk, why="Notice.", by=second, now=now)

    with pytest.raises(IntegrityError):
        ListAgreement.objects.update(second_why="I never said so")
    with pytest.raises(CannotAgree, match="Two people took this file already"):
        agree_to_take(list_id=refused.run.pk, why="Me too.", by=make_user("x@example.com", is_superuser=True), now=now)


@pytest.mark.parametrize("act", [propose_taking, agree_to_take])
def test_only_who_may_says_why(refused, staff, now, act):
    propose_taking(list_id=refused.run.pk, why="Notice.", by=staff, now=now) if act is agree_to_take else None

    with pytest.raises(CannotAgree, match="Your role does not include this"):
        act(list_id=refused.run.pk, why="Notice.", by=make_user("other@example.com", is_staff=True), now=now)


def test_a_file_that_breaks_off_is_taken_by_nobody(send, staff, now):
    read(send())

    sent = read(send(MANY[:-30], on=date(2026, 11, 11)))

    assert (sent.state, sent.run.may_be_taken) == ("refused", False)
    with pytest.raises(CannotAgree, match="get it again"):
        propose_taking(list_id=sent.run.pk, why="It will do.", by=staff, now=now)


# --- Stopped, broken off, read again ---------------------------------------------------------------------------------
def test_what_waits_is_stopped_at_once_and_read_again_when_somebody_says_so(send, staff, now):
    sent = send()
    stop_reading(LISTS, sent_id=sent.pk, by=staff, now=now)
    assert read(sent).state == "stopped"

    read_again(LISTS, sent_id=sent.pk, by=staff, now=now)

    assert (read(sent).state, held()) == ("done", 400)


def test_what_is_being_read_stops_after_the_rows_it_is_at(send, staff, now, monkeypatch):
    read(send())
    sent = send(as_csv(*entries(400), entry()), on=date(2026, 11, 11))
    real = running.run_list

    def stopped_meanwhile(*, watch, **rest):
        stop_reading(LISTS, sent_id=sent.pk, by=staff, now=now)
        return real(watch=watch, **rest)

    monkeypatch.setattr(running, "run_list", stopped_meanwhile)
    stopped = read(sent)
    monkeypatch.undo()

    assert (stopped.state, stopped.stop_asked, stopped.run.state, held()) == ("stopped", False, RunState.FAILED, 400)
    assert stopped.run.problem == "It was stopped by hand."
    monkeypatch.setattr(judging, "LEAST_IN_FULL", 1)
    read_again(LISTS, sent_id=sent.pk, by=staff, now=now)
    assert (read(sent).state, held()) == ("done", 401)


def test_a_reading_that_dies_begins_again_and_is_given_up_after_three(send, monkeypatch, caplog):
    sent, tries = send(), []

    def dies(**_rest):
        tries.append(1)
        raise MemoryError

    monkeypatch.setattr(running, "apply_list", dies)
    for _ in range(5):
        read(sent)
        due_again()

    sent.refresh_from_db()
    assert (len(tries), sent.state) == (3, "stopped")
    assert "broke off three times" in sent.problem
    assert held() == 0


def test_a_reader_that_was_killed_leaves_the_file_to_the_next_look(send):
    sent = send()
    queue._count_attempt(LISTS, sent.pk, sent.sent_at)  # and then the process was gone
    assert read(sent).state == "reading"

    due_again()

    assert (read(sent).state, SentList.objects.get().attempts) == ("done", 2)


def test_nothing_is_read_while_another_import_runs(send, monkeypatch):
    sent = send()
    monkeypatch.setattr(queue, "held", lambda _lock: nullcontext(False))

    assert not read_due_lists(read=read_sent)
    sent.refresh_from_db()
    assert (sent.state, sent.attempts) == ("waiting", 0)


def test_a_file_that_cannot_be_a_list_is_stopped_with_words(send):
    sent = read(send(b"<html>Not found</html>\n"))

    assert (sent.state, sent.run.state) == ("stopped", RunState.FAILED)
    assert "not a file of the exclusion list" in sent.run.problem


# --- What is not taken -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "match"),
    [
        ({"content": b""}, "The file is empty"),
        ({"name": "2611EXCL.csv"}, "another kind of file: Monthly supplement"),
        ({"name": "UPDATED.csv", "kind": ListKind.SUPPLEMENT}, "another kind of file: Full list"),
    ],
)
def test_a_file_that_is_no_list_is_refused_at_once(send, told, match):
    with pytest.raises(CannotHandIn, match=match):
        send(**told)

    assert not SentList.objects.exists()


def test_the_same_file_waits_once(send):
    send()

    with pytest.raises(CannotHandIn, match="waits already"):
        send()


def test_no_more_than_a_few_wait(send, monkeypatch):
    monkeypatch.setattr(trays, "MOST_WAITING", 1)
    send()

    with pytest.raises(CannotHandIn, match="Too many files wait"):
        send(FEW)


def test_a_file_that_nobody_came_back_for_is_let_go(refused, now):
    folder = refused.folder
    assert forget_files(LISTS, now=now + timedelta(days=29)) == 0

    assert forget_files(LISTS, now=now + timedelta(days=31)) == 1

    with pytest.raises(FileNotFoundError):
        private_files.read(folder, 1)
    assert SentList.objects.holding().get().state == "done"  # what is in use is what was read


def test_what_is_on_its_way_is_not_let_go(send, staff, now):
    with pytest.raises(CannotHandIn, match="Stop it first"):
        let_go(LISTS, sent_id=send().pk, by=staff, now=now)


# --- Fetched ---------------------------------------------------------------------------------------------------------
class Answer:
    """What OIG's server answers."""

    def __init__(self, content: bytes = MANY, *, status: int = 200, **headers: str) -> None:
        self.content, self.status_code, self.headers = content, status, headers

    def __enter__(self):
        return self

    def __exit__(self, *_about):
        return None

    def iter_content(self, _size):
        yield self.content


@pytest.fixture
def oig(settings, monkeypatch):
    settings.LEIE_URL = "https://oig.example/lists/"
    asked = []

    def answers(answer):
        def get(url, **_how):
            asked.append(url)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(fetching.requests, "get", get)
        return asked

    return answers


def fetched(staff, now) -> SentList:
    source, name = address_of(ListKind.FULL, ON)
    return hand_in_address(
        kind=ListKind.FULL, list_date=date(2026, 11, 20), source=source, file_name=name, by=staff, now=now
    )


def test_a_fetched_list_has_the_day_on_which_oig_changed_it(oig, staff, now):
    asked = oig(Answer(**{"Last-Modified": "Tue, 10 Nov 2026 13:00:00 GMT"}))

    sent = read(fetched(staff, now))

    assert asked == ["https://oig.example/lists/UPDATED.csv"]
    assert (sent.state, sent.list_date, sent.run.list_date, held()) == ("done", ON, ON, 400)


def test_supplements_have_an_address_by_month(oig):
    assert address_of(ListKind.SUPPLEMENT, date(2026, 5, 1))[0] == "https://oig.example/lists/2026/2605excl.csv"
    assert address_of(ListKind.REINSTATED, date(2026, 11, 1)) == (
        "https://oig.example/lists/2026/2611rein.csv",
        "2611rein.csv",
    )


@pytest.mark.parametrize(
    ("answer", "match"),
    [
        (Answer(status=404), "no such file yet"),
        (Answer(status=302), "did not give the file"),
        (Answer(status=503), "did not give the file"),
        (Answer(**{"Content-Length": str(len(MANY) + 1)}), "stopped in the middle"),
        (Answer(b"x" * (25 * 1024 * 1024 + 1)), "too large"),
        (requests.ConnectionError(), "did not answer"),
        (requests.Timeout(), "did not answer"),
    ],
)
def test_what_oig_does_not_give_whole_is_told_and_may_be_tried_again(oig, staff, now, answer, match):
    oig(answer)

    sent = read(fetched(staff, now))

    assert (sent.state, sent.run, sent.may_be_read_again) == ("stopped", None, True)
    with pytest.raises(CannotFetch, match=match):
        fetch(sent.source)
    assert sent.problem


def test_where_fetching_is_off_that_is_said(settings):
    settings.LEIE_URL = ""

    with pytest.raises(CannotFetch, match="switched off"):
        address_of(ListKind.FULL, ON)

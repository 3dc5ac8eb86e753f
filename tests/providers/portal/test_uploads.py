"""A form with a file: answered at once, read elsewhere, saved by itself, and nothing typed or chosen is lost."""

import threading
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caarisma.common import private_files
from providers.directory.models import License
from providers.portal.filing import save_read
from providers.screening.enums import UploadState
from providers.screening.models import Document, ScreeningCase, Upload
from providers.vetting.documents import reading
from providers.vetting.documents.queue import read_due
from providers.vetting.documents.sweeping import sweep_files
from tests.factories.providers import make_case, make_location, make_provider, make_user
from tests.providers.portal.walk import ends, license_of, photo, send_to
from tests.providers.vetting.files import heavy_pdf, jpeg, pdf

pytestmark = pytest.mark.django_db

ADD = "/provider/licenses/add/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def provider():
    provider = make_provider(user=make_user())
    make_case(provider)
    make_location(provider)
    return provider


@pytest.fixture
def client(provider) -> Client:
    client = Client()
    client.force_login(provider.user)
    return client


def read_all() -> None:
    read_due(save=save_read, seconds=60)


def kept(page: str) -> str:
    """The name of the file that the form carries along."""
    return page.split('name="document_kept" value="')[1].split('"')[0]


class TestWaiting:
    def test_the_answer_comes_at_once_and_looks_again_by_itself(self, client, provider):
        answer = client.post(ADD, license_of())
        page = client.get(answer.url).content.decode()

        assert (answer.status_code, answer.url.startswith(f"{ADD}?file=")) == (303, True)
        assert "We are reading your file" in page
        assert '<meta http-equiv="refresh" content="2">' in page
        assert f'data-hx-get="{answer.url}"' in page
        assert client.get(answer.url, headers=HTMX).status_code == 204
        assert not License.objects.exists()

    def test_once_read_it_is_saved_and_the_pages_are_shown(self, client, provider):
        address = client.post(ADD, license_of(document=photo("two.pdf", pdf(2)))).url

        read_all()

        page = client.get(address).content.decode()
        document = Document.objects.get()
        assert (provider.licenses.get().number, document.title) == ("A12345", "two.pdf")
        assert document.uploaded_by == provider.user
        for number in (1, 2):
            assert reverse("provider:document", args=[document.name, number]) in page
        assert client.get(address, headers=HTMX)["HX-Redirect"] == address

    def test_who_left_the_page_finds_it_at_home_until_it_is_saved(self, client, provider):
        address = client.post(ADD, license_of()).url

        assert address in client.get("/provider/").content.decode()
        read_all()

        assert address not in client.get("/provider/").content.decode()
        assert provider.licenses.count() == 1

    def test_somebody_elses_file_is_nowhere(self, client):
        address = client.post(ADD, license_of()).url
        stranger = Client()
        stranger.force_login(make_provider(user=make_user()).user)

        assert stranger.get(address).status_code == 302
        name = address.split("=")[1]
        answer = stranger.post(ADD, {**license_of(document=""), "document_kept": name})
        assert (answer.status_code, Document.objects.count()) == (303, 0)  # saved, and without a file

    def test_a_file_that_is_a_day_old_is_no_error(self, client):
        address = client.post(ADD, license_of()).url
        sweep_files(now=timezone.now() + timedelta(days=2))

        assert client.get(address).url == ADD
        assert client.get(f"{ADD}?file=nonsense").url == ADD


class TestRefused:
    def test_it_is_said_beside_the_field_and_nothing_typed_is_lost(self, client, provider):
        address = client.post(ADD, license_of(document=photo("a.pdf", pdf(21)))).url
        read_all()

        answer = client.get(address)
        page = answer.content.decode()

        assert answer.status_code == 422
        assert answer.context["form"].errors == {"document": [reading.REFUSALS["pages"]]}
        assert 'value="a12345"' in page
        assert f'action="{ADD}"' in page
        assert "document_kept" not in page
        assert (License.objects.count(), Document.objects.count()) == (0, 0)
        assert "Not saved. See why" in client.get("/provider/").content.decode()

    def test_a_better_file_makes_it_forgotten(self, client, provider):
        send_to(client, "license_add", license_of(document=photo("a.pdf", pdf(21))))

        assert send_to(client, "license_add", license_of()).status_code == 303

        assert provider.licenses.count() == 1
        assert "Not saved" not in client.get("/provider/").content.decode()

    def test_what_could_not_be_saved_with_it_is_said_and_the_file_is_kept(self, client, provider):
        address = client.post(ADD, license_of()).url
        provider.licenses.create(state="CA", number="A12345", profession="md", source="x")
        read_all()

        answer = client.get(address)
        page = answer.content.decode()

        assert (answer.status_code, "You have entered this license already." in page) == (422, True)
        again = client.post(ADD, {**license_of(number="b2", document=""), "document_kept": kept(page)})
        assert (again.status_code, provider.licenses.count(), Document.objects.count()) == (303, 2, 1)

    def test_a_license_that_is_gone_by_then_is_not_added_again(self, client, provider):
        held = provider.licenses.create(state="CA", number="1", profession="md", source="x")
        address = client.post(reverse("provider:license", args=[held.pk]), license_of()).url
        held.delete()

        read_all()

        assert (License.objects.count(), Upload.objects.count()) == (0, 0)
        assert client.get(address).status_code == 404


class TestAnErrorElsewhere:
    def test_a_chosen_file_survives_it(self, client, provider):
        answer = client.post(ADD, {**license_of(), "expires_on_year": "2001"})
        page = answer.content.decode()
        assert (answer.status_code, "We have your file: license.jpg" in page) == (422, True)
        read_all()

        again = client.post(ADD, {**license_of(document=""), "document_kept": kept(page)})

        assert again.status_code == 303
        assert (provider.licenses.count(), Document.objects.get().title) == (1, "license.jpg")

    def test_it_is_shown_to_who_chose_it_and_nobody_else(self, client, provider):
        page = client.post(ADD, {**license_of(), "expires_on_year": "2001"}).content.decode()
        read_all()
        name = kept(page)

        again = client.post(ADD, {**license_of(document=""), "expires_on_year": "2001", "document_kept": name})
        address = reverse("provider:kept_page", args=[name, 1])
        stranger = Client()
        stranger.force_login(make_provider(user=make_user()).user)

        assert address in again.content.decode()
        assert client.get(address)["Content-Type"] == "image/jpeg"
        assert stranger.get(address).status_code == 404
        assert client.get(reverse("provider:kept_page", args=[name, 2])).status_code == 404

    def test_it_can_be_let_go_and_what_was_typed_stays(self, client):
        page = client.post(ADD, {**license_of(), "expires_on_year": "2001"}).content.decode()

        answer = client.post(ADD, {**license_of(document=""), "document_kept": kept(page), "document_drop": "1"})
        text = answer.content.decode()

        assert (answer.status_code, Upload.objects.count(), License.objects.count()) == (200, 0, 0)
        assert 'value="a12345"' in text
        assert "document_kept" not in text
        assert "There is a problem" not in text

    def test_who_left_and_comes_back_finds_it_and_after_three_hours_it_is_gone(self, client):
        sent = {"document": photo("card.jpg"), **ends("insurance_ends_on")}
        client.post("/provider/insurance/", sent)
        assert "We have your file: card.jpg" in client.get("/provider/insurance/").content.decode()

        sweep_files(now=timezone.now() + timedelta(hours=4))

        assert "We have your file" not in client.get("/provider/insurance/").content.decode()

    def test_it_may_be_corrected_before_the_file_is_read(self, client, provider):
        page = client.post(ADD, {**license_of(), "number": ""}).content.decode()
        again = client.post(ADD, {**license_of(document=""), "document_kept": kept(page)})
        assert "We are reading" in client.get(again.url).content.decode()

        read_all()

        assert (provider.licenses.count(), Document.objects.count()) == (1, 1)

    def test_another_file_takes_its_place(self, client, provider):
        page = client.post(ADD, {**license_of(), "number": ""}).content.decode()

        client.post(ADD, {**license_of(document=photo("better.jpg")), "document_kept": kept(page)})
        read_all()

        assert Document.objects.get().title == "better.jpg"
        assert Upload.objects.count() == 1

    def test_going_back_after_it_was_saved_and_saving_again_loses_nothing(self, client, provider):
        page = client.post("/provider/insurance/", {"document": photo(), **ends("insurance_ends_on")}).content.decode()
        form = {"insurer": "Acme", **ends("insurance_ends_on"), "document_kept": kept(page)}
        client.post("/provider/insurance/", form)
        read_all()

        client.post("/provider/insurance/", {**form, "insurer": "Better Mutual"})

        assert provider.statement.insurer == "Better Mutual"
        assert Document.objects.count() == 1

    def test_a_refused_one_is_said_with_the_next_try(self, client, provider):
        sent = license_of(document=photo("a.pdf", pdf(21)))
        page = client.post(ADD, {**sent, "number": ""}).content.decode()
        read_all()

        answer = client.post(ADD, {**license_of(document=""), "document_kept": kept(page)})

        assert (answer.status_code, "more than 20 pages" in answer.content.decode()) == (422, True)
        assert not provider.licenses.exists()


class TestWithoutItsPhoto:
    def test_a_license_is_saved_and_the_list_says_what_is_missing(self, client, provider):
        answer = client.post(ADD, license_of(document=""), follow=True)
        page = answer.content.decode()

        assert provider.licenses.get().number == "A12345"
        assert ("Its photo is still missing." in page, "The photo is missing." in page) == (True, True)
        assert "In progress" in client.get("/provider/").content.decode()

        client.post(reverse("provider:license", args=[provider.licenses.get().pk]), license_of())
        read_all()

        assert (provider.licenses.count(), Document.objects.count()) == (1, 1)
        assert "The photo is missing." not in client.get("/provider/licenses/").content.decode()

    def test_a_photo_id_is_nothing_without_it(self, client):
        assert client.post("/provider/identity/", {}).status_code == 422

    def test_what_goes_to_the_desk_at_once_needs_it(self, client, provider):
        ScreeningCase.objects.filter(provider=provider).update(
            status="sent", sent_at=timezone.now(), due_at=timezone.now()
        )

        assert client.post(ADD, license_of(document="")).status_code == 422
        assert not License.objects.exists()


class TestThisIsWhatWeSee:
    def look(self, client, content: bytes) -> str:
        address = client.post("/provider/identity/", {"document": photo("card.jpg", content)}).url
        read_all()
        return client.get(address).content.decode()

    def test_an_empty_page_is_asked_about_and_yes_keeps_it(self, client):
        page = self.look(client, jpeg())
        document = Document.objects.get()
        assert ("We see nothing on page 1." in page, document.seen_at) == (True, None)

        answer = client.post(reverse("provider:document_seen", args=[document.name]), {"read": "yes"})

        document.refresh_from_db()
        assert (answer.url, document.seen_at is not None, document.hints) == ("/provider/", True, "empty@1")

    def test_no_deletes_it_and_asks_for_another(self, client):
        self.look(client, jpeg())

        answer = client.post(reverse("provider:document_seen", args=[Document.objects.get().name]), {"read": "no"})

        assert answer.url == "/provider/identity/"
        assert not Document.objects.held().exists()


class TestTheSiteGoesOn:
    def test_two_heavy_files_do_not_delay_another_page(self, client, monkeypatch):
        monkeypatch.setattr(reading.subprocess, "run", lambda *_, **__: pytest.fail("the web process read a file"))
        heavy = heavy_pdf()

        started = time.perf_counter()
        for name in ("one.pdf", "two.pdf"):
            assert client.post("/provider/identity/", {"document": photo(name, heavy)}).status_code == 303
            assert client.get("/health/live").status_code == 200
        assert "Being read" in client.get("/provider/").content.decode()

        assert time.perf_counter() - started < reading.WAIT_SECONDS / 2

    def test_one_too_heavy_is_refused_and_the_next_is_read(self, client, monkeypatch):
        monkeypatch.setattr(reading, "WAIT_SECONDS", 1.5)
        client.post("/provider/identity/", {"document": photo("one.pdf", heavy_pdf())})
        client.post("/provider/identity/", {"document": photo("card.jpg")})

        read_all()

        assert set(Upload.objects.values_list("state", "refused")) == {("refused", "heavy"), ("kept", "")}

    def test_a_full_disk_is_said_and_nothing_typed_is_lost(self, client, monkeypatch):
        def full(*arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)

        answer = client.post(ADD, license_of())

        page = answer.content.decode()
        assert (answer.status_code, "We cannot take files right now" in page) == (503, True)
        assert 'value="a12345"' in page
        assert not Upload.objects.exists()

    def test_a_disk_that_hangs_keeps_nobody_for_long_and_nothing_typed_is_lost(self, client, monkeypatch):
        goes_on = threading.Event()
        monkeypatch.setattr("os.fsync", lambda *_arguments: goes_on.wait(60))
        monkeypatch.setattr(private_files, "WAIT_SECONDS", 0.2)

        answer = client.post(ADD, license_of())
        goes_on.set()

        page = answer.content.decode()
        assert (answer.status_code, "We cannot take files right now" in page) == (503, True)
        assert 'value="a12345"' in page
        assert not Upload.objects.exists()

    def test_sixty_files_an_hour_are_enough(self, client, monkeypatch):
        monkeypatch.setattr("providers.portal.views.filing.UPLOADS_AN_HOUR", 1)
        client.post(ADD, license_of())

        answer = client.post(ADD, license_of(number="b2"))

        assert (answer.status_code, "60 files within an hour" in answer.content.decode()) == (429, True)
        assert 'value="b2"' in answer.content.decode()

    def test_no_file_lies_anywhere_unencrypted(self, client, settings, monkeypatch):
        monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda *_, **__: pytest.fail("written to the disk"))
        content = jpeg((120, 90)) + bytes(4_000_000)

        client.post("/provider/identity/", {"document": photo("card.jpg", content)})

        upload = Upload.objects.get()
        assert upload.size == len(content)
        stored = (settings.PRIVATE_FILES_DIR / str(upload.name) / "0").read_bytes()
        assert content[:40] not in stored

    def test_what_was_typed_is_encrypted_and_gone_once_it_is_saved(self, client):
        sent = {"insurer": "Acme Mutual", **ends("insurance_ends_on"), "document": photo()}
        client.post("/provider/insurance/", sent)
        assert Upload.objects.get().form["fields"]["insurer"] == ["Acme Mutual"]

        read_all()

        assert Upload.objects.get().form is None

    def test_who_lost_the_profile_meanwhile_changes_nothing(self, client, provider):
        client.post(ADD, license_of())
        provider.user = make_user()
        provider.save()

        read_all()

        assert not License.objects.exists()
        assert not Upload.objects.exists()


@pytest.mark.parametrize("page", ["identity", "insurance", "board", "supervisor/ca", "products", "licenses/add"])
def test_each_page_says_what_it_takes(client, page):
    text = client.get(f"/provider/{page}/").content.decode()

    assert "A photo (JPEG, PNG, HEIC or AVIF) or a PDF, up to 25 MB and 20 pages." in text
    assert 'accept="image/jpeg,image/png,image/heic,image/heif,image/avif,application/pdf"' in text


def test_a_problem_is_told_in_the_language_of_the_page(client, provider):
    address = client.post(f"/es{ADD}", license_of()).url
    provider.licenses.create(state="CA", number="A12345", profession="md", source="x")

    read_all()

    assert address.startswith("/es/")
    assert Upload.objects.get().form["language"] == "es"
    assert Upload.objects.get().state == UploadState.READ

"""What the registry and the geocoder are asked: by a task, with its own attempts, and no request waits for it."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from providers.directory.enums import PlacedBy
from providers.directory.geocoding import street
from providers.directory.models import PracticeLocation, Provider
from providers.directory.npi import npi_from_nine
from providers.errands import joining, running
from providers.errands.enums import ErrandKind
from providers.errands.models import Errand
from providers.errands.running import MOST_ATTEMPTS, forget_errands, run_due, send_off
from providers.profile.services.places import save_place
from providers.screening.models import NpiClaim, ProposedChange
from tests.factories.providers import make_listed_location, make_location, make_provider, make_user
from tests.providers.portal.walk import NPI, PLACE, WHO
from tests.providers.registry.server import found

pytestmark = pytest.mark.django_db(transaction=True)

JOIN, ASKING, WHO_PAGE = "/provider/join/", "/provider/join/asking/", "/provider/join/who/"


@pytest.fixture
def lena(client) -> Client:
    client.force_login(make_user("lena@example.com"))
    return client


class TestJoining:
    def test_the_page_answers_before_the_registry_does(self, lena, registry):
        answer = lena.post(JOIN, WHO)

        assert (answer.status_code, answer.url, registry.asked) == (303, ASKING, [])
        page = lena.get(ASKING).content.decode()
        assert "We are looking up your NPI" in page
        assert '<meta http-equiv="refresh" content="2">' in page
        assert lena.get(ASKING, headers={"HX-Request": "true"}).status_code == 204

    def test_then_it_leads_on(self, lena, registry):
        registry.answers[NPI] = found(NPI, first_name="LENA", last_name="ORTIZ")
        lena.post(JOIN, WHO)

        assert run_due() == 1

        assert lena.get(ASKING).url == WHO_PAGE
        assert lena.get(ASKING, headers={"HX-Request": "true"}).headers["HX-Redirect"] == WHO_PAGE
        page = lena.get(WHO_PAGE).content.decode()
        assert "The national registry says" in page
        assert 'value="Lena"' in page
        assert not Provider.objects.exists()
        assert lena.post(WHO_PAGE, WHO).url == reverse("provider:home")
        assert Provider.objects.get(npi=NPI).locations.get().line1 == "1 Lakeside Dr"
        assert not Errand.objects.exists()

    def test_who_comes_back_to_the_form_meanwhile_sees_that_it_is_being_asked(self, lena, registry):
        lena.post(JOIN, WHO)

        assert lena.get(JOIN).url == ASKING

    def test_a_number_that_cannot_be_theirs_brings_the_form_back_with_all_that_was_typed(self, lena, registry):
        lena.post(JOIN, WHO)
        run_due()

        assert lena.get(ASKING).url == JOIN
        answer = lena.get(JOIN)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "does not know this NPI" in page
        assert f'value="{NPI}"' in page

    def test_it_is_refused_in_the_language_of_the_page(self, lena, registry, monkeypatch):
        spoken = []
        monkeypatch.setattr(joining, "record_of_joiner", lambda _npi: spoken.append(get_language()))
        lena.post(f"/es{JOIN}", WHO)
        run_due()

        assert spoken == ["es"]

    def test_a_second_try_takes_the_place_of_the_first(self, lena, registry):
        registry.answers[NPI] = found(NPI, first_name="LENA", last_name="ORTIZ")
        lena.post(JOIN, {"npi": npi_from_nine("155555555")})
        lena.post(JOIN, WHO)
        run_due(seconds=1)

        assert Errand.objects.count() == 1
        lena.post(WHO_PAGE, WHO)
        assert [claim.name for claim in NpiClaim.objects.all()] == ["Lena Ortiz"]

    def test_when_the_registry_does_not_answer_they_go_on_by_hand(self, lena, registry):
        registry.faults = [(503, b"")]
        lena.post(JOIN, WHO)
        run_due()

        assert lena.get(ASKING).url == WHO_PAGE
        assert "We have no answer of the registry" in lena.get(WHO_PAGE).content.decode()
        assert lena.post(WHO_PAGE, WHO).url == reverse("provider:home")

    def test_a_name_that_differs_waits_for_a_person(self, lena, registry):
        registry.answers[NPI] = found(NPI, first_name="AMARA", last_name="OSEI")
        lena.post(JOIN, WHO)
        run_due()

        assert lena.post(WHO_PAGE, WHO).url == reverse("provider:claim")
        assert lena.get(ASKING).url == reverse("provider:claim")

    def test_a_stranger_has_nothing_to_look_at(self, client):
        assert client.get(ASKING).url.startswith("/accounts/login/")


class TestStreets:
    @pytest.fixture(autouse=True)
    def geocoder(self, monkeypatch, settings):
        settings.GEOCODER = "nominatim"
        cache.clear()
        self.asked, self.found = [], (37.8053, -122.2725)

        def ask(lookup, address, place):
            self.asked.append(address)
            if isinstance(self.found, Exception):
                raise self.found
            return self.found

        monkeypatch.setattr(street, "_ask", ask)
        yield
        cache.clear()

    def place(self, now, **changes):
        provider = make_provider(user=make_user())
        return save_place(provider_id=provider.pk, location_id=None, values=VALUES | changes, by=provider.user, now=now)

    def test_a_place_is_saved_at_once_and_moves_to_its_street_later(self, now):
        place = self.place(now)
        assert (place.placed_by, self.asked) == (PlacedBy.ZIP, [])

        run_due()

        place.refresh_from_db()
        assert (place.placed_by, place.latitude) == (PlacedBy.STREET, 37.8053)
        assert not Errand.objects.exists()

    def test_what_was_found_before_needs_no_errand(self, now):
        self.place(now)
        run_due()

        assert self.place(now).placed_by == PlacedBy.STREET

    def test_an_address_that_changed_meanwhile_keeps_its_own_point(self, now, monkeypatch):
        place = self.place(now)

        def moves(lookup, address, place_):
            PracticeLocation.objects.update(line1="2 Elsewhere Rd")
            return self.found

        monkeypatch.setattr(street, "_ask", moves)
        run_due()

        place.refresh_from_db()
        assert place.placed_by == PlacedBy.ZIP

    def test_one_that_waits_for_the_desk_is_placed_too(self, now):
        held = make_listed_location(now=now, provider=make_provider(user=make_user()))
        values = VALUES | {"line1": "9 Pier Way", "accepting_patients": True}
        save_place(provider_id=held.provider_id, location_id=held.pk, values=values, by=held.provider.user, now=now)
        run_due()

        change = ProposedChange.objects.get(about__endswith=":address")
        assert (change.values["placed_by"], change.values["latitude"]) == ("street", 37.8053)

    def test_one_that_does_not_answer_is_asked_again_and_then_no_more(self, now):
        self.found = OSError("away")
        place = self.place(now)
        tries = 0
        while Errand.objects.open().exists():
            tries += 1
            assert tries < 20
            Errand.objects.open().update(available_at=timezone.now())
            run_due()

        assert len(self.asked) == MOST_ATTEMPTS
        place.refresh_from_db()
        assert place.placed_by == PlacedBy.ZIP

    def test_a_place_that_is_left_meanwhile_is_no_fault(self, now):
        place = self.place(now)
        PracticeLocation.objects.filter(pk=place.pk).delete()

        assert run_due() == 0


VALUES = {
    "owner_name": "",
    **{name: PLACE[name] for name in ("clinic_name", "line1", "city", "state", "zip_code", "phone")},
    "line2": "", "accepting_patients": True, "first_visit_fee": 0, "first_visit_fee_credited": False,
    "step_free_access": False, "parking_at_door": False, "video_visits": False,
}  # fmt: skip


class TestQueue:
    def test_an_attempt_waits_before_the_next(self, now, monkeypatch):
        errand = self.errand(now)
        monkeypatch.setitem(running.RUN, ErrandKind.STREET, lambda *_args, **_named: 1 / 0)

        assert (run_due(), run_due()) == (1, 0)
        errand.refresh_from_db()
        assert errand.attempts == 1
        assert errand.available_at > timezone.now() + timedelta(seconds=50)

    def test_a_worker_gets_its_chance_first(self, now):
        self.errand(now)

        assert run_due(grace=timedelta(seconds=10)) == 0

    def test_what_was_done_a_day_ago_is_forgotten(self, now):
        errand = self.errand(now)
        Errand.objects.filter(pk=errand.pk).update(done_at=now, refused="No.")

        assert forget_errands(now=now + timedelta(hours=23)) == 0
        assert forget_errands(now=now + timedelta(hours=25)) == 1

    @pytest.mark.parametrize(
        "wrong", [{"kind": ErrandKind.JOIN}, {"typed": {"a": "b"}}, {"location": None}, {"said": "x"}]
    )
    def test_the_database_takes_no_half_errand(self, now, wrong):
        errand = self.errand(now)
        for name, value in wrong.items():
            setattr(errand, name, value)

        with pytest.raises(IntegrityError), transaction.atomic():
            errand.save()

    def errand(self, now):
        return send_off(kind=ErrandKind.STREET, by=make_user(), now=now, location=make_location())


def test_a_registry_that_hangs_keeps_no_page_waiting(lena, registry, monkeypatch):
    """Nobody of the web process ever asks it."""
    monkeypatch.setattr("providers.registry.nppes_api.requests.get", lambda *_args, **_named: time.sleep(30))
    began = time.monotonic()

    lena.post(JOIN, WHO)
    lena.get(ASKING)

    assert time.monotonic() - began < 5

"""What a decision brings with it: ID cards go, claims are proven, changes come or go, and a short mail is sent."""

from datetime import timedelta

import pytest
from django.utils import translation

from caarisma.common.outbox.models import Mail
from providers.directory.models import Offering, Statement
from providers.screening.enums import CaseKind, CheckKind
from providers.screening.models import Document, NpiClaim
from providers.vetting.cases.cases import (
    approve_case,
    ask_for_more,
    open_case,
    turn_down_case,
)
from tests.factories.providers import make_document, make_user
from tests.factories.treatments import make_area_concern
from tests.letters import delivered
from tests.providers.vetting.cases import case_in_review, case_ready, make_clinic

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def ana():
    return make_user("ana@example.com", is_staff=True)


@pytest.fixture
def clinic(now):
    """Of a provider with an account, a claim of their own and one of a stranger."""
    location = make_clinic()
    for user in (location.provider.user, make_user("stranger@example.com")):
        NpiClaim.objects.create(provider=location.provider, user=user, made_at=now)
    return location


def approve(case, by, now):
    return approve_case(case_id=case.pk, by=by, now=now)


def turn_down(case, by, now):
    return turn_down_case(
        case_id=case.pk, reasons=["identity"], words="The photo is of nobody.", by=by, now=now, first_by=make_user()
    )


@pytest.fixture
def approved(clinic, ana, now):
    earlier = now - timedelta(hours=1)  # a check says something else only of a later look
    approve(case_ready(clinic, by=ana, now=earlier), ana, earlier)
    Mail.objects.all().delete()
    return clinic.provider


@pytest.mark.parametrize("decide", [approve, turn_down])
def test_no_picture_of_an_id_card_outlives_the_decision(decide, clinic, ana, now, django_capture_on_commit_callbacks):
    case = case_ready(clinic, by=ana, now=now)
    card = make_document(case, by=clinic.provider.user, now=now, kind=CheckKind.IDENTITY)
    policy = make_document(case, by=clinic.provider.user, now=now, kind=CheckKind.INSURANCE)

    with django_capture_on_commit_callbacks(execute=True):
        decide(case, ana, now)

    assert set(Document.objects.held().values_list("kind", flat=True)) == {CheckKind.INSURANCE}
    assert policy in Document.objects.held()
    with pytest.raises(FileNotFoundError):
        card.page(1)


def test_an_approval_proves_the_owner_and_refuses_everybody_else(approved):
    owner, stranger = NpiClaim.objects.order_by("pk")

    assert (owner.confirmed_at is not None, owner.refused_at) == (True, None)
    assert (stranger.confirmed_at, stranger.refused_at is not None) == (None, True)


def test_turned_down_nobody_is_proven(clinic, ana, now):
    turn_down(case_ready(clinic, by=ana, now=now), ana, now)

    assert NpiClaim.objects.open().count() == 2


class TestChanges:
    def test_newer_words_on_a_product_wait_for_the_next_look(self, approved, ana, now):
        fat = make_area_concern("stomach", "fat-pads")
        type(fat.concern).objects.filter(pk=fat.concern_id).update(needs_fda_note=True)
        named = {"product": "Old", "product_maker": "Old Labs", "product_source": "Old Pharmacy"}
        line = Offering.objects.create(
            location=approved.locations.get(), area_concern=fat, price_per_session=300, **named
        )

        Statement.objects.update_or_create(provider=approved, defaults={"products": "New", "products_maker": "N"})

        line.refresh_from_db()
        assert line.product == "Old"


class TestMails:
    def ask(self, case, by, now):
        ask_for_more(case_id=case.pk, reasons=["insurance"], words="Send the policy of 2027.", by=by, now=now)

    @pytest.mark.parametrize(
        ("step", "subject"),
        [(approve, "finished our check"), (turn_down, "finished our check"), (ask, "need something more")],
    )
    def test_each_step_is_told_in_a_mail_that_gives_nothing_away(
        self, step, subject, clinic, ana, now, django_capture_on_commit_callbacks
    ):
        case = case_ready(clinic, by=ana, now=now)
        arguments = (self, case, ana, now) if step is TestMails.ask else (case, ana, now)

        with django_capture_on_commit_callbacks(execute=True):
            step(*arguments)

        (sent,) = delivered()
        assert subject in sent.subject
        assert sent.to == [clinic.provider.user.email]
        for secret in ("policy", "photo", "insurance", clinic.provider.npi):
            assert secret not in sent.body

    def test_the_language_is_the_providers_own(self, clinic, ana, now, django_capture_on_commit_callbacks):
        Statement.objects.create(provider=clinic.provider, language="es")
        case = case_in_review(clinic, by=ana, now=now)
        with translation.override("es"):
            subject = translation.gettext("We need something more from you")

        with django_capture_on_commit_callbacks(execute=True):
            self.ask(case, ana, now)

        assert delivered()[0].subject == subject

    def test_the_mail_leads_to_the_providers_own_pages(self, clinic, ana, now):
        Statement.objects.create(provider=clinic.provider, language="es")

        approve(case_ready(clinic, by=ana, now=now), ana, now)

        (sent,) = delivered()
        assert "https://caarisma.example/es/provider/\n" in sent.body
        assert sent.body.endswith("Caarisma\nhttps://caarisma.example/\n")

    def test_a_refused_decision_sends_none(self, clinic, ana, now, django_capture_on_commit_callbacks):
        case = case_in_review(clinic, by=ana, now=now)

        with django_capture_on_commit_callbacks(execute=True), pytest.raises(Exception, match="cannot be approved"):
            approve(case, ana, now)

        assert delivered() == []


def test_who_has_no_account_is_written_to_by_nobody(clinic, ana, now, django_capture_on_commit_callbacks):
    clinic.provider.user = None
    clinic.provider.save()
    open_case(provider_id=clinic.provider_id, kind=CaseKind.NEW, by=None, now=now)

    with django_capture_on_commit_callbacks(execute=True):
        approve(case_ready(clinic, by=ana, now=now), ana, now)

    assert delivered() == []

"""Queue, bench and decision as pages: what they show, what they refuse, and that nothing typed is lost."""

import html
import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from providers.desk.access import READ, SECOND, SUSPEND, WORK
from providers.desk.views.bench import TURNS
from providers.directory.models import PracticeLocation
from providers.profile.services.places import CHECKED_FIELDS, OPEN_FIELDS, save_place
from providers.profile.services.profile import save_statement
from providers.screening.enums import CaseStatus, CheckKind, CheckResult, Fact
from providers.screening.models import Document
from providers.vetting.cases.cases import claim_case, propose_override, record_fact_change
from tests.factories.providers import make_document, make_user
from tests.providers.vetting.cases import case_in_review, case_ready, make_clinic, pass_check, sent_case

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

VIEW_DOCUMENT = "screening.view_document"


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK, SUSPEND, VIEW_DOCUMENT)


def page(response) -> str:
    return response.content.decode()


def fields(kind: str, clock, **changes: object) -> dict[str, object]:
    values = {
        "result": "pass",
        "finding": "In use",
        "source": "NPPES",
        "reference": "1",
        "report_date": (clock - timedelta(days=1)).date().isoformat(),  # over everywhere
        "good_until": "",
        "note": "",
        "revision": "0",
        **changes,
    }
    return {f"{kind}-{name}": value for name, value in values.items()}


def test_the_queue_puts_what_is_due_first_in_front_and_says_what_is_late(client, ana, clock):
    late = sent_case(make_clinic(last_name="Early"), now=clock - timedelta(days=9))
    new = sent_case(make_clinic(last_name="Recent"), now=clock)

    text = page(client.get(reverse("desk:queue")))

    assert text.index(str(late.provider)) < text.index(str(new.provider))
    assert text.count("Late by") == 1


def test_an_empty_queue_says_so(client, ana):
    assert "Nothing waits." in page(client.get(reverse("desk:queue")))


def test_filters_of_the_queue(client, ana, clock):
    case = sent_case(now=clock)

    alerts = page(client.get(reverse("desk:queue"), {"kind": "alert"}))
    sent = page(client.get(reverse("desk:queue"), {"status": "sent", "kind": "new"}))

    assert str(case.provider) not in alerts
    assert "No case matches" in alerts
    assert str(case.provider) in sent


def test_nonsense_in_the_filters_is_no_error(client, ana):
    assert client.get(reverse("desk:queue"), {"status": "x", "kind": "'", "page": "minus"}).status_code == 200


def test_taking_a_case_opens_its_bench_with_the_checks(client, ana, clock):
    case = sent_case(now=clock)

    response = client.post(reverse("desk:take", args=[case.pk]), follow=True)

    assert "With you until" in page(response)
    assert "State license" in page(response)
    assert case.provider.npi in page(response)


def test_a_case_of_a_colleague_is_shown_without_forms_and_asks_why(client, ana, clock):
    case = case_in_review(by=make_user("ben@example.com"), now=clock)

    text = page(client.get(reverse("desk:case", args=[case.pk])))

    assert "With ben@example.com until" in text
    assert "Take over" in text
    assert "Save check" not in text


def test_taking_over_without_a_reason_is_refused_in_words(client, ana, clock):
    case = case_in_review(by=make_user("ben@example.com"), now=clock)

    response = client.post(reverse("desk:take", args=[case.pk]), follow=True)

    assert "This case is with ben@example.com now. Say why you take it over." in page(response)


def test_a_check_is_saved_at_once(client, ana, clock):
    case = case_in_review(by=ana, now=clock)

    response = client.post(reverse("desk:save_check", args=[case.pk, "scope"]), fields("scope", clock))

    assert response.status_code == 303
    assert response.headers["Location"].endswith("#check-scope")
    assert case.checks.get().result == CheckResult.PASS


def test_a_check_with_a_mistake_keeps_what_was_typed_and_says_what_is_wrong(client, ana, clock):
    case = case_in_review(by=ana, now=clock)
    tomorrow = (clock + timedelta(days=3)).date().isoformat()

    response = client.post(
        reverse("desk:save_check", args=[case.pk, "scope"]),
        fields("scope", clock, report_date=tomorrow, note="Typed once"),
    )

    assert response.status_code == 422
    assert "in the future" in page(response)
    assert "Typed once" in page(response)
    assert not case.checks.exists()


@pytest.mark.parametrize("bad", [{"result": "maybe"}, {"report_date": "soon"}, {"source": ""}, {"finding": "x" * 200}])
def test_bad_input_is_answered_beside_the_field(client, ana, clock, bad):
    case = case_in_review(by=ana, now=clock)

    response = client.post(reverse("desk:save_check", args=[case.pk, "scope"]), fields("scope", clock, **bad))

    assert response.status_code == 422
    assert "errorlist" in page(response)


def test_a_kind_of_check_that_does_not_exist_is_no_page(client, ana, clock):
    case = case_in_review(by=ana, now=clock)

    assert client.post(f"{reverse('desk:case', args=[case.pk])}checks/magic/").status_code == 404


def test_a_change_by_the_provider_shows_a_banner_and_refuses_older_work(client, ana, clock):
    case = case_in_review(by=ana, now=clock)
    record_fact_change(provider_id=case.provider_id, what=Fact.INSURANCE, by=case.provider.user, now=clock)

    bench = client.get(reverse("desk:case", args=[case.pk]))
    response = client.post(reverse("desk:save_check", args=[case.pk, "scope"]), fields("scope", clock, revision="0"))

    assert "The provider changed something" in page(bench)
    assert response.status_code == 422
    assert "since you opened this page" in page(response)


def test_what_a_board_or_a_job_noted_is_not_said_of_the_provider(client, ana, clock):
    case = case_in_review(by=ana, now=clock)
    record_fact_change(
        provider_id=case.provider_id, what=Fact.LICENSE, by=None, now=clock, words="Probation since May."
    )

    bench = page(client.get(reverse("desk:case", args=[case.pk])))

    assert "Probation since May." in bench
    assert "The provider changed something" not in bench


def test_the_bench_says_what_the_reader_noticed_of_a_photo(client, ana, clock):
    case = case_in_review(by=ana, now=clock)
    make_document(case, by=case.provider.user, now=clock, kind=CheckKind.IDENTITY)
    Document.objects.update(hints="dark@1")

    assert "Page 1 looks dark." in page(client.get(reverse("desk:case", args=[case.pk])))


def test_the_banner_says_what_was_typed_over_what(client, ana, clock):
    case = case_in_review(by=ana, now=clock)
    provider, place = case.provider, case.provider.locations.get()
    PracticeLocation.objects.filter(pk=place.pk).update(phone="510-555-0142")
    place.refresh_from_db()
    typed = {name: getattr(place, name) for name in (*CHECKED_FIELDS, *OPEN_FIELDS)} | {"phone": "510-555-0143"}

    save_place(provider_id=provider.pk, location_id=place.pk, values=typed, by=provider.user, now=clock)
    save_statement(
        provider_id=provider.pk, fact=Fact.INSURANCE, document=None, by=provider.user, now=clock,
        values={"insurer": "Example Mutual", "insurance_ends_on": date(2027, 8, 31)},
    )  # fmt: skip

    bench = page(client.get(reverse("desk:case", args=[case.pk])))
    assert "phone: 510-555-0142, now 510-555-0143" in bench
    assert "insurance ends on: nothing, now Aug 31, 2027" in bench


def test_approval_with_a_check_missing_is_refused_with_the_list(client, ana, clock):
    case = case_ready(by=ana, now=clock)
    case.checks.filter(kind=CheckKind.PLACE).delete()

    response = client.post(
        reverse("desk:decision", args=[case.pk]), {"decision": "approve", "revision": "0", "confirm": "1"}
    )

    case.refresh_from_db()
    assert response.status_code == 422
    assert "Place of practice: not done." in page(response)
    assert case.status == CaseStatus.IN_REVIEW


def test_the_words_are_shown_before_they_are_sent(client, ana, clock):
    case = case_in_review(by=ana, now=clock)
    typed = {"decision": "more", "reasons": ["insurance"], "words": "Send the new certificate.", "revision": "0"}

    preview = client.post(reverse("desk:decision", args=[case.pk]), typed)
    case.refresh_from_db()
    status_after_preview = case.status
    client.post(reverse("desk:decision", args=[case.pk]), {**typed, "confirm": "1"})

    case.refresh_from_db()
    assert "The provider will read" in page(preview)
    assert status_after_preview == CaseStatus.IN_REVIEW
    assert (case.status, case.reason) == (CaseStatus.MORE_NEEDED, "Send the new certificate.")


def test_asking_for_more_without_a_reason_is_answered_beside_the_field(client, ana, clock):
    case = case_in_review(by=ana, now=clock)

    response = client.post(reverse("desk:decision", args=[case.pk]), {"decision": "more", "words": "Kept words"})

    assert response.status_code == 422
    assert "Choose at least one reason." in page(response)
    assert "Kept words" in page(response)


def test_an_approval_from_the_page(client, ana, clock):
    case = case_ready(by=ana, now=clock)

    client.post(reverse("desk:decision", args=[case.pk]), {"decision": "approve", "revision": "0", "confirm": "1"})

    case.refresh_from_db()
    assert (case.status, case.decided_by) == (CaseStatus.APPROVED, ana)


def test_who_lost_the_case_meanwhile_is_told_and_decides_nothing(client, ana, clock):
    case = case_ready(by=ana, now=clock)
    claim_case(case_id=case.pk, by=make_user("ben@example.com"), now=clock, why="Ana left.")

    response = client.post(
        reverse("desk:decision", args=[case.pk]), {"decision": "approve", "revision": "0", "confirm": "1"}
    )

    case.refresh_from_db()
    assert response.status_code == 409
    assert "This case is with ben@example.com now. Nothing of yours was saved." in page(response)
    assert case.status == CaseStatus.IN_REVIEW


def test_an_exception_is_proposed_at_the_bench_and_decided_by_another(client, ana, sign_in_as, clock):
    case = case_ready(by=ana, now=clock)
    pass_check(case, CheckKind.NPI, by=ana, now=clock, result=CheckResult.UNABLE)
    client.post(reverse("desk:propose", args=[case.pk, "npi"]), {"words": "The registry is down.", "revision": "0"})
    decision = case.decisions.get()
    mine = client.get(reverse("desk:second"))

    sign_in_as(READ, SECOND, email="ben@example.com")
    client.post(
        reverse("desk:second_decide", args=[decision.pk]),
        {f"{decision.pk}-grant": "yes", f"{decision.pk}-words": "Seen."},
    )

    decision.refresh_from_db()
    assert "You proposed this." in page(mine)
    assert decision.outcome == "granted"


def test_a_person_with_both_roles_cannot_decide_their_own_proposal(client, sign_in_as, clock):
    both = sign_in_as(READ, WORK, SECOND)
    case = case_ready(by=both, now=clock)
    pass_check(case, CheckKind.NPI, by=both, now=clock, result=CheckResult.UNABLE)
    decision = propose_override(case_id=case.pk, kind=CheckKind.NPI, words="Down.", by=both, now=clock)

    response = client.post(
        reverse("desk:second_decide", args=[decision.pk]),
        {f"{decision.pk}-grant": "yes", f"{decision.pk}-words": "Seen."},
    )

    decision.refresh_from_db()
    assert (response.status_code, decision.outcome) == (422, "")


def test_an_exception_that_is_not_saved_keeps_the_words(client, ana, clock):
    case = case_ready(by=ana, now=clock)
    pass_check(case, CheckKind.NPI, by=ana, now=clock, result=CheckResult.UNABLE)

    response = client.post(reverse("desk:propose", args=[case.pk, "npi"]), {"words": "Kept words", "revision": "7"})

    assert response.status_code == 422
    assert "Kept words" in page(response)
    assert not case.decisions.exists()


def test_the_second_person_reads_that_the_check_was_answered_anew(client, ana, sign_in_as, clock):
    case = case_ready(by=ana, now=clock)
    pass_check(case, CheckKind.NPI, by=ana, now=clock, result=CheckResult.UNABLE)
    decision = propose_override(case_id=case.pk, kind=CheckKind.NPI, words="Down.", by=ana, now=clock)
    pass_check(case, CheckKind.NPI, by=ana, now=clock + timedelta(minutes=1), result=CheckResult.FAIL)
    sign_in_as(READ, SECOND, email="ben@example.com")

    shown = client.get(reverse("desk:second"))
    response = client.post(
        reverse("desk:second_decide", args=[decision.pk]),
        {f"{decision.pk}-grant": "yes", f"{decision.pk}-words": "Seen."},
    )

    assert "Only refusing is left." in page(shown)
    assert response.status_code == 422
    assert "Seen." in page(response)


STATELESS = [
    ("save_check", ["scope"], {"scope-result": "pass", "scope-source": "Law", "scope-report_date": "2026-01-02"}),
    ("propose", ["npi"], {"words": "Typed once"}),
    ("decision", [], {"decision": "more", "reasons": ["other"], "words": "Typed once", "confirm": "1"}),
]


@pytest.mark.parametrize("revision", [None, "", "soon", "0"])
@pytest.mark.parametrize(("name", "more", "sent"), STATELESS)
def test_work_on_a_state_that_was_not_shown_is_refused(client, ana, clock, name, more, sent, revision):
    """The provider changed something once: an older state and none at all are refused alike."""
    case = case_ready(by=ana, now=clock)
    pass_check(case, CheckKind.NPI, by=ana, now=clock, result=CheckResult.UNABLE)
    record_fact_change(provider_id=case.provider_id, what=Fact.INSURANCE, by=case.provider.user, now=clock)
    field = "scope-revision" if name == "save_check" else "revision"

    response = client.post(
        reverse(f"desk:{name}", args=[case.pk, *more]), {**sent, **({} if revision is None else {field: revision})}
    )

    case.refresh_from_db()
    assert response.status_code in {409, 422}
    assert case.status == CaseStatus.IN_REVIEW
    assert case.checks.get(kind=CheckKind.NPI).result == CheckResult.UNABLE
    assert not case.decisions.exists()
    assert "Typed once" in page(response) or name == "save_check"
    assert f'name="{field}" value="1"' in page(response)  # shown anew: what was typed can be sent again


def test_a_license_needs_the_state_too(client, ana, clock):
    case = case_in_review(by=ana, now=clock)
    license = case.provider.licenses.get()
    name = f"license-{license.pk}"
    sent = {f"{name}-status": "active", f"{name}-source": "Board", f"{name}-expires_on": "2030-01-01"}

    response = client.post(reverse("desk:save_license", args=[case.pk, license.pk]), sent)

    license.refresh_from_db()
    assert (response.status_code, license.status) == (422, "reported")
    assert "did not say what it showed" in page(response)


def test_who_lost_the_case_keeps_what_was_typed_into_a_check(client, ana, clock):
    case = case_ready(by=ana, now=clock)
    claim_case(case_id=case.pk, by=make_user("ben@example.com"), now=clock, why="Ana left.")

    response = client.post(
        reverse("desk:save_check", args=[case.pk, "scope"]), fields("scope", clock, note="Typed once")
    )

    assert response.status_code == 422
    assert "Typed once" in page(response)
    assert "This case is with ben@example.com now." in page(response)


def test_suspending_needs_words_and_takes_effect(client, ana, clock):
    provider = make_clinic().provider

    refused = client.post(reverse("desk:suspend", args=[provider.pk]), {"suspend-words": " "})
    client.post(reverse("desk:suspend", args=[provider.pk]), {"suspend-words": "A complaint."})

    assert refused.status_code == 422
    assert provider.holds.open().get().reason == "A complaint."


def test_typed_words_are_text_on_every_page(client, ana, clock):
    case = case_in_review(by=ana, now=clock)
    pass_check(case, CheckKind.SCOPE, by=ana, now=clock, finding="<script>alert(1)</script>", note="<b>x</b>")

    text = page(client.get(reverse("desk:case", args=[case.pk])))

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_case_number_beyond_the_database_is_no_page(client, ana):
    assert client.get(reverse("desk:case", args=[10**30])).status_code == 404


class TestADocumentThatLiesOnItsSide:
    @pytest.fixture
    def shown(self, client, ana, clock):
        """The page of a case, and from it the address behind "Turn right"."""
        case = case_in_review(by=ana, now=clock)
        make_document(case, by=case.provider.user, now=clock, kind=CheckKind.IDENTITY)

        def show(**asked: str) -> tuple[str, dict[str, list[str]]]:
            text = page(client.get(reverse("desk:case", args=[case.pk]), asked))
            link = re.search(r'<a href="([^"]*)" data-key="r">Turn right</a>', text)
            assert link
            return text, parse_qs(urlsplit(html.unescape(link[1])).query)

        return show

    def test_a_press_turns_it_by_a_quarter_to_the_right_and_four_of_them_are_one_round(self, shown):
        asked: dict[str, str] = {}
        seen = []
        for _press in range(5):
            text, turned = shown(**asked)
            seen.append(re.search(r"desk-turn-(\d+)", text)[1])
            asked = {name: values[0] for name, values in turned.items()}

        assert seen == ["0", "90", "180", "270", "0"]

    def test_page_and_zoom_stay_as_they_were(self, shown):
        text, turned = shown(page="1", zoom="2", turn="90")

        assert "desk-zoom-2 desk-turn-90" in text
        assert (turned["page"], turned["zoom"], turned["turn"]) == (["1"], ["2"], ["180"])

    def test_what_is_no_quarter_turns_nothing(self, shown):
        assert "desk-turn-0" in shown(turn="45")[0]

    def test_the_page_of_styles_knows_each_turn(self):
        styles = (settings.BASE_DIR / "static" / "css" / "desk.css").read_text()

        for turn in set(TURNS) - {"0"}:
            assert re.search(rf"\.desk-turn-{turn} {{\s*rotate: {turn}deg;", styles)

"""What the front page, the queue and the page for a second person say is what there is, in few queries."""

import pytest
from django.urls import reverse

from providers.desk.access import READ, SECOND, WORK
from providers.exclusions.models import ExclusionHit
from providers.screening.enums import CheckKind, CheckResult
from tests.factories.providers import make_document, make_exclusion, make_signed_list, make_user
from tests.providers.vetting.cases import case_in_review, case_ready, make_clinic, pass_check, sent_case

pytestmark = pytest.mark.django_db
SEES_HITS = "exclusions.view_exclusionhit"


def proposed_clearing(clock, *, by) -> ExclusionHit:
    hit = make_exclusion(make_clinic().provider, now=clock)
    ExclusionHit.objects.filter(pk=hit.pk).update(proposed_at=clock, proposed_by=by, proposed_reason="Born elsewhere.")
    return hit


def test_a_clearing_waits_where_a_second_person_looks(client, sign_in_as, clock):
    sign_in_as(READ, SECOND, SEES_HITS)
    hit = proposed_clearing(clock, by=make_user("ben@example.com", is_staff=True))

    front = client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("desk:second")).content.decode()

    assert "<b>1</b> for a second person" in front
    assert reverse("admin:exclusions_exclusionhit_change", args=[hit.pk]) in page
    assert "Born elsewhere." in page
    assert "Nothing waits" not in page


def test_who_proposed_a_clearing_is_not_told_to_decide_it(client, sign_in_as, clock):
    ana = sign_in_as(READ, SECOND, SEES_HITS)
    proposed_clearing(clock, by=ana)

    assert "<b>0</b> for a second person" in client.get(reverse("admin:index")).content.decode()
    assert "Another person has to decide." in client.get(reverse("desk:second")).content.decode()


@pytest.mark.parametrize(("lists", "is_told"), [([], True), (["signed"], False), (["made up"], True)])
def test_the_front_page_says_when_no_list_of_this_month_is_in_use(
    client, sign_in_as, clock, time_machine, lists, is_told
):
    time_machine.move_to(clock.replace(day=28))  # past the day from which it is late
    sign_in_as(READ)
    for name in lists:
        make_signed_list(clock.date().replace(day=1), is_demonstration=name == "made up")

    text = client.get(reverse("admin:index")).content.decode()

    assert ("No full exclusion list of this month is in use." in text) == is_told


def test_the_queue_counts_what_the_bench_asks_for(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK)
    case = case_in_review(make_clinic(profession="pa", credentials="PA-C"), by=ana, now=clock)
    pass_check(case, CheckKind.IDENTITY, by=ana, now=clock)
    pass_check(case, CheckKind.SAM, by=ana, now=clock, result=CheckResult.FAIL)

    row = client.get(reverse("desk:queue")).context["rows"][0]
    bench = client.get(reverse("desk:case", args=[case.pk])).context["bench"]

    assert (row.done, row.of) == (1, len(bench.panels)) == (1, 9)


def test_the_queue_takes_the_same_queries_however_long_it_is(client, sign_in_as, clock, django_assert_max_num_queries):
    sign_in_as(READ)
    sent_case(now=clock)
    with django_assert_max_num_queries(30) as short:
        client.get(reverse("desk:queue"))
    for _ in range(4):
        sent_case(now=clock)

    with django_assert_max_num_queries(len(short)):
        client.get(reverse("desk:queue"))


def test_the_bench_takes_the_same_queries_however_much_is_checked(
    client, sign_in_as, clock, django_assert_max_num_queries
):
    ana = sign_in_as(READ, WORK)
    empty, full = case_in_review(make_clinic(), by=ana, now=clock), case_ready(make_clinic(), by=ana, now=clock)
    make_document(empty, by=ana, now=clock)
    make_signed_list(clock.date().replace(day=1))
    client.get("/")  # the first page of a session makes the row that says when it was in use
    # Among them: what was signed, the supervisors, the errand, the case before and the case after, each once
    with django_assert_max_num_queries(42) as few:
        client.get(reverse("desk:case", args=[empty.pk]))

    with django_assert_max_num_queries(
        len(few) + 4
    ):  # the people, the papers and the saved pages of the checks, each once
        client.get(reverse("desk:case", args=[full.pk]))

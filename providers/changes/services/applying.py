"""An accepted change becomes the profile, and the approval goes on with its checks in place of the older ones."""

from collections.abc import Collection
from datetime import datetime

from providers.directory.former_names import keep_name
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.screening.enums import CheckKind, EventKind, Fact
from providers.screening.models import ProposedChange, ScreeningCase, ScreeningCheck
from providers.vetting.cases.case_parts import write_event
from providers.vetting.changes.rows import OF_THE_STATEMENT


def carry_out(change: ProposedChange, *, now: datetime) -> None:
    """Only rows of the provider whose change it is. What was said to staff is written already."""
    provider = Provider.objects.filter(pk=change.provider_id)
    columns = {name: value for name, value in change.values.items() if name not in OF_THE_STATEMENT}
    if change.fact == Fact.NAME:
        keep_name(provider.get(), columns, on=now.date())
        provider.update(**columns)
    elif change.fact == Fact.PLACE:
        wanted = {name: value for name, value in columns.items() if name != "location"}
        # A corrected address is the same row: prices, hours and its place on lists stay with it.
        place = PracticeLocation.objects.filter(pk=columns["location"], provider=change.provider_id)
        place.update(updated_at=now, **(wanted or {"is_active": True}))
    elif change.fact == Fact.BOARD and columns:
        provider.update(**columns)
    elif change.fact == Fact.PRODUCTS and columns:
        mine = Offering.objects.filter(pk__in=columns["offerings"], location__provider=change.provider_id)
        mine.update(is_active=True, updated_at=now)
    # A license's new end date is a lead: what the board says is recorded with the check.


def carry_over(*, case: ScreeningCase, base: ScreeningCase, without: Collection[CheckKind]) -> None:
    """The checks of the approval before that this change did not touch, each with its dates, person and evidence."""
    made = set(case.checks.values_list("kind", flat=True)) | set(without)
    copies = list(base.checks.exclude(kind__in=made))
    for check in copies:
        check.pk, check.case, check.note = None, case, ""
    ScreeningCheck.objects.bulk_create(copies)


def tell_open_look(*, checks: Collection[ScreeningCheck], case: ScreeningCase, now: datetime) -> None:
    """A look at all of the provider that is under way goes on with the newer checks: it is never held up by them."""
    look = ScreeningCase.objects.filter(provider=case.provider_id).whole().open().select_for_update().first()
    if look is None:
        return
    look.checks.filter(kind__in=[check.kind for check in checks]).delete()
    for check in checks:
        check.pk, check.case, check.note = None, look, ""
    ScreeningCheck.objects.bulk_create(checks)
    look.revision += 1
    look.save(update_fields=["revision", "updated_at"])
    fact = case.change.get_fact_display()
    write_event(
        kind=EventKind.CHANGED, by=case.decided_by, now=now, case=look, about=fact,
        words="Accepted by itself. Its checks stand here too.",
    )  # fmt: skip

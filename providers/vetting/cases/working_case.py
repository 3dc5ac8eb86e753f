"""The case that what a provider sends belongs to, and telling the desk when something it looked at has changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from providers.screening.enums import CaseKind, Fact
from providers.screening.models import ScreeningCase
from providers.vetting.cases.cases import open_case, touch_case


def open_case_of(provider_id: int) -> ScreeningCase | None:
    """The open look at all of the provider."""
    return ScreeningCase.objects.filter(provider=provider_id).whole().open().first()


def open_case_for_change(*, provider_id: int, what: Fact, by: User, now: datetime, words: str = "") -> ScreeningCase:
    """The case that a change of this fact belongs to. Call it in the transaction of the change.

    A draft takes it silently; at the desk, the desk is told. Without one the provider begins, or begins anew after
    "turned down". After an approval what was checked is changed row by row instead: providers/changes/.
    """
    case = open_case_of(provider_id) or open_case(provider_id=provider_id, kind=CaseKind.NEW, by=by, now=now)
    return touch_case(case_id=case.pk, what=what, by=by, now=now, words=words)


def was_and_is(model: type[Model], before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What was typed over what, for the banner at the desk: "phone: 510-555-0142, now 510-555-0143"."""
    said = []
    for name, value in after.items():
        if before[name] != value:
            what = getattr(model._meta.get_field(name), "verbose_name", name)
            words = {"what": what, "old": _told(before[name]), "new": _told(value)}
            said.append(_("%(what)s: %(old)s, now %(new)s") % words)
    return "; ".join(said)


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "M j, Y")
    return str(value) if value not in {None, ""} else _("nothing")

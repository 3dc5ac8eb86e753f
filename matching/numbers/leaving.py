"""Why somebody who was listed at the end of a month is not any more a month later: one cause each, the gravest."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.listing.reading import why_not_listed
from providers.screening.enums import HoldKind
from providers.screening.models import ProviderHold


class LeftBecause(models.TextChoices):
    """The order is the order in which a cause is looked for."""

    EXCLUDED = "excluded", _("On a federal exclusion list")
    SUSPENDED = "suspended", _("Suspended by us")
    LICENSE_WORSE = "license_worse", _("The board limited or ended a license")
    LICENSE_ENDED = "license_ended", _("A license ran out")
    CHECK_ENDED = "check_ended", _("A check or our approval ran out")
    RULE = "rule", _("The state's rule does not let them any more")
    NOT_CONFIRMED = "not_confirmed", _("Did not confirm what we show")
    PAUSED = "paused", _("Paused by their own wish")
    OTHER = "other", _("Left, or shows no price any more")


CAUSE_OF: Final[Mapping[str, LeftBecause]] = {  # code of a reason in providers/listing/reasons.py
    "excluded": LeftBecause.EXCLUDED,
    "board_says": LeftBecause.LICENSE_WORSE,
    "not_licensed": LeftBecause.LICENSE_ENDED,
    "not_screened": LeftBecause.CHECK_ENDED,
    "not_allowed": LeftBecause.RULE,
    "not_confirmed": LeftBecause.NOT_CONFIRMED,
    "held": LeftBecause.PAUSED,
}
ORDER: Final = {cause: place for place, cause in enumerate(LeftBecause)}


def causes_of(provider_ids: Collection[int], *, on: datetime) -> dict[str, int]:
    """Cause -> how many of them. Whoever has no record any more left by their own wish."""
    reasons = why_not_listed(provider_ids, on=on)
    held = ProviderHold.objects.open().filter(provider__in=provider_ids, kind=HoldKind.SUSPENDED)
    suspended = set(held.values_list("provider", flat=True))
    found = Counter(
        LeftBecause.OTHER if provider_id not in reasons else _cause(
            {why.code for whys in reasons[provider_id].values() for why in whys}, provider_id in suspended
        )
        for provider_id in provider_ids
    )  # fmt: skip
    return {cause.value: found[cause] for cause in LeftBecause}


def _cause(codes: Collection[str], is_suspended: bool) -> LeftBecause:
    causes = {CAUSE_OF.get(code, LeftBecause.OTHER) for code in codes} or {LeftBecause.OTHER}
    if is_suspended:
        causes.add(LeftBecause.SUSPENDED)
    return min(causes, key=ORDER.__getitem__)

"""A person opened a source, and says of each claim that rests on it whether the source says so."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from treatments.models import Source
from treatments.signing.models import SourceOpening
from treatments.signing.selectors import source_states
from treatments.signing.wording import english_hash


@transaction.atomic
def record_opening(
    *,
    source_id: int,
    opened_on: date,
    is_whole: bool,
    quote: str,
    says: Mapping[str, bool],
    shown: Mapping[str, str],
    by: User,
    now: datetime,
) -> SourceOpening:
    """`says`: by slug, for some of the claims that rest on it. `shown`: the hash of the words that the person compared.
    Raises UserFacingError."""
    source = Source.objects.select_for_update(no_key=True).get(pk=source_id)
    [state] = source_states(slugs=[source.slug])
    claims = {claim.slug: claim for claim in state.claims}
    if opened_on > timezone.localdate(now):
        raise UserFacingError(_("That day is still to come."))
    if not quote.strip():
        raise UserFacingError(_("Copy some words from it, with the page or the heading."))
    if not says or not says.keys() <= claims.keys():
        raise UserFacingError(_("Say of at least one sentence if the source says so."))
    if any(shown.get(slug) != english_hash(claims[slug]) for slug in says):
        raise UserFacingError(_("The words changed while you read. Compare them again."))
    opening = SourceOpening.objects.create(
        source=source,
        title=source.title,
        url=source.url,
        opened_on=opened_on,
        is_whole=is_whole,
        quote=quote.strip(),
        found={slug: {"words": shown[slug], "says": yes} for slug, yes in says.items()},
        by=by,
        at=now,
    )
    counts = {"yes": sum(says.values()), "no": len(says) - sum(says.values())}
    write_audit(actor=by, verb="source.open", about=f"treatments.source {source.slug}", now=now, **counts)
    return opening

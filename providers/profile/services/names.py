"""What a provider says about who they are and were. Patients never see it; lists of excluded people are searched by it
at once."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.enums import NameSource
from providers.directory.models import FormerName
from providers.teams.acting import require_may
from providers.teams.rules.deeds import Deed
from providers.vetting.claims.ownership import was_approved
from providers.vetting.exclusions.matching import match_provider
from providers.vetting.locks import lock_provider

MOST_NAMES: Final = 20


@transaction.atomic
def save_names(
    *, provider_id: int, birth_year: int | None, former: Iterable[Mapping[str, Any]], by: User, now: datetime
) -> None:
    """Keep the birth year, unless None, and add the former names. None is ever taken away: see FormerName.

    UserFacingError for another birth year than the one that was checked, and for too many names.
    """
    provider = lock_provider(provider_id)
    require_may(provider, by, Deed.FACT)
    if birth_year and birth_year != provider.birth_year:
        if provider.birth_year and was_approved(provider_id):
            raise UserFacingError(_("We checked your birth year. Write to us if it is wrong."))
        provider.birth_year = birth_year
        provider.save(update_fields=["birth_year", "updated_at"])
    for name in former:
        FormerName.objects.get_or_create(
            provider=provider,
            first_name=name["first"] or provider.first_name,
            middle_name=name["middle"],
            last_name=name["last"],
            name_suffix="",
            defaults={
                "used_until": date(name["until"], 12, 31) if name["until"] else None,
                "source": NameSource.PROVIDER,
            },
        )
    if provider.former_names.filter(source=NameSource.PROVIDER).count() > MOST_NAMES:
        raise UserFacingError(_("Twenty names are the most. Write to us if you had more."))
    write_audit(actor=by, verb="provider.names", about=f"providers.provider {provider.pk}", now=now)
    match_provider(provider_id=provider_id, now=now)

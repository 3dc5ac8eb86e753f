"""Keeping whose names were compared with which exclusion list: a pass rests on a list that covers them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from providers.directory.models import FormerName, Provider
from providers.exclusions.enums import ListKind
from providers.exclusions.models import ExclusionList, ListComparison
from providers.exclusions.rules.matching import Held


def full_list_in_force() -> ExclusionList | None:
    """Supplements read since stand beside it."""
    return ExclusionList.objects.applied().filter(kind=ListKind.FULL).first()


def keep_comparisons(
    held: Mapping[int, Held], run: ExclusionList, *, now: datetime, anew: Collection[int] = ()
) -> None:
    """Of providers who are or were looked at by the desk, each set of names once a list. The rows are locked.

    `anew`: of whom something was found only now; the ledger hears of it by a comparison of this moment."""
    looked_at = Provider.objects.filter(pk__in=held, screening_cases__isnull=False).distinct().order_by("pk")
    providers = list(looked_at.prefetch_related("former_names"))
    without = {*uncovered(providers, run), *anew}
    ListComparison.objects.bulk_create(
        ListComparison(
            exclusion_list=run,
            provider=provider,
            npi=provider.npi,
            names=sorted(names_of(provider) | set(_names(held[provider.pk]))),
            at=now,
        )
        for provider in providers
        if provider.pk in without
    )


def uncovered(providers: Iterable[Provider], run: ExclusionList) -> list[int]:
    """Whose names of today were not compared with this list. The trigger on checks asks the same."""
    wanted = {provider.pk: (provider.npi, names_of(provider)) for provider in providers}
    rows = ListComparison.objects.filter(exclusion_list=run, provider__in=wanted)
    covered = {
        pk
        for pk, npi, names in rows.values_list("provider", "npi", "names")
        if npi == wanted[pk][0] and wanted[pk][1] <= set(names)
    }
    return sorted(wanted.keys() - covered)


def names_of(provider: Provider) -> set[str]:
    """ "" is in it for whoever has no middle name yet."""
    borne: list[Provider | FormerName] = [provider, *provider.former_names.all()]
    return {"", *(part for name in borne for part in (name.first_name, name.middle_name, name.last_name))}


def _names(held: Held) -> tuple[str, ...]:
    """With the name that waits for the desk."""
    return tuple(part for name in held.sides for part in (name.first, name.middle, name.last))

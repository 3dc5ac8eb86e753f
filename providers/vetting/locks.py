"""The one order in which services lock rows: the provider, then the case, then what hangs on either of them.

Whoever changes something about a provider begins with their row, also where only a case, a claim, a hold or a document
was named. Two services that begin at the same row never wait for each other in a ring, and what the second one then
reads (was this provider approved? is a case open?) is what the first one left. The provider comes first because they
are always there: a case may be opened or closed by whoever was faster.

Where a record is tied to a person's account (claim_npi, give_record), the account comes before the provider.
"""

from collections.abc import Collection

from providers.directory.models import Provider
from providers.screening.models import ScreeningCase


def lock_provider(provider_id: int) -> Provider:
    """The provider with their row locked until the transaction ends. Provider.DoesNotExist for an unknown id."""
    return Provider.objects.select_for_update(of=("self",), no_key=True).get(pk=provider_id)


def lock_case(case_id: int) -> ScreeningCase:
    """The case, locked after its provider, who comes with it. ScreeningCase.DoesNotExist for an unknown id.

    Nothing is joined: whoever waited for the lock would get this row as it is now, and its owner as it was before. If
    somebody paused the profile meanwhile, the case would come with a provider who is not paused.
    """
    provider_id = ScreeningCase.objects.values_list("provider", flat=True).get(pk=case_id)  # a case never changes hands
    provider = lock_provider(provider_id)
    case = ScreeningCase.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    case.provider = provider
    return case


def lock_providers(provider_ids: Collection[int]) -> list[Provider]:
    """Many, one after the other by their ids: two who lock many never wait for each other either."""
    held = Provider.objects.select_for_update(of=("self",), no_key=True)
    return list(held.filter(pk__in=provider_ids).order_by("pk"))

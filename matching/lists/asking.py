"""Where a visit is asked for."""

from django.urls import reverse

from providers.directory.models import PracticeLocation, Provider


def ask_address(location: PracticeLocation, provider: Provider) -> str:
    """ "" where nobody can be asked: the clinic takes nobody new, or has no account that reads requests."""
    if not location.accepting_patients or provider.user_id is None:
        return ""
    return reverse("matching_consultations:new", args=[location.pk])

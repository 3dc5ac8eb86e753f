"""Where a visit is asked for, once that room is there. One switch: its name and what it takes."""

from typing import Final

from django.urls import NoReverseMatch, reverse

from providers.directory.models import PracticeLocation

ASK: Final = "matching_consultations:new"


def ask_address(location: PracticeLocation) -> str:
    """ "" while nobody can be asked: the room is not built in, or the clinic takes nobody new."""
    if not location.accepting_patients:
        return ""
    try:
        return reverse(ASK, args=[location.pk])
    except NoReverseMatch:
        return ""

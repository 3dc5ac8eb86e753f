"""Where a visit is asked for."""

from caarisma.common.row_addresses import row_address
from providers.directory.models import PracticeLocation, Provider


def ask_address(location: PracticeLocation, provider: Provider) -> str:
    """ "" where nobody can be asked: the clinic takes nobody new, or has no account that reads requests."""
    if not location.accepting_patients or provider.user_id is None:
        return ""
    return row_address("matching_consultations:new", location.pk)

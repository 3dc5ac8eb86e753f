"""Who asks: types for views that only signed-in people reach, and how often one internet address may."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.common import limits


class SignedInRequest(HttpRequest):
    user: User


def count_beyond_here(request: HttpRequest, what: str, most: int) -> bool:
    """Count one more of everybody's at one internet address, and say whether it is too much for a day. Only a keyed
    hash of the address is kept."""
    address = limits.hashed(get_adapter().get_client_ip(request))
    return limits.count_beyond(f"{what}:{address}", most=most, within=timedelta(days=1), now=timezone.now())

"""Types for views that only signed-in people reach."""

from django.http import HttpRequest

from caarisma.accounts.models import User


class SignedInRequest(HttpRequest):
    user: User

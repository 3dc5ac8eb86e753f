"""The provider's page, beside the portal's."""

from django.urls import path

from caarisma.common.access import Who, access
from providers.appeals.views import asking

app_name = "appeals_own"

urlpatterns = [path("appeal/", asking.appeal, name="appeal")]

ACCESS = {
    "appeals_own:appeal": access(
        get={Who.PROVIDER: 200, Who.SIGNED_IN: 302, Who.ANYONE: 302},
        post={Who.UNPROVEN: 403, Who.PROVIDER: 422, Who.SIGNED_IN: 302, Who.ANYONE: 302},
    ),
}

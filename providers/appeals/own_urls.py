"""The provider's page, beside the portal's."""

from django.urls import path

from providers.appeals.views import asking
from providers.portal.urls import own_page

app_name = "appeals_own"

urlpatterns = [path("appeal/", asking.appeal, name="appeal")]

ACCESS = {"appeals_own:appeal": own_page(get=200, post=422, unproven=403)}

"""Work lists below the desk's address."""

from django.urls import path

from providers.desk.access import READ, WORK, staff_with
from providers.worklists.views import expiring

app_name = "worklists"

urlpatterns = [
    path("expiring/", expiring.expiring, name="expiring"),
    path("expiring/ask/", expiring.ask_for_renewal, name="ask_for_renewal"),
]

ACCESS = {
    "worklists:expiring": staff_with(READ, get=200),
    "worklists:ask_for_renewal": staff_with(WORK, post=303),
}

from django.urls import path

from caarisma.common.access import PUBLIC
from providers.pages import views

app_name = "providers"

urlpatterns = [
    path("p/<slug:slug>/", views.profile, name="profile"),
    path("p/<slug:slug>/checks/", views.checks, name="checks"),
    path("p/<slug:slug>/<slug:place>/", views.place, name="place"),
]

ACCESS = {"providers:profile": PUBLIC, "providers:checks": PUBLIC, "providers:place": PUBLIC}

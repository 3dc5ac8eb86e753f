from django.urls import path

from caarisma.common.access import PUBLIC, access
from providers.pages import reporting, views

app_name = "providers"

urlpatterns = [
    path("p/<slug:slug>/", views.profile, name="profile"),
    path("p/<slug:slug>/checks/", views.checks, name="checks"),
    path("p/<slug:slug>/<slug:place>/", views.place, name="place"),
    path("p/<slug:slug>/<slug:place>/checks/", views.place_checks, name="place_checks"),
    path("p/<slug:slug>/<slug:place>/called/", views.called, name="called"),
    path("p/<slug:slug>/<slug:place>/report/", reporting.report, name="report"),
]

ACCESS = {
    "providers:profile": access(get=302),  # leads on to the place; a choice for who has several
    "providers:checks": access(get=302),
    "providers:place": PUBLIC,
    "providers:place_checks": PUBLIC,
    "providers:report": access(get=200, post=422),
    "providers:called": access(get=302, post=422),
}

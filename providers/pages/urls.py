from django.urls import path

from providers.pages import views

app_name = "providers"

urlpatterns = [
    path("p/<slug:slug>/", views.profile, name="profile"),
    path("p/<slug:slug>/checks/", views.checks, name="checks"),
    path("p/<slug:slug>/<slug:place>/", views.place, name="place"),
]

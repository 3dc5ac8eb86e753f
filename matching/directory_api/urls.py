"""Addresses for programs, outside of languages and sessions (same_for_all), and a page for people."""

from django.urls import path, re_path

from caarisma.common.access import access
from matching.directory_api import views

app_name = "fhir"

urlpatterns = [
    path("fhir/r4/metadata", views.metadata, name="metadata"),
    path("openapi.json", views.openapi, name="openapi"),
    path("fhir/r4/<str:kind>/_history", views.history, name="history"),
    path("fhir/r4/<str:kind>/<str:public_id>", views.resource, name="resource"),
    path("fhir/r4/<str:kind>", views.search, name="search"),
    re_path(r"^fhir/(?P<rest>.*)$", views.nothing, name="nothing"),
]

READ = access(get=200)
ACCESS = {
    "fhir:metadata": READ,
    "fhir:openapi": READ,
    "fhir:history": access(get=400),  # without an instant to begin at
    "fhir:resource": READ,
    "fhir:search": READ,
    "fhir:nothing": access(get=404),
}

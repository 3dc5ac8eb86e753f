"""Addresses for programs, outside of languages and sessions (same_for_all), and a page for people."""

from django.urls import path, re_path

from caarisma.common.access import PUBLIC, access
from matching.directory_api import docs, files, views

app_name = "fhir"

urlpatterns = [
    path("fhir/r4/metadata", views.metadata, name="metadata"),
    path("fhir/r4/$bulk-publish", files.manifest, name="bulk"),
    path("fhir/r4/$bulk-publish/after/<int:number>", files.following, name="bulk_after"),
    path("bulk/<str:name>", files.file, name="bulk_file"),
    path("bulk/<int:number>/SHA256SUMS", files.sums, name="bulk_sums"),
    path("bulk/<int:number>/SHA256SUMS.sig", files.signature, name="bulk_signature"),
    path("bulk/<int:number>/key.pem", files.key, name="bulk_key"),
    path("developers/", docs.developers, name="developers"),
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
    "fhir:developers": PUBLIC,
    # No page is there before the sweeper makes the first.
    "fhir:bulk": access(get=404),
    "fhir:bulk_after": access(get=404),
    "fhir:bulk_file": access(get=404),
    "fhir:bulk_sums": access(get=404),
    "fhir:bulk_signature": access(get=404),
    "fhir:bulk_key": access(get=404),
    "fhir:history": access(get=400),  # without an instant to begin at
    "fhir:resource": READ,
    "fhir:search": READ,
    "fhir:nothing": access(get=404),
}

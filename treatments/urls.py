from django.urls import path

from caarisma.common.access import PUBLIC, SEEN_ONLY, AdminTable, access
from treatments import views

app_name = "guide"

urlpatterns = [
    path("", views.page, name="hub"),
    path("areas/<slug:slug>/", views.area, name="area"),
    path("concerns/<slug:slug>/", views.concern, name="concern"),
    path("evidence/", views.evidence, name="evidence"),
    path("evidence/studies.csv", views.evidence_csv, name="evidence_csv"),
    path("evidence/<slug:use>/", views.evidence, name="evidence_of"),
    path("search/", views.search, name="search"),
    path("<path:address>/", views.page, name="page"),
]

ACCESS = {
    "guide:hub": PUBLIC,
    "guide:area": PUBLIC,
    "guide:concern": PUBLIC,
    "guide:evidence": PUBLIC,
    "guide:evidence_csv": PUBLIC,
    "guide:evidence_of": PUBLIC,
    "guide:search": access(get=200, post=422),  # nothing was typed
    "guide:page": PUBLIC,
}
ADMIN = {
    "treatments.area": SEEN_ONLY,
    "treatments.concern": SEEN_ONLY,
    "treatments.areaconcern": SEEN_ONLY,
    "treatments.sessionplan": SEEN_ONLY,
    "treatments.effectduration": SEEN_ONLY,
    "treatments.costguide": SEEN_ONLY,
    "treatments.source": SEEN_ONLY,
    "treatments.claim": AdminTable(change=True),
    "products.product": SEEN_ONLY,
}

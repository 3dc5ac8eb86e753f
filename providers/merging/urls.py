"""Duplicates, below the desk's address."""

from django.urls import path

from providers.desk.access import READ, SECOND, WORK, staff_with
from providers.merging import views

app_name = "merging"

urlpatterns = [
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/propose/", views.propose, name="propose_merge"),
    path("duplicates/<int:merge_id>/", views.decide, name="answer_merge"),
]

ACCESS = {
    "merging:duplicates": staff_with(READ, get=200),
    "merging:propose_merge": staff_with(WORK, post=422),
    "merging:answer_merge": staff_with(SECOND, post=422),
}

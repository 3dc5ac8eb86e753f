"""Files have no language."""

from django.urls import path

from caarisma.common.access import PUBLIC
from matching.numbers import views

app_name = "number_files"

urlpatterns = [
    path("numbers.csv", views.numbers_csv, name="csv"),
    path("numbers.json", views.numbers_json, name="json"),
]

ACCESS = {"number_files:csv": PUBLIC, "number_files:json": PUBLIC}

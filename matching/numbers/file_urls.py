"""Files have no language."""

from datetime import date

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from caarisma.common.access import PUBLIC
from matching.numbers import views

app_name = "number_files"


class MonthConverter(StringConverter):
    """2026-11."""

    regex = "20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:  # type: ignore[override]
        return date(int(value[:4]), int(value[5:]), 1)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


register_converter(MonthConverter, "month")

urlpatterns = [
    path("numbers.csv", views.numbers_csv, name="csv"),
    path("numbers.json", views.numbers_json, name="json"),
    path("draws/<month:month>.txt", views.frame, name="frame"),
]

ACCESS = {
    "number_files:csv": PUBLIC,
    "number_files:json": PUBLIC,
    "number_files:frame": PUBLIC,
}

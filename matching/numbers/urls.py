from django.urls import path

from caarisma.common.access import PUBLIC
from matching.numbers import views

app_name = "numbers"

urlpatterns = [
    path("", views.numbers, name="numbers"),
    path("draws/", views.draws, name="draws"),
]

ACCESS = {"numbers:numbers": PUBLIC, "numbers:draws": PUBLIC}

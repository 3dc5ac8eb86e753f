from django.urls import path

from caarisma.common.access import PUBLIC
from matching.numbers import views

app_name = "numbers"

urlpatterns = [path("", views.numbers, name="numbers")]

ACCESS = {"numbers:numbers": PUBLIC}

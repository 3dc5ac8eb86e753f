from django.urls import path

from caarisma.common.access import PUBLIC
from providers.pages.cities import views

app_name = "cities"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:state>/<slug:city>/", views.city, name="city"),
]

ACCESS = {"cities:index": PUBLIC, "cities:city": PUBLIC}

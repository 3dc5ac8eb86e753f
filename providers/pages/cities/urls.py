from django.urls import path

from providers.pages.cities import views

app_name = "cities"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:state>/<slug:city>/", views.city, name="city"),
]

from django.urls import path

from providers.documents import views as documents

app_name = "provider"

urlpatterns = [
    path("documents/<uuid:name>/<int:number>/", documents.page, name="document"),
]

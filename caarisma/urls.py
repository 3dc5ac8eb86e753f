"""One include an app. Health checks and the admin have no language in their address."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from caarisma import health, pages

admin.site.site_header = "Caarisma desk"
admin.site.site_title = "Caarisma desk"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

page_patterns = (
    [
        path("", pages.home, name="home"),
    ],
    "pages",
)

urlpatterns = [
    path("", include(page_patterns)),
    path("", include("matching.urls")),
    path("", include("providers.urls")),
    path("accounts/", include("allauth.urls")),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]

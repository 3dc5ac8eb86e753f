"""One include an app. Health checks and the admin have no language in their address."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.admin.helpers import AdminReadonlyField
from django.contrib.auth.models import Group
from django.urls import include, path

from caarisma.accounts.views import SignUp, go_on
from caarisma.common.access import PUBLIC, access
from caarisma.common.admin import knowing_who_looks, naming_a_field, only_open_doors
from caarisma.site import health, mail_previews, pages, security, sitemaps
from caarisma.site.watching import metrics

admin.site.site_header = "Caarisma desk"
admin.site.site_title = "Caarisma desk"
admin.site.unregister(Group)  # roles are code: caarisma/accounts/roles.py
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.admin_view = naming_a_field(knowing_who_looks(admin.site.admin_view))  # type: ignore[assignment, method-assign]
AdminReadonlyField.get_admin_url = only_open_doors(AdminReadonlyField.get_admin_url)  # type: ignore[assignment, method-assign]

handler400 = "caarisma.site.errors.bad_request"
handler403 = "caarisma.site.errors.denied"
handler404 = "caarisma.site.errors.not_found"
handler500 = "caarisma.site.errors.broken"

page_patterns = (
    [
        path("", pages.home, name="home"),
        path("how-we-check/", pages.how_we_check, name="how_we_check"),
        path("how-we-order/", pages.how_we_order, name="how_we_order"),
        path("contact/", pages.contact, name="contact"),
        path("privacy/", pages.privacy, name="privacy"),
        path("privacy/health-data/", pages.privacy_health, name="privacy_health"),
        path("about/", pages.about, name="about"),
        path("terms/", pages.terms, name="terms"),
        path("reviews-policy/", pages.reviews_policy, name="reviews_policy"),
        path("security/", security.security, name="security"),
        path("accessibility/", pages.accessibility, name="accessibility"),
    ],
    "pages",
)

urlpatterns = [
    # What is asked most comes first: an address is held against one pattern after the other.
    *i18n_patterns(
        path("", include("matching.lists.urls")),
        path("", include(page_patterns)),
        path("guide/", include("treatments.urls")),
        path("", include("treatments.check.urls")),
        path("me/", include("matching.rights.urls")),
        path("cost/", include("matching.planner.urls")),
        path("requests/", include("matching.requests.urls")),
        path("alerts/", include("matching.watches.urls")),
        path("figures/", include("matching.insights.urls")),
        path("requests/", include("matching.reviews.urls")),
        path("ask/", include("matching.questions.urls")),
        path("numbers/", include("matching.numbers.urls")),
        path("", include("matching.aftercare.urls")),
        path("", include("matching.proofs.urls")),
        path("", include("providers.pages.urls")),
        path("in/", include("providers.pages.cities.urls")),
        path("provider/team/", include("providers.teams.urls")),
        path("provider/", include("providers.clinics.urls")),
        path("provider/", include("providers.joining.urls")),
        path("provider/letters/", include("providers.letters.urls")),
        path("provider/", include("providers.upkeep.urls")),
        path("provider/", include("providers.portal.urls")),
        path("provider/", include("providers.appeals.own_urls")),
        prefix_default_language=False,
    ),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("health/metrics", metrics.metrics, name="metrics"),
    path("", include("matching.directory_api.urls")),
    path("robots.txt", pages.robots, name="robots"),
    path("dev/mails/", mail_previews.dev_mails, name="dev_mails"),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("", include("matching.proofs.open_urls")),
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemaps.section, name="sitemap"),
    path(f"{settings.ADMIN_PATH}/desk/", include("providers.desk.urls")),
    path(f"{settings.ADMIN_PATH}/desk/", include("providers.moderation.urls")),
    path(f"{settings.ADMIN_PATH}/desk/", include("providers.letters.desk_urls")),
    path(f"{settings.ADMIN_PATH}/desk/", include("providers.worklists.urls")),
    path(f"{settings.ADMIN_PATH}/desk/", include("providers.appeals.urls")),
    path(f"{settings.ADMIN_PATH}/desk/", include("providers.merging.urls")),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("calendar/", include("providers.calendars.urls")),
    path("numbers/", include("matching.numbers.file_urls")),
    path("accounts/signup/", SignUp.as_view(), name="account_signup"),
    path("accounts/go-on/", go_on, name="account_go_on"),
    path("accounts/", include("allauth.urls")),
]

ACCESS = {
    "health_live": PUBLIC,
    "health_ready": PUBLIC,
    "metrics": access(get=404),  # but for whoever has METRICS_TOKEN
    "robots": PUBLIC,
    "sitemap_index": PUBLIC,
    "sitemap": PUBLIC,
    "pages:home": access(get=200, post=303),  # a ZIP code, on to the questions
    "pages:how_we_check": PUBLIC,
    "pages:how_we_order": PUBLIC,
    "pages:contact": PUBLIC,
    "pages:privacy": PUBLIC,
    "pages:privacy_health": PUBLIC,
    "pages:about": PUBLIC,
    "pages:terms": PUBLIC,
    "pages:reviews_policy": PUBLIC,
    "pages:security": PUBLIC,
    "security_txt": PUBLIC,
    "dev_mails": access(get=404),  # but where DEBUG is on
    "pages:accessibility": PUBLIC,
}

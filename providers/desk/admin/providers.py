"""Who gives the treatment, where and for how much. Facts from the registry and places are read, not typed over."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from caarisma.common.admin import ReadOnly
from providers.desk.admin.parts import ListedNow, NotDeleted, ShowsListedNow, with_listed_now
from providers.desk.admin.screening import CaseInline, FormerNameInline, LicenseInline
from providers.directory.finding_people import BY_PROVIDER, NAMES, FindsPeople
from providers.directory.models import Offering, PracticeLocation, Provider, WeeklyHours
from providers.directory.traits import BOXES


class LocationInline(ReadOnly, admin.TabularInline):
    model = PracticeLocation
    fields = ["clinic_name", "city", "state", "is_active", "accepting_patients"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[PracticeLocation]:
        return super().get_queryset(request).order_by("pk")


@admin.register(Provider)
class ProviderAdmin(FindsPeople, ShowsListedNow, NotDeleted, admin.ModelAdmin):
    list_display = ["__str__", "npi", "profession", "specialty", "listed_now", "claimed", "places", "is_demonstration"]
    list_filter = [
        ListedNow,
        "profession",
        ("user", admin.EmptyFieldListFilter),
        ("npi_deactivated_on", admin.EmptyFieldListFilter),
        "is_demonstration",
        "locations__state",
    ]
    search_fields = ["^npi", *NAMES]
    search_help_text = _("NPI or name")
    show_full_result_count = False
    inlines = [LocationInline, LicenseInline, FormerNameInline, CaseInline]
    fields = [
        *("npi", "npi_deactivated_on", "user"),
        *("first_name", "middle_name", "last_name", "name_suffix", "birth_year", "credentials"),
        *("slug", "profession", "specialty", "gender", "languages"),
        *("listed_now", "is_demonstration", "registry_updated_on", "created_at", "updated_at"),
    ]
    # Checks were made on names and profession. They change through the portal, which tells the desk; and whose account
    # holds a record is decided with the identity check.
    readonly_fields = [
        *("npi", "npi_deactivated_on", "user", "slug", "listed_now"),
        *("first_name", "middle_name", "last_name", "name_suffix", "birth_year", "profession", "specialty"),
        *("is_demonstration", "registry_updated_on", "created_at", "updated_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        return with_listed_now(super().get_queryset(request).prefetch_related("locations"), provider="pk")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # providers come from the registry or sign up

    @admin.display(description=_("claimed"), boolean=True)
    def claimed(self, provider: Provider) -> bool:
        return provider.user_id is not None

    @admin.display(description=_("places"))
    def places(self, provider: Provider) -> int:
        return len(provider.locations.all())


class OfferingInline(ReadOnly, admin.TabularInline):
    model = Offering
    fields = ["area_concern", "price_per_session", "sessions_done", "is_active"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offering]:
        return super().get_queryset(request).select_related("area_concern__area", "area_concern__concern")


class HoursInline(admin.TabularInline):
    model = WeeklyHours
    extra = 0


@admin.register(PracticeLocation)
class PracticeLocationAdmin(FindsPeople, ShowsListedNow, NotDeleted, admin.ModelAdmin):
    list_display = [
        *("clinic_name", "provider", "city", "state", "zip_code"),
        *("listed_now", "is_active", "accepting_patients"),
    ]
    list_filter = [ListedNow, "is_active", "accepting_patients", "placed_by", "provider__is_demonstration", "state"]
    list_select_related = ["provider"]
    search_fields = ["clinic_name__spelled", "=zip_code", "city__spelled", *BY_PROVIDER]
    search_help_text = _("Clinic, ZIP code, city, or NPI or name of the provider")
    show_full_result_count = False
    inlines = [HoursInline, OfferingInline]
    fields = [
        *("provider", "clinic_name", "line1", "line2", "city", "state", "zip_code"),
        *("latitude", "longitude", "placed_by", "time_zone"),
        *("phone", "is_active", "accepting_patients", *BOXES),
        *("first_visit_fee", "first_visit_fee_credited", "next_opening_at", "second_opening_at"),
        *("hours_confirmed_on", "listed_now"),
    ]
    # An address that is typed over here would keep its old coordinates, and patients would read wrong miles. Turning a
    # place on, or giving it another name or phone, would show patients what nobody looked at. A case does that.
    readonly_fields = [
        *("is_active", "provider", "clinic_name", "phone", "line1", "line2", "city", "state", "zip_code"),
        *("latitude", "longitude", "placed_by", "time_zone", "listed_now"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PracticeLocation]:
        return with_listed_now(super().get_queryset(request), pk="pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Offering)
class OfferingAdmin(FindsPeople, NotDeleted, admin.ModelAdmin):
    list_display = [
        *("provider", "clinic", "area_concern"),
        *("price_per_session", "sessions_done", "is_active", "updated_at"),
    ]
    list_filter = ["is_active", "area_concern__area", "area_concern__concern", "location__provider__is_demonstration"]
    list_select_related = ["location__provider", "area_concern__area", "area_concern__concern"]
    search_fields = [
        "location__clinic_name__spelled",
        "^location__provider__npi",
        *(f"location__provider__{name}" for name in NAMES),
    ]
    search_help_text = _("Clinic, or NPI or name of the provider")
    show_full_result_count = False
    fields = ["provider", "clinic", "area_concern", "price_per_session", "sessions_done", "is_active"]
    readonly_fields = ["provider", "clinic", "area_concern"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("provider"), ordering="location__provider__last_name")
    def provider(self, offering: Offering) -> str:
        return str(offering.location.provider)

    @admin.display(description=_("clinic"), ordering="location__clinic_name")
    def clinic(self, offering: Offering) -> str:
        return str(offering.location)

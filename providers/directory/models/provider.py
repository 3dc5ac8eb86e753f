"""The person who gives the treatment."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.enums import DOCTORS, Gender, Language, Profession
from providers.directory.npi import NpiField
from providers.directory.specialties import is_known


class NpiIsValid(Func):
    """npi_is_valid() of providers/directory/npi.py, in the database."""

    function = "npi_is_valid"
    output_field = BooleanField()


class Provider(TimeStamped):
    """One person with one NPI. Whether patients may see them is never a flag here: see `listed`."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="provider"
    )
    npi = NpiField(_("NPI"), unique=True)
    npi_deactivated_on = models.DateField(
        null=True, blank=True, help_text=_("The registry says that this NPI is no longer in use.")
    )
    first_name = models.CharField(max_length=60)
    middle_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=80)
    name_suffix = models.CharField(max_length=10, blank=True)
    # The year is enough to tell most namesakes apart; the day would be one more thing to lose.
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    credentials = models.CharField(max_length=40, blank=True, help_text=_("As written after the name: MD, NP-C"))
    slug = models.SlugField(max_length=120, unique=True)
    profession = models.CharField(max_length=4, choices=Profession)
    specialty = models.CharField(max_length=80, blank=True, help_text=_("One of providers/directory/specialties.py"))
    gender = models.CharField(max_length=6, choices=Gender, blank=True, default=Gender.NOT_STATED)
    languages = ArrayField(models.CharField(max_length=2, choices=Language), default=list, blank=True)
    is_demonstration = models.BooleanField(
        default=False, help_text=_("Made up for the demonstration. No such person exists."), editable=False
    )
    registry_updated_on = models.DateField(
        null=True, blank=True, editable=False, help_text=_("Last update of the NPPES record this came from.")
    )

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        indexes = [models.Index(name="provider_by_name", fields=["last_name", "first_name"])]
        constraints = [
            models.CheckConstraint(name="provider_npi_valid", condition=NpiIsValid(F("npi"))),
            models.CheckConstraint(name="provider_profession_known", condition=Q(profession__in=Profession.values)),
            models.CheckConstraint(name="provider_specialty_known", condition=is_known()),
            models.CheckConstraint(name="provider_gender_known", condition=Q(gender__in=Gender.values)),
            models.CheckConstraint(
                name="provider_languages_known", condition=Q(languages__contained_by=list(Language.values))
            ),
            models.CheckConstraint(
                name="provider_birth_year_plausible",
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
            ),
            # NPIs are issued from 1 upwards. Made-up people get 2..., which nobody holds.
            models.CheckConstraint(
                name="provider_demonstration_npi",
                condition=Q(is_demonstration=True, npi__startswith="2") | Q(is_demonstration=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name_with_credentials

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.last_name, self.name_suffix) if part)

    @property
    def name_with_credentials(self) -> str:
        """As on a card: "Dr. Amara Osei, MD"."""
        title = "Dr. " if self.is_doctor else ""
        return title + ", ".join(part for part in (self.full_name, self.credentials) if part)

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def is_doctor(self) -> bool:
        return self.profession in DOCTORS

    @property
    def specialty_words(self) -> str:
        """What patients read: the specialty, or the license type where there is none."""
        return gettext(self.specialty) if self.specialty else str(self.get_profession_display())

    def get_absolute_url(self) -> str:
        return reverse("providers:profile", args=[self.slug])

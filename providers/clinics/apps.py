from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "providers.clinics"
    label = "clinics"

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "matching.consultations"
    label = "consultations"

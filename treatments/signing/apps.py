from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "treatments.signing"
    label = "signing"

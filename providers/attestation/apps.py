from django.apps import AppConfig


class AttestationConfig(AppConfig):
    name = "providers.attestation"
    label = "attestation"

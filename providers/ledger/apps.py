from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "providers.ledger"
    label = "ledger"

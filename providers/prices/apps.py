from django.apps import AppConfig


class PricesConfig(AppConfig):
    name = "providers.prices"
    label = "prices"

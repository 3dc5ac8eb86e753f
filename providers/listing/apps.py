from django.apps import AppConfig


class ListingConfig(AppConfig):
    name = "providers.listing"
    label = "listing"

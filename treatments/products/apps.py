from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "treatments.products"
    label = "products"

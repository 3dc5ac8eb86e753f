from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "benchmarks.geo"
    label = "benchmark_geo"

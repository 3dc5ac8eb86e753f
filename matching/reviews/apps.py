from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "matching.reviews"
    label = "reviews"

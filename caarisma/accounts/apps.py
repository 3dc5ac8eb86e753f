from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "caarisma.accounts"
    label = "accounts"

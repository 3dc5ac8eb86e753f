from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "caarisma.accounts"
    label = "accounts"

    def ready(self) -> None:
        from caarisma.accounts import staff_sessions  # noqa: F401  hears who signs in

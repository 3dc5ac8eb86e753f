from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "caarisma.accounts"
    label = "accounts"

    def ready(self) -> None:
        from caarisma.accounts import sign_in_log, staff_sessions  # noqa: F401  hear who signs in

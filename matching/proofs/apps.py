from django.apps import AppConfig


class ProofsConfig(AppConfig):
    name = "matching.proofs"
    label = "proofs"

    def ready(self) -> None:
        from matching.proofs import checks  # noqa: F401  (registers itself)

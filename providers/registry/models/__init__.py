from providers.registry.models.registry_answer import RegistryAnswer

__all__ = [
    "RegistryAnswer",
]

"""Names a provider used before. Lists of excluded people may still have them."""

from collections.abc import Mapping
from typing import Any

from providers.directory.models import Provider


def renamed(provider: Provider, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` for a provider's name, with the names so far among the former ones."""
    return {**values, **former_names_after(provider, values)}


def former_names_after(provider: Provider, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The two fields of former names once the provider is called as `values` say."""
    last, first = (values.get(name, getattr(provider, name)) for name in ("last_name", "first_name"))
    return {
        "former_names": _others([*provider.former_names, provider.last_name], than=last),
        "former_first_names": _others([*provider.former_first_names, provider.first_name], than=first),
    }


def _others(names: list[str], *, than: str) -> list[str]:
    return [name for name in dict.fromkeys(names) if name and name != than]

"""Names a provider used before. Lists of excluded people may still have them."""

from collections.abc import Mapping
from typing import Any

from providers.models import Provider


def renamed(provider: Provider, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` for a provider's name, with the last name so far among the former ones."""
    last_name = values.get("last_name", provider.last_name)
    former = [*provider.former_names, provider.last_name]
    return {**values, "former_names": [name for name in dict.fromkeys(former) if name != last_name]}

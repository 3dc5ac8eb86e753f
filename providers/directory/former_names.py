"""Names a provider used before. Lists of excluded people may still have them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from providers.directory.enums import NameSource
from providers.directory.models import FormerName, Provider

PARTS: Final = ("first_name", "middle_name", "last_name", "name_suffix")


def is_renamed(provider: Provider, values: Mapping[str, Any]) -> bool:
    """Whether they will be called otherwise. A middle name that was left out or an initial until now is no new name."""
    first, middle, last, _suffix = (values.get(name, getattr(provider, name)) for name in PARTS)
    longer_middle = middle.upper().startswith(provider.middle_name.upper().rstrip("."))
    return (first, last) != (provider.first_name, provider.last_name) or not longer_middle


def keep_name(provider: Provider, values: Mapping[str, Any], *, on: date) -> None:
    """Keep the name so far if `values` are another. Call it before they are written, in the same transaction."""
    if is_renamed(provider, values):
        name = {part: getattr(provider, part) for part in PARTS}
        source = {"used_until": on, "source": NameSource.PROFILE}
        FormerName.objects.get_or_create(provider=provider, **name, defaults=source)

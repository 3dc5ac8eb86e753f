"""Catalog rows hold their words twice, key_en and key_es."""

from typing import Any

from django.utils.translation import get_language


def in_spanish() -> bool:
    return (get_language() or "").startswith("es")


def words(row: Any, key: str) -> str:
    """row.key_es for Spanish if there is one, else row.key_en."""
    spanish: str = getattr(row, f"{key}_es") if in_spanish() else ""
    return spanish or getattr(row, f"{key}_en")

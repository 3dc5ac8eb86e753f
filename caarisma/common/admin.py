"""What admin pages of several rooms share."""

from django.db.models import Model
from django.http import HttpRequest


class ReadOnly:
    """Whoever may view may look; nobody adds, changes or deletes here. For pages and for rows inside a page."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

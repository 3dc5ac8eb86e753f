"""Write everything encrypted anew with the newest key, so that an old one can be dropped from FIELD_KEYS."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models, transaction

from caarisma.common import private_files
from caarisma.common.fields import EncryptedJSONField, field_cipher

CHUNK = 500
# What allauth encrypts through our adapter: the authenticator's secret, and the seed of the recovery codes.
AUTHENTICATOR_SECRETS = ("secret", "seed")


class Command(BaseCommand):
    help = "Encrypt health answers, authenticator secrets and private files with the newest key. May be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for model, names in encrypted_fields():
            self.stdout.write(f"{model._meta.label}: {rotate_rows(model, names)} rows")
        self.stdout.write(f"authenticators: {rotate_authenticators()} rows")
        self.stdout.write(f"private files: {private_files.rotate()}")
        self.stdout.write(f"All are written with the first of {len(settings.FIELD_KEYS)} keys. The others can go.")


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    for model in apps.get_models():
        if names := [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedJSONField)]:
            yield model, names


def rotate_rows(model: type[models.Model], names: list[str]) -> int:
    """Read with any key, write with the newest; each row locked while it is. Returns how many rows there were."""
    done = 0
    for ids in _chunks(model):
        with transaction.atomic():
            rows = list(model._default_manager.select_for_update().filter(pk__in=ids))
            model._default_manager.bulk_update(rows, names)
        done += len(rows)
    return done


def rotate_authenticators() -> int:
    done = 0
    for ids in _chunks(Authenticator):
        with transaction.atomic():
            for row in Authenticator.objects.select_for_update().filter(pk__in=ids):
                for name in AUTHENTICATOR_SECRETS:
                    if name in row.data:
                        row.data[name] = field_cipher().rotate(row.data[name].encode()).decode()
                row.save(update_fields=["data"])
                done += 1
    return done


def _chunks(model: type[models.Model]) -> Iterator[list[Any]]:
    last = 0
    while ids := list(model._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield ids
        last = ids[-1]

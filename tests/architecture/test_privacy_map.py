"""Every stored field says what it tells about a person."""

from collections import Counter

import pytest
from django.apps import apps

from caarisma.common.fields import EncryptedJSONField
from caarisma.common.privacy import Privacy, declare, declared_fields

# Django's own tables about permissions and content types hold nothing about people.
NOT_ABOUT_PEOPLE = {"auth.Permission", "auth.Group", "contenttypes.ContentType"}


def stored_fields() -> dict[str, set[str]]:
    """{"app.Model": names of its concrete and many-to-many fields} for every model with a table of its own."""
    return {
        model._meta.label: {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        for model in apps.get_models()
        if not model._meta.auto_created and model._meta.managed and model._meta.label not in NOT_ABOUT_PEOPLE
    }


def test_every_field_is_declared_and_every_declaration_still_exists():
    declared = dict(declared_fields())

    assert {label: set(fields) for label, fields in declared.items()} == stored_fields()


def test_no_model_is_declared_by_two_apps():
    labels = Counter(label for label, _ in declared_fields())

    assert [label for label, times in labels.items() if times > 1] == []


def test_health_fields_are_encrypted():
    for label, fields in declared_fields():
        for name, level in fields.items():
            if level is Privacy.HEALTH:
                assert isinstance(apps.get_model(label)._meta.get_field(name), EncryptedJSONField), f"{label}.{name}"


def test_a_field_declared_twice_is_refused():
    with pytest.raises(ValueError, match="name is declared both plain and personal"):
        declare(plain="id name", personal="name")

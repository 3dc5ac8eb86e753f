"""String foreign keys hide cycles from the import linter, so the relations between models are walked as well."""

from django.apps import apps

# Each app may point at itself and at those before it.
ORDER = [
    "contenttypes",
    "auth",
    "accounts",
    "treatments",
    "products",
    "signing",
    "directory",
    "registry",
    "exclusions",
    "screening",
    "ledger",
    "snapshots",
    "search",
    "consultations",
    "aftercare",
    "reviews",
]
OURS = set(ORDER) - {"contenttypes", "auth"}


def test_relations_point_only_downwards():
    upward = []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.app_label
        if label not in OURS:
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target is not None and ORDER.index(target._meta.app_label) > ORDER.index(label):
                upward.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")

    assert upward == []


def test_no_generic_foreign_keys():
    generic = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.private_fields
    ]

    assert generic == []

"""No form of the site answers a slip in the words of a program."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError

import caarisma
import matching
import providers
import treatments

RAW = re.compile(
    r"Ensure this|Null characters|This field is required|Select a valid|available choices|Enter a valid|Enter a list"
)


def every_form() -> Iterator[type[forms.BaseForm]]:
    for package in (caarisma, matching, providers, treatments):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if re.search(r"\.(forms|portal|desk|check|admin|typed)\b", module.name) and "migrations" not in module.name:
                importlib.import_module(module.name)
    for allauth in ("allauth.account.forms", "allauth.mfa.base.forms", "allauth.mfa.totp.forms"):
        importlib.import_module(allauth)
    yield from _below(forms.BaseForm)


def _below(form: type) -> Iterator[type[forms.BaseForm]]:
    for each in form.__subclasses__():
        if each.__module__.startswith(("caarisma.", "matching.", "providers.", "treatments.", "allauth.")):
            yield each
        yield from _below(each)


FIELDS = {f"{form.__name__}.{name}": field for form in every_form() for name, field in form.base_fields.items()}


def test_the_forms_are_found():
    assert len(FIELDS) > 100
    assert {"PlannerForm.away", "SupervisorForm.supervisor_npi", "PlaceForm.phone", "LoginForm.password"} <= {*FIELDS}


def told(field: forms.Field, typed: object) -> list[str]:
    try:
        field.clean(typed)
    except ValidationError as refused:
        return refused.messages
    return []


@pytest.mark.parametrize("typed", ["", "a\0b", "x" * 70_000, "no such thing", ["no such thing"]])
def test_a_slip_is_told_in_plain_words(typed):
    takes_lists = (forms.MultipleChoiceField, forms.MultiValueField)
    chosen_or_sent = (forms.ModelChoiceField, forms.FileField)
    fields = {
        name: field
        for name, field in FIELDS.items()
        if isinstance(field, takes_lists) == isinstance(typed, list)
        and not isinstance(field, chosen_or_sent)
        and not name.endswith(".form_key")  # hidden: nobody types it
    }

    raw = {name: [words for words in told(field, typed) if RAW.search(words)] for name, field in fields.items()}

    assert fields
    assert {name: words for name, words in raw.items() if words} == {}

"""A state in which nobody with this license can join is told beside the field, before any paper for it."""

from django import forms

from providers.portal.standing import Standing


def tell_closed_state(form: forms.Form, standing: Standing, *, before: str) -> None:
    """`before`: the state that the row has already; what is there stays there, and waits."""
    state = form.cleaned_data.get("state", "")
    if state and state != before and (words := standing.why_closed(state)):
        form.add_error("state", words)

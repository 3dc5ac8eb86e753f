"""Waiting lists and saved searches: who wants a mail when somebody new fits, or when a clinic can be asked again.
Pages of a person's rights call its selectors and services, lists and places show its form by a template tag.
It knows the answers of a search without those about health, and its mails never say what for.
"""

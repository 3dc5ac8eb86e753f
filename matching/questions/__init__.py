"""Questions to experts: asked without an account and without personal details, answered in public by listed providers.
Pages at /ask/ are here; the portal, the desk and a person's own page call its services and selectors.
It knows no request, no search and no ranking, and of whoever asked only an address that was confirmed.
"""

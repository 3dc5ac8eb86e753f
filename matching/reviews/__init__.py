"""Reviews: written only from a visit that took place, read by a person by the same rules good or bad, and then shown.
The patient's pages are here; pages of a place, the portal, the desk and the policy call its services and selectors.
It knows no ranking and no money, and of a person's request only that the visit took place.
"""

"""How calls to a clinic went, as callers tell with one tap: reports, and what a clinic is asked because of them.
Pages of a place write and read it; portal, desk and demo read it and settle.
It knows nothing of searches, lists or accounts of patients.
"""

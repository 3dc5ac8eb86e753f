"""Proof that travels: signed statements about who is listed, the keys, the tool that checks them offline, the badge.
Whatever leaves the house as a file (bulk, numbers) is signed here, and says nothing that `never.py` forbids.
It knows nothing of patients.
"""
